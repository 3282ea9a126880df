/** No file makes the reader crash, hang, run something, or make room for what the file's own numbers ask for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { XgboostEncoding, XgboostModel } from '../../src/algorithms/algorithm.js';
import { Booster } from '../../src/algorithms/xgboost/booster.js';
import { dump } from '../../src/algorithms/xgboost/insight/dump.js';
import {
  decodeXgboostModel,
  encodeXgboostModel,
  xgboostEncoding,
} from '../../src/artifacts/xgboost-model/xgboost-model.js';
import { dense } from '../../src/data/dense.js';
import { UserError } from '../../src/errors.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { hostileFiles, hostileFolder } from '../support/hostile.js';
import { sharedFolder } from '../support/shared.js';

const kernels = await loadKernels();
const models = new URL('../oracle/xgboost-models/models/', import.meta.url);
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, models)));

const SAMPLES = [
  ['ubjson', '3.2.0.categories.ubj'],
  ['ubjson', '3.2.0.dart.ubj'],
  ['json', '3.0.5.binary-logistic.json'],
  ['binary', '1.7.6.count-poisson.binf'],
  ['binary', '0.90.dart.raw'],
  ['pickle', '1.2.1.wrapper.pickle4'],
  ['pickle', '1.7.6.protocol.pickle0'],
] as const;

/** Reads, and where that works, predicts. Anything but an answer or a UserError is a failure. */
async function tryOut(bytes: Uint8Array, encoding: XgboostEncoding): Promise<XgboostModel | undefined> {
  let model: XgboostModel;
  try {
    model = decodeXgboostModel(bytes, encoding, 'model');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.code).toMatch(/^E_MODEL_(?:MALFORMED|TRUNCATED|UNSUPPORTED|UNSAFE)$/);
    expect(error.where?.file).toBeDefined();
    return undefined;
  }
  const booster = new Booster(model, kernels);
  const cols = Math.min(5, model.numFeature);
  if (cols > 0 && booster.groups < 1000) await booster.margins(dense(new Float32Array(2 * cols).fill(0.5), 2, cols));
  return model;
}

describe.each(SAMPLES)('%s: %s', (encoding, name) => {
  const bytes = bytesOf(name);

  test('cut anywhere', async () => {
    const step = Math.max(1, Math.floor(bytes.length / 150));
    for (let length = 0; length < bytes.length; length += step) await tryOut(bytes.subarray(0, length), encoding);
  });

  test('with bytes changed', async () => {
    const change = fc.record({
      at: fc.nat({ max: bytes.length - 1 }),
      byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 0x7f, 0x80, 0xff)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const changed = bytes.slice();
        for (const { at, byte } of changes) changed[at] = byte;
        await tryOut(changed, encoding);
      }),
      { numRuns: 150 },
    );
  });
});

