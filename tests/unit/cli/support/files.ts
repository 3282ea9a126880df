import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dense } from '../../../../src/data/dense.js';
import { encodeRecords } from '../../../../src/formats/recordio/recordio.js';
import { scratch } from '../../library/support.js';

/** Two rows of two features and one label. */
export const RECORDS = encodeRecords(dense(new Float32Array([0, 1, 2, 3]), 2, 2), new Float32Array([5, 6]));

export async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(await scratch(), name);
  await writeFile(path, bytes);
  return path;
}
