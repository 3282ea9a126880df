import type { Batch } from '../../data/batches.js';
import type { AdamSettings, FactorizationState, PerGroup, SparseRows } from '../../kernels/kernels.js';
import type { TrainingContext } from '../algorithm.js';
import { BatchQueue, type Queued } from './batch-queue.js';
import type { FactorizationMachinesHyperparameters } from './hyperparameters.js';
import type { FactorizationMachinesModel } from './model.js';
import { predictionsOf } from './scorekeeper.js';

export interface StepTaken extends Queued {
  /** `[rows]`, before the step */
  readonly predicted: Float32Array;
  /** `[rows]` */
  readonly labels: Float32Array;
  /** Of all mini-batches of the call; they hold until the call after the next. */
  readonly together: SparseRows;
}

type Context = Pick<TrainingContext<FactorizationMachinesModel>, 'kernels' | 'signal'>;

/** Takes a step of Adam for every mini-batch, several to a kernel call, while the caller reads the next ones. */
export class StepsUnderWay {
  readonly #state: FactorizationState;
  readonly #hyperparameters: FactorizationMachinesHyperparameters;
  readonly #context: Context;
  readonly #queue = new BatchQueue();
  #underWay: Promise<readonly StepTaken[]> = Promise.resolve([]);
  #begun = 0;

  constructor(state: FactorizationState, hyperparameters: FactorizationMachinesHyperparameters, context: Context) {
    this.#state = state;
    this.#hyperparameters = hyperparameters;
    this.#context = context;
  }

  add(batch: Batch, read: number): void {
    this.#queue.add(batch, read);
  }

  get fillsACall(): boolean {
    return this.#queue.fillsACall(this.#context.kernels, this.#state.width);
  }

  /** Begins the steps of the mini-batches that wait, and returns those that were begun the time before. */
  async advance(): Promise<readonly StepTaken[]> {
    const done = await this.#underWay;
    this.#underWay = this.#takeSteps();
    // Whoever asks the next time hears of a failure; until then nobody waits for it.
    this.#underWay.catch(() => undefined);
    return done;
  }

  async #takeSteps(): Promise<readonly StepTaken[]> {
    if (this.#queue.rows === 0) return [];
    const settings = adamSettings(this.#hyperparameters, this.#begun);
    this.#begun += this.#queue.length;
    const { batches, labels, rows } = this.#queue.take(this.#hyperparameters.feature_dim);
    const scores = new Float32Array(labels.length);
    await this.#context.kernels.trainFactorization(rows, labels, settings, this.#state, scores);
    this.#context.signal?.throwIfAborted();
    const predicted = predictionsOf(scores, this.#hyperparameters.predictor_type);
    return batches.map((batch) => {
      const own = [batch.from, batch.from + batch.rows] as const;
      return { ...batch, predicted: predicted.subarray(...own), labels: labels.subarray(...own), together: rows };
    });
  }
}

/** Adam's own default in MXNet. */
const EPSILON = 1e-8;
/** The smallest number that float32 holds in full: a divisor of 0 would make 0 / 0 of what has no gradient. */
const LEAST_EPSILON = 2 ** -126;

function adamSettings(given: FactorizationMachinesHyperparameters, steps: number): AdamSettings {
  const ofGroups = (of: 'lr' | 'wd', times: number): PerGroup => ({
    bias: given.use_bias ? times * given[`bias_${of}`] : 0,
    linear: given.use_linear ? times * given[`linear_${of}`] : 0,
    factors: times * given[`factors_${of}`],
  });
  return {
    loss: given.predictor_type === 'regressor' ? 'squared' : 'logistic',
    batchRows: given.mini_batch_size,
    steps,
    learningRate: ofGroups('lr', given._learning_rate),
    weightDecay: ofGroups('wd', given._wd),
    rescale: given.rescale_grad,
    clip: given.clip_gradient === undefined || given.clip_gradient < 0 ? undefined : given.clip_gradient,
    epsilon: Math.max(given.eps ?? EPSILON, LEAST_EPSILON),
  };
}
