import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { fixRecords } from '../../../src/check/fix-records.js';
import { dense } from '../../../src/data/dense.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { concat } from '../../support/records.js';

async function fixed(bytes: Uint8Array) {
  const pieces: Uint8Array[] = [];
  const mends = await fixRecords(memorySource('a.pbr', bytes), async (piece) => void pieces.push(piece));
  return { copy: concat(...pieces), mends };
}

test('tensors become float32', async () => {
  const doubles = encodeRecords(ndarray(Float64Array.of(1, 0.5), [2, 1]), [1, 2], { labelType: 'int32' });
  expect(await fixed(doubles)).toEqual({
    copy: encodeRecords(dense(Float32Array.of(1, 0.5), 2, 1), [1, 2]),
    mends: ['tensors turned into float32: 4'],
  });
});

test('padding is written, and a good file copied byte for byte', async () => {
  const good = encodeRecords(dense(new Float32Array(29), 1, 29));
  expect(await fixed(good)).toEqual({ copy: good, mends: [] });
  expect(await fixed(good.subarray(0, good.length - 3))).toEqual({
    copy: good,
    mends: ['padding of the last record written'],
  });
  await expect(fixed(good.subarray(0, 30))).rejects.toMatchObject({ code: 'E_RECORD_PAYLOAD_TRUNCATED' });
});
