import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHANNEL_RULES } from '../../../../src/algorithms/channel-rules.js';
import type { Warning } from '../../../../src/data/dataset.js';
import { readAll } from '../../../../src/data/read-all.js';
import { encodeRecord } from '../../../../src/formats/recordio/message.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { type ChannelOptions, channel } from '../../../../src/training/channels/channel.js';
import { deliver, deliveryIssues } from '../../../../src/training/channels/delivery.js';
import { channelIssues, openChannel } from '../../../../src/training/channels/open-channel.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagelocal-delivery-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, bytes: string | Uint8Array) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), bytes);
}

interface Read {
  readonly options: ChannelOptions;
  readonly passes?: number;
  readonly profile?: 'xgboost';
}

/** Labels of each pass, and the codes of all warnings. */
async function read(path: string, { options, passes = 1, profile }: Read) {
  const rules = profile === undefined ? CHANNEL_RULES.knn : CHANNEL_RULES.xgboost;
  const from = channel(join(root, path), { contentType: 'text/csv', ...options });
  const dataset = await openChannel(from, rules, referenceKernels(), { profile, imageVersion: '1.7-1' });
  const warnings: Warning[] = [];
  const labels: number[][] = [];
  for (let pass = 0; pass < passes; pass++) {
    const matrix = await readAll(dataset, { onWarning: (warning) => warnings.push(warning) });
    labels.push([...(matrix.labels ?? [])]);
  }
  return { labels, codes: [...new Set(warnings.map(({ code }) => code))] };
}

const PREFIX: ChannelOptions = { dataType: 'S3Prefix' };

