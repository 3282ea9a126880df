/** A forest that we saved, opened by real MXNet: names, shapes and numbers are what the design page says. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { encodeForest } from '../../src/algorithms/random-cut-forest/artifact.js';
import { encodeNdarrays } from '../../src/artifacts/mxnet-params.js';
import { RandomCutForest } from '../../src/library/estimators.js';

const python = process.env.SAGELOCAL_MXNET_PYTHON;
if (python === undefined) console.warn('SKIPPED: real MXNet is not asked; set SAGELOCAL_MXNET_PYTHON.');

test.skipIf(python === undefined)('mx.nd.load opens model_algo-1 of a forest', async () => {
  const train = Array.from({ length: 300 }, (_, row) => [Math.sin(row), Math.cos(3 * row)]);
  const { model } = await new RandomCutForest({ num_trees: 50 }).fit({ train });
  const file = encodeForest(model.forest);
  if (file.format !== 'mxnet-ndarrays') throw new Error('not a list of arrays');
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-rcf-'));
  try {
    const path = join(folder, 'model_algo-1');
    writeFileSync(path, encodeNdarrays(file.arrays));
    const script = fileURLToPath(new URL('mxnet/load.py', import.meta.url));
    const { files } = JSON.parse(execFileSync(python as string, [script, path], { encoding: 'utf8' }));
    const expected = file.arrays.map(({ name, shape, values }) => ({
      name,
      shape,
      dtype: values.constructor.name.replace('Array', '').toLowerCase(),
      values: Array.from(values as Float32Array),
    }));
    expect(files[0].arrays).toEqual(expected.toSorted((a, b) => ((a.name as string) < (b.name as string) ? -1 : 1)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
