import { describe, expect, test } from 'vitest';
import { type RecordSchema, TENSOR_TYPES } from '../../../src/kernels/kernels.js';
import { fromCoreSchema, toCoreSchema, toProblem } from '../../../src/kernels/scan-results.js';

describe('a schema', () => {
  const labelled = TENSOR_TYPES.map((labelType) => ({ labelSize: 2, labelType }));
  const schemas = (['dense', 'sparse'] as const).flatMap((layout) =>
    TENSOR_TYPES.flatMap((featureType) =>
      [{ labelSize: 0 }, ...labelled].map((label): RecordSchema => ({ layout, cols: 7, featureType, ...label })),
    ),
  );
  test.each(schemas)('comes back from the core as it went in: %o', (schema) => {
    expect(fromCoreSchema(toCoreSchema(schema))).toStrictEqual(schema);
  });
});

describe('a problem', () => {
  test('has only what there is to say', () => {
    const problem = { code: 'ragged', offset: 4, row: 1, expected: 3, actual: 0 };
    expect(toProblem({ ...problem, column: undefined })).toStrictEqual(problem);
  });
});
