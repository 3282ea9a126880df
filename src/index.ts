/** The front door of sagelocal: re-exports only. */

// Algorithms: train, fit, and what comes out.

export type { ChannelInput, LabelledRows } from './library/channel-input.js';
export type { FitOptions, HyperparameterInput, TrainingInput, TrainOptions } from './library/estimator.js';
export {
  FactorizationMachines,
  KMeans,
  KNN,
  LDA,
  LinearLearner,
  PCA,
  RandomCutForest,
  XGBoost,
} from './library/estimators.js';
export { loadModel } from './library/load-model.js';
export { readChannel } from './library/read-channel.js';
export { type Endpoint, type ServeOptions, serve, type VariantInput } from './library/serve.js';
export type { ContainerInput, ModelInput } from './library/served.js';
export { TrainedModel } from './library/trained-model.js';
export { type TransformSpec, transform } from './library/transform.js';
export { type Channel, type ChannelOptions, channel, type InputMode } from './training/channels/channel.js';

// What each algorithm shows of itself: hyperparameters, steps, model.

export type { Model, Predictions, Step } from './algorithms/algorithm.js';
export type {
  FactorizationMachinesHyperparameters,
  FactorizationMachinesModel,
  FactorizationMachinesStep,
  KnnVectors,
} from './algorithms/factorization-machines/index.js';
export type { KMeansHyperparameters, KMeansModel } from './algorithms/kmeans/index.js';
export { type LloydStep, lloyd } from './algorithms/kmeans/lloyd.js';
export type * from './algorithms/kmeans/steps.js';
export type { KNNHyperparameters, KNNModel, KNNStep, Neighbors } from './algorithms/knn/index.js';
export {
  type FoundTopics,
  type LdaHyperparameters,
  type LdaModel,
  type LdaStep,
  type TopWord,
  topicsOf,
} from './algorithms/lda/index.js';
export type {
  Candidate,
  LinearLearnerHyperparameters,
  LinearLearnerModel,
  LinearLearnerStep,
  Objective,
  OptimizerSettings,
  Scaling,
} from './algorithms/linear-learner/index.js';
export { explainedVarianceRatio } from './algorithms/pca/explain.js';
export type { PCAHyperparameters, PCAModel } from './algorithms/pca/index.js';
export type { PCAStep } from './algorithms/pca/steps.js';
export { anomalyCutoff } from './algorithms/random-cut-forest/anomalies.js';
export { type Attribution, attribute } from './algorithms/random-cut-forest/attribution.js';
export { type Forest, type Tree, treeOf } from './algorithms/random-cut-forest/forest.js';
export type { ForestInfo } from './algorithms/random-cut-forest/forest-info.js';
export { impute } from './algorithms/random-cut-forest/imputation.js';
export type {
  RandomCutForestHyperparameters,
  RandomCutForestModel,
  RandomCutForestStep,
} from './algorithms/random-cut-forest/index.js';
export {
  type Arrival,
  type Crossing,
  type Cut,
  pathOf,
  type TreeNode,
  unfold,
} from './algorithms/random-cut-forest/path.js';
export { shingle, stepScores } from './algorithms/random-cut-forest/shingle.js';
export { StreamingForest, type StreamingForestOptions } from './algorithms/random-cut-forest/streaming-forest.js';
export { type EigenPairs, symmetricEigen } from './algorithms/symmetric-eigen.js';
export type { Booster } from './algorithms/xgboost/booster.js';
export type { XgboostBoosters, XgboostHyperparameters, XgboostStep } from './algorithms/xgboost/index.js';
export { type DumpFormat, type DumpOptions, dump } from './algorithms/xgboost/insight/dump.js';
export { type ImportanceType, importance } from './algorithms/xgboost/insight/importance.js';
export type { XgboostModel } from './algorithms/xgboost-model.js';

// What an endpoint is told, and tells.

export type { ExecutionParameters } from './serving/endpoint/execution-parameters.js';
export type { ShadowCounts, ShadowRecord } from './serving/endpoint/shadow.js';
export type { HttpLimits } from './serving/http/limits.js';
export type { TransformedFile, TransformReport } from './serving/transform.js';

// Numbers in memory.

export { toArrowTable } from './data/arrow.js';
export { type Csr, densify, isCsr } from './data/csr.js';
export type { Block, Dataset, Matrix, Warning } from './data/dataset.js';
export { type Dense, dense } from './data/dense.js';
export { memoryDataset } from './data/memory-dataset.js';
export { readAll } from './data/read-all.js';
export { type RowsInput, toRows } from './data/rows.js';

// Would SageMaker accept it? The same rows in another format.

export { check } from './check/check-job.js';
export { type FixOptions, fix, type Mended } from './check/fix.js';
export type * from './check/report.js';
export { type ConvertOptions, type ConvertReport, convert } from './convert/convert.js';

// Formats: bytes that SageMaker reads.

export { CsvWriter, encodeCsv } from './formats/csv/csv.js';
export { JsonLinesWriter } from './formats/json/writer.js';
export { type AnyRecord, decodeRecord, encodeRecord, type RecordValue } from './formats/recordio/message.js';
export { encodeRecords, RecordWriter, readRecords } from './formats/recordio/recordio.js';

// The machine underneath.

export { type BackendReport, backendReport, loadKernels } from './kernels/choose.js';
export type { BackendName, Kernels } from './kernels/kernels.js';

// Jobs from outside.

export { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './jobs/control-plane/control-plane.js';

// Metrics, pictures, progress.

export { adjustedRandIndex, type Contingency, contingency, msd, purity, ssd } from './metrics/clusters.js';
export { drawImages } from './report/images.js';
export { type Progress, showProgress } from './report/progress.js';
export { drawTreeCuts, type TreeCutsOptions } from './report/tree-cuts.js';

// Failures.

export { AlgorithmError, type Issue, isSagelocalError, PlatformError, UserError, type Where } from './errors.js';
