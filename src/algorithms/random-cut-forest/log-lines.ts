import type { LogForm, LogLine, LogPart } from '../algorithm.js';
import type { ForestInfo } from './forest-info.js';
import type { FinalizeStep, GatherStep, InitializeStep, RandomCutForestStep } from './steps.js';

/** The container prints its timings bit by bit, and says `epochs` without `of`. */
export const logForm: LogForm = {
  defaultsFile: 'default-conf.json',
  ownStore: true,
  progress: (percent) => `${percent} % epochs`,
  serializeTiming: 'serialize_model.time',
};

/**
 * What SageMaker's RCF container prints at a step, `hyperparamemters` included. Not here are the lines that all algorithms print (made of a step's
 * metrics), and those of its FTP server, by which its machines exchange their samples.
 */
export function logLines(step: RandomCutForestStep): readonly LogPart[] {
  switch (step.phase) {
    case 'initialize':
      return initializeLines(step);
    case 'sample':
      return step.batch === 0 ? [info('Sampling training data...')] : [];
    case 'epoch':
      return [
        info('Sampling training data completed.'),
        { timings: ['update.time'], counters: { epochs: 1 } },
        info('Early stop condition met. Stopping training.'),
      ];
    case 'gather':
      return gatherLines(step);
    case 'finalize':
      return finalizeLines(step);
    case 'tree':
    case 'test':
      return [];
  }
}

function initializeLines({ sampleBytes, forestBytes, availableBytes }: InitializeStep): LogPart[] {
  return [
    info('Verifying hyperparamemters...'),
    info('Hyperparameters are correct.'),
    info('Validating that feature_dim agrees with dimensions in training data...'),
    info('feature_dim is correct.'),
    info('Validating memory limits...'),
    info(`Available memory in bytes: ${availableBytes}`),
    info(`Estimated sample size in bytes: ${sampleBytes}`),
    info(`Estimated memory needed to build the forest in bytes: ${forestBytes}`),
    info('Memory limits validated.'),
    info('Starting cluster sharing facilities...'),
    info('Create Store: dist_async'),
    info('Cluster sharing facilities started.'),
    info('Verifying all workers are accessible...'),
    info('All workers accessible.'),
    info('Initializing Sampler...'),
    info('Sampler correctly initialized.'),
    { timings: ['initialize.time'] },
  ];
}

function gatherLines({ sampled }: GatherStep): LogLine[] {
  return [
    info('Master node: building Random Cut Forest...'),
    info('Gathering samples...'),
    info(`${sampled} samples gathered`),
    info('Building Random Cut Forest...'),
  ];
}

function finalizeLines({ info: built }: FinalizeStep): LogPart[] {
  return [
    { ...info('Random Cut Forest built: '), more: ['', forestInfoText(built)] },
    { timings: ['finalize.time', 'fit_model.time'], counters: { 'model.bytes': built.mem_size } },
    info('Master node: Serializing the RandomCutForest model'),
  ];
}

/** The comma after the last item of a list is the container's own, and so are averages without a fraction. */
function forestInfoText(built: ForestInfo): string {
  const { trees_num_nodes: nodes, trees_depth: depths } = built;
  const list = (values: readonly number[]) => `[${values.map((value) => `${value}, `).join('')}]`;
  const mean = (values: readonly number[]) => Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length);
  const fields = {
    num_trees: built.num_trees,
    num_samples_in_forest: built.num_samples_in_forest,
    num_samples_per_tree: built.num_samples_per_tree,
    sample_dim: built.sample_dim,
    shingle_size: 1,
    trees_num_nodes: list(nodes),
    trees_depth: list(depths),
    max_num_nodes: Math.max(...nodes),
    min_num_nodes: Math.min(...nodes),
    avg_num_nodes: mean(nodes),
    max_tree_depth: Math.max(...depths),
    min_tree_depth: Math.min(...depths),
    avg_tree_depth: mean(depths),
    mem_size: built.mem_size,
  };
  const texts = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `ForestInfo{${texts.join(', ')}}`;
}

function info(text: string): LogLine {
  return { level: 'INFO', text };
}
