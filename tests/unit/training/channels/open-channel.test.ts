import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelRules } from '../../../../src/algorithms/algorithm.js';
import type { Dataset, Warning } from '../../../../src/data/dataset.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { encodeRecord, type RecordValue } from '../../../../src/formats/recordio/message.js';
import { frameRecord } from '../../../../src/formats/recordio/recordio.js';
import type { TensorType } from '../../../../src/kernels/kernels.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { type ChannelOptions, channel } from '../../../../src/training/channels/channel.js';
import { channelIssues, openChannel } from '../../../../src/training/channels/open-channel.js';

const rules: ChannelRules = {
  required: ['train'],
  optional: ['test'],
  contentTypes: ['application/x-recordio-protobuf', 'text/csv'],
  defaultContentType: 'application/x-recordio-protobuf',
  defaultLabelSize: 0,
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagelocal-channels-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string) {
  const whole = join(root, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

function open(path: string, options: ChannelOptions = {}): Promise<Dataset> {
  return openChannel(channel(path, { contentType: 'text/csv', ...options }), rules, referenceKernels());
}

async function values(dataset: Dataset, warnings: Warning[] = []): Promise<number[]> {
  const all: number[] = [];
  for await (const block of dataset.blocks({ onWarning: (warning) => warnings.push(warning) })) {
    all.push(...rowMajor(block.features as Parameters<typeof rowMajor>[0]));
  }
  return all;
}

describe('channel()', () => {
  test('is plain data with defaults, and opens nothing', () => {
    expect(channel('nowhere.csv')).toEqual({ path: 'nowhere.csv', inputMode: 'File', name: 'train' });
    expect(channel('x', { contentType: 'text/csv', inputMode: 'Pipe', name: 'test' })).toEqual({
      path: 'x',
      contentType: 'text/csv',
      inputMode: 'Pipe',
      name: 'test',
    });
  });
});

describe('a set of channels', () => {
  test('that fits has no issues', () => {
    expect(channelIssues({ train: {}, test: {} }, rules)).toEqual([]);
  });

  test('without a required one and with a strange one says both, in the words of the validation', () => {
    expect(channelIssues({ tset: {}, code: {} }, rules)).toMatchObject([
      { code: 'E_CHANNEL_MISSING', message: expect.stringContaining("'train' is a required property") },
      {
        code: 'E_CHANNEL_UNKNOWN',
        message: expect.stringContaining("Additional properties are not allowed ('tset' was unexpected)"),
        hint: "Did you mean 'test'?",
      },
      { code: 'E_CHANNEL_UNKNOWN', hint: 'The channels are train, test.' },
    ]);
  });
});

describe('files', () => {
  test('one file, then a folder in natural order', async () => {
    const file = put('data/part-2.csv', '1\n2\n');
    put('data/part-10.csv', '3\n');
    put('data/part-1.csv', '0');
    expect(await values(await open(file))).toEqual([1, 2]);
    const dataset = await open(join(root, 'data'));
    expect(dataset.name).toBe(join(root, 'data'));
    expect(await values(dataset)).toEqual([0, 1, 2, 3]);
    expect(await values(dataset)).toEqual([0, 1, 2, 3]);
  });

  test('FastFile and, on regular files, Pipe read the same', async () => {
    const file = put('a.csv', '1\n2\n');
    for (const inputMode of ['FastFile', 'Pipe'] as const) {
      const dataset = await open(file, { inputMode });
      expect(await values(dataset)).toEqual([1, 2]);
      expect(await values(dataset)).toEqual([1, 2]);
    }
  });

  test('an empty file among others holds no rows', async () => {
    put('data/a.csv', '');
    put('data/b.csv', '1\n');
    expect(await values(await open(join(root, 'data')))).toEqual([1]);
  });

  test('left-out markers are said, with what SageMaker would do', async () => {
    put('data/a.csv', '1\n');
    for (const name of ['_SUCCESS', '.a', '.b', '.c', '.d']) put(`data/${name}`, 'not a number\n');
    const warnings: Warning[] = [];
    expect(await values(await open(join(root, 'data')), warnings)).toEqual([1]);
    expect(warnings).toMatchObject([{ code: 'W_CHANNEL_FILES_SKIPPED' }]);
    expect(warnings[0]?.message).toContain('and 2 more');
  });

  test('a CSV file without content type is read as the default, and the log says so', async () => {
    const dataset = await openChannel(channel(put('a.csv', '1\n')), rules, referenceKernels());
    const warnings: Warning[] = [];
    await expect(values(dataset, warnings)).rejects.toThrow();
    expect(warnings).toMatchObject([{ code: 'W_CONTENT_TYPE_ABSENT' }]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['a path that does not exist', 'E_CHANNEL_NOT_FOUND', 'gone', () => {}],
    ['a path through a file', 'E_CHANNEL_NOT_FOUND', 'a.csv/b', () => put('a.csv', '1')],
    ['an empty folder', 'E_CHANNEL_EMPTY', 'empty', () => mkdirSync(join(root, 'empty'))],
    ['a file without bytes', 'E_CHANNEL_EMPTY', 'zero.csv', () => put('zero.csv', '')],
    ['a folder of markers', 'E_CHANNEL_EMPTY', 'spark', () => put('spark/_SUCCESS', '')],
  ])('%s', async (_, code, path, prepare) => {
    prepare();
    await expect(open(join(root, path))).rejects.toMatchObject({
      name: 'UserError',
      code,
      message: expect.stringMatching(
        /^Unable to read data channel 'train'\. Please verify the correct data channel configuration is provided\. ./,
      ),
      where: { file: join(root, path) },
    });
  });

  test.each([
    ['csv', 'Did you mean text/csv?'],
    ['application/csv', 'Did you mean text/csv?'],
    ['application/x-recordio', 'Did you mean application/x-recordio-protobuf?'],
    ['recordio-protobuf', 'Did you mean application/x-recordio-protobuf?'],
    ['text/libsvm', "The content type of the 'train' channel may be application/x-recordio-protobuf or text/csv."],
  ])('content type %s', async (contentType, hint) => {
    await expect(open(put('a.csv', '1\n'), { contentType })).rejects.toMatchObject({
      code: 'E_CONTENT_TYPE',
      message: `No iterator has been registered for ContentType ('${contentType}', '1.0')`,
      hint,
    });
  });

  test('a content type the reader knows and this algorithm does not', async () => {
    const opened = openChannel(
      channel(put('a.csv', '1\n'), { contentType: 'text/csv' }),
      { ...rules, contentTypes: ['application/x-recordio-protobuf'] },
      referenceKernels(),
    );
    await expect(opened).rejects.toMatchObject({ code: 'E_CONTENT_TYPE' });
  });

  test('a content type of File mode alone', async () => {
    const fileOnly = { ...rules, fileModeOnly: ['text/csv'] };
    const path = put('a.csv', '1\n');
    const openIn = (inputMode: 'File' | 'FastFile' | 'Pipe') =>
      openChannel(channel(path, { contentType: 'text/csv', inputMode }), fileOnly, referenceKernels());
    await expect(openIn('Pipe')).rejects.toMatchObject({
      code: 'E_INPUT_MODE',
      message: "Unable to read data channel 'train'. This algorithm reads text/csv in input mode File only, not Pipe.",
      where: { file: path },
    });
    await openIn('File');
    await openIn('FastFile');
  });

  test('an input mode that is none', async () => {
    const inputMode = 'Stream' as 'File';
    await expect(open(put('a.csv', '1\n'), { inputMode })).rejects.toMatchObject({ code: 'E_INPUT_MODE' });
  });
});

describe.skipIf(process.platform === 'win32')('FIFOs', () => {
  function fifo(name: string, text: string) {
    const path = join(root, name);
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', 'printf %s "$TEXT" > "$FIFO"'], {
      env: { ...process.env, FIFO: path, TEXT: text },
    });
    return { path, written: new Promise((resolve) => writer.once('exit', resolve)) };
  }

  test('in Pipe mode one per epoch, until there are no more', async () => {
    const first = fifo('train_0', '1\n2\n');
    const second = fifo('train_1', '3\n4\n');
    const dataset = await open(join(root, 'train'), { inputMode: 'Pipe' });
    expect(await values(dataset)).toEqual([1, 2]);
    expect(await values(dataset)).toEqual([3, 4]);
    await expect(values(dataset)).rejects.toMatchObject({
      code: 'E_PIPE_EPOCH',
      message: expect.stringContaining('FIFO 2 of the SageMaker pipe channel cannot be opened.'),
    });
    await Promise.all([first.written, second.written]);
  });

  test('a FIFO at the path itself gives its bytes once', async () => {
    const { path, written } = fifo('stream', '1\n2\n');
    const dataset = await open(path);
    expect(await values(dataset)).toEqual([1, 2]);
    await expect(values(dataset)).rejects.toMatchObject({ code: 'E_PIPE_EPOCH' });
    await written;
  });
});

describe('tensor types', () => {
  const float32Only: ChannelRules = { ...rules, tensorTypes: ['float32'] };
  const tensors: Readonly<Record<TensorType, RecordValue>> = {
    float32: { type: 'float32', values: Float32Array.of(1, 2) },
    float64: { type: 'float64', values: Float64Array.of(1, 2) },
    int32: { type: 'int32', values: Int32Array.of(1, 2) },
  };
  const openRecords = async (type: TensorType, channelRules: ChannelRules) => {
    const path = put('rows.pbr', '');
    writeFileSync(
      path,
      frameRecord(encodeRecord({ features: new Map([['values', tensors[type]]]), label: new Map() })),
    );
    return values(await openChannel(channel(path), channelRules, referenceKernels()));
  };

  test('that the algorithm reads pass', async () => {
    expect(await openRecords('float32', float32Only)).toEqual([1, 2]);
    expect(await openRecords('float64', rules)).toEqual([1, 2]);
  });

  test.each(['float64', 'int32'] as const)('%s is refused where only float32 is read', async (type) => {
    await expect(openRecords(type, float32Only)).rejects.toMatchObject({
      code: 'E_TENSOR_TYPE',
      message: expect.stringMatching(/^Unable to read data channel 'train'. Requested content-type is 'application/),
      where: { record: 0, byteOffset: 0 },
      hint: expect.stringContaining(`${type} tensors`),
    });
  });
});

test('a channel may have a default label size of its own', async () => {
  const path = put('x.csv', '1,2,3\n');
  const own = { ...rules, defaultLabelSizes: { test: 1 } };
  const read = async (name: string, contentType: string) =>
    values(await openChannel(channel(path, { name, contentType }), own, referenceKernels()));
  expect(await read('train', 'text/csv')).toEqual([1, 2, 3]);
  expect(await read('test', 'text/csv')).toEqual([2, 3]);
  expect(await read('test', 'text/csv;label_size=0')).toEqual([1, 2, 3]);
});
