/** The artifact as customers open it: unzipped, renamed, loaded as an MXNet module, and asked. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FactorizationMachinesModel } from '../../src/algorithms/factorization-machines/model.js';
import { padded, paddedWidth } from '../../src/algorithms/factorization-machines/parameters.js';
import { DEFAULT_ARCHIVE_LIMITS } from '../../src/artifacts/archive-limits.js';
import { packModel } from '../../src/artifacts/model-archive.js';
import { readTar } from '../../src/artifacts/tar.js';
import { dense } from '../../src/data/dense.js';
import { loadKernels } from '../../src/kernels/choose.js';

const kernels = await loadKernels();
const folder = new URL('factorization-machines/', import.meta.url);
const [FEATURES, FACTORS] = [5, 2];
const factors = Float32Array.of(0.5, -0.25, 1, 0.125, -0.75, 2, 0.0625, 1.5, -1, 0.375);
const weights = Float32Array.of(0.5, -0.5, 0.25, 1, -0.125);
/** Those of load.py. */
const rows = dense(Float32Array.of(1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0.5, -2, 0, 0, 3, 0, 0, 0, 0, 0), 4, FEATURES);

const models = (['sparse', 'dense'] as const).flatMap((network) =>
  (['binary_classifier', 'regressor'] as const).map((predictorType) => ({
    name: `${network}-${predictorType === 'regressor' ? 'regressor' : 'classifier'}.tar.gz`,
    model: new FactorizationMachinesModel({
      kernels,
      network,
      predictorType,
      numFactors: FACTORS,
      modelName: 'model_algo-1',
      parameters: {
        bias: -0.375,
        linear: weights,
        factors: padded(factors, FEATURES, FACTORS),
        width: paddedWidth(FACTORS),
      },
    }),
  })),
);

interface Seen {
  readonly mxnet: string;
  readonly models: readonly {
    readonly file: string;
    readonly sha256: string;
    readonly arrays: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
    readonly scores: readonly number[];
  }[];
}

describe('model.tar.gz, as MXNet 1.9.1 sees it', () => {
  const seen = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Seen;

  test.each(models)('$name is what was shown to it, and it predicts the same', async ({ name, model }) => {
    const { sha256, scores, arrays } = seen.models.find(({ file }) => file === name) ?? expect.fail(name);
    const [zip] = readTar(gunzipSync(await packModel(model.save())), DEFAULT_ARCHIVE_LIMITS);
    expect(zip?.name).toBe('model_algo-1');
    expect(
      createHash('sha256')
        .update(zip?.bytes ?? '')
        .digest('hex'),
    ).toBe(sha256);
    const { score } = await model.predict(rows);
    score.forEach((value, row) => {
      expect(value).toBeCloseTo(scores[row] as number, 6);
    });
    expect([...(arrays.w0_weight ?? arrays.Linear_Plus_Bias_bias ?? expect.fail('no bias')).values]).toEqual([-0.375]);
  });

  test('the arrays of a sparse network', () => {
    const { arrays } = seen.models[0] ?? expect.fail('nothing');
    expect(arrays.v).toEqual({ shape: [FEATURES, FACTORS], values: [...factors] });
    expect(arrays.w1_weight).toEqual({ shape: [FEATURES, 1], values: [...weights] });
    expect(arrays.w0_weight?.shape).toEqual([1]);
  });

  test('those of a dense network lie the other way round', () => {
    const { arrays } = seen.models[2] ?? expect.fail('nothing');
    const byFactor = [0, 1].flatMap((factor) => [...factors].filter((_, at) => at % FACTORS === factor));
    expect(arrays.v).toEqual({ shape: [FACTORS, FEATURES], values: byFactor });
    expect(arrays.Linear_Plus_Bias_weight).toEqual({ shape: [1, FEATURES], values: [...weights] });
  });
});

const python = process.env.SAGELOCAL_MXNET_PYTHON;
if (python === undefined) {
  console.warn('SKIPPED live MXNet: set SAGELOCAL_MXNET_PYTHON to a python with mxnet==1.9.1 and numpy<1.24.');
}

describe.skipIf(python === undefined)('real MXNet, live', () => {
  let place: string;
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'sagelocal-fm-'));
  });
  afterAll(() => rmSync(place, { recursive: true }));

  test('loads the modules and sees what is frozen', async () => {
    const paths: string[] = [];
    for (const { name, model } of models) {
      writeFileSync(join(place, name), await packModel(model.save()));
      paths.push(join(place, name));
    }
    const output = execFileSync(python as string, [new URL('load.py', folder).pathname, ...paths], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(output)).toEqual(JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')));
  });
});
