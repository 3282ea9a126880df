import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kmeans } from '../../src/algorithms/kmeans/index.js';
import { dense } from '../../src/data/dense.js';
import { memoryDataset } from '../../src/data/memory-dataset.js';
import { Random } from '../../src/data/random.js';
import { runLocal } from '../../src/jobs/run-local.js';
import { KMeans } from '../../src/library/estimators.js';

const ROWS = 20_000;
const COLS = 4;

function rows() {
  const random = new Random(1);
  return dense(
    Float32Array.from({ length: ROWS * COLS }, () => random.normal()),
    ROWS,
    COLS,
  );
}

const hyperparameters = { k: 3, feature_dim: COLS, mini_batch_size: 500, epochs: 3 };

describe('the event loop during fit', () => {
  test('others get their turn between any two steps', async () => {
    const order: string[] = [];
    let training = true;
    const fit = new KMeans(hyperparameters)
      .fit({ train: rows() }, { onStep: () => void order.push('step') })
      .finally(() => {
        training = false;
      });
    while (training) {
      await setImmediate();
      order.push('other');
    }
    await fit;
    const steps = order.flatMap((who, at) => (who === 'step' ? [at] : []));
    expect(steps.length).toBeGreaterThan(100);
    expect(steps.filter((at, index) => at === (steps[index - 1] ?? -1) + 1)).toEqual([]);
  });
});

describe('an abort', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sagelocal-abort-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function abortAt(moment: 'before' | 'in a step' | 'between steps') {
    const controller = new AbortController();
    const output = join(folder, 'out');
    let steps = 0;
    if (moment === 'before') controller.abort();
    const run = runLocal({
      algorithm: kmeans,
      hyperparameters,
      channels: { train: memoryDataset(rows()) },
      outputFolder: output,
      signal: controller.signal,
      onStep: () => {
        steps++;
        if (steps === 3 && moment === 'in a step') controller.abort();
        if (steps === 3 && moment === 'between steps') globalThis.setImmediate(() => controller.abort());
      },
    });
    const error: unknown = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { error, steps, reason: controller.signal.reason as unknown, leftBehind: existsSync(output) };
  }

  test.each(['before', 'in a step', 'between steps'] as const)(
    '%s rejects with AbortError and leaves no file',
    async (moment) => {
      const { error, reason, leftBehind } = await abortAt(moment);
      expect(error).toBe(reason);
      expect(error).toMatchObject({ name: 'AbortError' });
      expect(leftBehind).toBe(false);
    },
  );

  test('ends the training where it stands', async () => {
    const { steps } = await abortAt('in a step');
    expect(steps).toBe(3);
  });

  test('a reason of one’s own comes back as it is', async () => {
    const reason = new Error('enough');
    const fit = new KMeans(hyperparameters).fit({ train: rows() }, { signal: AbortSignal.abort(reason) });
    await expect(fit).rejects.toBe(reason);
  });
});
