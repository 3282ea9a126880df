/** Every backend does what src/kernels/interface/neighbors.ts says, and the twin is the measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packRows, sketchOf } from '../../../src/algorithms/knn/panels.js';
import type { Kernels, Nearest, NeighborMetric } from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Shape {
  readonly rows: number;
  readonly queries: number;
  readonly cols: number;
  readonly k: number;
  readonly lists: number;
  readonly seed: number;
  readonly offset: number;
  readonly scale: number;
  readonly metric: NeighborMetric;
  /** Distinct values of a feature; few of them make many ties. */
  readonly distinct: number;
  readonly sketched: boolean;
}

/** Around the widths of tiles, vectors and panels, where a kernel has its seams. */
const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 400 })),
  queries: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 90, max: 110 })),
  cols: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 70 })),
  k: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(60, 250)),
  lists: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(),
  offset: fc.constantFrom(0, 0, 1, -1e3, 1e6),
  scale: fc.constantFrom(1, 1e-6, 1e-25, 1e4, 1e15, 1e25),
  metric: fc.constantFrom('L2', 'INNER_PRODUCT'),
  distinct: fc.constantFrom(2, 5, 1e9),
  sketched: fc.boolean(),
});

function problem({ rows, queries, cols, k, lists, seed, offset, scale, metric, distinct, sketched }: Shape) {
  const around = (numbers: number[]) =>
    Float32Array.from(numbers, (value) => offset + scale * (Math.round(value * distinct) / distinct));
  // The last list takes what is left; some are empty.
  const starts = Int32Array.from({ length: lists + 1 }, (_, list) =>
    list === lists ? rows : Math.min(rows, list * Math.floor(rows / lists)),
  );
  const packed = packRows(
    around(noise(rows * cols, seed)),
    cols,
    Int32Array.from({ length: rows }, (_, row) => row),
    starts,
  );
  const probed = Math.min(3, lists);
  const panels = { ...packed.panels, ...(sketched && { sketch: sketchOf(packed.panels.values, cols) }) };
  // Lists that follow one another in a ring, here and there one left out.
  const turns = noise(queries, seed + 1).map((value) => Math.floor((value + 1) * 50));
  const chosen = Int32Array.from({ length: queries * probed }, (_, at) => {
    const turn = (turns[Math.floor(at / probed)] as number) + (at % probed);
    return turn % 7 === 0 ? -1 : turn % lists;
  });
  return {
    input: { queries: around(noise(queries * cols, seed + 2)), rows: queries, cols, k, metric, panels },
    probes: { starts: packed.starts, lists: chosen, probed },
  };
}

function nothingYet(rows: number, k: number): Nearest {
  return { ids: new Int32Array(rows * k).fill(-1), distances: new Float64Array(rows * k).fill(Infinity) };
}

