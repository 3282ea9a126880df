import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Issue, UserError } from '../errors.js';
import { type Channel, channel } from '../training/channels/channel.js';
import { isS3 } from '../training/channels/local-address.js';
import { Problems } from '../training/problems.js';
import { type FixOptions, inNewFolder, type Mended, mendInto, refuseUnmendable } from './fix.js';

export interface MendedJob {
  readonly mended: readonly Mended[];
  /** The same channels, over the copies. */
  readonly channels: Readonly<Record<string, Channel>>;
}

/**
 * Writes a folder with a corrected copy of every channel of a job, in a folder of the channel's name: `OUT/train`, `OUT/validation`. What is
 * good is copied as it is. Nothing is overwritten, and nothing is written where there is nothing to mend, or where a channel cannot be mended.
 * @param optionsOf what is known of a channel's files
 * @throws UserError E_FIX_CHANNEL or E_FORMAT_UNKNOWN, with an issue for every channel that cannot be mended; and as `fix`
 */
export async function fixJob(
  channels: Readonly<Record<string, Channel>>,
  output: string,
  optionsOf: (channel: Channel) => FixOptions,
): Promise<MendedJob> {
  const all = Object.values(channels);
  const problems = new Problems();
  for (const one of all) {
    const refusal = await refusalOf(one);
    if (refusal !== undefined) problems.add(refusal);
    else await problems.attempt(() => refuseUnmendable(optionsOf(one).contentType));
  }
  problems.throwIfAny('E_FIX_CHANNEL');
  const mended = await inNewFolder(output, async (aside) => {
    const mended: Mended[] = [];
    for (const one of all) {
      const named = (error: unknown) => Promise.reject(ofChannel(error, one));
      mended.push(...(await mendInto(one.path, join(aside, one.name), optionsOf(one)).catch(named)));
    }
    return mended;
  });
  return { mended, channels: Object.fromEntries(all.map((one) => [one.name, copyOf(one, output)])) };
}

/** The copy is a folder; how it is handed over stays as it was. */
function copyOf({ dataType, morePaths, path, ...rest }: Channel, output: string): Channel {
  return channel(join(output, rest.name), rest);
}

/** Why the files of a channel cannot be taken one by one. */
async function refusalOf(channel: Channel): Promise<Issue | undefined> {
  const { name, path, dataType, compression } = channel;
  const refused = (why: string, hint: string): Issue => ({
    code: 'E_FIX_CHANNEL',
    message: `The '${name}' channel cannot be mended: ${why}`,
    hint,
  });
  if (isS3(path)) return refused(`it lies in S3, at ${path}.`, 'Copy it to this machine and mend the copy.');
  if (dataType === 'ManifestFile' || dataType === 'AugmentedManifestFile') {
    return refused(
      `${path} is a ${dataType}, which names data elsewhere.`,
      'Mend the files that it names: check --fix OUT PATH.',
    );
  }
  if (compression === 'Gzip') return refused('its files are Gzip.', 'Unpack them first; CompressionType is then None.');
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || !(facts.isFile() || facts.isDirectory())) {
    return refused(`${path} is neither a file nor a folder.`, 'A prefix of names: name the folder, or the file.');
  }
  const other = await alsoNamed(channel);
  if (other === undefined) return undefined;
  return refused(`${path} is a prefix, which also names ${other}.`, `For the folder alone write ${path}/.`);
}

/** What lies beside a channel's folder and is taken for a part of it: see `W_CHANNEL_PREFIX`. */
async function alsoNamed({ path, dataType, inputMode }: Channel): Promise<string | undefined> {
  if (dataType !== 'S3Prefix' || inputMode === 'FastFile' || path.endsWith('/')) return undefined;
  const names = await readdir(dirname(path));
  return names.find((name) => name !== basename(path) && name.startsWith(basename(path)));
}

/** What no machine mends names its file; which channel that is must be said, too. */
function ofChannel(error: unknown, { name }: Channel): unknown {
  if (!(error instanceof UserError)) return error;
  const { code, message, hint, where } = error;
  return new UserError(code, `The '${name}' channel cannot be mended: ${message}`, {
    ...(hint !== undefined && { hint }),
    ...(where !== undefined && { where }),
    cause: error,
  });
}
