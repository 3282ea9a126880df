/** What the SageMaker SDK's writer accepts and refuses, case by case, and what ours does of the same. */
import ndarray, { type NdArray } from 'ndarray';
import { expect, test } from 'vitest';
import { shardSizes } from '../../../../src/convert/shards.js';
import { dense } from '../../../../src/data/dense.js';
import { UserError } from '../../../../src/errors.js';
import { encodeRecords } from '../../../../src/formats/recordio/writer.js';
import cases from '../../../golden/sdk-writer-errors.json' with { type: 'json' };

/** A caller without types. */
const encode = encodeRecords as (rows: unknown, labels?: unknown, options?: { featureType: 'int32' }) => Uint8Array;
const rows = dense(new Float32Array(6), 2, 3);
const matrixOf = (data: unknown) => ndarray(data as NdArray<number[]>['data'], [2, 3]);

/** The same case here; the code that refuses it; and why, where ours does otherwise. */
const OURS: Readonly<Record<string, readonly [() => unknown, string | undefined, string?]>> = {
  'array 1-D': [() => encode(ndarray(new Float32Array(3), [3])), 'E_RECORD_SHAPE'],
  'labels 2-D': [() => encode(rows, [[0], [1]]), 'E_RECORD_LABELS'],
  'labels length 5 vs 2x3': [() => encode(rows, [1, 2, 3, 4, 5]), 'E_RECORD_LABELS'],
  'labels length equals number of COLUMNS (3) of a 2x3 array': [
    () => encode(rows, [1, 2, 3]),
    'E_RECORD_LABELS',
    'the SDK looks for the number in any dimension, and drops the third label without a word',
  ],
  'labels length equals columns (2) of a 3x2 array': [
    () => encode(dense(new Float32Array(6), 3, 2), [1, 2]),
    'E_RECORD_LABELS',
  ],
  'dtype int32': [
    () => encode(matrixOf(new Int32Array(6))),
    undefined,
    "JavaScript's arrays of whole numbers have 32 bits: what numpy's int64 becomes, an Int32Tensor, is made of them",
  ],
  'dtype int16': [() => encode(matrixOf(new Int16Array(6))), 'E_RECORD_TYPE'],
  'dtype uint8': [() => encode(matrixOf(new Uint8Array(6))), 'E_RECORD_TYPE'],
  'dtype float16': [() => encode(matrixOf(new (class Float16Array {})())), 'E_RECORD_TYPE'],
  'dtype bool': [() => encode(matrixOf([true, false, true, false, true, false])), 'E_RECORD_TYPE'],
  'dtype int64': [() => encode(matrixOf(new Float64Array(6)), undefined, { featureType: 'int32' }), undefined],
  'dtype uint64': [() => encode(matrixOf(new BigUint64Array(6))), 'E_RECORD_TYPE'],
  'dtype object': [() => encode(matrixOf([{}, {}, {}, {}, {}, {}])), 'E_RECORD_TYPE'],
  'int64 value above int32': [
    () => encode(matrixOf(new Float64Array(6).fill(2 ** 31)), undefined, { featureType: 'int32' }),
    'E_RECORD_INT32',
  ],
  'dense passed to sparse writer': [
    () => encode(rows),
    undefined,
    'one writer takes both: rows are sparse where they are a Csr',
  ],
  '_build_shards more shards than rows': [() => shardSizes(2, 3), 'E_SHARDS'],
  '_build_shards 0': [() => shardSizes(2, 0), 'E_SHARDS'],
};

test.each(cases)('$case', ({ case: name, ok }) => {
  const [work, code, why] = OURS[name] as (typeof OURS)[string];
  expect(refusal(work)?.code).toBe(code);
  if (why === undefined) expect(code === undefined).toBe(ok);
});

test('in the same words, as far as they say what is wrong here', () => {
  const ours = cases.map(({ case: name }) => refusal(OURS[name]?.[0] ?? (() => undefined))?.message);
  const same = cases.filter(({ message }, index) => message !== undefined && ours[index] === message);
  expect(same.map(({ case: name }) => name)).toEqual([
    'array 1-D',
    'labels 2-D',
    'dtype int16',
    'dtype uint8',
    'dtype float16',
    'dtype uint64',
    'dtype object',
    'int64 value above int32',
  ]);
});

function refusal(work: () => unknown): UserError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
}
