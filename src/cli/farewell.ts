/** Work that has to end properly when a person presses ctrl-C, such as telling a node to stop looking through its blocks. */

const unfinished = new Set<Promise<unknown>>();

const LONGEST_WAIT_MS = 3_000;

/** Lets the program end only after the work has, once it is stopped; see `main.ts`. */
export async function beforeStopping<Result>(work: Promise<Result>): Promise<Result> {
  unfinished.add(work);
  try {
    return await work;
  } finally {
    unfinished.delete(work);
  }
}

/** Resolves once all of it has ended, or patience has. */
export async function farewells(): Promise<void> {
  if (unfinished.size === 0) return;
  const patience = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS));
  await Promise.race([Promise.allSettled(unfinished), patience]);
  await new Promise((resolve) => setImmediate(resolve));
}
