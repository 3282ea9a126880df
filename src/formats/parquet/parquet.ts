/**
 * Parquet as the XGBoost container reads it, by way of pyarrow and pandas: the first column is the label, the others are features in the order of the
 * first file; columns of later files are matched by name. Null is missing.
 *
 * A kernel decodes what it can where the backend has one; hyparquet decodes the rest, and says what is wrong with a file. A row group at a
 * time is in memory, and the bytes of the next one.
 */
import type { Block, Dataset, Matrix, ReadOptions } from '../../data/dataset.js';
import { dense } from '../../data/dense.js';
import { readAll } from '../../data/read-all.js';
import { UserError } from '../../errors.js';
import type { ParquetKernels } from '../../kernels/kernels.js';
import { type ByteSource, totalBytes } from '../byte-source.js';
import { loadError } from '../dmlc/texts.js';
import { tell } from '../forgiving.js';
import { prefetch } from '../prefetch.js';
import type { ParquetColumn } from './columns.js';
import { openParquet, type ParquetFile } from './file.js';
import { allocate, type GroupReading, type GroupRoom, isPlausible, readGroup } from './group.js';
import { readPages } from './pages.js';
import { Workspace } from './workspace.js';

export interface ParquetOptions {
  readonly kernels: ParquetKernels;
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
  const rows: Dataset = {
    name: options.name,
    ...(bytes !== undefined && { bytes }),
    blocks: (read = {}) => prefetch(blocks(sources, options, read)),
  };
  return {
    ...rows,
    readAll: async (read = {}) => (await readMatrix(sources, options, read)) ?? readAll(rows, read),
  };
}

async function* blocks(
  sources: readonly ByteSource[],
  { name, labelSize, kernels }: ParquetOptions,
  { signal, onProblem }: ReadOptions,
): AsyncGenerator<Block, void, void> {
  let schema: readonly ParquetColumn[] | undefined;
  const workspace = new Workspace();
  let rows = 0;
  for (const source of sources) {
    try {
      const file = await openParquet(source);
      schema ??= checkedSchema(file, labelSize);
      const reading = { schema, labelSize, kernels, workspace };
      for await (const pages of readPages(file, reading)) {
        signal?.throwIfAborted();
        const room = await readGroup(file, pages, reading).catch((error) => tell(error, onProblem));
        if (room !== undefined) {
          const origin = { file: file.name, firstRow: pages.group.firstRow };
          yield { ...matrixOf(room, reading, pages.group.rows), origin, bytes: pages.group.bytes };
        }
        rows += pages.group.rows;
      }
    } catch (error) {
      await tell(error, onProblem);
    }
  }
  if (rows === 0 && schema !== undefined) throw noRows(name);
}

/**
 * Everything straight into one matrix, where all files can be opened and none says of itself what is hard to believe. Otherwise nothing:
 * reading block by block then finds what is wrong, after the rows before it.
 */
async function readMatrix(
  sources: readonly ByteSource[],
  { name, labelSize, kernels }: ParquetOptions,
  { signal, onProblem }: ReadOptions,
): Promise<Matrix | undefined> {
  const files = onProblem === undefined ? await openAll(sources) : undefined;
  const [first] = files ?? [];
  if (files === undefined || first === undefined) return undefined;
  const reading = { schema: checkedSchema(first, labelSize), labelSize, kernels, workspace: new Workspace() };
  const cols = reading.schema.length - labelSize;
  const groups = files.flatMap((file) => file.groups);
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows === 0) throw noRows(name);
  if (!groups.every((group) => isPlausible(group.rows * reading.schema.length, group.bytes))) return undefined;
  let whole: GroupRoom | undefined;
  let row = 0;
  for (const file of files) {
    for await (const pages of readPages(file, reading)) {
      signal?.throwIfAborted();
      // Only now: other pages are being read meanwhile.
      whole ??= { labels: allocate(rows * labelSize), features: allocate(rows * cols) };
      const end = row + pages.group.rows;
      const labels = whole.labels.subarray(row * labelSize, end * labelSize);
      await readGroup(file, pages, reading, { labels, features: whole.features.subarray(row * cols, end * cols) });
      row = end;
    }
  }
  return whole && matrixOf(whole, reading, rows);
}

async function openAll(sources: readonly ByteSource[]): Promise<ParquetFile[] | undefined> {
  const files: ParquetFile[] = [];
  try {
    for (const source of sources) files.push(await openParquet(source));
    return files;
  } catch {
    return undefined;
  }
}

function matrixOf({ labels, features }: GroupRoom, { schema, labelSize }: GroupReading, rows: number): Matrix {
  return {
    features: dense(features, rows, schema.length - labelSize),
    ...(labelSize > 0 && { labels }),
    labelSize,
  };
}

function noRows(name: string): UserError {
  return new UserError('E_NO_LABELS', NO_LABELS, { where: { file: name } });
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
