/**
 * Makes the next item while the consumer works on the current one. The generator must not reuse what it handed out last
 * before it is asked for the item after next.
 */
export async function* prefetch<T>(items: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
  let pending = items.next();
  try {
    for (;;) {
      const { done, value } = await pending;
      if (done) return;
      pending = items.next();
      // A failure is reported when its turn comes, not while the consumer is busy.
      pending.catch(() => undefined);
      yield value;
    }
  } finally {
    await pending.catch(() => undefined);
    await items.return();
  }
}
