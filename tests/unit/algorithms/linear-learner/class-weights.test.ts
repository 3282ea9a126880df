import { expect, test } from 'vitest';
import { CalibrationSample } from '../../../../src/algorithms/linear-learner/calibration-sample.js';
import { classWeights, rowWeights } from '../../../../src/algorithms/linear-learner/class-weights.js';
import { linearLearnerHyperparameters } from '../../../../src/algorithms/linear-learner/hyperparameters.js';
import { checkLabels } from '../../../../src/algorithms/linear-learner/labels.js';
import { objectiveOf } from '../../../../src/algorithms/linear-learner/objective.js';
import { dense } from '../../../../src/data/dense.js';

const check = (given: Record<string, unknown>) =>
  linearLearnerHyperparameters.check({ predictor_type: 'binary_classifier', ...given });
const weights = (given: Record<string, unknown>, counts: number[], models = 3) =>
  classWeights(check(given), Float64Array.from(counts), models);
const several = { predictor_type: 'multiclass_classifier', num_classes: 3 };

test('a positive row counts what the user says, or as much as makes both classes equal', () => {
  expect(weights({}, [9, 1])).toEqual({});
  expect(weights({ positive_example_weight_mult: 2.5 }, [9, 1]).ofRows).toEqual(Float64Array.of(1, 2.5));
  expect(weights({ positive_example_weight_mult: 'balanced' }, [9, 3]).ofRows).toEqual(Float64Array.of(1, 3));
  expect(weights({ positive_example_weight_mult: 'balanced' }, [9, 0]).ofRows).toEqual(Float64Array.of(1, 1_000_000));
  expect(weights({ positive_example_weight_mult: 'balanced' }, [0, 9])).toEqual({});
});

test('auto divides candidates among the models and leaves the losses alone', () => {
  expect(weights({ positive_example_weight_mult: 'auto' }, [16, 1], 4)).toEqual({
    ofModels: Float32Array.of(1, 4, 16, 1),
  });
});

test('several classes count by the inverse of their share, one that is not there a million', () => {
  expect(weights({ ...several, balance_multiclass_weights: true }, [5, 15, 0]).ofRows).toEqual(
    Float64Array.of(4, 20 / 15, 1_000_000),
  );
  expect(weights(several, [5, 15, 0])).toEqual({});
  expect(weights({ predictor_type: 'regressor', positive_example_weight_mult: 3 }, [0])).toEqual({});
});

test('every row gets the weight of its class', () => {
  expect(rowWeights(Float32Array.of(0, 1, 1), { ofRows: Float64Array.of(1, 8) })).toEqual(Float32Array.of(1, 8, 8));
  expect(rowWeights(Float32Array.of(0, 1, 1), {})).toBeUndefined();
});

test('a label that is no class is refused with its place', () => {
  const batch = (labels: number[]) => ({
    ...{ index: 0, rows: labels.length, cols: 1, labelSize: 1, bytesRead: 0, labels: Float32Array.from(labels) },
    features: dense(new Float32Array(labels.length), labels.length, 1),
    pieces: [{ at: 0, origin: { file: 'part-1.csv', firstRow: 100 } }],
  });
  const refusal = (labels: number[], given: Record<string, unknown>) => () =>
    checkLabels(batch(labels), 'train', objectiveOf(check(given)));
  expect(refusal([0, 1, 2], {})).toThrow(
    expect.objectContaining({
      code: 'E_LABEL',
      where: { file: 'part-1.csv', record: 102 },
      hint: expect.stringContaining('multiclass_classifier'),
    }),
  );
  expect(refusal([0, -1], {})).toThrow(
    'Label -1 in train dataset is no class of a binary_classifier: classes are 0 and 1.',
  );
  expect(refusal([0, 1, 3], several)).toThrow('classes are 0 to 2');
  expect(refusal([0, 1.5], several)).toThrow('Label 1.5');
  expect(refusal([0, 1, 2], several)()).toHaveLength(3);
  expect(refusal([-7.5, 1e9], { predictor_type: 'regressor' })()).toHaveLength(2);
});

test('the calibration sample keeps all rows, or some that are the same in every pass', () => {
  const fill = (most: number | 'auto', rows: number) => {
    const sample = new CalibrationSample(2, most, 7);
    for (let row = 0; row < rows; row++) sample.add(Float32Array.of(row, -row), Float32Array.of(row % 2));
    return sample;
  };
  const all = fill('auto', 3000);
  expect([...all.scoresOf(0)]).toEqual(Array.from({ length: 3000 }, (_, row) => row));
  expect(all.labels.reduce((sum, label) => sum + label, 0)).toBe(1500);
  const some = fill(100, 3000);
  expect(some.labels).toHaveLength(100);
  expect(some.scoresOf(1)).toEqual(some.scoresOf(0).map((score) => -score));
  expect(Array.from(some.scoresOf(0), (score) => score % 2)).toEqual([...some.labels]);
  expect(new Set(some.scoresOf(0)).size).toBe(100);
  const mean = some.scoresOf(0).reduce((sum, score) => sum + score, 0) / 100;
  expect(Math.abs(mean - 1500)).toBeLessThan(400);
  expect(fill(100, 3000).scoresOf(0)).toEqual(some.scoresOf(0));
});
