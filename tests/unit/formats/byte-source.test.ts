import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource, totalBytes, windows } from '../../../src/formats/byte-source.js';

/** Reads a source through windows as a reader of `unit`-byte records would, and gives back every byte it was handed. */
async function readByUnits(source: ByteSource, unit: number, windowBytes: number) {
  const seen: number[] = [];
  let finals = 0;
  for await (const window of windows(source, { windowBytes })) {
    expect(window.offset).toBe(seen.length);
    window.consumed = window.final ? window.bytes.length : window.bytes.length - (window.bytes.length % unit);
    seen.push(...window.bytes.subarray(0, window.consumed));
    if (window.final) finals++;
  }
  expect(finals).toBe(1);
  return seen;
}

describe('windows', () => {
  it('hands out every byte once, in order, however the source and the windows are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 30 }),
        async (bytes, unit, windowBytes, chunkBytes) => {
          const seen = await readByUnits(memorySource('bytes', bytes, chunkBytes), unit, windowBytes);
          expect(seen).toEqual([...bytes]);
        },
      ),
    );
  });

  it('keeps as many windows as were asked for, and what is aligned in the source aligned', async () => {
    const bytes = Uint8Array.from({ length: 400 }, (_, i) => i % 251);
    const held: { readonly bytes: Uint8Array; readonly content: readonly number[] }[] = [];
    for await (const window of windows(memorySource('bytes', bytes), { windowBytes: 32, kept: 3 })) {
      for (const before of held.slice(-2)) expect([...before.bytes]).toEqual(before.content);
      held.push({ bytes: window.bytes, content: [...window.bytes] });
      expect(window.bytes.byteOffset % 8).toBe(window.offset % 8);
      window.consumed = window.final ? window.bytes.length : window.bytes.length - (window.bytes.length % 12);
    }
    expect(held.length).toBeGreaterThan(10);
  });

  it('grows for a record longer than a window', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
    expect(await readByUnits(memorySource('bytes', bytes), 700, 16)).toEqual([...bytes]);
  });

  it('gives one empty final window for an empty source', async () => {
    expect(await readByUnits(memorySource('empty', new Uint8Array(0)), 1, 8)).toEqual([]);
  });

  it('closes the source when the reader stops early, and when the signal aborts', async () => {
    let closed = 0;
    const inner = memorySource('bytes', new Uint8Array(100), 10);
    const source: ByteSource = {
      name: 'counted',
      async open() {
        const reader = await inner.open();
        return { read: reader.read, close: async () => void closed++ };
      },
    };
    for await (const _ of windows(source, { windowBytes: 10 })) break;
    expect(closed).toBe(1);

    const controller = new AbortController();
    const reading = (async () => {
      for await (const window of windows(source, { windowBytes: 10, signal: controller.signal })) {
        window.consumed = window.bytes.length;
        controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(closed).toBe(2);
  });

  it('passes on what the source throws', async () => {
    const source: ByteSource = {
      name: 'broken',
      async open() {
        let reads = 0;
        return {
          async read() {
            if (reads++ === 1) throw new Error('EIO');
            return 4;
          },
          async close() {},
        };
      },
    };
    await expect(readByUnits(source, 1, 4)).rejects.toThrow('EIO');
  });
});

describe('totalBytes', () => {
  const known = memorySource('bytes', new Uint8Array(5));
  const unknown: ByteSource = { name: 'pipe', open: () => known.open() };

  it('adds up, and is unknown where one size is', () => {
    expect(totalBytes([])).toBe(0);
    expect(totalBytes([known, known])).toBe(10);
    expect(totalBytes([known, unknown])).toBeUndefined();
  });
});
