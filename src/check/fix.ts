import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { NewFile } from '../artifacts/new-file.js';
import { NewFolder } from '../artifacts/new-folder.js';
import { UserError } from '../errors.js';
import { CSV, RECORDIO_PROTOBUF } from '../formats/content-type.js';
import { fileSource } from '../formats/file-source.js';
import { listChannelFiles } from '../training/channels/files.js';
import { fixCsv } from './fix-csv.js';
import { fixRecords } from './fix-records.js';

export interface FixOptions {
  /** Without parameters. */
  readonly contentType: string;
  /** See {@link fixCsv}. */
  readonly labelColumn?: string | undefined;
}

export interface Mended {
  readonly file: string;
  /** In words; empty where there was nothing to do. */
  readonly mends: readonly string[];
}

/**
 * Writes a corrected copy of a file, or of a folder without what other programs left in it. Nothing is overwritten, and nothing is
 * written where there is nothing to mend.
 * @returns what was done to each file
 * @throws UserError E_OUTPUT_EXISTS, E_OUTPUT_FOLDER, E_LABEL_COLUMN, and E_CSV_…, E_RECORD_… where no machine can mend it
 */
export async function fix(path: string, output: string, options: FixOptions): Promise<Mended[]> {
  if (![CSV, RECORDIO_PROTOBUF].includes(options.contentType)) {
    throw new UserError('E_FORMAT_UNKNOWN', `Nothing in ${options.contentType} is mended by a machine.`, {
      hint: 'The report says what is wrong, and where.',
    });
  }
  if (!(await stat(path)).isDirectory()) return [await fixFile(path, output, options)];
  const { files, skipped } = await listChannelFiles(path);
  const folder = await NewFolder.create(output);
  try {
    const mended: Mended[] = [];
    for (const file of files) {
      const target = join(folder.aside, relative(path, file));
      await mkdir(dirname(target), { recursive: true });
      mended.push(await fixFile(file, target, options, true));
    }
    for (const file of skipped) mended.push({ file, mends: ['left out'] });
    if (mended.some(({ mends }) => mends.length > 0)) await folder.commit();
    else await folder.discard();
    return mended;
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

async function fixFile(file: string, output: string, options: FixOptions, evenIfGood = false): Promise<Mended> {
  const source = await fileSource(file);
  const copy = await NewFile.create(output);
  try {
    const write = (bytes: Uint8Array) => copy.write(bytes);
    const mends =
      options.contentType === CSV ? await fixCsv(source, write, options.labelColumn) : await fixRecords(source, write);
    if (mends.length > 0 || evenIfGood) await copy.commit();
    else await copy.discard();
    return { file, mends };
  } catch (error) {
    await copy.discard();
    throw error;
  }
}
