import { describe, expect, test } from 'vitest';
import type { ArtifactFile, ArtifactFiles, NamedArray } from '../../../../src/algorithms/algorithm.js';
import { readModelFiles } from '../../../../src/algorithms/linear-learner/artifact.js';
import { calibrated, finishedModel, metricsOn } from '../../../../src/algorithms/linear-learner/finalize.js';
import { LinearLearnerModel, linearLearner } from '../../../../src/algorithms/linear-learner/index.js';
import { scoresOf } from '../../../../src/algorithms/linear-learner/scoring.js';
import { symbol } from '../../../../src/algorithms/linear-learner/symbol.js';
import { packModel, unpackModel } from '../../../../src/artifacts/model-archive.js';
import { dense } from '../../../../src/data/dense.js';
import { TrainedModel } from '../../../../src/library/trained-model.js';
import { kernels } from './helpers.js';

const parts = {
  kernels,
  weights: Float32Array.of(1, -2),
  bias: Float32Array.of(0.5),
  predictorType: 'binary_classifier',
  loss: 'logistic',
  threshold: 0.25,
  metricsParams: { f_beta: 1 },
  models: 32,
  biasLrMult: 10,
  modelName: 'model_algo-1',
} as const;
const rows = dense(Float32Array.of(1, 0, 0, 1), 2, 2);
const several = {
  ...parts,
  weights: Float32Array.of(1, 0, 0, 0, 1, 0),
  bias: new Float32Array(3),
  predictorType: 'multiclass_classifier',
  loss: 'softmax_loss',
} as const;

describe('answers', () => {
  test('two classes: a probability, and the class it is enough for', async () => {
    const { score, predicted_label } = await new LinearLearnerModel(parts).predict(rows);
    expect([...(score as Float32Array)]).toEqual([
      Math.fround(1 / (1 + Math.exp(-1.5))),
      Math.fround(1 / (1 + Math.exp(1.5))),
    ]);
    expect(predicted_label).toEqual(Float32Array.of(1, 0));
  });

  test('a score that is the threshold is class 1', async () => {
    const model = new LinearLearnerModel({ ...parts, bias: Float32Array.of(0), threshold: 0.5 });
    expect((await model.predict(dense(new Float32Array(2), 1, 2))).predicted_label).toEqual(Float32Array.of(1));
  });

  test('hinge: a margin', async () => {
    const model = new LinearLearnerModel({ ...parts, loss: 'hinge_loss', threshold: 0 });
    expect(await model.predict(rows)).toEqual({
      score: Float32Array.of(1.5, -1.5),
      predicted_label: Float32Array.of(1, 0),
    });
  });

  test('several classes: a probability for each, and the class with the highest', async () => {
    const { score, predicted_label } = await new LinearLearnerModel(several).predict(
      dense(Float32Array.of(2, 0, 0, 2, 1, 1), 3, 2),
    );
    expect(predicted_label).toEqual(Float32Array.of(0, 1, 0));
    expect((score as ReturnType<typeof dense>).shape).toEqual([3, 3]);
    const first = [0, 1, 2].map((one) => (score as ReturnType<typeof dense>).get(0, one));
    expect(first.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
    expect(first[0]).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 2), 6);
  });

  test('a number', async () => {
    const model = new LinearLearnerModel({ ...parts, predictorType: 'regressor', loss: 'squared_loss' });
    expect(await model.predict(rows)).toEqual({ score: Float32Array.of(1.5, -1.5) });
  });
});

