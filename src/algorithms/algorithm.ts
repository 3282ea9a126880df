import type { Csr } from '../data/csr.js';
import type { Dataset } from '../data/dataset.js';
import type { Dense } from '../data/dense.js';
import type { Kernels, TensorType } from '../kernels/kernels.js';
import type { FaissIndex } from './faiss-index.js';
import type { Checked, HyperparameterSchema } from './hyperparameter-schema.js';
import type { XgboostEncoding, XgboostModel } from './xgboost-model.js';

export type * from './faiss-index.js';
export type * from './xgboost-model.js';

/**
 * What one algorithm of the house implements. Everything else (command line, channels, log stream, responses,
 * artifacts) is written against this page and works for all of them.
 */
export interface Algorithm<H = unknown, S extends Step = Step, M extends Model = Model> {
  /** SageMaker's name, as in the image URI and on our command line: `kmeans`. */
  readonly name: string;
  /** What the container calls itself in `#metrics` lines: `AWS/KMeansWebscale`. */
  readonly logName: string;
  readonly hyperparameters: HyperparameterSchema<H>;
  readonly channels: ChannelRules;
  /** Whose defaults and texts apply: those of the closed containers, or those of the open XGBoost container. Default `first-party`. */
  readonly profile?: Profile;
  /** SageMaker trains it on one machine only, and refuses more. */
  readonly singleHost?: true;
  /** Of an algorithm that can go on where it was stopped: what its checkpoints are called. Behind the name stand a point and the round. */
  readonly checkpointName?: string;
  /** Whether a training that is asked to stop makes a model of what it has done by then. Where absent, it makes none. */
  savesOnStop?(hyperparameters: H): boolean;
  /** Content types of inference requests that the container reads. */
  readonly requestTypes: readonly RequestType[];
  readonly response: ResponseForm;
  /** Trains. Yields a step whenever there is something to see, returns the model. Stop iterating to stop training. */
  train(data: TrainingData, hyperparameters: Checked<H>, context: TrainingContext<M>): AsyncGenerator<S, M, void>;
  /**
   * What SageMaker's container prints at this step, in its order. Where no part of it prints the step's metrics, they follow: the scores of the test
   * channel, then the quality of every channel, unless the step is a mini-batch.
   */
  logLines(step: S, elapsed: Elapsed): readonly LogPart[];
  /** Where this container's log has another form than those of its siblings. */
  readonly logForm?: LogForm;
  /** The model in these files, or `undefined` where they are not this algorithm's. @throws UserError when damaged. */
  load(files: ArtifactFiles, kernels: Kernels): M | undefined;
}

export type Profile = 'first-party' | 'xgboost';

export interface TrainingData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

export interface TrainingContext<M extends Model = Model> {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
  /** Once aborted: make a model of what is done, soon. Algorithms look at it that have {@link Algorithm.savesOnStop}. */
  readonly stop?: AbortSignal | undefined;
  /** All randomness comes from here: same seed, same data, same bytes out. */
  readonly seed: number;
  /** SageMaker's name for this machine; part of the artifact's file name. */
  readonly host: string;
  /** Continue from this earlier model (incremental training). */
  readonly startFrom?: M | undefined;
  /** Of a training that was stopped: `startFrom` is its checkpoint, and has so many rounds behind it. */
  readonly resumedRounds?: number | undefined;
  /** What the log calls that checkpoint. */
  readonly resumedFrom?: string | undefined;
  /**
   * Hears after each round, of algorithms that can be resumed, before anybody else does. `files` makes what a later training goes on from, and costs only
   * whoever calls it. Training waits.
   */
  readonly checkpoint?: ((round: number, files: () => ArtifactFiles) => void | Promise<void>) | undefined;
  /** Something the user should hear of that is no reason to stop. */
  readonly warn: (message: string) => void;
}

