/** Every file of the corpora through `check`, and so through the readers of training: a report, whatever the file holds, in bounded memory. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../src/check/check-job.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { channel } from '../../src/training/channels/channel.js';
import { sharedFolder } from '../support/shared.js';

const kernels = await loadKernels();

/** Folder, algorithm, content type; and what is known of files by name. */
const TABLE: [string, string, string, Readonly<Record<string, boolean>>?][] = [
  ['generated-hostile/csv', 'kmeans', 'text/csv;label_size=0', { 'baseline.csv': true, 'ragged.csv': false }],
  ['generated-hostile/csv', 'xgboost', 'text/csv', { 'baseline.csv': true }],
  ['generated-hostile/libsvm', 'xgboost', 'text/libsvm', { 'baseline.libsvm': true, 'value-missing.libsvm': false }],
  [
    'generated-hostile/recordio',
    'kmeans',
    'application/x-recordio-protobuf',
    { 'one-dense.pbr': true, 'length-4gb.pbr': false, 'shape-huge.pbr': false },
  ],
  ['generated-hostile/recordio', 'xgboost', 'application/x-recordio-protobuf', { 'length-4gb.pbr': false }],
  // What was made for another reader is no training data, and no harm.
  ...['json', 'tar', 'pickle'].flatMap((folder) =>
    [
      ['kmeans', 'text/csv'],
      ['kmeans', 'application/x-recordio-protobuf'],
      ['xgboost', 'text/libsvm'],
      ['xgboost', 'application/x-parquet'],
    ].map(([algorithm, type]) => [`generated-hostile/${folder}`, algorithm, type] as [string, string, string]),
  ),
  ['parquet-testing/bad_data', 'xgboost', 'application/x-parquet'],
  ['parquet-testing/bad_data', 'kmeans', 'application/x-recordio-protobuf'],
  ['parquet-testing/data', 'xgboost', 'application/x-parquet', { 'alltypes_plain.parquet': false }],
  ['scikit-learn-svmlight', 'xgboost', 'text/libsvm', { 'svmlight_invalid.txt': false }],
  ['csv-spectrum/csvs', 'kmeans', 'text/csv;label_size=0', { 'simple.csv': false }],
  ['rust-csv/examples/data', 'kmeans', 'text/csv;label_size=0'],
];

const MOST_MEGABYTES = 768;
let before = 0;

beforeAll(() => {
  before = process.resourceUsage().maxRSS;
});

afterAll(() => {
  expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(MOST_MEGABYTES);
});

describe.each(TABLE)('%s by %s as %s', (below, algorithm, contentType, known = {}) => {
  const folder = sharedFolder('corpora', ...below.split('/'));

  test.skipIf(folder === undefined)(
    'gives a report of every file',
    async () => {
      const files = readdirSync(folder as string, { withFileTypes: true }).filter((entry) => entry.isFile());
      const accepted: Record<string, boolean> = {};
      for (const { name } of files) accepted[name] = await isAccepted(join(folder as string, name));
      expect(files.length).toBeGreaterThan(0);
      expect(accepted).toMatchObject(known);
    },
    120_000,
  );

  async function isAccepted(path: string): Promise<boolean> {
    const report = await check(algorithm, { train: channel(path, { contentType }) }, { kernels });
    for (const { code, message } of report.channels.flatMap(({ problems }) => problems)) {
      expect([path, code]).toEqual([path, expect.stringMatching(/^E_/)]);
      expect(message).toMatch(/\w/);
    }
    return report.accepted;
  }
});
