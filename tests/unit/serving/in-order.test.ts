import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../src/serving/in-order.js';

async function* numbers(count: number, onPull: (at: number) => void = () => undefined) {
  for (let at = 0; at < count; at++) {
    onPull(at);
    yield at;
  }
}

describe('inOrder', () => {
  it('works on several at once, hands out in order, and asks for no more than it has room for', async () => {
    const release: (() => void)[] = [];
    let pulled = 0;
    const items = numbers(5, () => pulled++);
    const results = inOrder(items, 2, (item) => new Promise<number>((done) => release.push(() => done(item * 10))));
    const first = results.next();
    while (release.length < 2) await new Promise(setImmediate);
    expect(pulled).toBe(2);
    release[1]?.();
    release[0]?.();
    expect((await first).value).toBe(0);
    const rest = (async () => {
      const all: number[] = [];
      for await (const result of results) all.push(result);
      return all;
    })();
    for (let at = 2; at < 5; at++) {
      while (release.length <= at) await new Promise(setImmediate);
      release[at]?.();
    }
    expect(await rest).toEqual([10, 20, 30, 40]);
  });

  it('fails with the first in order, and not before the others have ended', async () => {
    let ended = false;
    const results = inOrder(numbers(2), 2, async (item) => {
      if (item === 0) throw new Error('first');
      await new Promise(setImmediate);
      ended = true;
      return item;
    });
    await expect(results.next()).rejects.toThrow('first');
    expect(ended).toBe(true);
  });
});
