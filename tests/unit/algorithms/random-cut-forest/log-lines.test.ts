import { expect, test } from 'vitest';
import { logForm, logLines } from '../../../../src/algorithms/random-cut-forest/log-lines.js';
import type { RandomCutForestStep } from '../../../../src/algorithms/random-cut-forest/steps.js';
import { logTexts } from '../../../support/log-texts.js';
import { cloud, run } from './helpers.js';

const common = { epoch: 0, rows: 0, progress: 0, metrics: {} };

/** Shortened to three trees; the lists and averages are those of a real job otherwise. */
const finalize: RandomCutForestStep = {
  ...common,
  phase: 'finalize',
  info: {
    num_trees: 3,
    num_samples_in_forest: 240,
    num_samples_per_tree: 80,
    sample_dim: 1,
    trees_num_nodes: [107, 129, 123],
    trees_depth: [11, 13, 17],
    mem_size: 595536,
  },
};

test("the forest is told in the container's words", () => {
  expect(logLines(finalize)).toEqual([
    {
      level: 'INFO',
      text: 'Random Cut Forest built: ',
      more: [
        '',
        'ForestInfo{num_trees: 3, num_samples_in_forest: 240, num_samples_per_tree: 80, sample_dim: 1, shingle_size: 1, ' +
          'trees_num_nodes: [107, 129, 123, ], trees_depth: [11, 13, 17, ], max_num_nodes: 129, min_num_nodes: 107, ' +
          'avg_num_nodes: 119, max_tree_depth: 17, min_tree_depth: 11, avg_tree_depth: 13, mem_size: 595536}',
      ],
    },
    { timings: ['finalize.time', 'fit_model.time'], counters: { 'model.bytes': 595536 } },
    { level: 'INFO', text: 'Master node: Serializing the RandomCutForest model' },
  ]);
});

test("a job prints the lines of SageMaker's own, in its order", async () => {
  const { steps } = await run({ train: cloud(1500), given: { num_samples_per_tree: 20 } });
  const texts = steps.flatMap((step) => logTexts(logLines(step)));
  expect(texts).toEqual([
    'Verifying hyperparamemters...',
    'Hyperparameters are correct.',
    'Validating that feature_dim agrees with dimensions in training data...',
    'feature_dim is correct.',
    'Validating memory limits...',
    'Available memory in bytes: 2147483648',
    'Estimated sample size in bytes: 8000',
    'Estimated memory needed to build the forest in bytes: 56000',
    'Memory limits validated.',
    'Starting cluster sharing facilities...',
    'Create Store: dist_async',
    'Cluster sharing facilities started.',
    'Verifying all workers are accessible...',
    'All workers accessible.',
    'Initializing Sampler...',
    'Sampler correctly initialized.',
    'Sampling training data...',
    'Sampling training data completed.',
    'Early stop condition met. Stopping training.',
    'Master node: building Random Cut Forest...',
    'Gathering samples...',
    '1000 samples gathered',
    'Building Random Cut Forest...',
    'Random Cut Forest built: ',
    'Master node: Serializing the RandomCutForest model',
  ]);
});

test('progress is in whole percent of epochs', () => {
  expect(logForm.progress?.(100)).toBe('100 % epochs');
});
