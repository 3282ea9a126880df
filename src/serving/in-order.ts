/**
 * Works on so many items at once and hands the results out in the order of the items. The next item is asked for when there is room for it: of
 * items and results together never more than `atOnce` are at hand. Does not end before all work has ended.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const running: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Whoever waits for it hears of its failure; until then it is nobody's.
      result.catch(() => undefined);
      running.push(result);
      if (running.length >= atOnce) yield running.shift() as Promise<Result>;
    }
    while (running.length > 0) yield running.shift() as Promise<Result>;
  } finally {
    await Promise.allSettled(running);
  }
}
