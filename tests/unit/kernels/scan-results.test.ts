import { describe, expect, it } from 'vitest';
import type { RecordSchema } from '../../../src/kernels/kernels.js';
import { fromCoreSchema, toCoreSchema, toProblem } from '../../../src/kernels/scan-results.js';

describe('scan results', () => {
  it.each<RecordSchema>([
    { layout: 'dense', cols: 28, featureType: 'float32', labelSize: 1, labelType: 'float64' },
    { layout: 'sparse', cols: 5, featureType: 'int32', labelSize: 0 },
  ])('a schema survives the way to the core and back: %o', (schema) => {
    expect(fromCoreSchema(toCoreSchema(schema))).toEqual(schema);
  });

  it('a problem has only what the core said', () => {
    const absent = { column: undefined, expected: undefined, actual: undefined };
    expect(Object.keys(toProblem({ code: 'bad-magic', offset: 8, row: 1, ...absent }))).toEqual([
      'code',
      'offset',
      'row',
    ]);
    expect(toProblem({ code: 'ragged', offset: 0, row: 0, expected: 3, actual: 0 })).toEqual({
      code: 'ragged',
      offset: 0,
      row: 0,
      expected: 3,
      actual: 0,
    });
  });
});
