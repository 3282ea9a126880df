import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ByteSource } from '../../../../../src/formats/byte-source.js';
import { firstBytes } from '../../../../../src/formats/first-bytes.js';
import { type ChannelOptions, channel } from '../../../../../src/training/channels/channel.js';
import { channelEntries, entriesOfPass, isDelivered } from '../../../../../src/training/channels/objects/entries.js';
import { byteOrder } from '../../../../../src/training/channels/objects/object-store.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagelocal-objects-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = '1\n') {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return join(root, path);
}

const keysOf = async (path: string, options: ChannelOptions = { dataType: 'S3Prefix' }) =>
  (await channelEntries(channel(join(root, path), options))).map(({ key }) => key);

const textOf = async (source: ByteSource) => Buffer.from(await firstBytes(source, 1000)).toString();

describe('S3Prefix', () => {
  test('is characters, not a folder, and keys come in the order of their bytes', async () => {
    for (const path of ['train/b', 'train/B', 'train/a/x', 'train-2', 'train2/x', 'trial', 'train/é']) put(path);
    expect(await keysOf('train')).toEqual(['train-2', 'train/B', 'train/a/x', 'train/b', 'train/é', 'train2/x']);
    expect(await keysOf('train/')).toEqual(['B', 'a/x', 'b', 'é']);
    expect(await keysOf('train/a')).toEqual(['x']);
  });

  test('one object is a prefix of itself, however its path is written', async () => {
    put('d/a.csv');
    expect(await keysOf('./d/../d/a.csv')).toEqual(['a.csv']);
  });

  test('nothing that starts so is said in SageMaker’s words', async () => {
    for (const path of ['gone', 'gone/', 'no/such/folder/x']) {
      await expect(keysOf(path)).rejects.toMatchObject({
        code: 'E_CHANNEL_NOT_FOUND',
        message: expect.stringContaining('No S3 objects found under S3 URL'),
      });
    }
  });

  test('a link that leads round in a circle, or nowhere, is passed over', async () => {
    put('t/a');
    symlinkSync(join(root, 't'), join(root, 't', 'again'));
    symlinkSync(join(root, 'gone'), join(root, 't', 'gone'));
    expect(await keysOf('t')).toEqual(['a']);
  });

  test('S3 sorts by UTF-8, not by UTF-16', () => {
    expect(['\u{10000}', '\uffff'].sort(byteOrder)).toEqual(['\uffff', '\u{10000}']);
  });

  test('s3:// is asked only where that is allowed', async () => {
    await expect(channelEntries(channel('s3://b/k'))).rejects.toMatchObject({ code: 'E_S3_ADDRESS' });
    const manifest = put('m', '[{"prefix": "s3://b/"}, "k"]');
    await expect(channelEntries(channel(manifest, { dataType: 'ManifestFile' }))).rejects.toMatchObject({
      code: 'E_S3_ADDRESS',
    });
  });
});

