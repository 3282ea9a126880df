import type { ArtifactFile, ArtifactFiles } from '../algorithms/algorithm.js';
import { UserError } from '../errors.js';
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from './archive-limits.js';
import { isFaissIndex } from './faiss-index/layout.js';
import { decodeFaissIndex } from './faiss-index/reader.js';
import { encodeFaissIndex } from './faiss-index/writer.js';
import { compress, inflateWithin } from './gzip.js';
import { decodeNdarrays, encodeNdarrays, isNdarrayList } from './mxnet-params.js';

export { NewFile, type NewFileOptions, refuseExisting, writeNewFile } from './new-file.js';

import { readTar, type TarMember, writeTar } from './tar.js';
import { decodeXgboostModel, encodeXgboostModel, xgboostEncoding } from './xgboost-model/xgboost-model.js';
import { isZip, readZip, writeZip } from './zip.js';

/** The bytes of a model.tar.gz. Members are sorted and carry no time and no owner: same files, same bytes. */
export async function packModel(files: ArtifactFiles): Promise<Uint8Array> {
  return compress(writeTar([...encodeFiles(files)]));
}

/** The same files unpacked, by name, one after the other. */
export function* encodeFiles(files: ArtifactFiles): Generator<TarMember, void, void> {
  for (const name of [...files.keys()].sort()) yield { name, bytes: encodeFile(files.get(name) as ArtifactFile) };
}

/**
 * The files of a model.tar.gz, in memory: nothing is written to disk.
 * @throws UserError E_ARCHIVE_… where the archive is damaged, hostile or empty, E_MODEL_… where a file in it is
 */
export async function unpackModel(
  bytes: Uint8Array,
  options: { readonly name?: string; readonly limits?: ArchiveLimits } = {},
): Promise<ArtifactFiles> {
  const { name = 'model.tar.gz', limits = DEFAULT_ARCHIVE_LIMITS } = options;
  const members = readTar(await inflateWithin(bytes, limits, name), limits);
  if (members.length === 0) {
    throw new UserError('E_ARCHIVE_EMPTY', 'The archive holds no file, so it holds no model.', {
      where: { file: name },
    });
  }
  return decodeFiles(members, limits);
}

/** What lies unpacked already. @throws UserError E_MODEL_… */
export function decodeFiles(members: readonly TarMember[], limits: ArchiveLimits): ArtifactFiles {
  return new Map(members.map((member) => [member.name, decodeFile(member.name, member.bytes, limits)]));
}

function encodeFile(file: ArtifactFile): Uint8Array {
  switch (file.format) {
    case 'mxnet-ndarrays':
      return encodeNdarrays(file.arrays);
    case 'json':
      return new TextEncoder().encode(JSON.stringify(file.value));
    case 'zip':
      return writeZip([...file.files].map(([name, member]) => ({ name, bytes: encodeFile(member) })));
    case 'faiss-index':
      return encodeFaissIndex(file.index);
    case 'xgboost-model':
      return encodeXgboostModel(file.model, file.encoding);
    case 'bytes':
      return file.bytes;
  }
}

function decodeFile(name: string, bytes: Uint8Array, limits: ArchiveLimits): ArtifactFile {
  if (isNdarrayList(bytes)) return { format: 'mxnet-ndarrays', arrays: decodeNdarrays(bytes, name) };
  if (isFaissIndex(bytes)) return { format: 'faiss-index', index: decodeFaissIndex(bytes, name) };
  const encoding = xgboostEncoding(bytes);
  if (encoding !== undefined) {
    return { format: 'xgboost-model', encoding, model: decodeXgboostModel(bytes, encoding, name) };
  }
  if (name.endsWith('.json')) return decodeJson(bytes);
  if (isZip(bytes)) {
    const members = readZip(bytes, name, limits);
    // A ZIP in a ZIP is no model's: it stays bytes.
    const decode = (member: string, content: Uint8Array): ArtifactFile =>
      isZip(content) ? { format: 'bytes', bytes: content } : decodeFile(member, content, limits);
    return { format: 'zip', files: new Map(members.map((member) => [member.name, decode(member.name, member.bytes)])) };
  }
  return { format: 'bytes', bytes };
}

/** Archives may carry files that are not the model's; whether a `.json` among them parses is for those who need it. */
function decodeJson(bytes: Uint8Array): ArtifactFile {
  try {
    return { format: 'json', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { format: 'bytes', bytes };
  }
}
