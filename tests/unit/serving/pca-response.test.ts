/** The answers of SageMaker's guide, and the one that it does not show. */
import { expect, test } from 'vitest';
import { responseForm } from '../../../src/algorithms/pca/model.js';
import { dense } from '../../../src/data/dense.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { readRecords } from '../../../src/formats/recordio/recordio.js';
import { negotiateAccept } from '../../../src/serving/accept.js';
import { bytesOf } from '../../../src/serving/body.js';
import { encodeResponse } from '../../../src/serving/response.js';

const projection = dense(Float32Array.of(1, 2, 0.5, -1e10, 5, 6), 2, 3);

function answer(accept: string): Uint8Array {
  return bytesOf(encodeResponse({ projection }, negotiateAccept(accept, responseForm), responseForm));
}

test.each([
  ['', '{"projections": [{"projection": [1.0, 2.0, 0.5]}, {"projection": [-10000000000.0, 5.0, 6.0]}]}'],
  ['application/jsonlines', '{"projection": [1.0, 2.0, 0.5]}\n{"projection": [-10000000000.0, 5.0, 6.0]}\n'],
  ['text/csv', '1.0,2.0,0.5\n-10000000000.0,5.0,6.0\n'],
])('%s', (accept, body) => {
  expect(new TextDecoder().decode(answer(accept))).toBe(body);
});

test('application/x-recordio-protobuf: one record per row', async () => {
  const found = [];
  const body = memorySource('answer', answer('application/x-recordio-protobuf'));
  for await (const { record } of readRecords(body)) {
    const { label } = record;
    found.push([...label.keys()], [...(label.get('projection') as { values: Float32Array }).values]);
  }
  expect(found).toEqual([['projection'], [1, 2, 0.5], ['projection'], [-1e10, 5, 6]]);
});
