import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Booster } from '../../src/algorithms/xgboost/booster.js';
import {
  decodeXgboostModel,
  encodeXgboostModel,
  xgboostEncoding,
} from '../../src/artifacts/xgboost-model/xgboost-model.js';
import { dense } from '../../src/data/dense.js';
import { loadKernels } from '../../src/kernels/choose.js';

const kernels = await loadKernels();
const python = process.env.SAGELOCAL_PEERS_PYTHON;
if (python === undefined) {
  console.warn('SKIPPED live xgboost: set SAGELOCAL_PEERS_PYTHON to a python with xgboost and numpy.');
}

const models = new URL('../oracle/xgboost-models/models/', import.meta.url);
/** Written anew here, in both bodies that every version reads. */
const NAMES = [
  '0.72.1.binary-logistic.raw',
  '0.90.dart.raw',
  '0.90.linear.pickle4',
  '1.0.2.multi-softprob.pickle2',
  '1.2.1.count-poisson.raw',
  '1.7.6.pruned.ubj',
  '1.7.6.reg-tweedie.binf',
  '3.0.5.forest.ubj',
  '3.2.0.multi-softmax.ubj',
  '3.2.0.reg-squarederror.ubj',
];

interface Answer {
  readonly margins: readonly number[];
  readonly continued: readonly number[];
  readonly rounds: readonly [number, number];
}

describe.skipIf(python === undefined)('real xgboost, live', () => {
  const rows = dense(
    Float32Array.from({ length: 200 }, (_, at) => (at % 9 === 4 ? Number.NaN : Math.fround(2 * Math.sin(at * 1.7)))),
    40,
    5,
  );
  let folder: string;
  let answers: Readonly<Record<string, Answer>>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sagelocal-xgboost-'));
    for (const name of NAMES) {
      const bytes = readFileSync(new URL(name, models));
      const model = decodeXgboostModel(bytes, xgboostEncoding(bytes) ?? 'ubjson', name);
      writeFileSync(join(folder, `${name}.ubj`), encodeXgboostModel(model, 'ubjson'));
      writeFileSync(join(folder, `${name}.json`), encodeXgboostModel(model, 'json'));
    }
    const listed = Array.from({ length: 40 }, (_, row) =>
      Array.from({ length: 5 }, (_, column) => (Number.isNaN(rows.get(row, column)) ? null : rows.get(row, column))),
    );
    const labels = listed.map((_, row) => row % 2);
    const classes = listed.map((_, row) => row % 3);
    writeFileSync(join(folder, 'rows.json'), JSON.stringify({ rows: listed, labels, classes }));
    const script = new URL('xgboost/check.py', import.meta.url).pathname;
    const text = execFileSync(python as string, [script, folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    answers = JSON.parse(text).answers;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const close = (found: ArrayLike<number>, wanted: readonly number[]) => {
    expect(found.length).toBe(wanted.length);
    wanted.forEach((value, at) => {
      expect(Math.abs((found[at] as number) - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
    });
  };

  test.each(NAMES.flatMap((name) => [`${name}.ubj`, `${name}.json`]))(
    '%s predicts there what it predicts here',
    async (name) => {
      const bytes = readFileSync(join(folder, name));
      const booster = new Booster(decodeXgboostModel(bytes, name.endsWith('json') ? 'json' : 'ubjson', name), kernels);
      close(await booster.margins(rows), answers[name]?.margins ?? []);
    },
  );

  test.each(NAMES)('%s is trained further there, and what comes of it is read here', async (name) => {
    const answer = answers[`${name}.ubj`] as Answer;
    expect(answer.rounds[1]).toBe(answer.rounds[0] + 2);
    expect(answer.continued).not.toEqual(answer.margins);
  });
});
