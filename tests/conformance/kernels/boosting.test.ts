/** Every backend does what src/kernels/interface/boosting.ts says, and the twin is the measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROW_LOSSES } from '../../../src/kernels/interface/boosting.js';
import type { BinCodes, Kernels } from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly maxBins: number;
  readonly seed: number;
  /** Values are rounded to so many steps, so that rows are equal. */
  readonly steps: number;
  /** What share of the values is there. */
  readonly present: number;
  readonly weighted: boolean;
  readonly wide: boolean;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 400 })),
  cols: fc.integer({ min: 1, max: 9 }),
  maxBins: fc.constantFrom(2, 3, 16, 256, 300),
  seed: fc.nat(),
  steps: fc.constantFrom(1, 3, 50, 1e6),
  present: fc.constantFrom(0.05, 0.6, 1, 1),
  weighted: fc.boolean(),
  wide: fc.boolean(),
});

const pick = (length: number, seed: number, below: number) =>
  noise(length, seed).map((value) => Math.min(below - 1, Math.floor(((value + 1) / 2) * below)));

function problem({ rows, cols, seed, steps, present, weighted }: Shape) {
  const gone = noise(rows * cols, seed + 1);
  const values = Float32Array.from(noise(rows * cols, seed), (value, at) =>
    ((gone[at] as number) + 1) / 2 < present ? Math.round(value * steps) / steps : Number.NaN,
  );
  const weights = Float32Array.from(noise(rows, seed + 2), (value) => Math.max(0, Math.round((value + 1) * 8) / 8));
  const gradients = Float32Array.from(noise(2 * rows, seed + 3), (value, at) =>
    at % 2 === 0 ? value : (value + 1) / 2,
  );
  return { values, gradients, ...(weighted && { weights }) };
}

function cutRoom(columns: number, room: number) {
  return {
    counts: new Uint32Array(columns),
    present: new Uint32Array(columns),
    values: new Float32Array(columns * room),
    lowest: new Float32Array(columns),
  };
}

type CutRoom = ReturnType<typeof cutRoom>;

function joined({ counts, values }: CutRoom) {
  const cutStarts = new Uint32Array(counts.length + 1);
  counts.forEach((count, col) => {
    cutStarts[col + 1] = (cutStarts[col] as number) + count;
  });
  const room = values.length / counts.length;
  const pieces = Array.from(counts, (count, col) => Array.from(values.subarray(col * room, col * room + count)));
  return { cols: counts.length, cutStarts, cutValues: Float32Array.from(pieces.flat()) };
}

/** Cuts and bins of dense rows, as a backend makes them. */
async function binned(kernels: Kernels, given: Shape) {
  const { rows, cols, maxBins, wide } = given;
  const { values, weights } = problem(given);
  const cuts = cutRoom(cols, Math.min(maxBins, rows));
  for (const [from, to] of [[0, 1] as const, [1, cols] as const]) {
    if (from === to) continue;
    const part = {
      counts: cuts.counts.subarray(from, to),
      present: cuts.present.subarray(from, to),
      values: cuts.values.subarray((cuts.values.length / cols) * from, (cuts.values.length / cols) * to),
      lowest: cuts.lowest.subarray(from, to),
    };
    await kernels.cutRows({ values, rows, cols, from, to, maxBins, ...(weights && { weights }) }, part);
  }
  const incomplete = Uint8Array.from(cuts.present, (count) => (count < rows ? 1 : 0));
  const codeCounts = cuts.counts.map((count, col) => count + (incomplete[col] as number));
  const Codes = wide || codeCounts.some((count) => count > 256) ? Uint16Array : Uint8Array;
  const byColumn: BinCodes = new Codes(rows * cols);
  // In two pieces.
  const middle = rows >> 1;
  for (const [first, last] of [[0, middle] as const, [middle, rows] as const]) {
    const piece = values.subarray(first * cols, last * cols);
    await kernels.binRows(
      { values: piece, rows: last - first, cuts: joined(cuts) },
      { byColumn, allRows: rows, firstRow: first },
    );
  }
  return { cuts, incomplete, codeCounts, byColumn };
}

/** The same rows without what is missing. */
function sparse({ rows, cols }: Shape, values: Float32Array) {
  const columns: number[] = [];
  const rowStarts = new Uint32Array(rows + 1);
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const value = values[row * cols + col] as number;
      // Some that are missing stand there as NaN.
      if (Number.isNaN(value) && (row + col) % 3 > 0) continue;
      columns.push(col);
      kept.push(value);
    }
    rowStarts[row + 1] = columns.length;
  }
  return { rows, cols, rowStarts, columns: Uint32Array.from(columns), values: Float32Array.from(kept) };
}

