import type { ByteSource } from '../../../formats/byte-source.js';

/** One object of S3, or the file that stands for it. */
export interface StoredObject {
  /** Its whole address: `s3://bucket/train/a.csv`, or a path. */
  readonly address: string;
  readonly source: ByteSource;
}

/** Where objects lie: folders of this machine, or S3. Addresses are strings to which a suffix may be joined, as S3's are. */
export interface ObjectStore {
  /** Objects whose address starts with these characters, be there a folder of that name or not, in the byte order of addresses. */
  list(prefix: string): Promise<StoredObject[]>;
  /** @throws UserError E_CHANNEL_OBJECT where there is none */
  get(address: string): Promise<StoredObject>;
}

/** S3 lists keys by their UTF-8 bytes; JavaScript compares UTF-16, which differs beyond the first 65,536 characters. */
export function byteOrder(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
