/** The front door of sagelocal. */

// The step stream of each algorithm.
export type { Model, Predictions, Step } from './algorithms/algorithm.js';
export type { KMeansHyperparameters, KMeansModel } from './algorithms/kmeans/index.js';
export { type LloydStep, lloyd } from './algorithms/kmeans/lloyd.js';
export type * from './algorithms/kmeans/steps.js';
export { toArrowTable } from './data/arrow.js';
// Numbers in memory.
export { type Csr, densify, isCsr } from './data/csr.js';
export type { Block, Dataset, Matrix, Warning } from './data/dataset.js';
export { type Dense, dense } from './data/dense.js';
export { memoryDataset } from './data/memory-dataset.js';
export { readAll } from './data/read-all.js';
export { type RowsInput, toRows } from './data/rows.js';
// Failures.
export { AlgorithmError, type Issue, isSagelocalError, PlatformError, UserError, type Where } from './errors.js';
// Formats.
export { encodeCsv } from './formats/csv.js';
export { type AnyRecord, decodeRecord, encodeRecord, type RecordValue } from './formats/record-protobuf.js';
export { encodeRecords, RecordWriter, readRecords } from './formats/recordio.js';
export type { ChannelInput, LabelledRows } from './library/channel-input.js';
export type { FitOptions, HyperparameterInput, TrainingInput, TrainOptions } from './library/estimator.js';
// Algorithms: train, fit, and what comes out.
export { KMeans } from './library/estimators.js';
export { loadModel } from './library/load-model.js';
export { TrainedModel } from './library/trained-model.js';

// Metrics and pictures.
export { adjustedRandIndex, type Contingency, contingency, msd, purity, ssd } from './metrics/clusters.js';
export { drawImages } from './report/images.js';
export { type Progress, showProgress } from './report/progress.js';
export { type Channel, type ChannelOptions, channel, type InputMode } from './training/channels.js';
