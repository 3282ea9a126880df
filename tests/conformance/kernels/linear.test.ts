/** Every backend does what src/kernels/interface/linear.ts says, and the twin is the measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Kernels,
  LINEAR_LOSSES,
  LINEAR_OPTIMIZERS,
  type LinearInput,
  type LinearKernels,
  type LinearRows,
  type LinearState,
  type LinearTraining,
  PANEL,
  paddedColumns,
} from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly models: number;
  readonly classes: number;
  readonly loss: (typeof LINEAR_LOSSES)[number];
  readonly seed: number;
  readonly sparse: boolean;
  readonly centred: boolean;
  readonly weighted: boolean;
}

/** Around the widths of tiles, vectors and panels, where a kernel has its seams. */
const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 31, max: 300 })),
  cols: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 130 })),
  models: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(15, 16, 17, 32, 33)),
  classes: fc.integer({ min: 2, max: 7 }),
  loss: fc.constantFrom(...LINEAR_LOSSES),
  seed: fc.nat(),
  sparse: fc.boolean(),
  centred: fc.boolean(),
  weighted: fc.boolean(),
});

function rowsOf({ rows, cols, sparse, seed }: Shape): LinearRows {
  const values = Float32Array.from(noise(rows * cols, seed), (value) => (sparse && value < 0.3 ? 0 : 3 * value));
  if (!sparse) return { values, rows, cols };
  const entries = [...values.keys()].filter((at) => values[at] !== 0);
  const rowStarts = new Uint32Array(rows + 1);
  for (const at of entries) rowStarts[Math.floor(at / cols) + 1]!++;
  for (let row = 0; row < rows; row++) rowStarts[row + 1]! += rowStarts[row] as number;
  return {
    values: Float32Array.from(entries, (at) => values[at] as number),
    columns: Uint32Array.from(entries, (at) => at % cols),
    rowStarts,
    rows,
    cols,
  };
}

function rowsBetween({ values, columns, rowStarts, cols }: LinearRows, from: number, to: number): LinearRows {
  const rows = to - from;
  if (!columns || !rowStarts) return { values: values.slice(from * cols, to * cols), rows, cols };
  const [first, last] = [rowStarts[from] as number, rowStarts[to] as number];
  return {
    values: values.slice(first, last),
    columns: columns.slice(first, last),
    rowStarts: rowStarts.slice(from, to + 1).map((start) => start - first),
    rows,
    cols,
  };
}

function panels(cols: number, columns: number, seed: number): Float32Array {
  const values = new Float32Array((cols + 1) * paddedColumns(columns));
  const numbers = noise(values.length, seed);
  for (let at = 0; at < values.length; at++) {
    const column = Math.floor(at / (PANEL * (cols + 1))) * PANEL + (at % PANEL);
    if (column < columns) values[at] = (numbers[at] as number) / Math.sqrt(cols);
  }
  return values;
}

type Problem = LinearInput & { readonly weights: Float32Array };

function problem(given: Shape): Problem {
  const { rows, cols, models, loss, seed, centred, weighted } = given;
  const classes = loss === 'softmax_loss' ? given.classes : 1;
  const choices = loss === 'softmax_loss' ? classes : /logistic|hinge/.test(loss) ? 2 : undefined;
  const labels = noise(rows, seed + 1).map((value) =>
    choices === undefined ? value : Math.floor(((value + 1) / 2) * choices),
  );
  return {
    points: rowsOf(given),
    means: Float32Array.from(noise(cols, seed + 2), (value) => (centred ? value : 0)),
    scales: Float32Array.from(noise(cols, seed + 3), (value) => 1.5 + value),
    labels: Float32Array.from(labels),
    ...(weighted && { rowWeights: Float32Array.from(noise(rows, seed + 4), (value) => 1.5 + value) }),
    weights: panels(cols, models * classes, seed + 5),
    models,
    classes,
    loss,
    parameter: 0.25,
  };
}

/** All of the columns alike. */
function ruleOf(columns: number, given: Partial<LinearTraining> = {}): LinearTraining {
  const perColumn = (value: number) => new Float32Array(paddedColumns(columns)).fill(value);
  const penalties = { decays: perColumn(0.001), l1: perColumn(0.0001) };
  const bias = { biasStep: 10, biasDecay: 0 };
  const none = { batchRows: 1, rowsBefore: 0, steps: new Float32Array(0) };
  return { optimizer: 'adam', ...none, ...penalties, ...bias, momentum: 0.9, beta2: 0.99, ...given };
}

