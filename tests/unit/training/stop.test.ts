import { expect, test } from 'vitest';
import { algorithms } from '../../../src/algorithms/registry.js';
import { dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { runTraining } from '../../../src/training/run.js';
import { GROUPS } from '../library/support.js';

/** Trainings that would take days, in small steps. */
const ENDLESS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  kmeans: { k: 3, epochs: 1e6, mini_batch_size: 20 },
  'linear-learner': { predictor_type: 'regressor', epochs: 1e6, mini_batch_size: 20, early_stopping_patience: 1e6 },
  'factorization-machines': {
    predictor_type: 'regressor',
    feature_dim: 2,
    num_factors: 2,
    epochs: 1e6,
    mini_batch_size: 20,
  },
  xgboost: { num_round: 1e6, save_model_on_termination: 'true' },
};

/** And these are done in one go, or not at all. */
const WHOLE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  xgboost: { num_round: 1e6 },
  pca: { num_components: 1, feature_dim: 2, mini_batch_size: 20 },
};

const rows = memoryDataset(dense(Float32Array.from(GROUPS.flat()), 60, 2), {
  labels: Float32Array.from(GROUPS, ([x = 0, y = 0]) => (x - y) / 100),
  labelSize: 1,
});

async function stopped(name: string, hyperparameters: Readonly<Record<string, unknown>>) {
  const stop = new AbortController();
  const seen: string[] = [];
  const algorithm = algorithms.get(name);
  if (algorithm === undefined) throw new Error(name);
  const result = runTraining({
    algorithm,
    hyperparameters,
    channels: { train: rows, ...(name === 'xgboost' ? {} : { test: rows }) },
    stop: stop.signal,
    onStep({ phase, epoch }) {
      seen.push(phase);
      if (epoch === 2 || hyperparameters.epochs === undefined) stop.abort(new Error('that will do'));
    },
  });
  return { model: (await result).model, seen };
}

test.each(Object.entries(ENDLESS))(
  '%s makes a model of what is done, and asks no test channel',
  async (name, given) => {
    const { model, seen } = await stopped(name, given);
    expect(Object.values(await model.predict(dense(Float32Array.of(1, 2), 1, 2))).length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(100);
    expect(seen).not.toContain('test');
  },
);

test.each(Object.entries(WHOLE))('%s ends without one', async (name, given) => {
  await expect(stopped(name, given)).rejects.toThrow('that will do');
});

test('an algorithm says whether it does', () => {
  const saving = [...algorithms.values()].filter(({ savesOnStop }) => savesOnStop !== undefined);
  expect(saving.map(({ name }) => name).sort()).toEqual(Object.keys(ENDLESS).sort());
});