/** Plain data, so that a step can be logged, plotted, asserted or sent over a wire. Algorithms add their own state. */
export interface Step {
  readonly phase: string;
  /** 0-based */
  readonly epoch: number;
  /** 0-based index of the mini-batch in this epoch, where the step belongs to one. */
  readonly batch?: number;
  /** Share of the whole training that is done, 0 to 1; never falls. */
  readonly progress: number;
  /** Rows read so far in this epoch. */
  readonly rows: number;
  /** Named as SageMaker's metrics are: `train:msd`. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Seconds, measured by whoever runs the training: algorithms know no clock. */
export interface Elapsed {
  readonly sincePreviousStep: number;
  readonly sinceStart: number;
  /** Since the step before that had something to say in the log, where a log is kept. */
  readonly sinceLastLine?: number;
}

export interface LogLine {
  readonly level: 'INFO' | 'WARNING' | 'ERROR';
  readonly text: string;
  /** Further lines of the same text, which carry no time stamp. */
  readonly more?: readonly string[];
}

/** A line of text, or one that is made in `training/` because it needs a clock, the host, or Python's numbers. */
export type LogPart =
  | LogLine
  /** A line without a time stamp. */
  | { readonly bare: string }
  /** A `#metrics` line of values that were measured once; `dimensions` such as `{ epoch: 0, model: 31 }` are added to the usual ones. */
  | { readonly measured: Readonly<Record<string, number>>; readonly dimensions: Readonly<Record<string, number>> }
  /** A `#metrics` line of what went by since the last such line, or since the start, from a container that prints its timings bit by bit. */
  | {
      /** Of milliseconds: `update.time`. */
      readonly timings: readonly string[];
      /** Whole numbers: `model.bytes`. */
      readonly counters?: Readonly<Record<string, number>>;
    }
  /** The step's metrics of this channel, as `#test_score` or as `#quality_metric`. */
  | { readonly print: 'scores' | 'quality'; readonly channel: string }
  /** `#early_stopping_criteria_metric: host=algo-1, …` */
  | { readonly ofHost: string; readonly values: string };

/** What a container's log has of its own, beside its lines. */
export interface LogForm {
  /** Name of the file of packaged defaults; default `default-input.json`. */
  readonly defaultsFile?: string;
  /** The algorithm's own lines speak of its store and its checkpoints. */
  readonly ownStore?: true;
  /** What follows `completed` in `#progress_metric`; default `100.0 % of epochs`. */
  readonly progress?: (percent: number) => string;
  /** The timing of the saved model, where the timings before it were printed bit by bit: `serialize_model.time`. */
  readonly serializeTiming?: string;
  /** All timings of a training stand in one line, the last; other containers print two, the test channel between them. */
  readonly timingsLast?: true;
  /** Names under which the last timings tell what the steps of a phase took: `{ moments: 'moment1.time' }`. */
  readonly timers?: Readonly<Record<string, string>>;
}

export interface Model {
  /** Features a row must have. */
  readonly featureDim: number;
  /** It came as a Python pickle: of such models the open container checks the width of rows itself, by a rule of its own. */
  readonly pickled?: boolean;
  /** @param rows `[rows, featureDim]` @throws UserError E_FEATURE_DIM where the width differs */
  predict(rows: Dense | Csr, options?: PredictOptions): Promise<Predictions>;
  /** The same at once, where waiting would take longer than predicting does: of few rows, or not at all. */
  predictAtOnce?(rows: Dense | Csr, options?: PredictOptions): Predictions | undefined;
  /** Of containers whose answers can be chosen (SAGEMAKER_INFERENCE_OUTPUT): these columns, in the order in which JSON has them. */
  select?(rows: Dense | Csr, keys: readonly string[], options?: PredictOptions): Promise<readonly SelectedColumn[]>;
  save(): ArtifactFiles;
  /** Text files that a training leaves beside its model, by name; SageMaker puts them under `output/data`. */
  readonly outputData?: ReadonlyMap<string, string>;
  /** What can be told of the model from its own files: `{ k: 10, feature_dim: 64 }`. */
  describe(): Readonly<Record<string, string | number | boolean>>;
}

/** One thing that was asked of each row. Double precision: Python computes with what it was told. */
export interface SelectedColumn {
  readonly name: string;
  /** `[rows, width]` */
  readonly values: Float64Array;
  readonly width: number;
  /** Every row has a list, even where the list has one value. */
  readonly isList: boolean;
  /** Written without a decimal point. */
  readonly isInteger: boolean;
}

export interface PredictOptions {
  readonly signal?: AbortSignal | undefined;
  /** Also the `verboseFields` of the response form, which cost more: `Accept: application/json; verbose=true`. */
  readonly verbose?: boolean | undefined;
  /** Of a model in several files, which usually answer together: the first alone. */
  readonly firstOnly?: boolean | undefined;
}

/** One column per response field: a number per row (`Float32Array`), or a vector per row (`Dense` `[rows, width]`). */
export type Predictions = Readonly<Record<string, Float32Array | Dense>>;

/** How predictions are written to the wire; the bytes are made in `serving/`. */
export interface ResponseForm {
  /** Top-level key of the JSON answer: `predictions`, `projections` or `scores`. */
  readonly topKey: string;
  /** Field order in JSON, CSV and protobuf. */
  readonly fields: readonly string[];
  /** Field order in JSON Lines, where captured answers differ. */
  readonly jsonLinesFields?: readonly string[];
  /** Fields that follow the others where the Accept header says `verbose=true`. */
  readonly verboseFields?: readonly string[];
  /** Fields that JSON writes without a decimal point: `1`, not `1.0`. */
  readonly integerFields?: readonly string[];
  /** Some containers refuse `Accept: text/csv`. */
  readonly csv: boolean;
}

export const REQUEST_TYPES = [
  'application/json',
  'application/jsonlines',
  'text/csv',
  'application/x-recordio-protobuf',
] as const;
export type RequestType = (typeof REQUEST_TYPES)[number];

export interface ChannelRules {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly contentTypes: readonly string[];
  /** Content types, of these, that are read in input mode File alone. */
  readonly fileModeOnly?: readonly string[];
  /** Content type of a channel that names none. */
  readonly defaultContentType: string;
  /** Label columns of `text/csv` where the content type has no `label_size`. */
  readonly defaultLabelSize: number;
  /** The same by channel, for those that differ. */
  readonly defaultLabelSizes?: Readonly<Record<string, number>>;
  /** How the objects of a channel must be shared among the hosts (S3DataDistributionType), by channel, where only one way will do. */
  readonly distributions?: Readonly<Record<string, 'FullyReplicated' | 'ShardedByS3Key'>>;
  /** Tensor types of RecordIO-protobuf features, where not all are read. */
  readonly tensorTypes?: readonly TensorType[];
}

/** The files of a model.tar.gz as named arrays and plain objects; `artifacts/` turns them into bytes and back. */
export type ArtifactFiles = ReadonlyMap<string, ArtifactFile>;

export type ArtifactFile =
  | { readonly format: 'mxnet-ndarrays'; readonly arrays: readonly NamedArray[] }
  | { readonly format: 'json'; readonly value: unknown }
  /** A ZIP whose members are stored as they are: the `model_algo-1` of Linear Learner and Factorization Machines. */
  | { readonly format: 'zip'; readonly files: ArtifactFiles }
  | { readonly format: 'faiss-index'; readonly index: FaissIndex }
  | { readonly format: 'xgboost-model'; readonly encoding: XgboostEncoding; readonly model: XgboostModel }
  | { readonly format: 'bytes'; readonly bytes: Uint8Array };

export interface NamedArray {
  /** Absent in an unnamed list; all or none have one. */
  readonly name?: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array | BigInt64Array;
}