const copyOf = ({ weights, gradients, first, second }: LinearState): LinearState => ({
  weights: weights.slice(),
  gradients: gradients.slice(),
  first: first.slice(),
  second: second.slice(),
});

/** What a mini-batch that does not end here leaves behind. */
async function gradients(kernels: LinearKernels, { weights, ...input }: Problem, before = 0) {
  const losses = new Float64Array(input.models).fill(before);
  const panel = () => new Float32Array(weights.length);
  const state = { weights, gradients: panel(), first: panel(), second: panel() };
  const positiveWeights = Float32Array.from({ length: input.models }, (_, model) => 1 + model / 10);
  const training = ruleOf(input.models * input.classes, {
    batchRows: input.points.rows + 2,
    rowsBefore: 1,
    ...(input.classes === 1 && { positiveWeights }),
  });
  await kernels.trainLinear(input, training, state, losses);
  return { gradients: state.gradients, losses };
}

async function losses(kernels: LinearKernels, input: Problem) {
  const output = {
    losses: new Float64Array(input.models),
    outputs: new Float32Array(input.points.rows * input.models * input.classes),
  };
  await kernels.addLinearLosses({ ...input, shift: 0.5, stretch: 0.5 }, output);
  return output;
}

/**
 * Losses with a corner have no slope there: an output that rounding carries over it gives another gradient, and rightly so. That a random output lies within 1e-6 of a
 * corner is rare enough to leave it to the absolute tolerance.
 */
const CORNER = 4;

