export const INPUT_MODES = ['File', 'FastFile', 'Pipe'] as const;
export type InputMode = (typeof INPUT_MODES)[number];

export const DATA_TYPES = ['S3Prefix', 'ManifestFile', 'AugmentedManifestFile'] as const;
export type DataType = (typeof DATA_TYPES)[number];

export const DISTRIBUTIONS = ['FullyReplicated', 'ShardedByS3Key'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

export const COMPRESSIONS = ['None', 'Gzip'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

export const RECORD_WRAPPERS = ['None', 'RecordIO'] as const;
export type RecordWrapper = (typeof RECORD_WRAPPERS)[number];

/** The machines of a job, and which one this is. */
export interface Hosts {
  /** `['algo-1', 'algo-2']` */
  readonly all: readonly string[];
  readonly current: string;
}

/** How SageMaker hands a channel's objects over, in the words of its API; what is absent is the API's default. */
export interface Delivery {
  /** What `path` names. Absent: one file, one folder, or the stem of a pipe's FIFOs. */
  readonly dataType?: DataType;
  /** Of an augmented manifest: which attributes of a line are sent, in this order. */
  readonly attributeNames?: readonly string[];
  /** `ShuffleConfig.Seed`: objects, or the lines of an augmented manifest, come in random order. */
  readonly shuffleSeed?: number;
  readonly distribution?: Distribution;
  /** Among whom `ShardedByS3Key` shares the objects out; default this one machine. */
  readonly hosts?: Hosts;
  readonly compression?: Compression;
  readonly recordWrapper?: RecordWrapper;
  /** Addresses that start with `s3://` may be read, over the network. */
  readonly allowS3?: boolean;
}

/** Where a channel's data lies and how to read it: plain data, nothing is opened yet. */
export interface Channel extends Delivery {
  /** See {@link Delivery.dataType}. */
  readonly path: string;
  /** Files and folders that are read behind it. */
  readonly morePaths?: readonly string[];
  /** As SageMaker's `ContentType`: `text/csv;label_size=0`. Absent: the algorithm's default. */
  readonly contentType?: string;
  readonly inputMode: InputMode;
  /** `train`, `validation`, `test`. */
  readonly name: string;
}

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

export interface ChannelOptions extends Optional<Delivery> {
  readonly contentType?: string | undefined;
  /**
   * Default `File`. `FastFile` reads the same bytes; `Pipe` reads a FIFO per epoch, `<path>_0`, `<path>_1`, where there is one, and else
   * sends the files as SageMaker would, anew in each epoch.
   */
  readonly inputMode?: InputMode | undefined;
  /** What messages call it; whoever trains puts the name of the channel it is given as. Default `train`. */
  readonly name?: string | undefined;
}

/**
 * Names a file, or a folder that is read recursively in natural order, or what `dataType` says. Nothing is opened before training starts.
 * @example channel('digits/train.csv', { contentType: 'text/csv;label_size=1' })
 * @example channel('parts/train', { dataType: 'S3Prefix', shuffleSeed: 7, inputMode: 'Pipe' })
 */
export function channel(path: string, options: ChannelOptions = {}): Channel {
  const { inputMode = 'File', name = 'train', ...rest } = options;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { path, ...Object.fromEntries(given), inputMode, name };
}
