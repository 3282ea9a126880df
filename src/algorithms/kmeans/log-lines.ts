import type { LogLine } from '../algorithm.js';
import type { AttemptStep, FinalizeStep, InitializeStep, KMeansStep, UpdateStep } from './steps.js';

/** Mini-batches between two lines about the loss. A captured job with a single batch printed none, another printed `Iter 10`. */
const BATCHES_PER_LINE = 10;

/**
 * What SageMaker's k-means container prints at a step. Not here are the lines that all algorithms print (`#quality_metric`, `#test_score`,
 * `#progress_metric`: made of a step's metrics) and the container's own profile (`compute all data-center distances: inner product took …`),
 * which speaks of parts of a program that is not this one.
 */
export function logLines(step: KMeansStep): readonly LogLine[] {
  switch (step.phase) {
    case 'initialize':
      return initializeLines(step);
    case 'update':
      return updateLines(step);
    case 'epoch':
      return [info(`processed a total of ${step.totalRows} examples`)];
    case 'shrink':
      return attemptLines(step);
    case 'finalize':
      return finalizeLines(step);
    case 'test':
      return [];
  }
}

function initializeLines(step: InitializeStep): LogLine[] {
  const { extraCenterFactor, factorIsAuto, rows, miniBatchSize } = step;
  const auto = info(`'extra_center_factor' was set to 'auto', evaluated to ${extraCenterFactor}.`);
  const small = warning(
    `Batch size ${miniBatchSize} is bigger than the first batch data. Effective batch size used to initialize is ${rows}`,
  );
  return [
    ...(factorIsAuto ? [auto] : []),
    info('Number of GPUs being used: 0'),
    info('number of center slices 1'),
    ...(rows < miniBatchSize ? [small] : []),
  ];
}

function updateLines({ iteration, shortTermMsd, longTermMsd }: UpdateStep): LogLine[] {
  if (iteration % BATCHES_PER_LINE !== 0) return [];
  return [
    info(`Iter ${iteration}: Short term msd ${shortTermMsd.toFixed(6)}. Long term msd ${longTermMsd.toFixed(6)}`),
  ];
}

const NO_OTHER_WORKERS = warning(
  'wait_for_all_workers will not sync workers since the kv store is not running distributed',
);

function attemptLines({ attempt, from, to, msd }: AttemptStep): LogLine[] {
  const line = info(`local kmeans attempt #${attempt}. Current mean square distance ${msd.toFixed(6)}`);
  return attempt === 0 ? [NO_OTHER_WORKERS, info(`shrinking ${from} centers into ${to}`), line] : [line];
}

function finalizeLines({ msd }: FinalizeStep): LogLine[] {
  if (msd !== undefined) return [info(`finished shrinking process. Mean Square Distance = ${msd.toFixed(0)}`)];
  return [NO_OTHER_WORKERS, info('No shrinking is required as extra_center_factor is 1.')];
}

function info(text: string): LogLine {
  return { level: 'INFO', text };
}

function warning(text: string): LogLine {
  return { level: 'WARNING', text };
}