async function sortedColumns(kernels: Kernels, given: Shape, sorted: boolean) {
  const { rows, cols, maxBins } = given;
  const { values, weights } = problem(given);
  const matrix = sparse(given, values);
  const entries = matrix.columns.length;
  const gathered = {
    cols,
    columnStarts: new Uint32Array(cols + 1),
    entryRows: new Uint32Array(entries),
    values: new Float32Array(entries),
  };
  await kernels.gatherColumns(matrix, gathered);
  const cuts = cutRoom(cols, Math.min(maxBins, rows));
  const asked = { columns: gathered, rows, from: 0, to: cols, maxBins, sorted, ...(weights && { weights }) };
  await kernels.cutColumns(asked, cuts);
  const output = { entryRows: new Uint32Array(entries), entryBins: new Uint16Array(entries) };
  await kernels.binColumns(gathered, joined(cuts), output);
  return { gathered, cuts, output };
}

const nodesOf = (rows: number) => (rows < 4 ? [0, rows] : [0, rows >> 2, rows >> 1, rows]);

function found(nodes: number) {
  return {
    columns: new Int32Array(nodes),
    bins: new Int32Array(nodes),
    defaultLeft: new Uint8Array(nodes),
    gains: new Float32Array(nodes),
    leftSums: new Float64Array(2 * nodes),
    rightSums: new Float64Array(2 * nodes),
  };
}

function rulesOf({ seed, cols }: Shape) {
  const monotone = Int8Array.from(pick(cols, seed, 3), (value) => value - 1);
  return {
    lambda: [0, 1, 2.5][seed % 3] as number,
    alpha: [0, 0, 0.25][(seed >> 2) % 3] as number,
    minChildWeight: [0, 1, 0.5][(seed >> 4) % 3] as number,
    maxDeltaStep: [0, 0, 0.5][(seed >> 6) % 3] as number,
    ...((seed >> 8) % 2 === 0 && { monotone }),
  };
}

/** Derivatives up to 1 in steps of which most are used. */
async function rounded(kernels: Kernels, gradients: Float32Array) {
  const steps = { steps: new Int32Array(gradients.length), units: Float64Array.of(2 ** -17, 2 ** -18) };
  const sums = new Float64Array(2);
  await kernels.roundGradients(gradients, { ...steps, sums });
  return { gradients: steps, sums };
}

