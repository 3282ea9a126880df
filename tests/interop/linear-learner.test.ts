import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { LinearLearnerModel } from '../../src/algorithms/linear-learner/index.js';
import { DEFAULT_ARCHIVE_LIMITS } from '../../src/artifacts/archive-limits.js';
import { inflateWithin } from '../../src/artifacts/gzip.js';
import { packModel } from '../../src/artifacts/model-archive.js';
import { readTar } from '../../src/artifacts/tar.js';
import { type Dense, rowMajor } from '../../src/data/dense.js';
import { classes, numbers, run } from '../unit/algorithms/linear-learner/helpers.js';

const python = process.env.SAGELOCAL_MXNET_PYTHON;
if (python === undefined) {
  console.warn('SKIPPED live MXNet: set SAGELOCAL_MXNET_PYTHON to a python with mxnet==1.9.1 and numpy<1.24.');
}

/** `model_algo-1` as it lies in model.tar.gz. */
async function modelFile(model: LinearLearnerModel): Promise<Uint8Array> {
  const tar = await inflateWithin(await packModel(model.save()), DEFAULT_ARCHIVE_LIMITS, 'model.tar.gz');
  const member = readTar(tar, DEFAULT_ARCHIVE_LIMITS).find(({ name }) => name === 'model_algo-1');
  return member?.bytes ?? new Uint8Array();
}

function expectClose(found: readonly number[][], expected: ArrayLike<number>): void {
  expect(found.flat()).toHaveLength(expected.length);
  found.flat().forEach((value, at) => {
    expect(Math.abs(value - (expected[at] as number))).toBeLessThan(1e-4 + 1e-4 * Math.abs(value));
  });
}

describe.skipIf(python === undefined)(
  'models saved here, loaded by real MXNet as a Module and as a SymbolBlock',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'sagelocal-linear-learner-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    test('predict the same', { timeout: 60_000 }, async () => {
      const train = {
        regressor: numbers(100),
        binary_classifier: classes(2, 100),
        multiclass_classifier: classes(4, 100),
      };
      const jobs = [
        ['regressor', 'squared_loss'],
        ['regressor', 'absolute_loss'],
        ['regressor', 'huber_loss'],
        ['binary_classifier', 'logistic'],
        ['binary_classifier', 'hinge_loss'],
        ['multiclass_classifier', 'softmax_loss'],
      ] as const;
      const models: LinearLearnerModel[] = [];
      const paths: string[] = [];
      for (const [predictor_type, loss] of jobs) {
        const { model } = await run({
          train: train[predictor_type],
          given: { predictor_type, loss, num_classes: 4, epochs: 3 },
        });
        models.push(model);
        paths.push(join(folder, `${loss}_model_algo-1`));
        writeFileSync(paths.at(-1) as string, await modelFile(model));
      }
      const rows = train.regressor.features.hi(9, 4);
      const asJson = JSON.stringify(
        Array.from({ length: 9 }, (_, row) => [0, 1, 2, 3].map((col) => rows.get(row, col))),
      );
      const script = new URL('mxnet/predict.py', import.meta.url).pathname;
      const output = execFileSync(python as string, [script, asJson, ...paths], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const seen = JSON.parse(output) as Record<'module' | 'block' | 'by_hand', number[][]>[];
      expect(seen).toHaveLength(models.length);
      for (const [index, model] of models.entries()) {
        const { score } = await model.predict(rows);
        const ours = score instanceof Float32Array ? score : rowMajor(score as Dense);
        const { module, block, by_hand } = seen[index] as (typeof seen)[0];
        expectClose(module, ours);
        expectClose(block, ours);
        expectClose(by_hand, await model.outputs(rows));
      }
    });
  },
);
