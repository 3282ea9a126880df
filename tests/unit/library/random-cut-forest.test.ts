/** What goes over the wire: every content type asked, every form answered. */
import { beforeAll, describe, expect, test } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { encodeRecords, readRecords } from '../../../src/formats/recordio/recordio.js';
import { RandomCutForest } from '../../../src/library/estimators.js';
import type { TrainedModel } from '../../../src/library/trained-model.js';

let model: TrainedModel;
let scores: number[];
const asked = [
  [0, 0.5, 0],
  [9, 0, -9],
];

beforeAll(async () => {
  const train = Array.from({ length: 400 }, (_, row) => [Math.sin(row), Math.cos(3 * row), Math.sin(7 * row)]);
  const trained = await new RandomCutForest({ num_trees: 50 }).fit({ train });
  model = trained;
  scores = Array.from((await trained.predict(asked)).score);
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const csv = asked.map((row) => row.join()).join('\n');

describe('requests', () => {
  const sparse = { data: { features: { keys: [0, 2], shape: [3], values: [9, -9] } } };
  const bodies: readonly [string, string, string | Uint8Array][] = [
    ['CSV', 'text/csv', csv],
    ['JSON', 'application/json', JSON.stringify({ instances: asked.map((features) => ({ features })) })],
    ['JSON Lines', 'application/jsonlines', asked.map((features) => JSON.stringify({ features })).join('\n')],
    [
      'RecordIO-protobuf',
      'application/x-recordio-protobuf',
      encodeRecords(dense(Float32Array.from(asked.flat()), 2, 3)),
    ],
  ];
  test.each(bodies)('%s', async (_, type, body) => {
    const answer = await model.invoke(body, type);
    expect(JSON.parse(text(answer))).toEqual({ scores: scores.map((score) => ({ score: expect.closeTo(score, 6) })) });
  });

  test('JSON, sparse', async () => {
    const answer = await model.invoke(JSON.stringify({ instances: [sparse] }), 'application/json');
    expect(JSON.parse(text(answer)).scores[0].score).toBeCloseTo(scores[1] as number, 6);
  });
});

describe('answers', () => {
  const answer = async (accept: string) => model.invoke(csv, 'text/csv', accept);

  test('JSON', async () => {
    expect(text(await answer('application/json'))).toMatch(
      /^\{"scores": \[\{"score": \d\.\d+\}, \{"score": \d\.\d+\}\]\}$/,
    );
  });

  test('JSON Lines', async () => {
    const lines = text(await answer('application/jsonlines'))
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).score)).toEqual(scores.map((score) => expect.closeTo(score, 6)));
  });

  test('CSV', async () => {
    expect(
      text(await answer('text/csv'))
        .trim()
        .split('\n')
        .map(Number),
    ).toEqual(scores.map((score) => expect.closeTo(score, 6)));
  });

  test('RecordIO-protobuf: one record for each row, label score', async () => {
    const body = await answer('application/x-recordio-protobuf');
    const found = [];
    for await (const { record } of readRecords(memorySource('answer', body))) found.push(record.label.get('score'));
    expect(found).toEqual(scores.map((score) => ({ type: 'float32', values: Float32Array.of(score) })));
  });
});