describe('responses as SageMaker writes them', () => {
  const invoke = async (model: LinearLearnerModel, accept: string, type = 'text/csv', body = '1,0\n0,1\n') =>
    Buffer.from(await new TrainedModel(linearLearner, model).invoke(body, type, accept)).toString();

  test('JSON with an integer label, JSON Lines with the label first', async () => {
    const model = new LinearLearnerModel(parts);
    const [high, low] = ['0.8175745010375977', '0.18242552876472473'];
    expect(await invoke(model, 'application/json')).toBe(
      `{"predictions": [{"score": ${high}, "predicted_label": 1}, {"score": ${low}, "predicted_label": 0}]}`,
    );
    expect(await invoke(model, 'application/jsonlines')).toBe(
      `{"predicted_label": 1, "score": ${high}}\n{"predicted_label": 0, "score": ${low}}\n`,
    );
  });

  test('a list of scores for several classes, a score alone for a number', async () => {
    expect(await invoke(new LinearLearnerModel(several), 'application/json', 'text/csv', '0,0\n')).toBe(
      '{"predictions": [{"score": [0.3333333432674408, 0.3333333432674408, 0.3333333432674408], "predicted_label": 0}]}',
    );
    const number = new LinearLearnerModel({ ...parts, predictorType: 'regressor', loss: 'squared_loss' });
    expect(await invoke(number, 'application/json')).toBe('{"predictions": [{"score": 1.5}, {"score": -1.5}]}');
  });

  test('sparse requests and all content types are read, CSV answers are refused', async () => {
    const model = new LinearLearnerModel(parts);
    const sparse = '{"instances":[{"data":{"features":{"keys":[0],"shape":[2],"values":[1]}}}]}';
    expect(await invoke(model, 'application/json', 'application/json', sparse)).toContain('"predicted_label": 1');
    expect(await invoke(model, 'application/json', 'application/jsonlines', '{"features":[1,0]}\n')).toContain(
      '"predicted_label": 1',
    );
    await expect(invoke(model, 'text/csv')).rejects.toMatchObject({ code: 'E_ACCEPT' });
  });
});

describe('the artifact', () => {
  const membersOf = (files: ArtifactFiles) =>
    (files.get('model_algo-1') as Extract<ArtifactFile, { format: 'zip' }>).files;

  test('is a ZIP with the four members and arrays of SageMaker', async () => {
    const files = await unpackModel(await packModel(new LinearLearnerModel(parts).save()));
    const members = membersOf(files);
    expect([...members.keys()]).toEqual([
      'mx-mod-symbol.json',
      'mx-mod-0000.params',
      'manifest.json',
      'additional-params.json',
    ]);
    const { arrays } = members.get('mx-mod-0000.params') as unknown as { arrays: NamedArray[] };
    expect(arrays.map(({ name, shape }) => [name, shape])).toEqual([
      ['arg:fc0_bias', [1, 1]],
      ['arg:fc0_weight', [2, 1]],
    ]);
    expect(members.get('manifest.json')).toMatchObject({
      value: { 'additional-params.json': 'json', 'mx-mod': 'mxnet_module', version: 1 },
    });
    expect(members.get('additional-params.json')).toMatchObject({
      value: {
        threshold: 0.25,
        loss_type: 'logistic',
        predictor_type: 'binary_classifier',
        metrics_params: { f_beta: 1 },
      },
    });
    expect(readModelFiles(files, kernels)).toEqual(parts);
  });

  test('the graph names its nodes as those of SageMaker do', () => {
    expect(symbol({ loss: 'squared_loss', biasLrMult: 10, models: 32 }, 2, 1)).toMatchObject({
      nodes: [
        { name: 'data' },
        { name: 'fc0_weight', attrs: { __shape__: '(2, 1)' } },
        { op: 'dot', name: 'dot32' },
        { name: 'fc0_bias', attrs: { __lr_mult__: '10.0', __shape__: '(1, 1)' } },
        { op: 'broadcast_add' },
        { name: 'out_label' },
        { op: 'LinearRegressionOutput', name: 'out' },
      ],
      attrs: { mxnet_version: ['int', 10301] },
    });
    expect(JSON.stringify(symbol({ ...parts, biasLrMult: 2.5 }, 2, 1))).toContain('LogisticRegressionOutput');
    expect(JSON.stringify(symbol({ ...several, biasLrMult: 2.5 }, 2, 3))).toContain('"__lr_mult__":"2.5"');
  });

  const damage = (member: string, file: ArtifactFile): ArtifactFiles => {
    const members = new Map(membersOf(new LinearLearnerModel(parts).save()));
    members.set(member, file);
    return new Map([['model_algo-1', { format: 'zip', files: members }]]);
  };
  const additional = (change: object): ArtifactFile => ({
    format: 'json',
    value: {
      threshold: 0.5,
      loss_type: 'logistic',
      predictor_type: 'binary_classifier',
      metrics_params: {},
      ...change,
    },
  });
  const arrays = (weight: number[], shape: number[], bias = [0]): ArtifactFile => ({
    format: 'mxnet-ndarrays',
    arrays: [
      { name: 'arg:fc0_weight', shape, values: Float32Array.from(weight) },
      { name: 'arg:fc0_bias', shape: [1, bias.length], values: Float32Array.from(bias) },
    ],
  });
  test.each<[string, string, ArtifactFile]>([
    ['parameters that are no arrays', 'mx-mod-0000.params', { format: 'bytes', bytes: new Uint8Array(3) }],
    ['an array missing', 'mx-mod-0000.params', { format: 'mxnet-ndarrays', arrays: [] }],
    ['another rank', 'mx-mod-0000.params', arrays([1, 2], [2])],
    ['no features', 'mx-mod-0000.params', arrays([], [0, 1])],
    ['a value that is not finite', 'mx-mod-0000.params', arrays([1, Number.NaN], [2, 1])],
    ['more outputs than two classes have', 'mx-mod-0000.params', arrays([1, 2], [1, 2], [0, 0])],
    ['outputs that do not fit the bias', 'mx-mod-0000.params', arrays([1, 2], [1, 2])],
    ['no JSON', 'additional-params.json', { format: 'bytes', bytes: new Uint8Array(3) }],
    ['no object', 'additional-params.json', { format: 'json', value: [1] }],
    ['an unknown type', 'additional-params.json', additional({ predictor_type: 'ranker' })],
    ['a loss of another type', 'additional-params.json', additional({ loss_type: 'squared_loss' })],
    ['a threshold that is no number', 'additional-params.json', additional({ threshold: 'half' })],
  ])('%s is a damaged model', (_, member, file) => {
    expect(() => linearLearner.load(damage(member, file), kernels)).toThrow(
      expect.objectContaining({ code: 'E_MODEL_DAMAGED', where: { file: member } }),
    );
  });

  test('what SageMaker leaves out or null is no damage, nor is a graph nobody can read', () => {
    const files = damage('additional-params.json', additional({ threshold: null, metrics_params: null }));
    expect(linearLearner.load(files, kernels)?.threshold).toBe(0.5);
    const strange = damage('mx-mod-symbol.json', {
      format: 'json',
      value: { nodes: [null, { op: 'dot', name: 'dotty' }] },
    });
    expect(linearLearner.load(strange, kernels)?.featureDim).toBe(2);
  });
});

