import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamedArray } from '../../src/algorithms/algorithm.js';
import { decodeNdarrays, encodeNdarrays } from '../../src/artifacts/mxnet-params.js';
import { readTar, writeTar } from '../../src/artifacts/tar.js';
import { UserError } from '../../src/errors.js';

const values = fc.oneof(
  fc.float32Array({ maxLength: 12 }),
  fc.float64Array({ maxLength: 12 }),
  fc.int32Array({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 12 }),
  fc.int8Array({ maxLength: 12 }),
  fc.bigInt64Array({ maxLength: 12 }),
);
const array = fc.tuple(values, fc.boolean()).map(([values, flat]) => ({
  shape: flat ? [values.length] : [values.length, 1, 1],
  values,
}));
const unnamed: fc.Arbitrary<readonly NamedArray[]> = fc.array(array, { maxLength: 4 });
const named: fc.Arbitrary<readonly NamedArray[]> = fc.array(
  fc.tuple(fc.string({ unit: 'grapheme' }), array).map(([name, rest]) => ({ name, ...rest })),
  { minLength: 1, maxLength: 4 },
);

const segment = fc.stringMatching(/^[a-z_][a-z0-9._-]{0,12}$/);
const members = fc.uniqueArray(
  fc.record({
    name: fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/')),
    bytes: fc.uint8Array({ maxLength: 1100 }),
  }),
  { selector: ({ name }) => name, maxLength: 5 },
);

/** Bytes with a few of them changed, and perhaps cut short. */
function damaged(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const change = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) });
  return fc
    .tuple(bytes, fc.array(change, { maxLength: 4 }), fc.double({ min: 0.2, max: 1, noNaN: true }))
    .map(([bytes, changes, share]) => {
      const copy = bytes.slice(0, Math.ceil(bytes.length * share));
      for (const { at, byte } of changes) copy[Math.floor(at * copy.length)] = byte;
      return copy;
    });
}

function readsOrRefuses(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.where?.byteOffset).toBeTypeOf('number');
  }
}

describe('lists of arrays', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(fc.oneof(unnamed, named), (arrays) => {
        expect(decodeNdarrays(encodeNdarrays(arrays))).toEqual(arrays);
      }),
    );
  });

  test('are read or refused, whatever happened to them', () => {
    fc.assert(
      fc.property(damaged(fc.oneof(unnamed, named).map(encodeNdarrays)), (bytes) => {
        readsOrRefuses(() => decodeNdarrays(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('tar archives', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(members, (given) => {
        const read = readTar(writeTar(given)).map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes) }));
        expect(read).toEqual(given);
      }),
    );
  });

  test('are read or refused, whatever happened to them', () => {
    fc.assert(
      fc.property(damaged(members.map(writeTar)), (bytes) => readsOrRefuses(() => readTar(bytes))),
      { numRuns: 1000 },
    );
  });
});