describe('trees that are none', () => {
  const model = decodeXgboostModel(bytesOf('3.0.5.binary-logistic.json'), 'json', 'model');
  type Tree = Record<string, number[]>;
  const spoilt = (spoil: (tree: Tree) => void) => {
    const document = JSON.parse(new TextDecoder().decode(bytesOf('3.0.5.binary-logistic.json')));
    spoil(document.learner.gradient_booster.model.trees[0]);
    return new TextEncoder().encode(JSON.stringify(document));
  };
  const set = (field: string, node: number, value: number) => (tree: Tree) => {
    (tree[field] as number[])[node] = value;
  };

  test.each([
    ['a circle', set('left_children', 1, 0), /reached on two ways/],
    ['a node that is its own child', set('left_children', 0, 0), /reached on two ways/],
    ['a child out of range', set('right_children', 0, 1e6), /has the child 1000000/],
    ['one child only', set('right_children', 0, -1), /has the child -1/],
    ['a feature that is not there', set('split_indices', 0, 99), /splits feature 99 of 5/],
    ['half a node', set('left_children', 0, 1.5), /left_children: value 0 is 1.5/],
    [
      'fewer values than nodes',
      (tree: Tree) => (tree as { split_conditions: number[] }).split_conditions.pop(),
      /has \d+ values, not/,
    ],
  ])('%s', (_, spoil, message) => {
    expect(() => decodeXgboostModel(spoilt(spoil), 'json', 'model')).toThrow(
      expect.objectContaining({ code: 'E_MODEL_MALFORMED', message: expect.stringMatching(message) }),
    );
  });

  test('a chain of 20,000 levels is read and predicted, and neither written as text nor explained', async () => {
    const nodes = 40_001;
    const inner = Array.from({ length: 20_000 }, (_, level) => 2 * level);
    const leftChildren = new Int32Array(nodes).fill(-1);
    const rightChildren = new Int32Array(nodes).fill(-1);
    for (const node of inner) {
      leftChildren[node] = node + 1;
      rightChildren[node] = node + 2;
    }
    const tree = {
      leftChildren,
      rightChildren,
      parents: new Int32Array(nodes).fill(-1),
      splitIndices: new Int32Array(nodes),
      splitConditions: new Float32Array(nodes).fill(1),
      defaultLeft: new Uint8Array(nodes),
      lossChanges: new Float32Array(nodes),
      sumHessian: new Float32Array(nodes).fill(1),
      baseWeights: new Float32Array(nodes),
    };
    const { booster } = model;
    if (booster.kind === 'gblinear') throw new Error('a linear booster has no trees');
    const deep: XgboostModel = {
      ...model,
      booster: { ...booster, trees: [tree], treeGroups: new Int32Array(1), iterationStarts: Int32Array.of(0, 1) },
    };
    const read = decodeXgboostModel(encodeXgboostModel(deep, 'ubjson'), 'ubjson', 'model');
    const own = new Booster(read, kernels);
    const row = dense(new Float32Array(5).fill(2), 1, 5);
    expect((await own.margins(row)).length).toBe(1);
    expect(() => dump(read)).toThrow(expect.objectContaining({ code: 'E_MODEL_UNSUPPORTED' }));
    await expect(own.contributions(row)).rejects.toMatchObject({ code: 'E_MODEL_UNSUPPORTED' });
  });

  test('a model of two thousand million features takes no more room than its file', async () => {
    const document = JSON.parse(new TextDecoder().decode(bytesOf('3.0.5.binary-logistic.json')));
    document.learner.learner_model_param.num_feature = '2000000000';
    const wide = decodeXgboostModel(new TextEncoder().encode(JSON.stringify(document)), 'json', 'model');
    const row = dense(new Float32Array(5), 1, 5);
    expect((await new Booster(wide, kernels).margins(row)).length).toBe(1);
    await expect(new Booster(wide, kernels).contributions(row)).rejects.toMatchObject({ code: 'E_TOO_LARGE' });
  });
});

describe('pickles of the corpus', () => {
  const files = hostileFiles('xgboost-model');
  test.skipIf(files.length === 0).each(files.map(({ file }) => file))('%s is refused', (file) => {
    const bytes = readFileSync(join(hostileFolder as string, file));
    expect(() => decodeXgboostModel(bytes, 'pickle', file)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^E_MODEL_(?:UNSAFE|MALFORMED|TRUNCATED)$/) }),
    );
  });
});

describe('models of XGBoost 1.0.0rc1', () => {
  const folder = sharedFolder('corpora', 'xgboost-old-models');
  const names = folder === undefined ? [] : readdirSync(folder);
  test.skipIf(names.length === 0).each(names)(
    '%s is read, and its twin in the other body has the same trees',
    async (name) => {
      const read = (file: string) => {
        const bytes = readFileSync(join(folder as string, file));
        return decodeXgboostModel(bytes, xgboostEncoding(bytes) as XgboostEncoding, file);
      };
      const model = read(name);
      const twin = read(name.endsWith('.bin') ? name.replace('.bin', '.json') : name.replace('.json', '.bin'));
      expect(model.objective.name).toBe(twin.objective.name);
      const rows = dense(
        Float32Array.from({ length: 40 * model.numFeature }, (_, at) => Math.sin(at) * 2),
        40,
        model.numFeature,
      );
      const margins = await new Booster(model, kernels).margins(rows);
      const others = await new Booster(twin, kernels).margins(rows);
      // The binary of the release candidate names no version, so its base score of 0.5 counts as a margin: in real XGBoost too.
      const between = name.includes('logit') ? (name.endsWith('.bin') ? 0.5 : -0.5) : 0;
      margins.forEach((margin, at) => {
        expect(margin).toBeCloseTo((others[at] as number) + between, 5);
      });
    },
  );
});