test('scores of several classes and their names', () => {
  const model = new LinearLearnerModel(several);
  const channel = { outputs: Float32Array.of(3, 0, 0, 0, 3, 0, 0, 3, 0), labels: Float32Array.of(0, 1, 2) };
  const objective = { predictorType: 'multiclass_classifier', loss: 'softmax_loss', parameter: 0, classes: 3 } as const;
  const scores = scoresOf(model, channel, { objective, weights: {}, beta: 1, topK: 3 });
  expect(Object.keys(scores)).toEqual([
    'multiclass_cross_entropy_objective',
    'multiclass_accuracy',
    'multiclass_top_k_accuracy_3',
    'dcg',
    'macro_recall',
    'macro_precision',
    'macro_f_1.000',
    'multiclass_balanced_accuracy',
    'multiclass_log_loss',
  ]);
  expect(scores).toMatchObject({ multiclass_accuracy: 2 / 3, multiclass_top_k_accuracy_3: 1 });
  expect(scores.multiclass_log_loss).toBeCloseTo(scores.multiclass_cross_entropy_objective as number, 6);
  const heavy = scoresOf(model, channel, {
    objective,
    weights: { ofRows: Float64Array.of(1, 1, 10) },
    beta: 1,
    topK: 3,
  });
  expect(heavy.multiclass_cross_entropy_objective).toBeGreaterThan(
    5 * (scores.multiclass_cross_entropy_objective as number),
  );
});

test('the parts of the end are there for whoever builds on them', () => {
  expect([finishedModel, calibrated, metricsOn].every((part) => typeof part === 'function')).toBe(true);
});
