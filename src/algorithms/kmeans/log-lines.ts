import { pythonFloat } from '../../data/python-float.js';
import type { Elapsed, LogLine } from '../algorithm.js';
import type { AttemptStep, FinalizeStep, InitializeStep, KMeansStep, TestStep, UpdateStep } from './steps.js';

/** Mini-batches between two lines about the loss. A captured job with a single batch printed none, another printed `Iter 10`. */
const BATCHES_PER_LINE = 10;

/** What SageMaker's k-means container prints at a step; the lines that all algorithms print are not made here. */
export function logLines(step: KMeansStep, elapsed: Elapsed): readonly LogLine[] {
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
      return finalizeLines(step, elapsed);
    case 'test':
      return testLines(step);
  }
}

function initializeLines(step: InitializeStep): LogLine[] {
  const { extraCenterFactor, factorIsAuto, firstBatchRows, miniBatchSize } = step;
  const auto = info(`'extra_center_factor' was set to 'auto', evaluated to ${extraCenterFactor}.`);
  const small = warning(
    `Batch size ${miniBatchSize} is bigger than the first batch data. Effective batch size used to initialize is ${firstBatchRows}`,
  );
  return [
    ...(factorIsAuto ? [auto] : []),
    info('Number of GPUs being used: 0'),
    info('number of center slices 1'),
    ...(firstBatchRows < miniBatchSize ? [small] : []),
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

function finalizeLines({ msd, host }: FinalizeStep, { sinceStart }: Elapsed): LogLine[] {
  const result =
    msd === undefined
      ? [NO_OTHER_WORKERS, info('No shrinking is required as extra_center_factor is 1.')]
      : [
          info(`finished shrinking process. Mean Square Distance = ${msd.toFixed(0)}`),
          info(`#quality_metric: host=${host}, train msd <loss>=${pythonFloat(msd)}`),
        ];
  return [...result, info(`TOTAL took: ${pythonFloat(sinceStart)}`)];
}

function testLines({ scores, host }: TestStep): LogLine[] {
  if (scores.length === 0) return [info('Test data is not provided.')];
  return [
    ...scores.map(([name, value]) => info(`#test_score (${host}) : ('${name}', ${pythonFloat(value)})`)),
    ...scores.map(([name, value]) => info(`#quality_metric: host=${host}, test ${name} <loss>=${pythonFloat(value)}`)),
  ];
}

function info(text: string): LogLine {
  return { level: 'INFO', text };
}

function warning(text: string): LogLine {
  return { level: 'WARNING', text };
}
