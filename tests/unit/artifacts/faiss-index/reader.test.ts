import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFaissIndex, markOf } from '../../../../src/artifacts/faiss-index/layout.js';
import { decodeFaissIndex } from '../../../../src/artifacts/faiss-index/reader.js';
import { UserError } from '../../../../src/errors.js';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../fixtures/faiss/${name}.index`, import.meta.url)));
const names = [
  'flat.l2',
  'ivf-flat.few-cells',
  'ivf-flat.direct-map',
  'ivf-pq.l2',
  'ivf-flat.older-lists',
  'ivf-pq.old-lists',
];

function codeOf(bytes: Uint8Array): string | undefined {
  try {
    decodeFaissIndex(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

test('an index is known by its first four bytes', () => {
  expect(markOf(fixture('flat.l2'))).toBe('IxF2');
  expect(isFaissIndex(fixture('other.hnsw'))).toBe(true);
  expect(isFaissIndex(new TextEncoder().encode('Ix??'))).toBe(false);
  expect(isFaissIndex(new Uint8Array(2))).toBe(false);
});

describe.each(names)('%s', (name) => {
  const bytes = fixture(name);

  test('cut anywhere, it is refused', () => {
    for (let length = 0; length < bytes.length; length += Math.max(1, Math.floor(length / 40))) {
      expect(codeOf(bytes.subarray(0, length)), String(length)).toMatch(/^E_MODEL_(TRUNCATED|MALFORMED)$/);
    }
    expect(codeOf(Uint8Array.of(...bytes, 0))).toBe('E_MODEL_MALFORMED');
  });

  test('with any bytes spoilt it is read or refused, and never allocates what it announces', () => {
    const spoil = fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(spoil, (changes) => {
        const spoilt = bytes.slice();
        for (const [at, value] of changes) spoilt[at % spoilt.length] = value;
        expect(codeOf(spoilt) ?? 'E_MODEL_').toMatch(/^E_MODEL_/);
      }),
      { numRuns: 2000 },
    );
  });

  test('numbers that no file could hold are refused', () => {
    for (const huge of [2n ** 62n, 2n ** 40n, -1n]) {
      for (let at = 4; at + 8 <= Math.min(bytes.length, 220); at++) {
        const spoilt = bytes.slice();
        new DataView(spoilt.buffer).setBigInt64(at, huge, true);
        expect(codeOf(spoilt) ?? 'E_MODEL_').toMatch(/^E_MODEL_/);
      }
    }
  });
});