describe.each(backends)('%s', (_, kernels) => {
  test('neighbours and distances are those of the twin, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.boolean(), async (given, probing) => {
        const { input, probes } = problem(given);
        const all = { ...input, ...(probing && { probes }) };
        const [actual, expected] = [nothingYet(input.rows, input.k), nothingYet(input.rows, input.k)];
        await kernels.offerRows(all, actual);
        await twin.offerRows(all, expected);
        expect(actual).toEqual(expected);
      }),
      { numRuns: 120 },
    );
  });

  test('rows may come in several calls', async () => {
    const { input } = problem({ ...usual, rows: 500, queries: 30 });
    const [whole, pieces] = [nothingYet(30, 7), nothingYet(30, 7)];
    await kernels.offerRows(input, whole);
    const slots = input.panels.ids.length;
    for (const [from, to] of [
      [0, 32],
      [32, 400],
      [400, slots],
    ] as const) {
      const panels = {
        values: input.panels.values.subarray(from * input.cols, to * input.cols),
        halfNorms: input.panels.halfNorms.subarray(from, to),
        ids: input.panels.ids.subarray(from, to),
      };
      await kernels.offerRows({ ...input, panels }, pieces);
    }
    expect(pieces).toEqual(whole);
  });

  test('the row with the lower id wins a tie, and all rows may tie', async () => {
    const values = new Float32Array(3000 * 5).fill(2);
    const ids = Int32Array.from({ length: 3000 }, (_, row) => row);
    const { panels } = packRows(values, 5, ids, Int32Array.of(0, 3000));
    for (const metric of ['L2', 'INNER_PRODUCT'] as const) {
      const nearest = nothingYet(2, 4);
      await kernels.offerRows(
        { queries: Float32Array.from(noise(10, 1)), rows: 2, cols: 5, k: 4, metric, panels },
        nearest,
      );
      expect(nearest.ids).toEqual(Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3));
    }
  });

  test('tight groups far from each other keep their neighbours', async () => {
    const far = (length: number, seed: number) =>
      Float32Array.from(
        noise(length, seed),
        (value, at) => (Math.floor(at / 6) % 2 === 0 ? 3000 : -3000) + value / 100,
      );
    const ids = Int32Array.from({ length: 400 }, (_, row) => row);
    const { panels } = packRows(far(400 * 6, 1), 6, ids, Int32Array.of(0, 400));
    const input = { queries: far(50 * 6, 2), rows: 50, cols: 6, k: 5, metric: 'L2', panels } as const;
    const [actual, expected] = [nothingYet(50, 5), nothingYet(50, 5)];
    await kernels.offerRows(input, actual);
    await twin.offerRows(input, expected);
    expect(actual).toEqual(expected);
  });

  test('codes: distances within 1e-5, and the rows that go with them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          count: fc.integer({ min: 1, max: 300 }),
          queries: fc.integer({ min: 0, max: 80 }),
          m: fc.integer({ min: 1, max: 9 }),
          width: fc.integer({ min: 1, max: 6 }),
          seed: fc.nat(),
          offset: fc.constantFrom(0, 1e6),
        }),
        async (given) => {
          const input = coded(given);
          const [actual, expected] = [nothingYet(given.queries, 4), nothingYet(given.queries, 4)];
          await kernels.offerCodes(input, actual);
          await twin.offerCodes(input, expected);
          expectClose(actual.distances, expected.distances, 1e-5, 1e-6);
          for (let at = 0; at < actual.ids.length; at++) {
            if (actual.ids[at] === expected.ids[at]) continue;
            // Another order only where two are as near as each other.
            const row = Math.floor(at / 4) * 4;
            const other = expected.ids.subarray(row, row + 4).indexOf(actual.ids[at] as number);
            const distance = expected.distances[other < 0 ? row + 3 : row + other] as number;
            expectClose([distance], [expected.distances[at] as number], 1e-5, 1e-6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('projected rows are those of the twin, to the bit', async () => {
    for (const [rows, cols, width] of [
      [0, 3, 2],
      [1, 1, 1],
      [33, 17, 9],
      [900, 50, 31],
    ] as const) {
      const input = {
        points: Float32Array.from(noise(rows * cols, 1)),
        matrix: Float32Array.from(noise(cols * width, 2)),
        ...{ rows, cols, width },
      };
      const [actual, expected] = [new Float32Array(rows * width), new Float32Array(rows * width)];
      await kernels.projectRows(input, actual);
      await twin.projectRows(input, expected);
      expect(actual).toEqual(expected);
    }
  });

  test('the Walsh-Hadamard transform is that of the twin, and twice of it is the row times its length', async () => {
    for (const [rows, cols] of [
      [0, 4],
      [3, 1],
      [50, 8],
      [300, 1024],
    ] as const) {
      const given = Float32Array.from(noise(rows * cols, 3));
      const [actual, expected] = [given.slice(), given.slice()];
      await kernels.hadamardRows({ rows, cols }, actual);
      await twin.hadamardRows({ rows, cols }, expected);
      expect(actual).toEqual(expected);
      await kernels.hadamardRows({ rows, cols }, actual);
      expectClose(
        actual,
        given.map((value) => value * cols),
        1e-4,
        1e-4 * cols,
      );
    }
  });

  describe('a length that does not fit its shape is refused before any work', () => {
    const { input, probes } = problem({ ...usual, rows: 40, queries: 6, lists: 3 });
    const nearest = nothingYet(6, 7);
    const codes = coded({ count: 20, queries: 6, m: 2, width: 3, seed: 1, offset: 0 });
    const found = nothingYet(6, 4);
    const short = new Float32Array(5);
    const cases: [string, () => Promise<unknown>][] = [
      [
        'panels.sketch',
        () =>
          kernels.offerRows(
            { ...input, panels: { ...input.panels, sketch: { values: new Int16Array(3), scale: 1 } } },
            nearest,
          ),
      ],
      ['queries', () => kernels.offerRows({ ...input, queries: short }, nearest)],
      ['k', () => kernels.offerRows({ ...input, k: 0 }, nearest)],
      ['panels.values', () => kernels.offerRows({ ...input, panels: { ...input.panels, values: short } }, nearest)],
      [
        'panels.halfNorms',
        () => kernels.offerRows({ ...input, panels: { ...input.panels, halfNorms: short } }, nearest),
      ],
      [
        'panels.ids',
        () => kernels.offerRows({ ...input, panels: { ...input.panels, ids: new Int32Array(17) } }, nearest),
      ],
      ['ids', () => kernels.offerRows(input, { ...nearest, ids: new Int32Array(3) })],
      ['distances', () => kernels.offerRows(input, { ...nearest, distances: new Float64Array(3) })],
      ['lists', () => kernels.offerRows({ ...input, probes: { ...probes, lists: new Int32Array(5) } }, nearest)],
      [
        'lists',
        () => kernels.offerRows({ ...input, probes: { ...probes, lists: probes.lists.map(() => 3) } }, nearest),
      ],
      [
        'starts',
        () => kernels.offerRows({ ...input, probes: { ...probes, starts: Int32Array.of(0, 2, 1, 3) } }, nearest),
      ],
      [
        'starts',
        () => kernels.offerRows({ ...input, probes: { ...probes, starts: Int32Array.of(0, 1, 2, 99) } }, nearest),
      ],
      ['m', () => kernels.offerCodes({ ...codes, m: 4 }, found)],
      ['codes', () => kernels.offerCodes({ ...codes, codes: new Uint8Array(5) }, found)],
      ['codewords', () => kernels.offerCodes({ ...codes, codewords: short }, found)],
      ['centres', () => kernels.offerCodes({ ...codes, centres: short }, found)],
      [
        'matrix',
        () => kernels.projectRows({ points: new Float32Array(6), matrix: short, rows: 2, cols: 3, width: 2 }, short),
      ],
      [
        'projected',
        () =>
          kernels.projectRows(
            { points: new Float32Array(6), matrix: new Float32Array(6), rows: 2, cols: 3, width: 2 },
            short,
          ),
      ],
      ['cols', () => kernels.hadamardRows({ rows: 1, cols: 5 }, short)],
      ['values', () => kernels.hadamardRows({ rows: 1, cols: 4 }, short)],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });
  });
});

