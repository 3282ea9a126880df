import type { ByteSource } from '../formats/byte-source.js';
import type { AnyRecord, RecordValue } from '../formats/recordio/message.js';
import { RecordWriter, readRecords } from '../formats/recordio/recordio.js';

/**
 * Copies RecordIO-protobuf record by record, with every tensor as float32 and every frame padded.
 * @returns what was mended, in words
 * @throws UserError E_RECORD_… where a record cannot be read: that is nothing to mend
 */
export async function fixRecords(source: ByteSource, write: (bytes: Uint8Array) => Promise<void>): Promise<string[]> {
  const writer = new RecordWriter(write);
  let casts = 0;
  const cast = (value: RecordValue): RecordValue => {
    if (value.type !== 'float64' && value.type !== 'int32') return value;
    casts++;
    return { ...value, type: 'float32', values: Float32Array.from(value.values) };
  };
  for await (const { record } of readRecords(source)) await writer.writeRecord(mapped(record, cast));
  await writer.end();
  return [
    ...(casts > 0 ? [`tensors turned into float32: ${casts.toLocaleString('en-US')}`] : []),
    ...((source.size ?? 0) % 4 === 0 ? [] : ['padding of the last record written']),
  ];
}

function mapped({ features, label, ...texts }: AnyRecord, cast: (value: RecordValue) => RecordValue): AnyRecord {
  const all = (values: ReadonlyMap<string, RecordValue>) =>
    new Map([...values].map(([name, value]) => [name, cast(value)]));
  return { features: all(features), label: all(label), ...texts };
}
