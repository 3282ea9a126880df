/** The artifact as MXNet sees it, and as a user leaves it behind. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LdaModel, loadLda } from '../../src/algorithms/lda/model.js';
import { decodeNdarrays, encodeNdarrays } from '../../src/artifacts/mxnet-params.js';
import { dense } from '../../src/data/dense.js';
import { referenceKernels } from '../../src/kernels/reference/index.js';

const kernels = referenceKernels();
const model = new LdaModel({
  kernels,
  alpha: Float32Array.of(0.5, 0.25),
  beta: dense(Float32Array.of(0.75, 0.25, 0, 0, 0.125, 0.875), 2, 3),
  modelName: 'model_algo-1',
});

const python = process.env.SAGELOCAL_MXNET_PYTHON;
if (python === undefined) {
  console.warn('SKIPPED LDA with live MXNet: set SAGELOCAL_MXNET_PYTHON to a python with mxnet==1.9.1 and numpy<1.24.');
}

describe.skipIf(python === undefined)('real MXNet, live', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sagelocal-lda-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('alpha, beta = mx.nd.load(…); what is edited and saved is read back', async () => {
    const [ours, edited] = [join(folder, 'model_algo-1'), join(folder, 'edited')];
    const file = model.save().get('model_algo-1');
    if (file?.format !== 'mxnet-ndarrays') throw new Error('no arrays');
    writeFileSync(ours, encodeNdarrays(file.arrays));
    const script = new URL('lda/edit.py', import.meta.url).pathname;
    const output = execFileSync(python as string, [script, ours, edited], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(output)).toEqual({
      alpha: [0.5, 0.25],
      beta: [
        [0.75, 0.25, 0],
        [0, 0.125, 0.875],
      ],
      dtypes: ['float32', 'float32'],
    });
    const arrays = decodeNdarrays(readFileSync(edited));
    const loaded = loadLda(new Map([['model_algo-1', { format: 'mxnet-ndarrays', arrays }]]), kernels);
    expect([...(loaded?.alpha ?? [])]).toEqual([0.25, 0.25]);
    const empty = dense(new Float32Array(3), 1, 3);
    expect((await loaded?.predict(empty))?.topic_mixture.data).toEqual(Float32Array.of(0.5, 0.5));
  });
});
