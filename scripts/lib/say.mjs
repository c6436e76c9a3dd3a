/** What the entry scripts tell: one calm line for each step, with its time, and one now and then while it lasts. */

const PATIENCE_MS = 15_000;

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Tells that a step begins, that it lasts, and how long it took; resolves to what the work resolves to. */
export async function step(name, work) {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  say(`${name} …`);
  const reminder = setInterval(() => say(`${name} … ${seconds()} s`), PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearInterval(reminder);
    say(`${name}: ${seconds()} s`);
  }
}
