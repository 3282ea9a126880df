import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { NewFile } from '../artifacts/new-file.js';
import { NewFolder } from '../artifacts/new-folder.js';
import { UserError } from '../errors.js';
import type { ByteSource } from '../formats/byte-source.js';
import { CSV, LIBSVM, PARQUET, RECORDIO_PROTOBUF } from '../formats/content-type.js';
import { fileSource } from '../formats/file-source.js';
import { listChannelFiles } from '../training/channels/files.js';
import { fixCsv } from './fix-csv.js';
import { fixLibsvm } from './fix-libsvm.js';
import { fixParquet } from './fix-parquet.js';
import { fixRecords } from './fix-records.js';

export interface FixOptions {
  /** Without parameters. */
  readonly contentType: string;
  /** Of CSV and Parquet: see {@link fixCsv}. */
  readonly labelColumn?: string | undefined;
  /** Of libsvm: see {@link fixLibsvm}. */
  readonly indexBase?: 0 | 1 | undefined;
}

type Fix = (
  source: ByteSource,
  write: (bytes: Uint8Array) => Promise<void>,
  options: FixOptions,
) => Promise<readonly string[]>;

/** By content type. */
const FIXES: Readonly<Record<string, Fix>> = {
  [CSV]: (source, write, { labelColumn }) => fixCsv(source, write, labelColumn),
  [RECORDIO_PROTOBUF]: fixRecords,
  [LIBSVM]: fixLibsvm,
  [PARQUET]: (source, write, { labelColumn }) => fixParquet(source, write, labelColumn),
};

export interface Mended {
  readonly file: string;
  /** In words; empty where there was nothing to do. */
  readonly mends: readonly string[];
}

/**
 * Writes a corrected copy of a file, or of a folder without what other programs left in it. Nothing is overwritten, and nothing is
 * written where there is nothing to mend.
 * @returns what was done to each file
 * @throws UserError E_OUTPUT_EXISTS, E_OUTPUT_FOLDER, E_LABEL_COLUMN, E_LIBSVM_INDEX, and E_CSV_…, E_RECORD_…, E_PARQUET_… where no machine can mend it
 */
export async function fix(path: string, output: string, options: FixOptions): Promise<Mended[]> {
  refuseUnmendable(options.contentType);
  if (!(await stat(path)).isDirectory()) return [await fixFile(path, output, options)];
  return inNewFolder(output, (aside) => mendInto(path, aside, options));
}

/** @throws UserError E_FORMAT_UNKNOWN */
export function refuseUnmendable(contentType: string): void {
  if (FIXES[contentType] !== undefined) return;
  throw new UserError('E_FORMAT_UNKNOWN', `Nothing in ${contentType} is mended by a machine.`, {
    hint: 'The report says what is wrong, and where.',
  });
}

/** A new folder with what `work` writes into it, if anything was mended; else nothing. */
export async function inNewFolder(output: string, work: (aside: string) => Promise<Mended[]>): Promise<Mended[]> {
  const folder = await NewFolder.create(output);
  try {
    const mended = await work(folder.aside);
    if (mended.some(({ mends }) => mends.length > 0)) await folder.commit();
    else await folder.discard();
    return mended;
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

/** Puts a copy of a file, or of every file of a folder, into `target`: mended, or as it is where there is nothing to mend. */
export async function mendInto(path: string, target: string, options: FixOptions): Promise<Mended[]> {
  const isFolder = (await stat(path)).isDirectory();
  const { files, skipped } = isFolder ? await listChannelFiles(path) : { files: [path], skipped: [] };
  const mended: Mended[] = [];
  for (const file of files) {
    const copy = join(target, isFolder ? relative(path, file) : basename(file));
    await mkdir(dirname(copy), { recursive: true });
    mended.push(await fixFile(file, copy, options, true));
  }
  return [...mended, ...skipped.map((file) => ({ file, mends: ['left out'] }))];
}

async function fixFile(file: string, output: string, options: FixOptions, evenIfGood = false): Promise<Mended> {
  const source = await fileSource(file);
  const copy = await NewFile.create(output);
  try {
    const write = (bytes: Uint8Array) => copy.write(bytes);
    const mends = (await FIXES[options.contentType]?.(source, write, options)) ?? [];
    if (mends.length > 0 || evenIfGood) await copy.commit();
    else await copy.discard();
    return { file, mends };
  } catch (error) {
    await copy.discard();
    throw error;
  }
}
