/** The artifact of PCA as real MXNet sees it: frozen, and live where there is one. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PCAModel } from '../../src/algorithms/pca/model.js';
import { encodeNdarrays } from '../../src/artifacts/mxnet-params.js';
import { dense } from '../../src/data/dense.js';
import { referenceKernels } from '../../src/kernels/reference/index.js';

const components = dense(Float32Array.of(0.6, 0.8, 0, 0, 0, 1), 2, 3);
const model = new PCAModel({
  kernels: referenceKernels(),
  components,
  singularValues: Float32Array.of(0, 1234.5),
  mean: Float32Array.of(1e6, -0.25, 3),
  modelName: 'model_algo-1',
});
const [file] = [...model.save().values()];
const bytes = encodeNdarrays(file?.format === 'mxnet-ndarrays' ? file.arrays : []);
const frozen = JSON.parse(readFileSync(new URL('pca-mxnet/expected.json', import.meta.url), 'utf8'));

test('MXNet 1.9.1 finds s, v and mean by name', () => {
  expect(frozen.mxnet).toBe('1.9.1');
  const [{ sha256, arrays }] = frozen.files;
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  expect(arrays).toEqual([
    { name: 'mean', shape: [1, 3], dtype: 'float32', values: [1e6, -0.25, 3] },
    { name: 's', shape: [2], dtype: 'float32', values: [0, 1234.5] },
    { name: 'v', shape: [3, 2], dtype: 'float32', values: [...Float32Array.of(0.6, 0, 0.8, 0, 0, 1)] },
  ]);
});

const python = process.env.SAGELOCAL_MXNET_PYTHON;
if (python === undefined) {
  console.warn('SKIPPED live MXNet: set SAGELOCAL_MXNET_PYTHON to a python with mxnet==1.9.1 and numpy<1.24.');
}

test.skipIf(python === undefined)('real MXNet, live, sees what is frozen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-mxnet-'));
  try {
    writeFileSync(join(folder, 'model_algo-1'), bytes);
    const script = new URL('mxnet/load.py', import.meta.url).pathname;
    const output = execFileSync(python as string, [script, join(folder, 'model_algo-1')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(output)).toEqual(frozen);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
