import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { scratch } from '../unit/library/support.js';

/** An interpreter in which the SageMaker SDK is installed: see bench/peers/requirements-sdk.txt. */
const python = process.env.SAGELOCAL_SDK_PYTHON;
if (python === undefined) {
  console.warn(
    'SKIPPED: set SAGELOCAL_SDK_PYTHON to an interpreter with the SageMaker SDK, to read converted files with it.',
  );
}

const reader = fileURLToPath(new URL('recordio/read.py', import.meta.url));

describe.skipIf(python === undefined)('the SageMaker SDK reads converted files', () => {
  test.each([
    ['dense', undefined, { values: [1.5, 0, 2] }],
    ['sparse', true, { values: [1.5, 2], keys: [0, 2], shape: [3] }],
  ])('%s shards of a CSV file', async (_, sparse, features) => {
    const folder = await scratch();
    const input = join(folder, 'in.csv');
    await writeFile(input, '7,1.5,0,2\n'.repeat(5));
    const output = join(folder, 'shards');
    await convert({ input, output, to: 'recordio', labelSize: 1, shards: 2, sparse });
    const frozen = join(folder, 'read.json');
    const { status, stderr } = spawnSync(python as string, [reader, output, frozen], { encoding: 'utf8' });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const files = JSON.parse(await readFile(frozen, 'utf8')) as Record<
      string,
      { records: { features: object; label: object }[] }
    >;
    expect(Object.entries(files).map(([name, { records }]) => [name, records.length])).toEqual([
      ['matrix_0.pbr', 2],
      ['matrix_1.pbr', 3],
    ]);
    for (const { records } of Object.values(files)) {
      for (const record of records) {
        expect(plain(record.features)).toEqual({ keys: [], shape: [], ...features });
        expect(plain(record.label)).toEqual({ keys: [], shape: [], values: [7] });
      }
    }
  });
});

/** The tensor named `values`, its floats out of their hexadecimal bytes. */
function plain(tensors: object): object {
  const { values, keys, shape } = (tensors as Record<string, { values: string[]; keys: number[]; shape: number[] }>)
    .values as never;
  return { values: (values as string[]).map((hex) => Buffer.from(hex, 'hex').readDoubleLE()), keys, shape };
}
