import { PlatformError } from '../../errors.js';
import type { FoundInColumn, ParquetKernels } from '../../kernels/kernels.js';
import { INFINITE, loadError } from '../dmlc/texts.js';
import type { ParquetColumn } from './columns.js';
import type { ParquetFile, ParquetGroup } from './file.js';
import type { GroupPages } from './pages.js';
import { fillColumn } from './values.js';
import type { Workspace } from './workspace.js';

/** Where the rows of a group go. */
export interface GroupRoom {
  /** `[rows, labelSize]` */
  readonly labels: Float32Array;
  /** `[rows, columns - labelSize]` */
  readonly features: Float32Array;
}

export interface GroupReading {
  readonly schema: readonly ParquetColumn[];
  readonly labelSize: number;
  readonly kernels: ParquetKernels;
  readonly workspace: Workspace;
}

/** Cells that are believed in without a look at the pages: 256 MiB. */
const MODEST_CELLS = 1 << 26;
/** Beyond that, so many for each byte of the file; repeated values do take next to nothing. */
const CELLS_PER_BYTE = 256;

/** Whether a file of that size may be expected to hold so many cells, as it says: memory is asked for only then. */
export function isPlausible(cells: number, bytes: number): boolean {
  return cells <= MODEST_CELLS + CELLS_PER_BYTE * bytes;
}

/**
 * Reads a row group: by the kernel what it decodes, by hyparquet what is left, column by column, so that the first column with something
 * wrong in it is the one that is told of.
 * @throws UserError E_PARQUET, E_PARQUET_TYPE, E_PARQUET_TEXT, E_PARQUET_INFINITE, E_LABEL
 */
export async function readGroup(
  file: ParquetFile,
  { group, pages }: GroupPages,
  reading: GroupReading,
  room?: GroupRoom,
): Promise<GroupRoom> {
  const { schema, labelSize, kernels, workspace } = reading;
  const { rows } = group;
  const cols = schema.length - labelSize;
  const decodes = pages !== undefined && isPlausible(rows * schema.length, group.bytes);
  const [first] = schema as [ParquetColumn];
  // Its length is checked before a matrix is asked for that other readers than the kernel fill.
  const leading = decodes ? undefined : await readNamed(file, group, first);
  const into = room ?? { labels: allocate(rows * labelSize), features: allocate(rows * cols) };
  const decoded = decodes
    ? await kernels.decodeParquet?.(
        pages.bytes,
        { rows, labelSize, chunks: pages.chunks },
        { ...into, workspace: workspace.for(group) },
      )
    : undefined;
  for (const [index, column] of schema.entries()) {
    const found = decoded?.[index] ?? (await fill(index, index === 0 ? leading : undefined));
    refuse(found, file, group, { column, index, isLabel: index < labelSize });
  }
  return into;

  async function fill(index: number, values?: ArrayLike<unknown>): Promise<FoundInColumn> {
    const column = schema[index] as ParquetColumn;
    const place = index < labelSize ? { at: index, stride: labelSize } : { at: index - labelSize, stride: cols };
    const target = index < labelSize ? into.labels : into.features;
    return fillColumn(target, place, values ?? (await readNamed(file, group, column)), column, file.name);
  }
}

interface Place {
  readonly column: ParquetColumn;
  readonly index: number;
  readonly isLabel: boolean;
}

function refuse(found: FoundInColumn, file: ParquetFile, { firstRow }: ParquetGroup, place: Place): void {
  const { column, index, isLabel } = place;
  const where = { file: file.name };
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

export function allocate(length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch (cause) {
    throw new PlatformError('E_OUT_OF_MEMORY', `There is no memory for ${length} numbers of a Parquet file.`, {
      cause,
      hint: 'Write the file in smaller row groups.',
    });
  }
}
