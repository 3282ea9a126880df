import { describe, expect, test } from 'vitest';
import { sliceRows } from '../../../../src/data/dense.js';
import { cloud, matrix, run } from './helpers.js';

test('the steps: the data is read once, then each tree is seen as it stands', async () => {
  const { steps, model } = await run({ train: cloud(2500), given: { num_samples_per_tree: 40 } });
  const phases = steps.map(({ phase }) => phase);
  expect(phases.filter((phase, at) => phase !== phases[at - 1])).toEqual([
    'initialize',
    'sample',
    'epoch',
    'gather',
    'tree',
    'finalize',
  ]);
  const sampled = steps.flatMap((step) => (step.phase === 'sample' ? [[step.rows, step.sampled]] : []));
  expect(sampled).toEqual([
    [1000, 1000],
    [2000, 2000],
    [2500, 2000],
  ]);
  const trees = steps.flatMap((step) => (step.phase === 'tree' ? [step.tree] : []));
  expect(trees).toHaveLength(50);
  expect(Array.from(model.forest.cutValues)).toEqual(trees.flatMap(({ cutValues }) => Array.from(cutValues)));
  expect(model.describe()).toEqual({
    algorithm: 'randomcutforest',
    num_trees: 50,
    num_samples_per_tree: 40,
    feature_dim: 2,
  });
});

describe('the test channel', () => {
  const rows = matrix([...Array.from({ length: 60 }, (_, at) => [Math.sin(at), Math.cos(at)]), [40, 40], [-50, 30]]);
  const labels = [...Array(60).fill(0), 1, 1];
  const job = { train: cloud(3000), test: { rows, labels } };

  test('finds the labelled rows', async () => {
    const { steps } = await run(job);
    expect(steps.at(-1)).toMatchObject({
      phase: 'test',
      rows: 62,
      anomalies: 2,
      metrics: { 'test:accuracy': 1, 'test:precision': 1, 'test:recall': 1, 'test:f1': 1 },
    });
  });

  test('tells what eval_metrics asks for', async () => {
    const metrics = async (names: readonly string[]) =>
      Object.keys((await run({ ...job, given: { eval_metrics: names } })).steps.at(-1)?.metrics ?? {});
    expect(await metrics(['accuracy'])).toEqual(['test:accuracy']);
    expect(await metrics(['precision_recall_fscore'])).toEqual(['test:precision', 'test:recall', 'test:f1']);
    expect(await metrics([])).toEqual([]);
  });
});

describe('refuses', () => {
  test.each([
    [49, 50, 'Provide at least 50 rows.'],
    [60, 100, 'Provide at least 100 rows, or lower num_trees to 60 or less.'],
  ])('%i rows for %i trees', async (rows, trees, hint) => {
    const running = run({ train: sliceRows(cloud(100), 0, rows), given: { num_trees: trees } });
    await expect(running).rejects.toMatchObject({ code: 'E_TOO_FEW_ROWS', hint });
  });

  test('an earlier model', async () => {
    const { model } = await run({ train: cloud(50) });
    await expect(run({ train: cloud(50), startFrom: model })).rejects.toMatchObject({ code: 'E_START_FROM' });
  });
});
