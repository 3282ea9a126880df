import type { ChannelRules } from './algorithm.js';

const PROTOBUF = 'application/x-recordio-protobuf';
const CSV = 'text/csv';

/** What most of the first-party algorithms have in common. */
const FIRST_PARTY = {
  required: ['train'],
  optional: ['test'],
  contentTypes: [PROTOBUF, CSV],
  defaultContentType: PROTOBUF,
  defaultLabelSize: 1,
} as const;

/**
 * What each algorithm takes, row by row as the developer guide's page of the algorithm has it under "Input/Output Interface", and its table of
 * common information. Input modes: File and Pipe, and for one type less where `fileModeOnly` says so; FastFile is a folder like File to them.
 * What all have alike is SageMaker's doing and not theirs: objects are unpacked (Gzip) and wrapped (RecordIO) in input mode Pipe alone.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/common-info-all-im-models.html
 */
export const CHANNEL_RULES = {
  'linear-learner': {
    ...FIRST_PARTY,
    optional: ['validation', 'test'],
    tensorTypes: ['float32'],
    distributions: { validation: 'FullyReplicated' },
  },
  kmeans: FIRST_PARTY,
  pca: FIRST_PARTY,
  knn: FIRST_PARTY,
  lda: { ...FIRST_PARTY, fileModeOnly: [CSV] },
  randomcutforest: {
    ...FIRST_PARTY,
    // What the guide says each channel must have: no label to train on, and one to test with.
    defaultLabelSize: 0,
    defaultLabelSizes: { test: 1 },
    distributions: { train: 'ShardedByS3Key', test: 'FullyReplicated' },
  },
  'factorization-machines': { ...FIRST_PARTY, contentTypes: [PROTOBUF], tensorTypes: ['float32'] },
  // The container's own table, letter by letter, is in training/channels/xgboost/rules.ts.
  xgboost: {
    required: ['train'],
    optional: ['validation'],
    contentTypes: ['text/libsvm', 'text/x-libsvm', CSV, 'application/x-parquet', PROTOBUF],
    fileModeOnly: ['text/libsvm', 'text/x-libsvm'],
    defaultContentType: 'text/libsvm',
    defaultLabelSize: 1,
  },
} as const satisfies Readonly<Record<string, ChannelRules>>;
