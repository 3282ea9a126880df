/** LDA through the front door: requests and answers in every form. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { LdaModel } from '../../../src/algorithms/lda/index.js';
import { decodeRecord, encodeRecords } from '../../../src/index.js';
import { LDA } from '../../../src/library/estimators.js';
import type { TrainedModel } from '../../../src/library/trained-model.js';
import { channel } from '../../../src/training/channels/channel.js';
import { matrix, TWO_TOPICS } from '../algorithms/lda/helpers.js';

const given = { num_topics: 2, feature_dim: 4, mini_batch_size: 4, alpha0: 0.1 };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
let model: TrainedModel<LdaModel>;
/** Which of the two the documents of words 0 and 1 are of. */
let first: readonly string[];

beforeAll(async () => {
  model = await new LDA(given).fit({ train: TWO_TOPICS });
  const { topic_mixture } = await model.predict([[1, 1, 0, 0]]);
  first = topic_mixture.get(0, 0) > 0.5 ? ['1.0', '0.0'] : ['0.0', '1.0'];
});

describe('a document in', () => {
  const sparse = '{"data": {"features": {"keys": [0, 1], "shape": [4], "values": [3, 3]}}}';
  test.each([
    ['text/csv', '3,3,0,0\n'],
    ['application/json', '{"instances": [{"features": [3, 3, 0, 0]}]}'],
    ['application/json', `{"instances": [${sparse}]}`],
    ['application/jsonlines', '{"features": [3, 3, 0, 0]}\n'],
    ['application/jsonlines', `${sparse}\n`],
  ])('%s %s', async (contentType, body) => {
    const answer = text(await model.invoke(body, contentType));
    expect(answer).toBe(`{"predictions": [{"topic_mixture": [${first.join(', ')}]}]}`);
  });

  test('application/x-recordio-protobuf', async () => {
    const body = encodeRecords(matrix([[3, 3, 0, 0]]));
    const answer = text(await model.invoke(body, 'application/x-recordio-protobuf', 'application/jsonlines'));
    expect(answer).toBe(`{"topic_mixture": [${first.join(', ')}]}\n`);
  });
});

test('answers as CSV and as protobuf', async () => {
  expect(text(await model.invoke('3,3,0,0\n', 'text/csv', 'text/csv'))).toBe(`${first.join(',')}\n`);
  const answer = await model.invoke('3,3,0,0\n', 'text/csv', 'application/x-recordio-protobuf');
  // Behind the frame's eight bytes; two shares need no padding.
  const { label } = decodeRecord(answer.subarray(8, 8 + (answer[4] as number)));
  expect(label.get('topic_mixture')).toMatchObject({ values: Float32Array.from(first, Number) });
});

test('CSV through a pipe is refused before training', async () => {
  const train = channel('fixtures/bars/train.csv', { contentType: 'text/csv;label_size=0', inputMode: 'Pipe' });
  const lda = new LDA({ ...given, feature_dim: 25 });
  await expect(lda.fit({ train })).rejects.toMatchObject({ code: 'E_INPUT_MODE' });
});