describe.each(backends)('%s', (_, kernels) => {
  test('gradients and losses are those of the twin', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const input = problem(given);
        const [actual, expected] = [await gradients(kernels, input, 1), await gradients(twin, input, 1)];
        expectClose(actual.losses, expected.losses, 1e-5, 1e-5);
        const steep = /absolute|quantile|hinge/.test(given.loss) ? CORNER : 0;
        expectClose(actual.gradients, expected.gradients, 1e-4, 1e-4 + 1e-5 * given.rows * 6 + steep);
      }),
      { numRuns: 80 },
    );
  });

  test('outputs and their losses are those of the twin, with and without outputs', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const input = problem(given);
        const [actual, expected] = [await losses(kernels, input), await losses(twin, input)];
        expectClose(actual.outputs, expected.outputs, 1e-5, 1e-4);
        expectClose(actual.losses, expected.losses, 1e-5, 1e-4 * (given.rows + 1));
        const alone = new Float64Array(input.models);
        await kernels.addLinearLosses({ ...input, shift: 0.5, stretch: 0.5 }, { losses: alone });
        expect(alone).toEqual(actual.losses);
      }),
      { numRuns: 50 },
    );
  });

  test('certain and impossible outputs have finite losses', async () => {
    const input = problem({
      rows: 2,
      cols: 1,
      models: 1,
      classes: 1,
      loss: 'logistic',
      seed: 1,
      sparse: false,
      centred: false,
      weighted: false,
    });
    const certain = {
      ...input,
      points: { values: Float32Array.of(1, -1), rows: 2, cols: 1 },
      scales: Float32Array.of(1),
      labels: Float32Array.of(1, 1),
    };
    const weights = new Float32Array(2 * PANEL);
    weights[0] = 1000;
    const { losses: found } = await gradients(kernels, { ...certain, weights });
    expectClose(found, [-Math.log(1e-8)], 1e-5);
  });

  test('a step moves every weight as the twin does, and clears the gradients', async () => {
    const rule = fc.record({
      optimizer: fc.constantFrom(...LINEAR_OPTIMIZERS),
      cols: fc.integer({ min: 1, max: 1200 }),
      columns: fc.integer({ min: 1, max: 40 }),
      seed: fc.nat(),
      biasStep: fc.constantFrom(0, 1, 10),
      biasDecay: fc.constantFrom(0, 1),
      sparse: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(rule, async ({ cols, columns, seed, sparse, ...rest }) => {
        const perColumn = (from: number) => {
          const values = new Float32Array(paddedColumns(columns));
          values.set(noise(columns, from).map((value) => (value + 1) / 100));
          return values;
        };
        const training = ruleOf(columns, {
          ...rest,
          steps: perColumn(seed),
          decays: perColumn(seed + 1),
          l1: perColumn(seed + 2),
          batchRows: 10,
          rowsBefore: 9,
        });
        const before = {
          weights: panels(cols, columns, seed + 3),
          gradients: panels(cols, columns, seed + 4).map((value) => 10 * value),
          first: panels(cols, columns, seed + 5),
          second: panels(cols, columns, seed + 6).map(Math.abs),
        };
        // The last row of the mini-batch is all zeros.
        const points = sparse
          ? { values: new Float32Array(0), columns: new Uint32Array(0), rowStarts: new Uint32Array(2), rows: 1, cols }
          : { values: new Float32Array(cols), rows: 1, cols };
        const scaled = { means: new Float32Array(cols), scales: new Float32Array(cols).fill(2) };
        const models = { models: columns, classes: 1, loss: 'squared_loss', parameter: 0 } as const;
        const input = { points, labels: Float32Array.of(0.5), ...scaled, ...models };
        const [actual, expected] = [copyOf(before), copyOf(before)];
        await kernels.trainLinear(input, training, actual, new Float64Array(columns));
        await twin.trainLinear(input, training, expected, new Float64Array(columns));
        for (const name of ['weights', 'gradients', 'first', 'second'] as const) {
          expectClose(actual[name], expected[name], 1e-5, 1e-6);
        }
        expect(actual.gradients.every((value) => value === 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('several mini-batches, in one call and in pieces that end anywhere, are those of the twin', async () => {
    const smooth = shape.filter(({ loss }) => /logistic|softmax|huber|^squared/.test(loss));
    const cuts = fc.record({
      batchRows: fc.integer({ min: 1, max: 90 }),
      optimizer: fc.constantFrom(...LINEAR_OPTIMIZERS),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(smooth, cuts, async (given, { batchRows, optimizer, share }) => {
        const { weights, ...input } = problem(given);
        const { points, labels, rowWeights, models, classes } = input;
        const [rows, cols, columns] = [points.rows, points.cols, paddedColumns(models * classes)];
        // Moments that are large next to the gradients, so that no step hangs on the sign of a gradient near 0; and steps
        // that shrink as rows grow longer, so that momentum converges: where it diverges it enlarges every rounding.
        const step = 0.01 / (1 + cols);
        const before = {
          weights,
          gradients: new Float32Array(weights.length),
          first: new Float32Array(weights.length),
          second: panels(cols, models * classes, given.seed).map((value) => Math.abs(value) + 1),
        };
        const slice = (from: number, to: number) => ({
          ...input,
          points: rowsBetween(points, from, to),
          labels: labels.slice(from, to),
          rowWeights: rowWeights?.slice(from, to),
        });
        const train = async (by: LinearKernels, bounds: readonly number[]) => {
          const state = copyOf(before);
          const all = new Float64Array(Math.ceil(rows / batchRows) * models);
          for (const [at, to] of bounds.slice(1).entries()) {
            const from = bounds[at] as number;
            const [first, rowsBefore] = [Math.floor(from / batchRows), from % batchRows];
            const reached = rowsBefore + to - from;
            const steps = new Float32Array(Math.floor(reached / batchRows) * columns).fill(step);
            const own = all.subarray(first * models, (first + Math.ceil(reached / batchRows)) * models);
            const rule = ruleOf(models * classes, { batchRows, rowsBefore, optimizer, steps });
            await by.trainLinear(slice(from, to), rule, state, own);
          }
          return { ...state, all };
        };
        const expected = await train(twin, [0, rows]);
        for (const bounds of [
          [0, rows],
          [0, Math.floor(share * rows), rows],
        ]) {
          const actual = await train(kernels, bounds);
          expectClose(actual.all, expected.all, 1e-5, 1e-5);
          for (const name of ['weights', 'first', 'second'] as const) {
            expectClose(actual[name], expected[name], 1e-5, 1e-5);
          }
          expectClose(actual.gradients, expected.gradients, 1e-5, 1e-5 * (1 + rows));
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
    [Number.NEGATIVE_INFINITY, true],
  ])('%s in a row shows in the losses of its mini-batch alone, sparse: %s', async (value, sparse) => {
    for (const loss of LINEAR_LOSSES) {
      const given = { rows: 6, cols: 3, models: 3, classes: 3, seed: 1, centred: true, weighted: false };
      const { weights, ...input } = problem({ ...given, loss, sparse });
      const columns = input.models * input.classes;
      const steps = new Float32Array(3 * paddedColumns(columns));
      const train = async () => {
        const panel = () => new Float32Array(weights.length);
        const state = { weights: weights.slice(), gradients: panel(), first: panel(), second: panel() };
        const losses = new Float64Array(3 * input.models);
        await kernels.trainLinear(input, ruleOf(columns, { batchRows: 2, steps }), state, losses);
        return [0, 1, 2].map((batch) => [...losses.subarray(batch * input.models, (batch + 1) * input.models)]);
      };
      const sound = await train();
      expect(sound.flat().every(Number.isFinite)).toBe(true);
      input.points.values[input.points.rowStarts?.[2] ?? 2 * 3] = value;
      const poisoned = await train();
      expect(poisoned[0]).toEqual(sound[0]);
      expect(poisoned[1]?.some(Number.isFinite)).toBe(false);
    }
  });

  test('scores have the bits of the twin, whatever the rows beside them', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const points = rowsOf(given);
        const classes = given.weighted ? 1 : given.classes;
        const weights = Float32Array.from(noise(given.cols * classes, given.seed));
        const bias = Float32Array.from(noise(classes, given.seed + 1));
        const [actual, expected] = [new Float32Array(given.rows * classes), new Float32Array(given.rows * classes)];
        await kernels.linearScores({ points, weights, bias, classes }, actual);
        await twin.linearScores({ points, weights, bias, classes }, expected);
        expect(actual).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test('more rows than are worked on at once', async () => {
    for (const sparse of [false, true]) {
      const input = problem({
        rows: 1203,
        cols: 131,
        models: 17,
        classes: 1,
        loss: 'logistic',
        seed: 5,
        sparse,
        centred: true,
        weighted: true,
      });
      const [actual, expected] = [await gradients(kernels, input), await gradients(twin, input)];
      expectClose(actual.losses, expected.losses, 1e-5);
      expectClose(actual.gradients, expected.gradients, 1e-4, 0.05);
    }
  });

  const right = problem({
    rows: 6,
    cols: 4,
    models: 3,
    classes: 1,
    loss: 'logistic',
    seed: 1,
    sparse: false,
    centred: true,
    weighted: true,
  });
  const short = new Float32Array(5);
  const sparse = {
    values: new Float32Array(3),
    columns: new Uint32Array(3),
    rowStarts: Uint32Array.of(0, 1, 2, 3, 3, 3, 3),
    rows: 6,
    cols: 4,
  };
  const train = (
    by: Kernels,
    rule: Partial<LinearTraining>,
    state: Partial<LinearState> = {},
    given: Partial<LinearInput> = {},
  ) => {
    const panel = () => new Float32Array(right.weights.length);
    const whole = { weights: right.weights, gradients: panel(), first: panel(), second: panel(), ...state };
    return by.trainLinear({ ...right, ...given }, ruleOf(3, { batchRows: 7, ...rule }), whole, new Float64Array(3));
  };
  const cases: [string, (kernels: Kernels) => Promise<unknown>][] = [
    ['values', (k) => gradients(k, { ...right, points: { ...right.points, values: short } })],
    ['columns', (k) => gradients(k, { ...right, points: { ...sparse, columns: new Uint32Array(2) } })],
    ['rowStarts', (k) => gradients(k, { ...right, points: { ...sparse, rowStarts: new Uint32Array(3) } })],
    [
      'row 2 ends',
      (k) => gradients(k, { ...right, points: { ...sparse, rowStarts: Uint32Array.of(0, 1, 2, 1, 3, 3, 3) } }),
    ],
    [
      'rowStarts do not cover',
      (k) => gradients(k, { ...right, points: { ...sparse, rowStarts: Uint32Array.of(0, 1, 2, 2, 2, 2, 2) } }),
    ],
    ['means', (k) => gradients(k, { ...right, means: short })],
    ['scales', (k) => gradients(k, { ...right, scales: short })],
    ['labels', (k) => losses(k, { ...right, labels: short })],
    ['rowWeights', (k) => losses(k, { ...right, rowWeights: short })],
    ['weights', (k) => losses(k, { ...right, weights: short })],
    ['classes', (k) => losses(k, { ...right, classes: 2, weights: panels(4, 6, 1) })],
    [
      '7 is no class',
      (k) => losses(k, { ...right, loss: 'softmax_loss', classes: 2, labels: new Float32Array(6).fill(7) }),
    ],
    [
      'outputs',
      (k) => k.addLinearLosses({ ...right, shift: 0, stretch: 1 }, { losses: new Float64Array(3), outputs: short }),
    ],
    ['losses', (k) => k.addLinearLosses({ ...right, shift: 0, stretch: 1 }, { losses: new Float64Array(2) })],
    ['gradients', (k) => train(k, {}, { gradients: short })],
    ['first', (k) => train(k, {}, { first: short })],
    ['second', (k) => train(k, {}, { second: short })],
    ['steps', (k) => train(k, { batchRows: 3 })],
    ['decays', (k) => train(k, { decays: short })],
    ['l1', (k) => train(k, { l1: short })],
    ['rowsBefore', (k) => train(k, { batchRows: 8, rowsBefore: 8 })],
    ['batchRows', (k) => train(k, { batchRows: 0 })],
    ['losses', (k) => train(k, { batchRows: 7, rowsBefore: 2, steps: new Float32Array(PANEL) })],
    ['positiveWeights', (k) => train(k, { positiveWeights: short })],
    [
      'positiveWeights',
      (k) =>
        train(
          k,
          { positiveWeights: new Float32Array(3), decays: new Float32Array(PANEL), l1: new Float32Array(PANEL) },
          {},
          { loss: 'softmax_loss', classes: 2 },
        ),
    ],
    [
      'bias',
      (k) =>
        k.linearScores(
          { points: right.points, weights: new Float32Array(8), bias: short, classes: 2 },
          new Float32Array(12),
        ),
    ],
    [
      'scores',
      (k) =>
        k.linearScores(
          { points: right.points, weights: new Float32Array(4), bias: new Float32Array(1), classes: 1 },
          short,
        ),
    ],
  ];
  test.each(cases)('a length that does not fit is refused before any work: %s', async (name, call) => {
    await expect(call(kernels)).rejects.toThrow(RangeError);
    await expect(call(kernels)).rejects.toThrow(name);
  });
});

test('the threads decide no bit, the instruction set little', () => {
  const script = `
    import { createHash } from 'node:crypto';
    import { createRequire } from 'node:module';
    const addon = createRequire(import.meta.url)(process.argv[1]);
    addon.configure(Number(process.argv[2]), process.argv[3] || undefined);
    const numbers = (length, add) => Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898 + add));
    const [rows, cols, batchRows] = [1500, 90, 400];
    const labels = numbers(rows, 3).map((value) => (value > 0 ? 1 : 0));
    const dense = { values: numbers(rows * cols, 1), rows, cols };
    const columns = Uint32Array.from({ length: rows * 9 }, (_, at) => (at * 7) % cols);
    const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => 9 * row);
    const sparse = { values: numbers(rows * 9, 1), columns, rowStarts, rows, cols };
    const found = {};
    for (const [name, points, models, classes, loss] of [['dense', dense, 40, 1, 0], ['sparse', sparse, 40, 1, 0], ['softmax', dense, 20, 3, 8]]) {
      const width = Math.ceil((models * classes) / 16) * 16;
      const panels = (add) => numbers((cols + 1) * width, add).map((value, at) => Math.floor(at / (16 * (cols + 1))) * 16 + (at % 16) < models * classes ? value / 9 : 0);
      const perColumn = (count, value) => new Float32Array(count * width).fill(value);
      const input = { points, means: numbers(cols, 4), scales: numbers(cols, 5), labels, models, classes, loss, parameter: 0 };
      const rule = { optimizer: 0, steps: perColumn(3, 0.01), decays: perColumn(1, 0.001), l1: perColumn(1, 0), biasStep: 10, biasDecay: 0, momentum: 0.9, beta2: 0.999 };
      const state = [panels(2), perColumn(cols + 1, 0), panels(6), panels(7).map(Math.abs)];
      const losses = new Float64Array(4 * models);
      await addon.trainLinear(input, { batchRows, rowsBefore: 0, ...rule }, ...state, losses);
      const bits = [...state, losses].reduce((hash, { buffer }) => hash.update(new Uint8Array(buffer)), createHash('sha256')).digest('hex');
      found[name] = { bits, losses: [...losses] };
    }
    console.log(JSON.stringify(found));
  `;
  const addonPath = fileURLToPath(
    new URL(`../../../native/sagelocal.${process.platform}-${process.arch}.node`, import.meta.url),
  );
  if (!backends.some(([name]) => name === 'native')) return;
  const run = (threads: number, simd = '') => {
    const args = ['--input-type=module', '-e', script, addonPath, String(threads), simd];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
    return JSON.parse(output) as Record<string, { bits: string; losses: number[] }>;
  };
  const one = run(1);
  for (const threads of [2, 3, 8]) expect(run(threads)).toEqual(one);
  for (const [name, { losses }] of Object.entries(run(2, 'none'))) {
    expectClose(losses, one[name]?.losses ?? [], 1e-4, 1e-4);
  }
});
