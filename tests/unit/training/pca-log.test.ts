import { beforeAll, expect, test } from 'vitest';
import { pca } from '../../../src/algorithms/pca/index.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { channel } from '../../../src/training/channels/channel.js';
import { runTraining, type TrainingResult } from '../../../src/training/run.js';

const csv = { contentType: 'text/csv;label_size=1' };
const lines: string[] = [];
let result: TrainingResult;

beforeAll(async () => {
  result = await runTraining({
    algorithm: pca,
    hyperparameters: { num_components: '10', mini_batch_size: '500', feature_dim: '64' },
    channels: { train: channel('fixtures/digits/train.csv', csv), test: channel('fixtures/digits/test.csv', csv) },
    kernels: referenceKernels(),
    log: (line) => lines.push(line),
    threadId: 140141566281536,
  });
});

test('the lines stand in the order of the container', () => {
  const order = [
    /^Docker entrypoint/,
    /Reading default configuration from .*'algorithm_mode': 'regular'/,
    /Merging with provided configuration from .*'num_components': '10'/,
    /Create Store: local/,
    /INFO 140141566281536\] The default executor is <PCAExecutor on cpu\(0\)>\.$/,
    /64 feature\(s\) found in 'data'\.$/,
    /<PCAExecutor on cpu\(0\)> is assigned to batch slice from 0 to 499\.$/,
    /"Algorithm": "PCA".*"Meta": "init_train_data_iter"/,
    /epoch_stats=.*train\.csv", "epoch": 0/,
    /#progress_metric: host=algo-1, completed 100\.0 % of epochs/,
    /"epoch": 0, "Meta": "training_data_iter"/,
    /#throughput_metric: host=algo-1, train throughput=/,
    /"initialize\.time".*"update\.time".*"finalize\.time".*"model\.serialize\.time"/,
    /epoch_stats=.*test\.csv/,
    /"setuptime".*"totaltime"/,
  ];
  let from = 0;
  for (const expression of order) {
    const at = lines.findIndex((line, index) => index >= from && expression.test(line));
    expect(at, `${expression} after line ${from}`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
});

test('no metric line has a name that SageMaker does not know', () => {
  expect(lines.filter((line) => /quality_metric|test_score/.test(line))).toEqual([]);
  expect(result.metrics.test_explained_variance_ratio).toBeCloseTo(0.73, 1);
  expect(result.metrics.explained_variance_ratio).toBeCloseTo(0.74, 1);
});
