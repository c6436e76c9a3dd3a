/** Asks for one line without showing it; Tab shows and hides what was typed, for those who are alone. */
import type { Io } from '../io.ts';
import { type Key, withKeys } from './keys.ts';

export async function askHiddenLine(io: Io, question: string): Promise<string> {
  let text = '';
  let shown = false;
  const draw = () => {
    const body = shown ? text : '•'.repeat([...text].length);
    io.stderr.write(`\r\x1b[2K${question} ${body}`);
  };
  draw();
  const line = await withKeys(io, (key: Key) => {
    if (key.kind === 'enter' || key.kind === 'end') return text;
    if (key.kind === 'text') text += key.text;
    else if (key.kind === 'backspace') text = [...text].slice(0, -1).join('');
    else if (key.kind === 'clear-line') text = '';
    else shown = !shown;
    draw();
    return undefined;
  });
  io.stderr.write(`\r\x1b[2K${question} ${'•'.repeat([...line].length)}\n`);
  return line;
}
