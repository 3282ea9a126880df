export const INPUT_MODES = ['File', 'FastFile', 'Pipe'] as const;
export type InputMode = (typeof INPUT_MODES)[number];

/** Where a channel's data lies and how to read it: plain data, nothing is opened yet. */
export interface Channel {
  /** A file, a folder, or the stem of a pipe's FIFOs. */
  readonly path: string;
  /** Files and folders that are read behind it. */
  readonly morePaths?: readonly string[];
  /** As SageMaker's `ContentType`: `text/csv;label_size=0`. Absent: the algorithm's default. */
  readonly contentType?: string;
  readonly inputMode: InputMode;
  /** `train`, `validation`, `test`. */
  readonly name: string;
}

export interface ChannelOptions {
  readonly contentType?: string | undefined;
  /** Default `File`. `FastFile` reads the same bytes; `Pipe` reads a FIFO per epoch, `<path>_0`, `<path>_1`, where there is one. */
  readonly inputMode?: InputMode | undefined;
  /** What messages call it; whoever trains puts the name of the channel it is given as. Default `train`. */
  readonly name?: string | undefined;
}

/**
 * Names a file, or a folder that is read recursively in natural order. Nothing is opened before training starts.
 * @example channel('digits/train.csv', { contentType: 'text/csv;label_size=1' })
 */
export function channel(path: string, options: ChannelOptions = {}): Channel {
  return {
    path,
    ...(options.contentType === undefined ? {} : { contentType: options.contentType }),
    inputMode: options.inputMode ?? 'File',
    name: options.name ?? 'train',
  };
}