describe('a prefix', () => {
  beforeEach(() => {
    for (const [index, path] of ['train/part-10', 'train/part-2', 'train2/x', 'train/_SUCCESS'].entries()) {
      put(path, path.endsWith('_SUCCESS') ? '' : `${index},5\n`);
    }
  });

  test('also takes what lies beside the folder, and says so; in File mode by natural order', async () => {
    expect(await read('train', { options: PREFIX })).toEqual({
      labels: [[1, 0, 2]],
      codes: ['W_CHANNEL_FILES_SKIPPED', 'W_CHANNEL_PREFIX'],
    });
    expect((await read('train/', { options: PREFIX })).labels).toEqual([[1, 0]]);
  });

  test('comes through a pipe in the order of its keys, anew for each pass', async () => {
    const options: ChannelOptions = { ...PREFIX, inputMode: 'Pipe' };
    expect((await read('train', { options, passes: 2 })).labels).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  test('FastFile shows the folder alone', async () => {
    expect((await read('train', { options: { ...PREFIX, inputMode: 'FastFile' } })).labels).toEqual([[1, 0]]);
    await expect(read('tra', { options: { ...PREFIX, inputMode: 'FastFile' } })).rejects.toMatchObject({
      code: 'E_FASTFILE_PREFIX',
    });
  });

  test('is shared out among hosts; who gets nothing hears of it', async () => {
    const hosts = { all: ['algo-1', 'algo-2', 'algo-3', 'algo-4'], current: 'algo-2' };
    const options: ChannelOptions = { ...PREFIX, distribution: 'ShardedByS3Key', hosts };
    expect((await read('train', { options })).labels).toEqual([[1]]);
    const late: ChannelOptions = { ...options, hosts: { ...hosts, current: 'algo-4' } };
    await expect(read('train', { options: late })).rejects.toMatchObject({
      code: 'E_CHANNEL_EMPTY',
      message: expect.stringContaining('none falls to algo-4'),
    });
  });

  test('XGBoost takes it, too, and its markers with it', async () => {
    rmSync(join(root, 'train/_SUCCESS'));
    const { labels, codes } = await read('train', { options: PREFIX, profile: 'xgboost' });
    expect(labels).toEqual([[0, 1, 2]]);
    expect(codes).toEqual(['W_CHANNEL_PREFIX']);
  });
});

describe('input mode Pipe', () => {
  test('shuffles objects anew for each pass, by the seed', async () => {
    for (let part = 0; part < 8; part++) put(`p/${part}`, `${part},5\n`);
    const options: ChannelOptions = { ...PREFIX, inputMode: 'Pipe', shuffleSeed: 1 };
    const [first, again] = [await read('p', { options, passes: 3 }), await read('p', { options, passes: 3 })];
    expect(first).toEqual(again);
    expect(new Set(first.labels.map(String)).size).toBe(3);
    for (const labels of first.labels) expect([...labels].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test.each([undefined, 'xgboost'] as const)('unpacks Gzip (%s)', async (profile) => {
    put('z/a.gz', gzipSync('1,5\n'));
    put('z/b.gz', gzipSync('2,5\n'));
    const options: ChannelOptions = { inputMode: 'Pipe', compression: 'Gzip' };
    expect(await read('z', { options, passes: 2, ...(profile && { profile }) })).toEqual({
      labels: [
        [1, 2],
        [1, 2],
      ],
      codes: [],
    });
  });

  test('says where SageMaker would glue two lines together', async () => {
    put('g/a.csv', '1,5');
    put('g/b.csv', '2,5');
    const { labels, codes } = await read('g', { options: { inputMode: 'Pipe' } });
    expect(labels).toEqual([[1, 2]]);
    expect(codes).toEqual(['W_PIPE_GLUED_LINE']);
  });

  test('wraps every object into a frame, packed or not', async () => {
    for (const label of [1, 2]) {
      const tensor = { type: 'float32', values: Float32Array.of(label) } as const;
      const record = encodeRecord({ features: new Map([['values', tensor]]), label: new Map([['values', tensor]]) });
      put(`r/${label}`, record);
      put(`z/${label}`, gzipSync(record));
    }
    const options: ChannelOptions = { inputMode: 'Pipe', recordWrapper: 'RecordIO', contentType: '' };
    expect((await read('r', { options })).labels).toEqual([[1, 2]]);
    expect((await read('z', { options: { ...options, compression: 'Gzip' } })).labels).toEqual([[1, 2]]);
  });

  test('sends an augmented manifest as one stream', async () => {
    put('m', ['{"row": "1,2", "end": "\\n"}', '{"row": "3,4", "end": "\\n"}'].join('\n'));
    const options: ChannelOptions = {
      inputMode: 'Pipe',
      dataType: 'AugmentedManifestFile',
      attributeNames: ['row', 'end'],
    };
    expect((await read('m', { options, passes: 2 })).labels).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });
});

describe('input mode File', () => {
  test('hands packed files over as they are, which neither family reads', async () => {
    put('z/a.gz', gzipSync('1,5\n2,5\n'));
    await expect(read('z', { options: { compression: 'Gzip' } })).rejects.toMatchObject({ code: 'E_CSV_BINARY' });
    await expect(read('z', { options: { compression: 'Gzip' }, profile: 'xgboost' })).rejects.toThrow(/utf-8/);
  });

  test('says what has no effect', async () => {
    put('a.csv', '1,5\n');
    const options: ChannelOptions = { compression: 'Gzip', recordWrapper: 'RecordIO', shuffleSeed: 1 };
    for (const profile of [undefined, 'xgboost'] as const) {
      const { codes } = await read('a.csv', { options, ...(profile && { profile }) });
      expect(codes).toEqual(['W_PIPE_MODE_ONLY']);
    }
  });

  test('FastFile opens nothing before it is read', async () => {
    put('a.csv', '1,5\n');
    const from = channel(join(root, 'a.csv'), { contentType: 'text/csv', inputMode: 'FastFile' });
    const { sources } = await deliver(from);
    put('a.csv', '7,5\n');
    const [source] = sources(0);
    const reader = await source?.open();
    const bytes = new Uint8Array(8);
    expect(await reader?.read(bytes)).toBe(4);
    expect(bytes[0]).toBe('7'.charCodeAt(0));
    await reader?.close();
  });
});

test.each([
  [{ dataType: 'AugmentedManifestFile', attributeNames: ['a'] }, 'E_INPUT_MODE'],
  [{ dataType: 'AugmentedManifestFile', inputMode: 'Pipe' }, 'E_ATTRIBUTE_NAMES'],
  [{ dataType: 'S3Prefix', attributeNames: ['a'] }, 'E_ATTRIBUTE_NAMES'],
  [{ dataType: 'ManifestFile', inputMode: 'FastFile' }, 'E_INPUT_MODE'],
] as const)('%j is nothing SageMaker reads', async (options, code) => {
  const from = channel(join(root, 'm'), options as ChannelOptions);
  expect(deliveryIssues(from).map((issue) => issue.code)).toEqual([code]);
  await expect(openChannel(from, CHANNEL_RULES.kmeans, referenceKernels())).rejects.toMatchObject({ code });
});

test('random cut forests are particular about the sharing of their objects, where it is said', () => {
  const rules = CHANNEL_RULES.randomcutforest;
  const issues = (distribution?: 'FullyReplicated' | 'ShardedByS3Key') =>
    channelIssues({ train: channel('x', { distribution }) }, rules);
  expect(issues()).toEqual([]);
  expect(issues('ShardedByS3Key')).toEqual([]);
  expect(issues('FullyReplicated')).toMatchObject([
    { code: 'E_DISTRIBUTION', message: expect.stringContaining("'FullyReplicated' is not one of ['ShardedByS3Key']") },
  ]);
});
