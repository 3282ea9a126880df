import type { Algorithm, LogLine, Step } from '../../algorithms/algorithm.js';
import type { Clock } from '../clock.js';
import type { Configuration } from './configuration.js';
import type { ContainerLog } from './container-log.js';

export interface FrameworkLogOptions {
  readonly algorithm: Pick<Algorithm, 'logLines'>;
  readonly clock: Clock;
  /** Takes one line, without its line end. */
  readonly write: (line: string) => void;
}

/**
 * What the open containers print (XGBoost's, profile `xgboost`): Python's logging with its time in brackets, and the algorithm's evaluations without. They know
 * neither `#metrics` lines nor epochs.
 */
export class FrameworkLog implements ContainerLog {
  readonly #options: FrameworkLogOptions;
  #startMs: number;

  constructor(options: FrameworkLogOptions) {
    this.#options = options;
    this.#startMs = options.clock();
  }

  opening(configuration: Configuration): void {
    this.#configured(configuration);
    this.#info('Determined 0 GPU(s) available on the instance.');
    this.#startMs = this.#options.clock();
  }

  refused(configuration: Configuration, failure: string): void {
    this.#configured(configuration);
    this.interrupted(failure);
  }

  #configured({ provided }: Configuration): void {
    this.#info('Imported framework sagemaker_xgboost_container.training');
    for (const [name, value] of Object.entries(provided)) {
      if (name === IMAGE_VERSION || isJson(value)) continue;
      this.#info(`Failed to parse hyperparameter ${name} value ${value} to Json.\nReturning the value itself`);
    }
    this.#info('No GPUs detected (normal if no gpus installed)');
    this.#info('Running XGBoost Sagemaker in algorithm mode');
  }

  pass(): void {}

  step(step: Step): void {
    const elapsed = { sincePreviousStep: 0, sinceStart: (this.#options.clock() - this.#startMs) / 1000 };
    for (const part of this.#options.algorithm.logLines(step, elapsed)) {
      if ('bare' in part) this.#options.write(part.bare);
      else if ('text' in part) this.log(part);
    }
  }

  epochEnded(): void {}

  closing(): void {}

  interrupted(failure: string | undefined): void {
    if (failure === undefined) return;
    this.log({ level: 'ERROR', text: 'Reporting training FAILURE' });
    this.log({ level: 'ERROR', text: failure });
  }

  log({ level, text, more = [] }: LogLine): void {
    const time = new Date(this.#options.clock()).toISOString().slice(0, 19).replace('T', ':');
    for (const line of `[${time}:${level}] ${text}`.split('\n')) this.#options.write(line);
    for (const line of more) this.#options.write(line);
  }

  #info(text: string): void {
    this.log({ level: 'INFO', text });
  }
}

/** Ours, and no business of the container's. */
const IMAGE_VERSION = '_image_version';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
