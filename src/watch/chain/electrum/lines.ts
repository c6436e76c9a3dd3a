/**
 * Cuts a stream of bytes into lines, never holding more than the cap: a server that sends an endless line is found out
 * before the memory is full. Used by `rpc.ts` only.
 */

export interface LineCutter {
  /**
   * Takes the next bytes and returns the lines that they complete, without line breaks; undefined once a line has grown
   * beyond the cap, after which the stream is to be given up.
   */
  push(chunk: Uint8Array): readonly string[] | undefined;
}

const LINE_FEED = 0x0a;

export function createLineCutter(maxLineBytes: number): LineCutter {
  let parts: Buffer[] = [];
  let held = 0;
  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const lines: string[] = [];
      let start = 0;
      for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
        if (held + end - start > maxLineBytes) return undefined;
        parts.push(bytes.subarray(start, end));
        lines.push(Buffer.concat(parts).toString('utf8'));
        parts = [];
        held = 0;
        start = end + 1;
      }
      if (start < bytes.length) {
        held += bytes.length - start;
        if (held > maxLineBytes) return undefined;
        parts.push(bytes.subarray(start));
      }
      return lines;
    },
  };
}
