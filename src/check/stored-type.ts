import { RECORDIO_PROTOBUF } from '../formats/content-type.js';
import { fileSource } from '../formats/file-source.js';
import { readRecords } from '../formats/recordio/recordio.js';
import type { TensorType } from '../kernels/kernels.js';
import type { Channel } from '../training/channels/channel.js';
import { listChannelFiles } from '../training/channels/files.js';

/** Tensor type of the first record's features; nothing for other formats, for pipes, and where it cannot be told. */
export async function storedType(channel: Channel, contentType: string): Promise<TensorType | undefined> {
  if (contentType !== RECORDIO_PROTOBUF) return undefined;
  try {
    const [file] = (await listChannelFiles(channel.path)).files;
    if (file === undefined) return undefined;
    for await (const { record } of readRecords(await fileSource(file))) {
      const type = record.features.get('values')?.type;
      return type === 'bytes' || type === 'unset' ? undefined : type;
    }
  } catch {
    // The survey has told what is wrong with it.
  }
  return undefined;
}
