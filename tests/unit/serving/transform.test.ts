import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Model, REQUEST_TYPES, type ResponseForm } from '../../../src/algorithms/algorithm.js';
import { type Csr, densify, isCsr } from '../../../src/data/csr.js';
import { type Dense, dense, rowMajor, rowsOf } from '../../../src/data/dense.js';
import { AlgorithmError, UserError } from '../../../src/errors.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { servedModel } from '../../../src/serving/endpoint/responder.js';
import { type TransformJob, transform } from '../../../src/serving/transform.js';

const kernels = referenceKernels();
const response: ResponseForm = { topKey: 'scores', fields: ['score'], csv: true };

/** Answers with the first feature of a row, refuses a negative one, and remembers how many rows each request had. */
function firstFeature(): Pick<Model, 'predict'> & { readonly requests: number[] } {
  const requests: number[] = [];
  return {
    requests,
    async predict(rows: Dense | Csr) {
      const matrix = isCsr(rows) ? densify(rows) : rows;
      requests.push(rowsOf(matrix));
      const values = rowMajor(matrix);
      const score = Float32Array.from(
        { length: rowsOf(matrix) },
        (_, row) => values[row * (values.length / rowsOf(matrix))] as number,
      );
      if (score.some((value) => value < 0))
        throw new UserError('E_NEGATIVE', 'negative', { where: { record: score.findIndex((v) => v < 0) } });
      if (score.some((value) => value > 1000)) throw new AlgorithmError('E_BUG', 'a bug');
      return { score };
    },
  };
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sagelocal-transform-'));
});
afterEach(() => rm(root, { recursive: true }));

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(root, 'in', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

type Options = Partial<TransformJob> & { readonly model?: Pick<Model, 'predict'> };

const job = ({ model = firstFeature(), ...options }: Options = {}): TransformJob => ({
  served: servedModel({ model, algorithm: { name: 'first-feature', requestTypes: REQUEST_TYPES, response }, kernels }),
  input: join(root, 'in'),
  output: join(root, 'out'),
  contentType: 'text/csv',
  accept: 'text/csv',
  splitType: 'Line',
  ...options,
});

const answer = (name: string): Promise<string> => readFile(join(root, 'out', name), 'utf8');
const outputs = (): Promise<string[]> => readdir(join(root, 'out'), { recursive: true });

describe('transform', () => {
  it('answers every file of a folder at the same place', async () => {
    await put('a.csv', '1,0\n2,0\n');
    await put('deep/er/b.csv', '3,0\n');
    const report = await transform(job());
    expect(await answer('a.csv.out')).toBe('1.0\n2.0\n');
    expect(await answer('deep/er/b.csv.out')).toBe('3.0\n');
    expect(report).toEqual([
      { input: join(root, 'in', 'a.csv'), output: join(root, 'out', 'a.csv.out'), requests: 1 },
      { input: join(root, 'in', 'deep/er/b.csv'), output: join(root, 'out', 'deep/er/b.csv.out'), requests: 1 },
    ]);
  });

  it('fills requests up to the payload limit, and never across files', async () => {
    await put('a.csv', '1,0\n2,0\n3,0\n');
    await put('b.csv', '4,0\n');
    const model = firstFeature();
    await transform(job({ model, maxPayloadBytes: 9 }));
    expect(model.requests).toEqual([2, 1, 1]);
    expect(await answer('a.csv.out')).toBe('1.0\n2.0\n3.0\n');
  });

  it('sends one record a request with SingleRecord', async () => {
    await put('a.csv', '1,0\n\n2,0');
    const model = firstFeature();
    await transform(job({ model, batchStrategy: 'SingleRecord' }));
    expect(model.requests).toEqual([1, 1]);
    expect(await answer('a.csv.out')).toBe('1.0\n2.0\n');
  });

  it('splits RecordIO, with and without padding', async () => {
    await put('a.pbr', encodeRecords(dense(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2)));
    for (const batchStrategy of ['MultiRecord', 'SingleRecord'] as const) {
      const model = firstFeature();
      await transform(
        job({ model, contentType: 'application/x-recordio-protobuf', splitType: 'RecordIO', batchStrategy }),
      );
      expect(model.requests).toEqual(batchStrategy === 'MultiRecord' ? [3] : [1, 1, 1]);
      expect(await answer('a.pbr.out')).toBe('1.0\n3.0\n5.0\n');
    }
  });

  it('joins answers as they are, or a line each', async () => {
    await put('a.jsonl', '{"features": [1]}\n{"features": [2]}\n');
    const lines = {
      contentType: 'application/jsonlines',
      accept: 'application/json',
      batchStrategy: 'SingleRecord',
    } as const;
    await transform(job(lines));
    expect(await answer('a.jsonl.out')).toBe('{"scores": [{"score": 1.0}]}{"scores": [{"score": 2.0}]}');
    await transform(job({ ...lines, assembleWith: 'Line' }));
    expect(await answer('a.jsonl.out')).toBe('{"scores": [{"score": 1.0}]}\n{"scores": [{"score": 2.0}]}\n');
    await transform(job({ ...lines, accept: 'application/jsonlines', assembleWith: 'Line' }));
    expect(await answer('a.jsonl.out')).toBe('{"score": 1.0}\n{"score": 2.0}\n');
  });

  it('answers an empty file with an empty file', async () => {
    await put('a.csv', '');
    await transform(job());
    expect((await stat(join(root, 'out', 'a.csv.out'))).size).toBe(0);
  });

  it('goes on after a file that fails, and fails at the end with the names', async () => {
    const bad = await put('bad.csv', '1,0\n2,0\n3,x\n');
    await put('good.csv', '1,0\n');
    const negative = await put('sub/negative.csv', '1,0\n2,0\n-3,0\n');
    const failed = transform(job({ maxPayloadBytes: 9 }));
    await expect(failed).rejects.toMatchObject({
      name: 'UserError',
      code: 'E_TRANSFORM_FAILED',
      message: `2 of 3 input files failed: ${bad}, ${negative}.`,
      where: { file: bad, line: 3 },
      issues: [{}, { code: 'E_NEGATIVE', message: `${negative}, record 2: negative` }],
    });
    expect(await outputs()).toEqual(['good.csv.out', 'sub']);
  });

  it('gives positions in the file, whichever request they were in', async () => {
    const [one, two] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7)];
    const frames = Buffer.concat([encodeRecords(dense(one, 2, 2)), encodeRecords(dense(two, 1, 3))]);
    const path = await put('a.pbr', Buffer.concat([frames, encodeRecords(dense(two, 1, 3)).subarray(0, 12)]));
    const size = encodeRecords(dense(one, 2, 2)).length;
    const records = {
      contentType: 'application/x-recordio-protobuf',
      splitType: 'RecordIO',
      maxPayloadBytes: size,
    } as const;
    await expect(transform(job(records))).rejects.toMatchObject({
      where: { file: path, record: 3, byteOffset: frames.length },
      issues: [{ code: 'E_RECORD_PAYLOAD_TRUNCATED', message: expect.stringContaining(`'${path} after 2 records'`) }],
    });
  });

  it('keeps an earlier answer where the new one fails', async () => {
    await put('a.csv', '1,0\n');
    await transform(job());
    await put('a.csv', '1,x\n');
    await expect(transform(job())).rejects.toMatchObject({ code: 'E_TRANSFORM_FAILED' });
    expect(await answer('a.csv.out')).toBe('1.0\n');
  });

  it('stops at once over a bug, and leaves nothing half-written', async () => {
    await put('a.csv', '1,0\n2000,0\n');
    await put('b.csv', '1,0\n');
    await expect(transform(job({ maxPayloadBytes: 7 }))).rejects.toMatchObject({ code: 'E_BUG' });
    expect(await outputs()).toEqual([]);
  });

  it('stops over an abort, and leaves nothing half-written', async () => {
    await put('a.csv', '1,0\n2,0\n3,0\n');
    const abort = new AbortController();
    const inner = firstFeature();
    const model = {
      predict: (rows: Dense | Csr) => {
        abort.abort();
        return inner.predict(rows);
      },
    };
    await expect(transform(job({ model, batchStrategy: 'SingleRecord', signal: abort.signal }))).rejects.toThrow(
      'aborted',
    );
    expect(inner.requests).toEqual([1]);
    expect(await outputs()).toEqual([]);
  });

  it.each<[string, Options, string]>([
    ['an option that is none', { splitType: 'Paragraph' as never }, 'E_TRANSFORM_OPTION'],
    ['an answer the algorithm cannot give', { accept: 'text/html' }, 'E_ACCEPT'],
    ['an input that is not there', { input: 'no/such/folder' }, 'E_INPUT_MISSING'],
  ])('refuses %s before it does anything', async (_, options, code) => {
    await put('a.csv', '1,0\n');
    await expect(transform(job(options))).rejects.toMatchObject({ name: 'UserError', code });
    await expect(outputs()).rejects.toThrow('ENOENT');
  });

  it('fails a file that is larger than one request and not split', async () => {
    await put('a.csv', '1,0\n2,0\n');
    await expect(transform(job({ splitType: 'None', maxPayloadBytes: 7 }))).rejects.toMatchObject({
      code: 'E_TRANSFORM_FAILED',
      issues: [{ code: 'E_PAYLOAD_TOO_LARGE' }],
    });
  });
});
