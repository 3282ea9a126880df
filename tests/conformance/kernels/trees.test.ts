/** Every backend does what src/kernels/interface/trees.ts says, and the twin is the measure. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/data/random.js';
import type { Kernels, RowsOfTrees, TreeTable } from '../../../src/kernels/kernels.js';
import { backends, expectClose, twin } from '../support/kernels.js';

interface Shape {
  readonly trees: number;
  readonly levels: number;
  readonly groups: number;
  readonly cols: number;
  readonly rows: number;
  readonly seed: number;
  /** Share of values that are missing. */
  readonly missing: number;
  readonly sparse: boolean;
  readonly categorical: boolean;
  /** Columns that narrow rows lack. */
  readonly narrower: number;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  trees: fc.integer({ min: 1, max: 5 }),
  // Around the levels that the core asks at once, and below them.
  levels: fc.integer({ min: 0, max: 8 }),
  groups: fc.integer({ min: 1, max: 3 }),
  cols: fc.integer({ min: 1, max: 7 }),
  // Around a block, and several.
  rows: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 60, max: 140 })),
  seed: fc.nat(),
  missing: fc.constantFrom(0, 0, 0.3),
  sparse: fc.boolean(),
  categorical: fc.boolean(),
  narrower: fc.constantFrom(0, 0, 1),
});

/** Trees that grow until chance or the last level stops them. */
function tableOf({ trees, levels, groups, cols, seed, categorical }: Shape) {
  const random = new Random(seed);
  const usedColumns = Uint32Array.from(
    Array.from({ length: cols }, (_, column) => column).filter(() => random.uniform() < 0.8),
  );
  const [leftOffsets, slots, defaultLeft, values, covers]: number[][] = [[], [], [], [], []];
  const [treeStarts, categoryStarts, categories]: number[][] = [[0], [0], []];
  for (let tree = 0; tree < trees; tree++) {
    const start = leftOffsets?.length as number;
    const depths = [0];
    for (let node = 0; node < depths.length; node++) {
      const isInner = usedColumns.length > 0 && (depths[node] as number) < levels && random.uniform() < 0.85;
      leftOffsets?.push(isInner ? depths.length - node : 0);
      if (isInner) depths.push((depths[node] as number) + 1, (depths[node] as number) + 1);
      slots?.push(isInner ? random.integer(usedColumns.length) : 0);
      defaultLeft?.push(random.integer(2));
      values?.push(random.uniform() < 0.03 ? Number.NaN : random.normal());
      if (!isInner) values?.splice(-1, 1, random.normal());
      covers?.push(0);
      if (isInner && categorical && random.uniform() < 0.4) categories?.push(1, 3);
      categoryStarts?.push(categories?.length as number);
    }
    // Children come after their parents, and what comes to a node is what comes to both.
    for (let node = depths.length - 1; node >= 0; node--) {
      const left = start + node + (leftOffsets?.[start + node] as number);
      const isLeaf = left === start + node;
      covers?.splice(
        start + node,
        1,
        isLeaf ? 0.5 + random.uniform() : (covers[left] as number) + (covers[left + 1] as number),
      );
    }
    treeStarts?.push(leftOffsets?.length as number);
  }
  const table: TreeTable = {
    cols,
    groups,
    usedColumns,
    treeStarts: Uint32Array.from(treeStarts as number[]),
    treeGroups: Int32Array.from({ length: trees }, () => random.integer(groups)),
    leftOffsets: Uint32Array.from(leftOffsets as number[]),
    slots: Uint32Array.from(slots as number[]),
    defaultLeft: Uint8Array.from(defaultLeft as number[]),
    values: Float32Array.from(values as number[]),
    categoryStarts: Uint32Array.from(categorical ? (categoryStarts as number[]) : []),
    categories: Int32Array.from(categories as number[]),
  };
  return { table, covers: Float32Array.from(covers as number[]) };
}

function rowsOf({ rows, cols, narrower, seed, missing, sparse }: Shape): RowsOfTrees {
  const random = new Random(seed + 1);
  const width = Math.max(1, cols - narrower);
  const special = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, 3, 3.5, -1];
  const value = () => {
    if (random.uniform() < missing) return Number.NaN;
    return random.uniform() < 0.2 ? (special[random.integer(special.length)] as number) : random.normal();
  };
  if (!sparse) return { values: Float32Array.from({ length: rows * width }, value), rows, cols: width };
  const [rowStarts, columns]: [number[], number[]] = [[0], []];
  for (let row = 0; row < rows; row++) {
    // In any order, and now and then twice.
    for (let entry = random.integer(width + 2); entry > 0; entry--) columns.push(random.integer(width));
    rowStarts.push(columns.length);
  }
  return {
    rowStarts: Uint32Array.from(rowStarts),
    columns: Uint32Array.from(columns),
    values: Float32Array.from(columns, value),
    rows,
    cols: width,
  };
}

