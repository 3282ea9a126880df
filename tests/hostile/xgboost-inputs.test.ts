/** Whatever a file holds: rows or a UserError, and nothing that its own numbers ask for is allocated. */
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCsr } from '../../src/data/csr.js';
import type { Dataset } from '../../src/data/dataset.js';
import { rowsOf } from '../../src/data/dense.js';
import { readAll } from '../../src/data/read-all.js';
import { UserError } from '../../src/errors.js';
import { memorySource } from '../../src/formats/byte-source.js';
import { delimitedDataset } from '../../src/formats/dmlc/delimited.js';
import { sniffDelimiter } from '../../src/formats/dmlc/sniffer.js';
import { fileSource } from '../../src/formats/file-source.js';
import { libsvmDataset } from '../../src/formats/libsvm/libsvm.js';
import { parquetDataset } from '../../src/formats/parquet/parquet.js';
import { laxRecordDataset } from '../../src/formats/recordio/lax.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { sharedFolder } from '../support/shared.js';

const kernels = await loadKernels();

/** Rows, or the error's code. */
async function outcome(dataset: Dataset): Promise<number | string> {
  try {
    const { features } = await readAll(dataset);
    return isCsr(features) ? features.rows : rowsOf(features);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).code;
  }
}

async function open(path: string, reader: string): Promise<Dataset> {
  const sources = [await fileSource(path)];
  const options = { kernels, name: path };
  switch (reader) {
    case 'libsvm':
      return libsvmDataset(sources, options);
    case 'parquet':
      return parquetDataset(sources, { kernels, name: path, labelSize: 1 });
    case 'recordio-protobuf':
      return laxRecordDataset(sources, { ...options, imageVersion: '3.0-5' });
    default: {
      const line = readFileSync(path, 'latin1').split('\n', 1)[0] ?? '';
      const sniffed = sniffDelimiter(line) ?? ',';
      return delimitedDataset(sources, {
        ...options,
        delimiter: sniffed.charCodeAt(0) < 127 ? sniffed : ',',
        weighted: false,
      });
    }
  }
}

interface Row {
  readonly file: string;
  readonly reader: string;
  readonly expect: 'ok' | 'error' | 'either';
  readonly rows?: number;
}

const generated = sharedFolder('corpora', 'generated-hostile');

/** Proposals of the corpus that the container does otherwise: see its golden cases. */
const OTHERWISE = new Map<string, number | string>([
  ['libsvm/index-decreasing.libsvm', 1],
  ['libsvm/index-duplicate.libsvm', 1],
  ['libsvm/index-float.libsvm', 1],
  ['libsvm/nul-byte.libsvm', 1],
]);

describe.skipIf(generated === undefined)('generated-hostile', () => {
  const rows = (
    generated === undefined ? [] : JSON.parse(readFileSync(join(generated, 'manifest.json'), 'utf8'))
  ) as Row[];
  const ours = rows.filter(({ reader }) => /libsvm|csv|recordio/.test(reader));

  test.each(ours)('$file', async ({ file, reader, expect: expected, rows: count }) => {
    const found = await outcome(await open(join(generated as string, file), reader));
    const known = OTHERWISE.get(file);
    if (known !== undefined) expect(found).toBe(known);
    else if (reader === 'libsvm' && expected === 'ok') expect(found).toBe(count);
    else if (reader === 'libsvm' && expected === 'error') expect(found).toEqual(expect.stringMatching(/^E_/));
  });
});

describe.each([
  ['csv-spectrum', 'csv', 'csvs'],
  ['rust-csv', 'csv', 'examples/data'],
  ['scikit-learn-svmlight', 'libsvm', '.'],
  ['parquet-testing', 'parquet', 'bad_data'],
  ['parquet-testing', 'parquet', 'data'],
])('%s', (name, reader, below) => {
  const folder = sharedFolder('corpora', name, below);

  test.skipIf(folder === undefined)(
    `every ${reader} file in ${below} gives rows or a UserError`,
    async () => {
      for (const entry of await readdir(folder as string, { withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(folder as string, entry.name);
        const found = await outcome(await open(path, reader));
        if (/encrypt.*\.parquet/.test(entry.name) && typeof found === 'string') {
          expect([entry.name, found]).toEqual([entry.name, expect.stringMatching(/^E_PARQUET/)]);
        }
      }
    },
    60_000,
  );
});

test('scikit-learn reads its own file otherwise only where a comment says so', async () => {
  const folder = sharedFolder('corpora', 'scikit-learn-svmlight');
  if (folder === undefined) return;
  const dataset = await open(join(folder, 'svmlight_invalid.txt'), 'libsvm');
  expect(await outcome(dataset)).toMatch(/^E_LIBSVM/);
});

describe('inputs that ask for much', () => {
  const repeated = (text: string, count: number) => memorySource('a', Buffer.from(text.repeat(count)));

  test('a line without an end', async () => {
    const endless = delimitedDataset([repeated('1,', 9 << 20)], {
      kernels,
      name: 'a',
      delimiter: ',',
      weighted: false,
    });
    expect(await outcome(endless)).not.toBeNaN();
    const { size, ...pipe } = repeated('7', 17 << 20);
    expect(await outcome(libsvmDataset([pipe], { kernels, name: 'a', windowBytes: 1 << 20 }))).toBe('E_LINE_TOO_LONG');
  });

  test('an index near the end of 32 bits, and one of many digits', async () => {
    expect(await outcome(libsvmDataset([repeated('1 4294967294:1\n', 3)], { kernels, name: 'a' }))).toBe(3);
    expect(await outcome(libsvmDataset([repeated(`1 ${'9'.repeat(500)}:1\n`, 1)], { kernels, name: 'a' }))).toBe(
      'E_LIBSVM_INDEX',
    );
  });

  test('wide rows and narrow ones in turn', async () => {
    const text = `${'0,1\n'.repeat(50)}1,${'2,'.repeat(5_000)}\n`;
    const dataset = delimitedDataset([repeated(text, 40)], { kernels, name: 'a', delimiter: ',', weighted: false });
    const { features } = await readAll(dataset);
    expect(isCsr(features) && [features.rows, features.cols]).toEqual([2_040, 5_000]);
  });
});
