import type { Algorithm, Model, Step } from '../algorithms/algorithm.js';
import { type TrainingJob, trainingSteps } from '../training/run.js';
import { type ChannelInput, toChannel } from './channel-input.js';
import { loadModelOf } from './load-model.js';
import { TrainedModel } from './trained-model.js';

/** Hyperparameters as a program writes them: typed, or the strings SageMaker sends. All are checked before training. */
export type HyperparameterInput<H> = { readonly [Name in keyof H]?: H[Name] | string };

export interface TrainingInput<M extends Model = Model> {
  readonly train: ChannelInput;
  readonly validation?: ChannelInput | undefined;
  readonly test?: ChannelInput | undefined;
  /** SageMaker's `model` channel: continue from this model, or from the `model.tar.gz` at this path. */
  readonly model?: TrainedModel<M> | string | undefined;
}

export type TrainOptions = Pick<
  TrainingJob,
  | 'seed'
  | 'host'
  | 'signal'
  | 'stop'
  | 'kernels'
  | 'log'
  | 'onWarning'
  | 'checkpoint'
  | 'resumedRounds'
  | 'checkpointFolder'
>;

export interface FitOptions<S extends Step> extends TrainOptions {
  /** Hears of every step; training waits for it. */
  readonly onStep?: ((step: S) => void | Promise<void>) | undefined;
}

/** An algorithm with its hyperparameters, ready to be trained on data. */
export class Estimator<H, S extends Step, M extends Model> {
  readonly #algorithm: Algorithm<H, S, M>;
  readonly #given: HyperparameterInput<H>;

  /** @throws UserError E_HYPERPARAMETERS with every problem at once */
  constructor(algorithm: Algorithm<H, S, M>, hyperparameters: HyperparameterInput<H>) {
    algorithm.hyperparameters.check(hyperparameters);
    this.#algorithm = algorithm;
    this.#given = { ...hyperparameters };
  }

  /**
   * Trains, step by step: `for await (const step of kmeans.train({ train }))`. Stop iterating to stop training.
   * @returns the model, as the generator's return value; `fit` hands it out directly
   * @throws UserError E_CHANNEL_…, E_ROWS_…, and what the readers find wrong with the data
   */
  async *train(input: TrainingInput<M>, options: TrainOptions = {}): AsyncGenerator<S, TrainedModel<M>, void> {
    const { model: earlier, ...data } = input;
    const channels = Object.entries(data).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, toChannel(value, name)] as const],
    );
    const { model, metrics } = yield* trainingSteps({
      ...options,
      algorithm: this.#algorithm,
      hyperparameters: this.#given,
      channels: Object.fromEntries(channels),
      startFrom: await this.#load(earlier),
    });
    return new TrainedModel(this.#algorithm, model, metrics);
  }

  /** Trains to the end. An abort of `signal` ends it with the signal's reason. @throws what `train` throws */
  async fit(input: TrainingInput<M>, { onStep, ...options }: FitOptions<S> = {}): Promise<TrainedModel<M>> {
    const steps = this.train(input, options);
    try {
      for (;;) {
        const next = await steps.next();
        if (next.done === true) return next.value;
        await onStep?.(next.value);
      }
    } finally {
      // Closes the files where `onStep` threw.
      await steps.return(undefined as never);
    }
  }

  async #load(earlier: TrainedModel<M> | string | undefined): Promise<M | undefined> {
    if (typeof earlier === 'string') return (await loadModelOf(this.#algorithm, earlier)).model;
    return earlier?.model;
  }
}

/** The public class of an algorithm is one line: `export class KMeans extends estimatorOf(kmeans) {}`. */
export function estimatorOf<H, S extends Step, M extends Model>(
  algorithm: Algorithm<H, S, M>,
): new (
  hyperparameters: HyperparameterInput<H>,
) => Estimator<H, S, M> {
  return class extends Estimator<H, S, M> {
    constructor(hyperparameters: HyperparameterInput<H>) {
      super(algorithm, hyperparameters);
    }
  };
}