const usual: Shape = {
  ...{
    rows: 100,
    queries: 10,
    cols: 9,
    k: 7,
    lists: 1,
    seed: 1,
    offset: 0,
    scale: 1,
    metric: 'L2',
    distinct: 1e9,
    sketched: false,
  },
};

interface CodedShape {
  readonly count: number;
  readonly queries: number;
  readonly m: number;
  readonly width: number;
  readonly seed: number;
  readonly offset: number;
}

function coded({ count, queries, m, width, seed, offset }: CodedShape): Parameters<Kernels['offerCodes']>[0] {
  const cols = m * width;
  const moved = (length: number, from: number) => Float32Array.from(noise(length, from), (value) => value + offset);
  return {
    ...{ rows: queries, cols, k: 4, m },
    queries: moved(queries * cols, seed),
    centres: moved(3 * cols, seed + 1),
    codewords: Float32Array.from(noise(256 * cols, seed + 2)),
    codes: Uint8Array.from(noise(count * m, seed + 3), (value) => (value + 1) * 127),
    ids: Int32Array.from({ length: count }, (_, row) => count - 1 - row),
    probes: {
      starts: Int32Array.of(0, Math.floor(count / 2), Math.floor(count / 2), count),
      lists: Int32Array.from({ length: queries * 2 }, (_, at) => [0, 2, -1, 1][at % 4] as number),
      probed: 2,
    },
  };
}

/** A process of its own, since threads and instruction set are chosen once in each. */
describe('native, in processes of their own', () => {
  const script = fileURLToPath(new URL('../support/neighbors-results.mjs', import.meta.url));
  const results = (env: Record<string, string>) =>
    JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, SAGELOCAL_BACKEND: 'native', SAGELOCAL_THREADS: '', SAGELOCAL_SIMD: '', ...env },
      }),
    ) as { simd: string; threads: number; exact: string; codes: string };
  const usually = results({});

  test.each([1, 2, 3])('%i threads: the same bits', (threads) => {
    const { exact, codes, threads: used } = results({ SAGELOCAL_THREADS: String(threads) });
    expect({ exact, codes, used }).toEqual({ exact: usually.exact, codes: usually.codes, used: threads });
  });

  const levels: Readonly<Record<string, readonly string[]>> = {
    avx512: ['none', 'sse2', 'avx2', 'avx512'],
    avx2: ['none', 'sse2', 'avx2'],
    sse2: ['none', 'sse2'],
    neon: ['none', 'neon'],
    none: ['none'],
  };
  test.each(levels[usually.simd] ?? [])('instruction set %s: the same neighbours and distances', (simd) => {
    expect(results({ SAGELOCAL_SIMD: simd })).toMatchObject({ simd, exact: usually.exact });
  });
});
