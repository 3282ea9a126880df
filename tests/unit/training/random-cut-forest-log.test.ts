import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomCutForest } from '../../../src/algorithms/random-cut-forest/index.js';
import { channel } from '../../../src/training/channels/channel.js';
import { runTraining } from '../../../src/training/run.js';

/** Trains on CSV files as the guide has them: no label to train on, one to test with. */
async function logOf(withTest: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-rcf-'));
  try {
    const [train, test] = [join(folder, 'train.csv'), join(folder, 'test.csv')];
    const rows = Array.from({ length: 2000 }, (_, row) => `${Math.sin(row)},${Math.cos(3 * row)}`);
    writeFileSync(train, rows.join('\n'));
    writeFileSync(test, [...rows.slice(0, 300).map((row) => `0,${row}`), '1,40,-40'].join('\n'));
    const lines: string[] = [];
    const result = await runTraining({
      algorithm: randomCutForest,
      hyperparameters: { num_trees: '50', num_samples_per_tree: '20', mini_batch_size: '1000', feature_dim: '2' },
      channels: {
        train: channel(train, { contentType: 'text/csv' }),
        ...(withTest && { test: channel(test, { contentType: 'text/csv', name: 'test' }) }),
      },
      log: (line) => lines.push(line),
    });
    return { lines, result };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function expectInOrder(lines: readonly string[], order: readonly RegExp[]): void {
  let from = 0;
  for (const expression of order) {
    const at = lines.findIndex((line, index) => index >= from && expression.test(line));
    expect(at, `${expression} after line ${from}`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
}

const ORDER = [
  /default-conf\.json: .*'num_trees': '100'/,
  /Loaded iterator creator text\/csv/,
  /Verifying hyperparamemters\.\.\./,
  /Create Store: dist_async/,
  /Sampler correctly initialized\.$/,
  /"initialize\.time"/,
  /"Total Records Seen": \{"sum": 0\.0.*|"Meta": "init_train_data_iter"/,
  /Sampling training data\.\.\.$/,
  /epoch_stats=.*"num_examples": 2,/,
  /Sampling training data completed\.$/,
  /"epochs": \{"sum": 1\.0.*|"update\.time"/,
  /Early stop condition met\. Stopping training\.$/,
  /#progress_metric: host=algo-1, completed 100 % epochs$/,
  /"Meta": "training_data_iter"/,
  /#throughput_metric: host=algo-1, train throughput=\S+ records\/second$/,
  /Master node: building Random Cut Forest\.\.\.$/,
  /1000 samples gathered$/,
  /INFO \d+\] Random Cut Forest built: $/,
  /^$/,
  /^ForestInfo\{num_trees: 50, num_samples_in_forest: 1000, num_samples_per_tree: 20, sample_dim: 2,/,
  /"finalize\.time".*"fit_model\.time".*"model\.bytes"/,
  /Master node: Serializing the RandomCutForest model$/,
  /"serialize_model\.time"/,
];

test('the lines stand in the order of the container', async () => {
  const { lines } = await logOf(false);
  expectInOrder(lines, [...ORDER, /Test data is not provided\.$/, /"setuptime".*"totaltime"/]);
  expect(lines.join('\n')).not.toMatch(/Checkpoint|Create Store: local|of epochs/);
});

test('the test channel is scored at the end, with the label in its first column', async () => {
  const { lines, result } = await logOf(true);
  expectInOrder(lines, [
    ...ORDER,
    /#test_score \(algo-1\) : \('accuracy', 1\.0\)$/,
    /#test_score \(algo-1\) : \('f1', 1\.0\)$/,
    /#quality_metric: host=algo-1, test accuracy <score>=1\.0$/,
    /#quality_metric: host=algo-1, test precision <score>=1\.0$/,
    /#quality_metric: host=algo-1, test recall <score>=1\.0$/,
    /#quality_metric: host=algo-1, test f1 <score>=1\.0$/,
    /"setuptime".*"totaltime"/,
  ]);
  expect(result.metrics).toMatchObject({ 'train:progress': 100, 'test:f1': 1, 'test:accuracy': 1 });
});
