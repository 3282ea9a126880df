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

function panels(cols: number, columns: number, seed: number): Float32Array {
  const values = new Float32Array((cols + 1) * paddedColumns(columns));
  const numbers = noise(values.length, seed);
  for (let at = 0; at < values.length; at++) {
    const column = Math.floor(at / (PANEL * (cols + 1))) * PANEL + (at % PANEL);
    if (column < columns) values[at] = (numbers[at] as number) / Math.sqrt(cols);
  }
  return values;
}

function problem(given: Shape): LinearInput {
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

async function gradients(kernels: LinearKernels, input: LinearInput, before = 0) {
  const accumulator = {
    gradients: new Float32Array(input.weights.length),
    losses: new Float64Array(input.models).fill(before),
  };
  const positiveWeights = Float32Array.from({ length: input.models }, (_, model) => 1 + model / 10);
  await kernels.addLinearGradients({ ...input, ...(input.classes === 1 && { positiveWeights }) }, accumulator);
  return accumulator;
}

async function losses(kernels: LinearKernels, input: LinearInput) {
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
    });
    await fc.assert(
      fc.asyncProperty(rule, async ({ cols, columns, seed, ...rest }) => {
        const perColumn = (from: number) => {
          const values = new Float32Array(paddedColumns(columns));
          values.set(noise(columns, from).map((value) => (value + 1) / 100));
          return values;
        };
        const input = {
          ...rest,
          cols,
          steps: perColumn(seed),
          decays: perColumn(seed + 1),
          l1: perColumn(seed + 2),
          momentum: 0.9,
          beta2: 0.99,
          rows: 10,
        };
        const state = () => ({
          weights: panels(cols, columns, seed + 3),
          gradients: panels(cols, columns, seed + 4).map((value) => 10 * value),
          first: panels(cols, columns, seed + 5),
          second: panels(cols, columns, seed + 6).map(Math.abs),
        });
        const [actual, expected] = [state(), state()];
        await kernels.stepLinear(input, actual);
        await twin.stepLinear(input, expected);
        for (const name of ['weights', 'gradients', 'first', 'second'] as const) {
          expectClose(actual[name], expected[name], 1e-5, 1e-6);
        }
        expect(actual.gradients.every((value) => value === 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
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
    ['gradients', (k) => k.addLinearGradients(right, { losses: new Float64Array(3), gradients: short })],
    [
      'positiveWeights',
      (k) =>
        k.addLinearGradients(
          { ...right, positiveWeights: short },
          { losses: new Float64Array(3), gradients: new Float32Array(80) },
        ),
    ],
    [
      'positiveWeights',
      (k) =>
        k.addLinearGradients(
          {
            ...right,
            loss: 'softmax_loss',
            classes: 2,
            weights: panels(4, 6, 1),
            positiveWeights: new Float32Array(3),
          },
          { losses: new Float64Array(3), gradients: new Float32Array(80) },
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
    const [rows, cols, models] = [1500, 90, 32];
    const numbers = (length, add) => Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898 + add));
    const points = { values: numbers(rows * cols, 1), rows, cols };
    const weights = numbers((cols + 1) * models, 2);
    const labels = numbers(rows, 3).map((value) => (value > 0 ? 1 : 0));
    const input = { points, means: numbers(cols, 4), scales: numbers(cols, 5), labels, weights, models, classes: 1, loss: 0, parameter: 0 };
    const [gradients, losses] = [new Float32Array(weights.length), new Float64Array(models)];
    await addon.addLinearGradients(input, undefined, gradients, losses);
    const bits = createHash('sha256').update(new Uint8Array(gradients.buffer)).update(new Uint8Array(losses.buffer)).digest('hex');
    console.log(JSON.stringify({ bits, losses: [...losses] }));
  `;
  const run = (threads: number, simd = '') => {
    const output = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', script, addonPath, String(threads), simd],
      { encoding: 'utf8' },
    );
    return JSON.parse(output) as { bits: string; losses: number[] };
  };
  const addonPath = fileURLToPath(
    new URL(`../../../native/sagelocal.${process.platform}-${process.arch}.node`, import.meta.url),
  );
  if (!backends.some(([name]) => name === 'native')) return;
  const [one, many] = [run(1), run(5)];
  expect(many).toEqual(one);
  expectClose(run(2, 'none').losses, one.losses, 1e-5);
});