/** Splits of nodes of many rows, by histograms, by the layout that the twin's bundles lead to. */
async function split(kernels: Kernels, given: Shape) {
  const { rows, cols, seed } = given;
  const { gradients } = problem(given);
  const { cuts, incomplete, codeCounts, byColumn } = await binned(twin, given);
  const groups = Int32Array.from({ length: cols }, (_, col) => col);
  const hiddenBins = new Int32Array(cols).fill(-1);
  const isNarrow = byColumn instanceof Uint8Array;
  if (isNarrow) await kernels.bundleColumns({ byColumn, rows, cols, codeCounts }, { groups, hiddenBins });
  const used: number[] = [];
  const firstCodes = Uint32Array.from(groups, (group, col) => {
    const shares = (hiddenBins[col] as number) >= 0 ? 1 : 0;
    const first = used[group] ?? shares;
    used[group] = first + (codeCounts[col] as number) - shares;
    return first;
  });
  const groupCount = used.length;
  const width = 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(...used))));
  const stride = isNarrow ? 4 * Math.ceil(groupCount / 4) : groupCount;
  const codes: BinCodes = isNarrow ? new Uint8Array(rows * stride) : new Uint16Array(rows * stride);
  await kernels.codeRows({ byColumn, rows, cols, stride, groups, hiddenBins, firstCodes }, codes);
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const bounds = nodesOf(rows);
  const begins = Uint32Array.from(bounds.slice(0, -1));
  const ends = Uint32Array.from(bounds.slice(1));
  const nodes = begins.length;
  const slots = groupCount * width;
  const pool = new Float64Array(2 * slots * (nodes + 1)).fill(0.5);
  const histograms = Uint32Array.from({ length: nodes }, (_, node) => nodes - node);
  const asked = {
    ...{ codes, rows, stride, groups: groupCount, width, gradients, order },
    ...(groupCount === cols && seed % 3 > 0 && { byColumn }),
  };
  await kernels.addHistograms({ ...asked, begins, ends, histograms, clear: true }, pool);
  await kernels.addHistograms({ ...asked, begins, ends: begins, histograms, clear: false }, pool);
  const whole = Uint32Array.of(0);
  await kernels.addHistograms(
    { ...asked, begins: whole, ends: Uint32Array.of(rows), histograms: whole, clear: true },
    pool,
  );
  const inSteps = new Float64Array(pool.length).fill(0.5);
  const inWholes = { ...(await rounded(kernels, gradients)), begins, ends, histograms };
  await kernels.addHistograms({ ...asked, ...inWholes, clear: true }, inSteps);
  await kernels.addHistograms({ ...asked, ...inWholes, clear: false }, inSteps);
  const sums = new Float64Array(2 * (nodes + 1));
  for (let node = 0; node <= nodes; node++) {
    const [from, to] = node === nodes ? [0, rows] : [begins[node], ends[node]];
    for (const row of order.subarray(from, to)) {
      sums[2 * node] = (sums[2 * node] as number) + (gradients[2 * row] as number);
      sums[2 * node + 1] = (sums[2 * node + 1] as number) + (gradients[2 * row + 1] as number);
    }
  }
  const rules = rulesOf(given);
  const layout = {
    cols,
    slots,
    columnSlots: firstCodes.map((code, col) => (groups[col] as number) * width + code),
    binCounts: cuts.counts,
    incomplete,
    hiddenBins,
  };
  const search = {
    sums,
    gains: Float32Array.from(noise(nodes + 1, seed), Math.abs),
    ...(rules.monotone && {
      bounds: Float32Array.from({ length: 2 * nodes + 2 }, (_, at) => (at % 2 === 0 ? -0.75 : 0.5)),
    }),
    ...(seed % 5 === 0 && { allowed: Uint8Array.from(pick((nodes + 1) * cols, seed, 2)) }),
  };
  const output = found(nodes + 1);
  const siblings = new Int32Array(nodes + 1).fill(-1);
  siblings[nodes] = histograms[0] as number;
  const all = Uint32Array.of(...histograms, 0);
  await kernels.findSplits({ layout, rules, nodes: search, histograms: all, siblings, pool }, output);

  const followed = { byColumn, rows, binCounts: cuts.counts, begins, ends };
  const splits = {
    columns: Int32Array.from(pick(nodes, seed, cols + 1), (column) => column - 1),
    bins: Int32Array.from(pick(nodes, seed + 1, 5), (bin) => bin - 1),
    defaultLeft: Uint8Array.from(pick(nodes, seed + 2, 2)),
  };
  const children = Int32Array.from({ length: 2 * nodes }, (_, at) => at + 7);
  const leaves = new Int32Array(rows);
  await kernels.labelRows({ ...followed, order, splits, children }, leaves);
  const leftCounts = new Uint32Array(nodes);
  const moved = order.slice();
  await kernels.partitionRows({ ...followed, splits }, { order: moved, leftCounts, scratch: new Uint32Array(rows) });
  return { groups, hiddenBins, codes, pool, inSteps, output, leaves, leftCounts, moved };
}

async function sweep(kernels: Kernels, given: Shape) {
  const { rows, cols, seed } = given;
  const { gradients } = problem(given);
  const { gathered, output } = await sortedColumns(twin, given, false);
  const columns = { cols, columnStarts: gathered.columnStarts, ...output };
  const nodeOfRow = Int32Array.from(pick(rows, seed, 4), (node) => 3 + 2 * node);
  const nodeNumbers = Int32Array.of(5, 3, 20);
  const rules = rulesOf(given);
  const nodes = {
    sums: Float64Array.of(1, 5, -2, 8, 0, 0),
    gains: Float32Array.of(0.1, 0.2, 0),
    ...(rules.monotone && { bounds: Float32Array.of(-1, 1, -0.2, 0.4, 0, 0) }),
    ...(seed % 3 === 0 && { allowed: Uint8Array.from(pick(3 * cols, seed, 2)) }),
  };
  const best = found(3);
  await kernels.sweepColumns({ columns, rules, nodes, gradients, nodeNumbers, nodeOfRow }, best);
  const splits = {
    columns: Int32Array.from(pick(2, seed, cols)),
    bins: Int32Array.from(pick(2, seed + 1, 5), (bin) => bin - 1),
    defaultLeft: Uint8Array.from(pick(2, seed + 2, 2)),
  };
  const moves = { columns, splits, parents: Int32Array.of(3, 7), children: Int32Array.of(30, 31, 32, 33) };
  await kernels.moveRows(moves, nodeOfRow);
  return { best, nodeOfRow };
}

