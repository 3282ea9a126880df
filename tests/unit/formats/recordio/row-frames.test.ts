import fc from 'fast-check';
import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import type { RecordTensor } from '../../../../src/formats/recordio/message.js';
import { encodeRecords } from '../../../../src/formats/recordio/writer.js';
import { framesOf } from '../../../support/records.js';

const TYPES = ['float32', 'float64', 'int32'] as const;

function tensor(type: (typeof TYPES)[number], values: readonly number[], places = {}): RecordTensor {
  if (type === 'float32') return { type, values: Float32Array.from(values), ...places };
  if (type === 'float64') return { type, values: Float64Array.from(values), ...places };
  return { type, values: Int32Array.from(values), ...places };
}

/** protobufjs writes the same records one by one: it is the reference. */
test('dense rows are the bytes that the general encoder writes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.constantFrom(...TYPES),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 2 }),
      fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 126, maxLength: 126 }),
      (featureType, labelType, cols, labelSize, numbers) => {
        const rows = ndarray(Float64Array.from(numbers.slice(0, 3 * cols)), [3, cols]);
        const labels = numbers.slice(120, 120 + 3 * labelSize);
        const expected = [0, 1, 2].map((row) => ({
          features: new Map([['values', tensor(featureType, numbers.slice(row * cols, (row + 1) * cols))]]),
          label: new Map([['values', tensor(labelType, labels.slice(row * labelSize, (row + 1) * labelSize))]]),
        }));
        expect(encodeRecords(rows, labels, { featureType, labelType })).toEqual(framesOf(...expected));
      },
    ),
    { numRuns: 200 },
  );
});

test('sparse rows are the bytes that the general encoder writes', () => {
  const entry = fc.tuple(fc.nat(2 ** 32 - 2), fc.float());
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES.slice(0, 2)),
      fc.array(fc.array(entry, { maxLength: 40 }), { maxLength: 4 }),
      (featureType, rows) => {
        const cols = 2 ** 32 - 1;
        const entries = rows.flat();
        const starts = [0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length)];
        const csr = {
          rows: rows.length,
          cols,
          rowStarts: Uint32Array.from(starts),
          columns: Uint32Array.from(entries, ([column]) => column),
          values: Float32Array.from(entries, ([, value]) => value),
        };
        const expected = rows.map((row) => ({
          features: new Map([
            [
              'values',
              tensor(
                featureType,
                row.map(([, value]) => value),
                { keys: row.map(([column]) => column), shape: [cols] },
              ),
            ],
          ]),
          label: new Map(),
        }));
        expect(encodeRecords(csr, undefined, { featureType })).toEqual(framesOf(...expected));
      },
    ),
  );
});
