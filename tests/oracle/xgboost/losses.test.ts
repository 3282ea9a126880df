import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { xgboostHyperparameters } from '../../../src/algorithms/xgboost/hyperparameters.js';
import { metricOf } from '../../../src/algorithms/xgboost/native-metrics.js';
import { objectiveOf } from '../../../src/algorithms/xgboost/objectives/index.js';
import type { RowInfo } from '../../../src/algorithms/xgboost/objectives/objective.js';
import { estimateBaseScore } from '../../../src/algorithms/xgboost/objectives/starting-point.js';
import { SCIKIT } from '../../../src/algorithms/xgboost/scikit-metrics.js';

interface Case {
  readonly objective: string;
  readonly labels: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly weighted: boolean;
}

interface Frozen {
  readonly labels: Readonly<Record<string, readonly number[]>>;
  readonly weights: readonly number[];
  readonly queries: readonly number[];
  readonly query_weights: readonly number[];
  readonly margins: readonly number[];
  readonly class_margins: readonly number[];
  readonly objectives: readonly (Case & {
    /** By class, then by row: first and second derivative. */
    readonly gradients: readonly (readonly (readonly [number, number])[])[];
    readonly base_score: number;
    readonly predictions: readonly number[];
  })[];
  readonly metrics: readonly (Case & { readonly values: Readonly<Record<string, number>> })[];
  readonly scikit: Readonly<Record<'binary' | 'class' | 'real', Readonly<Record<string, number>>>>;
}

/** Made by make.py with XGBoost 3.0.5. */
const frozen: Frozen = JSON.parse(readFileSync(new URL('losses.json', import.meta.url), 'utf8'));

const isRanking = (objective: string) => objective.startsWith('rank:');

function infoOf({ objective, labels, weighted }: Case): RowInfo {
  const values = Float32Array.from(frozen.labels[labels] as number[]);
  const starts = [0];
  for (const length of frozen.queries) starts.push((starts.at(-1) as number) + length);
  return {
    rows: values.length,
    labels: values,
    ...(isRanking(objective) ? { queryStarts: Uint32Array.from(starts) } : {}),
    ...(weighted ? { weights: Float32Array.from(isRanking(objective) ? frozen.query_weights : frozen.weights) } : {}),
  };
}

function settingsOf({ objective, parameters }: Case) {
  return xgboostHyperparameters.check({ num_round: 1, objective, ...parameters });
}

function marginsOf({ parameters }: Case): Float32Array {
  return Float32Array.from(parameters.num_class === undefined ? frozen.margins : frozen.class_margins);
}

const nameOf = (one: Case) => `${one.objective} ${JSON.stringify(one.parameters)}${one.weighted ? ', weighted' : ''}`;

describe.each(frozen.objectives.map((one) => [nameOf(one), one] as const))('%s', (_name, one) => {
  const objective = objectiveOf(settingsOf(one));
  const info = infoOf(one);

  test("has XGBoost's derivatives", async () => {
    const out = new Float32Array(2 * objective.groups * info.rows);
    objective.checkLabels(info);
    await objective.gradients(marginsOf(one), info, 0, out);
    const expected = one.gradients.flat(2);
    const errorAt = (value: number, at: number) => Math.abs(value - (out[at] as number)) / Math.max(1, Math.abs(value));
    expect(Math.max(...expected.map(errorAt))).toBeLessThan(2e-6);
  });

  test('starts where XGBoost starts', async () => {
    expect(await estimateBaseScore(objective, info)).toBeCloseTo(one.base_score, 5);
  });

  test('turns margins into its predictions', async () => {
    const predictions = objective.transform(marginsOf(one), info.rows);
    expect(predictions).toHaveLength(one.predictions.length);
    for (const [at, value] of one.predictions.entries()) {
      expect(Math.abs((predictions[at] as number) - value)).toBeLessThanOrEqual(2e-7 * Math.max(1, value));
    }
  });
});

describe.each(frozen.metrics.map((one) => [nameOf(one), one] as const))('metrics of %s', (_name, one) => {
  test.each(Object.entries(one.values))('%s', async (name, value) => {
    const settings = settingsOf(one);
    const objective = objectiveOf(settings);
    const info = infoOf(one);
    const transform = objective.transformForMetrics ?? objective.transform;
    const margins = one.objective === 'reg:squaredlogerror' ? marginsOf(one).map(Math.abs) : marginsOf(one);
    const predictions = transform(margins, info.rows);
    expect(metricOf(name, settings)({ predictions, info })).toBeCloseTo(value, 6);
  });
});

describe('metrics that the container adds', () => {
  const cases = [
    ['binary', 'binary', 1],
    ['class', 'class', 3],
    ['real', 'real', 1],
  ] as const;
  const tests = cases.flatMap(([kind, labels, groups]) =>
    Object.entries(frozen.scikit[kind]).map(([name, value]) => [name, kind, labels, groups, value] as const),
  );
  test.each(tests)('%s of %s labels', (name, _kind, labels, groups, value) => {
    const margins = Float32Array.from(groups === 1 ? frozen.margins : frozen.class_margins);
    const seen = { margins, labels: Float32Array.from(frozen.labels[labels] as number[]), groups };
    expect(SCIKIT.get(name)?.(seen)).toBeCloseTo(value, 6);
  });
});