async function derivatives(kernels: Kernels, { rows, seed, weighted }: Shape) {
  const margins = Float32Array.from(noise(rows * 3, seed), (value) => value * 8);
  const labels = Float32Array.from(pick(rows, seed + 1, 3));
  const given = { labels, ...(weighted && { weights: Float32Array.from(noise(rows, seed + 2), Math.abs) }) };
  const all: Float32Array[] = [];
  for (const loss of ROW_LOSSES) {
    const gradients = new Float32Array(2 * rows);
    const own = margins.subarray(0, rows);
    await kernels.lossGradients({ ...given, loss, parameter: 1.4, positiveWeight: 1.5, margins: own }, gradients);
    all.push(gradients);
  }
  const gradients = new Float32Array(6 * rows);
  await kernels.softmaxGradients({ ...given, margins, rows, classes: 3 }, gradients);
  return [...all, gradients];
}

describe.each(backends)('%s', (_, kernels) => {
  const same = (name: string, work: (kernels: Kernels, given: Shape) => Promise<unknown>) =>
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(shape, async (given) => {
          expect(await work(kernels, given)).toEqual(await work(twin, given));
        }),
        { numRuns: 60 },
      );
    });

  same('cuts and bins of dense rows are the twin’s', binned);
  same('cuts and bins of sparse columns are the twin’s', (own, given) => sortedColumns(own, given, false));
  same('and so are those of columns sorted first', (own, given) => sortedColumns(own, given, true));
  same('bundles, histograms, splits and the way of rows are the twin’s', split);
  same('sweeps over sorted columns find the twin’s splits', sweep);

  test('derivatives are those of the twin within 1e-6', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const [actual, expected] = [await derivatives(kernels, given), await derivatives(twin, given)];
        actual.forEach((gradients, loss) => {
          expectClose(gradients, expected[loss] as Float32Array, 1e-6, 1e-6);
        });
      }),
      { numRuns: 40 },
    );
  });

  test('sums and histograms of more rows than a chunk, and the margins of all', async () => {
    const rows = 150_001;
    const gradients = Float32Array.from({ length: 2 * rows }, (_, at) => Math.fround(Math.sin(at)));
    const codes = Uint8Array.from({ length: 4 * rows }, (_, at) => (at * 7) % 16);
    const byColumn = Uint8Array.from(
      { length: 2 * rows },
      (_, at) => codes[at < rows ? 4 * at : 4 * (at - rows) + 1] ?? 0,
    );
    const order = Uint32Array.from({ length: rows }, (_, row) => row);
    const middle = Math.ceil(rows / 2);
    const evenThenOdd = Uint32Array.from(order, (at) => (at < middle ? 2 * at : 2 * (at - middle) + 1));
    const sum = async (own: Kernels) => {
      const [pool, inSteps] = [new Float64Array(128), new Float64Array(128)];
      const extent = { sums: new Float64Array(2), magnitudes: new Float64Array(2), largest: new Float64Array(2) };
      await own.measureGradients(gradients, extent);
      const node = { begins: Uint32Array.of(1), ends: Uint32Array.of(rows), histograms: Uint32Array.of(0) };
      const sides = { begins: Uint32Array.of(0, middle), ends: Uint32Array.of(middle, rows), order: evenThenOdd };
      const asked = { codes, rows, stride: 4, groups: 2, byColumn, width: 16, gradients, order, ...node, clear: true };
      const inSides = { ...asked, ...sides, histograms: Uint32Array.of(1, 0), clear: false };
      await own.addHistograms(asked, pool);
      await own.addHistograms(inSides, pool);
      const whole = await rounded(own, gradients);
      await own.addHistograms({ ...asked, gradients: whole.gradients }, inSteps);
      await own.addHistograms({ ...inSides, gradients: whole.gradients }, inSteps);
      const margins = new Float32Array(2 * rows).fill(0.5);
      const leafOfRow = Int32Array.from(order, (row) => row % 3);
      await own.addLeafValues({ leafOfRow, leafValues: Float32Array.of(1, 0.1, -3), groups: 2, group: 1 }, margins);
      return { extent, pool, whole, inSteps, margins };
    };
    expect(await sum(kernels)).toEqual(await sum(twin));
  });

  test('what is a whole number of steps stays as it is, and other values are right on average', async () => {
    const rows = 1 << 13;
    const gradients = Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? -0.3 : 1));
    const { gradients: whole, sums } = await rounded(
      kernels,
      gradients.map((value, at) => value / (1 + (at % 2))),
    );
    expect(new Set(whole.steps.filter((_, at) => at % 2 === 0))).toEqual(new Set([-39_322, -39_321]));
    expect(sums[0]).toBeCloseTo(-0.3 * rows, 3);
    expect(sums[1]).toBe(rows / 2);
  });

  test('a column of many values is cut as the twin cuts it', async () => {
    const rows = 40_000;
    const values = Float32Array.from(noise(2 * rows, 3), (value, at) =>
      at % 2 === 0 ? value : Math.round(value * 40),
    );
    const cut = async (own: Kernels) => {
      const output = cutRoom(2, 64);
      await own.cutRows({ values, rows, cols: 2, from: 0, to: 2, maxBins: 64 }, output);
      return output;
    };
    expect(await cut(kernels)).toEqual(await cut(twin));
  });

  describe('what does not fit its shape is refused before any work', () => {
    const short = new Float32Array(3);
    const order = Uint32Array.of(0, 1);
    const splits = { columns: new Int32Array(1), bins: new Int32Array(1), defaultLeft: new Uint8Array(1) };
    const one = Uint32Array.of(1);
    const histograms = {
      codes: new Uint8Array(8),
      rows: 2,
      stride: 4,
      groups: 1,
      width: 16,
      gradients: new Float32Array(4),
      order,
      begins: Uint32Array.of(0),
      ends: one,
      histograms: Uint32Array.of(0),
      clear: true,
    };
    const followed = {
      byColumn: new Uint8Array(2),
      rows: 2,
      binCounts: one,
      begins: Uint32Array.of(0),
      ends: one,
      splits,
    };
    const room = { order, leftCounts: new Uint32Array(1), scratch: new Uint32Array(2) };
    const cases: [string, () => Promise<unknown>][] = [
      ['values', () => kernels.cutRows({ values: short, rows: 2, cols: 2, from: 0, to: 2, maxBins: 4 }, cutRoom(2, 2))],
      [
        'maxBins',
        () => kernels.cutRows({ values: short, rows: 3, cols: 1, from: 0, to: 1, maxBins: 0 }, cutRoom(1, 3)),
      ],
      ['width', () => kernels.addHistograms({ ...histograms, width: 17 }, new Float64Array(34))],
      [
        'stride is 3',
        () => kernels.addHistograms({ ...histograms, codes: new Uint8Array(6), stride: 3 }, new Float64Array(32)),
      ],
      [
        'no power of two',
        () =>
          kernels.roundGradients(new Float32Array(2), {
            ...{ steps: new Int32Array(2), units: Float64Array.of(1, 3), sums: new Float64Array(2) },
          }),
      ],
      ['pool', () => kernels.addHistograms(histograms, new Float64Array(33))],
      [
        'begins and ends',
        () => kernels.addHistograms({ ...histograms, ends: Uint32Array.of(3) }, new Float64Array(32)),
      ],
      ['histograms', () => kernels.addHistograms({ ...histograms, histograms: one }, new Float64Array(32))],
      ['byColumn', () => kernels.partitionRows({ ...followed, byColumn: new Uint8Array(3) }, room)],
      ['columns', () => kernels.partitionRows({ ...followed, splits: { ...splits, columns: Int32Array.of(1) } }, room)],
      [
        'gradients',
        () =>
          kernels.lossGradients(
            { loss: 'logistic', parameter: 0, positiveWeight: 1, margins: short, labels: short },
            short,
          ),
      ],
      [
        'margins',
        () => kernels.addLeafValues({ leafOfRow: new Int32Array(2), leafValues: short, groups: 2, group: 0 }, short),
      ],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });
  });
});

/** A process of its own, since threads and instruction set are chosen once in each. */
describe('native, in processes of their own', () => {
  const script = fileURLToPath(new URL('../support/boosting-results.mjs', import.meta.url));
  const results = (env: Record<string, string>) =>
    JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, SAGELOCAL_BACKEND: 'native', SAGELOCAL_THREADS: '', SAGELOCAL_SIMD: '', ...env },
      }),
    ) as { simd: string; threads: number; bits: string };
  const usual = results({});

  test.each([1, 2, 3])('%i threads: the same trees, bit for bit', (threads) => {
    expect(results({ SAGELOCAL_THREADS: String(threads) })).toEqual({ ...usual, threads });
  });

  test('without any SIMD: the same trees', () => {
    expect(results({ SAGELOCAL_SIMD: 'none' })).toEqual({ ...usual, simd: 'none' });
  });

  test('WebAssembly: the same trees', () => {
    expect(results({ SAGELOCAL_BACKEND: 'wasm' }).bits).toBe(usual.bits);
  });
});
