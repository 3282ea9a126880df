import type { Kernels, LinearLoss } from '../../kernels/kernels.js';
import type { PredictorType } from './losses.js';

/** What SageMaker's container needs to compute its metrics; kept with the model, and written back as it was read. */
export type MetricsParams = Readonly<Record<string, unknown>>;

/** What a trained model is made of. */
export interface LinearLearnerParts {
  readonly kernels: Kernels;
  /** `[featureDim, classes]`, on features as they are */
  readonly weights: Float32Array;
  /** `[classes]` */
  readonly bias: Float32Array;
  readonly predictorType: PredictorType;
  readonly loss: LinearLoss;
  /** Of a binary classifier: a score of at least this is class 1. */
  readonly threshold: number;
  readonly metricsParams: MetricsParams;
  /** How many models were trained beside this one, itself included. */
  readonly models: number;
  readonly biasLrMult: number;
  /** `model_algo-1` */
  readonly modelName: string;
}
