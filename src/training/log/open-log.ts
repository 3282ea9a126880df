import type { Algorithm } from '../../algorithms/algorithm.js';
import type { Clock } from '../clock.js';
import type { ContainerLog } from './container-log.js';
import { FrameworkLog } from './framework-log.js';
import { LogStream } from './stream.js';

export interface LogOptions {
  readonly algorithm: Pick<Algorithm, 'profile' | 'logName' | 'logLines' | 'logForm'>;
  /** SageMaker's name of this machine */
  readonly host: string;
  readonly clock: Clock;
  /** Takes one line, without its line end. */
  readonly write: (line: string) => void;
  /** Default this process. */
  readonly threadId?: number | undefined;
  /** Rows of a mini-batch, where the algorithm has such a hyperparameter. */
  readonly batchSize?: unknown;
}

/** The log of the container that the algorithm has at SageMaker. */
export function openLog({ batchSize, threadId = process.pid, ...options }: LogOptions): ContainerLog {
  if (options.algorithm.profile === 'xgboost') return new FrameworkLog(options);
  return new LogStream({
    ...options,
    threadId,
    batchSize: typeof batchSize === 'number' ? batchSize : USUAL_BATCH_SIZE,
  });
}

const USUAL_BATCH_SIZE = 1000;
