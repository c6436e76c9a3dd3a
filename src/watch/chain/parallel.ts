/** Many small questions at a time to a server that takes one in each request, answered in the order of the question. */

const AT_ONCE = 8;

export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  let isBroken = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !isBroken) {
      const place = next++;
      try {
        results[place] = await work(items[place]!);
      } catch (error) {
        isBroken = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
  return results;
}
