/** Everything an async iterable yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** What an async generator yields, and what it returns. */
export async function drain<T, R>(
  generator: AsyncGenerator<T, R, void>,
): Promise<{ readonly steps: T[]; readonly result: R }> {
  const steps: T[] = [];
  for (;;) {
    const next = await generator.next();
    if (next.done) return { steps, result: next.value };
    steps.push(next.value);
  }
}