describe('ManifestFile', () => {
  const entries = async (text: string) => channelEntries(channel(put('m.json', text), { dataType: 'ManifestFile' }));

  test('joins prefix and suffix as they stand, in the manifest’s order', async () => {
    put('data/part-b.csv', 'b');
    put('data/part-a.csv', 'a');
    const found = await entries('[{"prefix": "data/part-"}, "b.csv", "a.csv", "b.csv"]');
    expect(found.map(({ key }) => key)).toEqual(['b.csv', 'a.csv', 'b.csv']);
    expect(await Promise.all(found.map(({ parts }) => textOf(parts[0] as ByteSource)))).toEqual(['b', 'a', 'b']);
  });

  test.each([
    ['{', 'E_MANIFEST', 'not valid JSON'],
    ['{}', 'E_MANIFEST', 'not a JSON array'],
    ['["a"]', 'E_MANIFEST', 'does not start with a prefix'],
    ['[{"prefix": ""}, "a"]', 'E_MANIFEST', 'does not start with a prefix'],
    ['[{"prefix": "x"}, "a", 1]', 'E_MANIFEST', 'an element 2 that is not a string'],
    ['[{"prefix": "x"}, "gone"]', 'E_CHANNEL_OBJECT', 'There is no file'],
  ])('%s is refused', async (text, code, message) => {
    await expect(entries(text)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('a manifest that is not there', async () => {
    const gone = channel(join(root, 'gone'), { dataType: 'ManifestFile' });
    await expect(channelEntries(gone)).rejects.toMatchObject({ code: 'E_CHANNEL_OBJECT' });
  });
});

describe('AugmentedManifestFile', () => {
  const entries = async (text: string, attributeNames = ['row-ref', 'label']) => {
    const options: ChannelOptions = { dataType: 'AugmentedManifestFile', attributeNames };
    const found = await channelEntries(channel(put('m.json', text), options));
    return Promise.all(found.map(({ parts }) => Promise.all(parts.map(textOf))));
  };

  test('sends the named attributes in their order: of a -ref the object, of others the text', async () => {
    put('a', 'A');
    put('b', 'B');
    const text = '{"label": 1, "row-ref": "a", "more": 0}\n\n{"row-ref": "b", "label": "x"}\n';
    expect(await entries(text)).toEqual([
      ['A', '1'],
      ['B', 'x'],
    ]);
    expect(await entries('{"label": {"a": [1]}}', ['label'])).toEqual([['{"a":[1]}']]);
  });

  test.each([
    ['{"row-ref": 1, "label": 1}', 1],
    ['{"label": 1}', 1],
    ['\n[]', 2],
    ['\n{"label": 1', 2],
  ])('%j is refused with its line', async (text, line) => {
    await expect(entries(text)).rejects.toMatchObject({ code: 'E_AUGMENTED_MANIFEST', where: { line } });
  });
});

describe('a pass', () => {
  const entries = Array.from({ length: 7 }, (_, index) => ({ key: String(index), parts: [] }));
  const keys = (options: ChannelOptions, pass: number) =>
    entriesOfPass(entries, channel('x', options), pass)
      .map(({ key }) => key)
      .join('');

  test('without a word has everything, as it comes', () => {
    expect(keys({}, 3)).toBe('0123456');
    expect(isDelivered(channel('x'))).toBe(false);
  });

  test('is shuffled by the seed, in input mode Pipe anew each time', () => {
    const pipe: ChannelOptions = { inputMode: 'Pipe', shuffleSeed: 5 };
    expect(keys(pipe, 0)).toBe(keys(pipe, 0));
    expect(keys(pipe, 1)).not.toBe(keys(pipe, 0));
    expect([...keys(pipe, 1)].sort().join('')).toBe('0123456');
    expect(keys({ shuffleSeed: 5 }, 1)).toBe(keys({ shuffleSeed: 5 }, 0));
    expect(keys({ shuffleSeed: Number.MAX_SAFE_INTEGER, inputMode: 'Pipe' }, 9)).toHaveLength(7);
  });

  test('is shared out among hosts without a rest, also where it was shuffled first', () => {
    for (const shuffleSeed of [undefined, 8]) {
      const share = (current: string) =>
        keys(
          { distribution: 'ShardedByS3Key', hosts: { all: ['algo-2', 'algo-1', 'algo-3'], current }, shuffleSeed },
          0,
        );
      const shares = ['algo-1', 'algo-2', 'algo-3'].map(share);
      expect(shares.map(({ length }) => length)).toEqual([3, 2, 2]);
      expect([...shares.join('')].sort().join('')).toBe('0123456');
    }
    expect(keys({ distribution: 'ShardedByS3Key' }, 0)).toBe('0123456');
  });

  test('of a host that is none of the job’s is refused', () => {
    const hosts = { all: ['algo-1'], current: 'algo-9' };
    expect(() => keys({ distribution: 'ShardedByS3Key', hosts }, 0)).toThrow(
      expect.objectContaining({ code: 'E_HOST' }),
    );
  });
});
