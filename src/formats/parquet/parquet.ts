/**
 * Parquet as the XGBoost container reads it, by way of pyarrow and pandas: the first column is the label, the others are features in the order of the
 * first file; columns of later files are matched by name. Null is missing.
 *
 * hyparquet decodes; a row group at a time is in memory. Every file is opened before the first row is handed out.
 */
import type { Block, Dataset, ReadOptions } from '../../data/dataset.js';
import { dense } from '../../data/dense.js';
import { PlatformError, UserError } from '../../errors.js';
import { type ByteSource, totalBytes } from '../byte-source.js';
import { INFINITE, loadError } from '../dmlc/texts.js';
import { tell } from '../forgiving.js';
import { prefetch } from '../prefetch.js';
import type { ParquetColumn } from './columns.js';
import { openParquet, type ParquetFile, type ParquetGroup } from './file.js';
import { fillColumn } from './values.js';

export interface ParquetOptions {
  /** What logs and errors call the data set. */
  readonly name: string;
  /** Leading columns that are labels: 1, or for `convert` any number. */
  readonly labelSize: number;
}

/** What the container says of data without a row, or without labels. */
export const NO_LABELS =
  'Got input data without labels. Please check the input data set. If training job is running on multiple instances, please switch to using single instance if number of records in the data set is less than number of workers (16 * number of instance) in the cluster.';

/**
 * The rows of `sources`, a block for every row group. Reading throws a UserError E_PARQUET, E_PARQUET_ENCRYPTED, E_PARQUET_TYPE, E_PARQUET_TEXT,
 * E_PARQUET_INFINITE, E_LABEL or E_NO_LABELS; with a listener for problems it tells of them and goes on with the next row group.
 */
export function parquetDataset(sources: readonly ByteSource[], options: ParquetOptions): Dataset {
  const bytes = totalBytes(sources);
  return {
    name: options.name,
    ...(bytes !== undefined && { bytes }),
    blocks: (read = {}) => prefetch(blocks(sources, options, read)),
  };
}

async function* blocks(
  sources: readonly ByteSource[],
  { name, labelSize }: ParquetOptions,
  { signal, onProblem }: ReadOptions,
): AsyncGenerator<Block, void, void> {
  let schema: readonly ParquetColumn[] | undefined;
  let rows = 0;
  for (const source of sources) {
    try {
      const file = await openParquet(source);
      schema ??= checkedSchema(file, labelSize);
      for (const group of file.groups.filter((group) => group.rows > 0)) {
        signal?.throwIfAborted();
        const block = await readGroup(file, group, schema, labelSize).catch((error) => tell(error, onProblem));
        if (block !== undefined) yield block;
        rows += group.rows;
      }
    } catch (error) {
      await tell(error, onProblem);
    }
  }
  if (rows === 0 && schema !== undefined) throw new UserError('E_NO_LABELS', NO_LABELS, { where: { file: name } });
}

function checkedSchema({ name, columns }: ParquetFile, labelSize: number): readonly ParquetColumn[] {
  const where = { file: name };
  if (columns.length < Math.max(1, labelSize)) {
    throw loadError('parquet', 'E_PARQUET', `${name} has ${columns.length} columns.`, { where });
  }
  const twice = columns.find(({ name }, index) => columns.findIndex((column) => column.name === name) !== index);
  if (twice !== undefined) throw loadError('parquet', 'E_PARQUET', `${name} has two columns ${twice.name}.`, { where });
  const unreadable = columns.find(({ kind }) => kind === 'unreadable');
  if (unreadable === undefined) return columns;
  throw loadError('parquet', 'E_PARQUET_TYPE', unreadable.refusal ?? unreadable.type, {
    where,
    hint: `Column ${unreadable.name} is ${unreadable.type}: leave it out, or make numbers of it.`,
  });
}

async function readGroup(
  file: ParquetFile,
  group: ParquetGroup,
  schema: readonly ParquetColumn[],
  labelSize: number,
): Promise<Block> {
  const { rows, firstRow } = group;
  const cols = schema.length - labelSize;
  const [first] = schema as [ParquetColumn];
  // Its length is checked before the matrix is asked for.
  const leading = await readNamed(file, group, first);
  const [features, labels] = [allocate(rows * cols), new Float32Array(rows * labelSize)];
  for (const [index, column] of schema.entries()) {
    const values = index === 0 ? leading : await readNamed(file, group, column);
    const where = { file: file.name };
    const isLabel = index < labelSize;
    const [into, at, stride] = isLabel ? [labels, index, labelSize] : [features, index - labelSize, cols];
    const found = fillColumn(into, { at, stride }, values, column, file.name);
    if (isLabel && found.notFinite >= 0) {
      throw loadError('parquet', 'E_LABEL', 'Check failed: valid: Label contains NaN, infinity or a value too large.', {
        where: { ...where, record: firstRow + found.notFinite },
        hint: `The label is the first column, ${column.name}: it must be a number in every row.`,
      });
    }
    if (!isLabel && found.infinite >= 0) {
      throw loadError('parquet', 'E_PARQUET_INFINITE', INFINITE, {
        where: { ...where, record: firstRow + found.infinite, column: index + 1 },
        hint: `Column ${column.name} must be finite and fit in float32, which ends at 3.4e38.`,
      });
    }
  }
  return {
    features: dense(features, rows, cols),
    ...(labelSize > 0 && { labels }),
    labelSize,
    origin: { file: file.name, firstRow },
    bytes: group.bytes,
  };
}

/** A column that a later file does not have is missing in all its rows. */
async function readNamed(file: ParquetFile, group: ParquetGroup, wanted: ParquetColumn): Promise<ArrayLike<unknown>> {
  const column = file.columns.find(({ name }) => name === wanted.name);
  if (column === undefined) return { length: group.rows };
  const fits = column.kind === wanted.kind || (isNumeric(column) && isNumeric(wanted));
  if (!fits) {
    throw loadError('parquet', 'E_PARQUET_TYPE', `Unsupported cast from ${column.type} to ${wanted.type}`, {
      where: { file: file.name },
      hint: `Column ${column.name} has another type than in the first file.`,
    });
  }
  return file.readColumn(column, group);
}

function isNumeric({ kind }: ParquetColumn): boolean {
  return kind === 'float' || kind === 'integer';
}

function allocate(length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch (cause) {
    throw new PlatformError('E_OUT_OF_MEMORY', `There is no memory for a row group of ${length} numbers.`, {
      cause,
      hint: 'Write the file in smaller row groups.',
    });
  }
}
