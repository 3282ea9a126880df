import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixJob } from '../../../src/check/fix-job.js';
import { type ChannelOptions, channel } from '../../../src/training/channels/channel.js';
import { scratch } from '../library/support.js';

const CSV = () => ({ contentType: 'text/csv' });

async function job(validation: ChannelOptions = {}) {
  const place = await scratch();
  await mkdir(join(place, 'train'));
  await writeFile(join(place, 'train', 'a.csv'), 'h\n1\n');
  await writeFile(join(place, 'valid.csv'), '2\n');
  const channels = {
    train: channel(join(place, 'train'), { dataType: 'S3Prefix', shuffleSeed: 3 }),
    validation: channel(join(place, 'valid.csv'), { name: 'validation', ...validation }),
  };
  return { place, channels, out: join(place, 'out') };
}

test('a folder with every channel, mended or as it is', async () => {
  const { channels, out } = await job();
  const { mended, channels: copies } = await fixJob(channels, out, CSV);
  expect(mended.map(({ mends }) => mends)).toEqual([['header dropped'], []]);
  expect((await readdir(out, { recursive: true })).sort()).toEqual([
    'train',
    'train/a.csv',
    'validation',
    'validation/valid.csv',
  ]);
  expect(await readFile(join(out, 'train/a.csv'), 'utf8')).toBe('1\n');
  expect(copies.train).toEqual(channel(join(out, 'train'), { shuffleSeed: 3 }));
  expect(copies.validation?.path).toBe(join(out, 'validation'));
  await expect(fixJob(channels, out, CSV)).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
});

test('nothing is written where nothing is mended', async () => {
  const { place, channels, out } = await job();
  await writeFile(join(place, 'train', 'a.csv'), '1\n');
  expect((await fixJob(channels, out, CSV)).mended.map(({ mends }) => mends)).toEqual([[], []]);
  expect((await readdir(place)).sort()).toEqual(['train', 'valid.csv']);
});

test.each<[string, ChannelOptions]>([
  ['is a ManifestFile', { dataType: 'ManifestFile' }],
  ['its files are Gzip', { compression: 'Gzip' }],
])('a channel that cannot be mended is named, and nothing is written: it %s', async (why, options) => {
  const { place, channels, out } = await job(options);
  const refused = fixJob(channels, out, CSV);
  await expect(refused).rejects.toMatchObject({ code: 'E_FIX_CHANNEL', hint: expect.stringMatching(/\w/) });
  await expect(refused).rejects.toThrow(/The 'validation' channel cannot be mended/);
  await expect(refused).rejects.toThrow(why);
  expect((await readdir(place)).sort()).toEqual(['train', 'valid.csv']);
});

test('all of them at once: what lies elsewhere, what is absent, what a prefix also names', async () => {
  const { place, channels, out } = await job();
  await mkdir(join(place, 'train2'));
  const test = channel(join(place, 'absent'), { name: 'test' });
  const far = channel('s3://bucket/far', { name: 'far' });
  await expect(fixJob({ ...channels, test, far }, out, CSV)).rejects.toMatchObject({
    issues: [
      { message: expect.stringContaining('also names train2') },
      { message: expect.stringContaining('neither a file nor a folder') },
      { message: expect.stringContaining('it lies in S3') },
    ],
  });
});

test('a file that no machine mends is told with its channel', async () => {
  const { place, channels, out } = await job();
  await writeFile(join(place, 'valid.csv'), 'PK\x03\x04');
  const refused = fixJob(channels, out, CSV);
  await expect(refused).rejects.toMatchObject({ code: 'E_CSV_BINARY', where: { file: join(place, 'valid.csv') } });
  await expect(refused).rejects.toThrow("The 'validation' channel cannot be mended: ");
  expect((await readdir(place)).sort()).toEqual(['train', 'valid.csv']);
});