const start = (length: number) => Float32Array.from({ length }, (_, at) => (at % 7) / 3);

async function margins(kernels: Kernels, given: Shape) {
  const { table } = tableOf(given);
  const result = start(given.rows * given.groups);
  await kernels.addMargins({ table, rows: rowsOf(given) }, result);
  return result;
}

async function leaves(kernels: Kernels, given: Shape) {
  const { table } = tableOf(given);
  const result = new Uint32Array(given.rows * given.trees);
  await kernels.findLeaves({ table, rows: rowsOf(given) }, result);
  return result;
}

async function contributions(kernels: Kernels, given: Shape, approximate: boolean) {
  const result = start(given.rows * given.groups * (given.cols + 1));
  await kernels.addContributions({ ...tableOf(given), rows: rowsOf(given), approximate }, result);
  return result;
}

async function interactions(kernels: Kernels, given: Shape) {
  const result = start(given.rows * given.groups * (given.cols + 1) ** 2);
  await kernels.addInteractions({ ...tableOf(given), rows: rowsOf(given) }, result);
  return result;
}

const few = { numRuns: 25 };

describe.each(backends)('trees on %s', (_, kernels) => {
  test('margins have the same bits, and leaves are the same', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        expect(await margins(kernels, given)).toEqual(await margins(twin, given));
        expect(await leaves(kernels, given)).toEqual(await leaves(twin, given));
      }),
      { numRuns: 80 },
    );
  });

  test('contributions are the same', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.boolean(), async (given, approximate) => {
        expectClose(
          await contributions(kernels, given, approximate),
          await contributions(twin, given, approximate),
          0,
          2e-5,
        );
      }),
      few,
    );
  });

  test('interactions are the same', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const small = { ...given, rows: Math.min(given.rows, 5), levels: Math.min(given.levels, 5) };
        expectClose(await interactions(kernels, small), await interactions(twin, small), 0, 5e-5);
      }),
      few,
    );
  });

  test('contributions and interactions add up', async () => {
    const given: Shape = {
      trees: 4,
      levels: 5,
      groups: 2,
      cols: 5,
      rows: 6,
      seed: 3,
      missing: 0.2,
      sparse: false,
      categorical: true,
      narrower: 0,
    };
    const { table, covers } = tableOf(given);
    const rows = rowsOf(given);
    const [sums, parts, pairs] = [12, 12 * 6, 12 * 36].map((length) => new Float32Array(length)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    await kernels.addMargins({ table, rows }, sums);
    await kernels.addContributions({ table, covers, rows, approximate: false }, parts);
    await kernels.addInteractions({ table, covers, rows }, pairs);
    expectClose(inSums(parts, 6), sums, 0, 1e-5);
    expectClose(inSums(pairs, 6), parts, 0, 1e-5);
  });

  test('arrays that do not fit are refused', async () => {
    const given: Shape = {
      trees: 2,
      levels: 2,
      groups: 1,
      cols: 3,
      rows: 4,
      seed: 1,
      missing: 0,
      sparse: false,
      categorical: false,
      narrower: 0,
    };
    const { table, covers } = tableOf(given);
    const rows = rowsOf(given);
    await expect(kernels.addMargins({ table, rows }, new Float32Array(5))).rejects.toThrow(RangeError);
    await expect(kernels.findLeaves({ table, rows }, new Uint32Array(7))).rejects.toThrow(RangeError);
    await expect(
      kernels.addMargins({ table: { ...table, slots: new Uint32Array(1) }, rows }, new Float32Array(4)),
    ).rejects.toThrow(RangeError);
    const input = { table, rows, covers: covers.subarray(1), approximate: false };
    await expect(kernels.addContributions(input, new Float32Array(16))).rejects.toThrow(RangeError);
    await expect(kernels.addInteractions(input, new Float32Array(64))).rejects.toThrow(RangeError);
  });
});

function inSums(values: Float32Array, width: number): Float32Array {
  return Float32Array.from({ length: values.length / width }, (_, at) =>
    values.subarray(at * width, (at + 1) * width).reduce((sum, value) => sum + value, 0),
  );
}
