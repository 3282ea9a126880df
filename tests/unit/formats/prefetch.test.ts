import { describe, expect, test } from 'vitest';
import { prefetch } from '../../../src/formats/prefetch.js';

describe('prefetch', () => {
  test('makes one item ahead, in order', async () => {
    const events: string[] = [];
    async function* items() {
      for (const item of [1, 2, 3]) {
        events.push(`make ${item}`);
        yield item;
      }
    }
    for await (const item of prefetch(items())) {
      await Promise.resolve();
      events.push(`use ${item}`);
    }
    expect(events).toEqual(['make 1', 'make 2', 'use 1', 'make 3', 'use 2', 'use 3']);
  });

  test('reports a failure when its turn comes', async () => {
    async function* items() {
      yield 1;
      throw new Error('broken');
    }
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of prefetch(items())) {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(item);
      }
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(seen).toEqual([1]);
  });

  test('closes the generator when the consumer leaves', async () => {
    let isClosed = false;
    async function* items() {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of prefetch(items())) break;
    expect(isClosed).toBe(true);
  });
});
