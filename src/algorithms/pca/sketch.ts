import { isCsr } from '../../data/csr.js';
import { type Dense, dense, rowsOf } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { refuseNonFinite } from '../channel-batches.js';
import { overflow, symmetricEigen } from '../symmetric-eigen.js';
import { CentredRows, type Tools } from './centred-rows.js';
import { worthwhile } from './density.js';
import { nystromRows } from './nystrom.js';
import { Rooms } from './rooms.js';
import { type BlockLimits, RowBuffer, type Rows } from './row-buffer.js';
import { momentsOf } from './row-moments.js';

/** Directions, the most important first, and how much the rows vary along them. */
interface WeightedAxes {
  /** `[kept, cols]`, orthonormal rows */
  readonly axes: Float32Array;
  /** `[kept]`, descending */
  readonly singularValues: Float64Array;
}

/** Orthonormal rows `[count, cols]`. */
interface Basis {
  readonly axes: Float32Array;
  readonly count: number;
}

/** What the randomized mode knows of the rows it has read. */
export interface SketchState extends WeightedAxes {
  readonly rows: number;
  /** `[cols]`; zeros without `subtract_mean` */
  readonly mean: Float64Array;
  /** Sum of squared distances of the rows to the mean. */
  readonly trace: number;
}

export interface SketchOptions extends Tools {
  readonly cols: number;
  /** Directions that are kept: num_components and the extra ones. */
  readonly size: number;
  readonly subtractMean: boolean;
  readonly random: Random;
  /** How many rows are compressed at once; the default suits all but tests. */
  readonly limits?: BlockLimits;
}

/** Passes over the rows of a block before their last look: from random signs, fewer where more blocks will sharpen the sketch, or from what is known. */
const PASSES = { only: 3, first: 2, later: 1 } as const;

/** Projections that one thread multiplies with each other at a time. */
const GRAM_ROWS = 256;

/** Directions weaker than this share of the strongest are rounding. */
const NEGLIGIBLE = 1e-6;

/**
 * A sketch of all rows in bounded memory: as many weighted directions as `size` says, the best approximation to everything read so far. Rows are
 * collected in a block; when it is full, sketch and block together are compressed into a sketch again, by subspace iteration. The first
 * block starts from a random sketch H X with signs for H, as SageMaker documents it; each pass over the block sharpens it.
 *
 * @see Halko, Martinsson and Tropp, Finding structure with randomness, 2011 · Ross, Lim, Lin and Yang, Incremental learning for robust visual
 * tracking, 2008 (the mean)
 */
export class Sketch {
  state: SketchState | undefined;
  private readonly options: SketchOptions;
  private readonly buffer: RowBuffer;
  private readonly rooms = new Rooms();

  constructor(options: SketchOptions) {
    this.options = options;
    this.buffer = new RowBuffer(options.cols, options.size, options.limits);
  }

  /** @throws UserError E_NOT_FINITE with file and row, once the block of that row is complete */
  async add(rows: Rows): Promise<void> {
    const { features } = rows;
    const count = isCsr(features) ? features.rows : rowsOf(features);
    if (!this.buffer.goesWith(rows)) await this.compress();
    for (let from = 0; from < count; ) {
      if (this.buffer.isFull) await this.compress();
      from = this.buffer.take(rows, from);
    }
  }

  /** Compresses the last block, which a full one waits to become. */
  async finish(): Promise<SketchState> {
    if (this.buffer.rows > 0) await this.compress({ isLast: true });
    return this.state as SketchState;
  }

  private async compress({ isLast = false } = {}): Promise<void> {
    const { options, state: before } = this;
    const { subtractMean } = options;
    const rows = this.buffer.handOut();
    const features = worthwhile(rows.features);
    const block = await momentsOf(features, options);
    // A value that is not finite shows in the mean of its column: no need to look at all of them first.
    if (!block.mean.every(Number.isFinite)) await refuseNonFinite(rows, { ...options, channel: 'train' });
    const mean = subtractMean ? block.mean : undefined;
    const joined = joinedMoments(before, block, subtractMean);
    const parts = [new CentredRows(features, mean, options)];
    const sketched = before && this.sketchRows(before, block);
    if (sketched !== undefined) parts.push(new CentredRows(sketched, undefined, options));
    const found = isLast ? await this.search(parts, before) : await this.refine(parts, before);
    this.state = { ...joined, ...found };
  }

  /** The sketch as rows that stand for everything read before; one more carries the distance between the means of then and now. */
  private sketchRows(before: SketchState, block: BlockMoments): Dense {
    const { cols, subtractMean } = this.options;
    const kept = before.singularValues.length;
    const rows = this.rooms.float32('sketch', (kept + (subtractMean ? 1 : 0)) * cols);
    for (let row = 0; row < kept; row++) {
      const [from, to] = [row * cols, (row + 1) * cols];
      scale(before.axes.subarray(from, to), before.singularValues[row] as number, rows.subarray(from, to));
    }
    if (subtractMean) {
      const weight = Math.sqrt((before.rows * block.rows) / (before.rows + block.rows));
      for (let col = 0; col < cols; col++) {
        rows[kept * cols + col] = weight * ((block.mean[col] as number) - (before.mean[col] as number));
      }
    }
    return dense(rows, rows.length / cols, cols);
  }

  /** By one look at the rows: what they are along the axes, and the products of that with them. Enough for a sketch that goes on. */
  private async refine(parts: readonly CentredRows[], before: SketchState | undefined): Promise<WeightedAxes> {
    const { cols, kernels, signal } = this.options;
    const known = this.known(before) ?? (await this.sharpened(parts, await this.randomBasis(parts), PASSES.first));
    const gram = new Float64Array(known.count ** 2);
    const products = this.rooms.zeros('products', known.count * cols);
    for (const part of parts) {
      const projections = await this.projected(part, known);
      await this.addGram(projections, part.rows, known.count, gram);
      await part.addCrossProducts(projections, known.count, products);
    }
    const points = this.rooms.rounded('points', products);
    const { axes, count } = await this.orthonormal(products, known.count);
    const along = new Float32Array(known.count * count);
    if (count > 0) await kernels.project({ points, axes, rows: known.count, cols, count }, along);
    signal?.throwIfAborted();
    const rows = nystromRows(gram, along, known.count, count);
    const approximate = new Float64Array(count ** 2);
    if (count > 0) await this.addGram(rows, known.count, count, approximate);
    return this.turned(axes, count, approximate);
  }

  /** By another look at the rows from the axes found: their singular values are those of the rows. */
  private async search(parts: readonly CentredRows[], before: SketchState | undefined): Promise<WeightedAxes> {
    const basis = await this.subspace(parts, before);
    const { axes, count } = basis;
    const gram = new Float64Array(count * count);
    if (count > 0)
      for (const part of parts) await this.addGram(await this.projected(part, basis), part.rows, count, gram);
    return this.turned(axes, count, gram);
  }

  /** Orthonormal axes of the space in which sketch and block vary most. */
  private async subspace(parts: readonly CentredRows[], before: SketchState | undefined): Promise<Basis> {
    const known = this.known(before);
    if (known !== undefined) return this.sharpened(parts, known, PASSES.later);
    return this.sharpened(parts, await this.randomBasis(parts), PASSES.only);
  }

  /** What is known already, where it has as many directions as it may. */
  private known(before: SketchState | undefined): Basis | undefined {
    const { size } = this.options;
    return before !== undefined && before.singularValues.length >= size
      ? { axes: before.axes, count: size }
      : undefined;
  }

  /** By subspace iteration. */
  private async sharpened(parts: readonly CentredRows[], start: Basis, passes: number): Promise<Basis> {
    let basis = start;
    for (let pass = 0; pass < passes && basis.count > 0; pass++) {
      const axes = basis;
      basis = await this.spanned(parts, axes.count, (part) => this.projected(part, axes));
    }
    return basis;
  }

  private projected(part: CentredRows, { axes, count }: Basis): Promise<Float32Array> {
    return part.project(axes, count, this.rooms.float32('projections', part.rows * count));
  }

  /** The random sketch: every row is added to each row of the sketch, with a random sign. */
  private randomBasis(parts: readonly CentredRows[]) {
    const { size, random } = this.options;
    return this.spanned(parts, size, async ({ rows }) => randomSigns(rows * size, random));
  }

  /** An orthonormal basis of the rows of `sum(weights^T part)`. */
  private async spanned(
    parts: readonly CentredRows[],
    count: number,
    weightsOf: (part: CentredRows) => Promise<Float32Array>,
  ): Promise<Basis> {
    const products = this.rooms.zeros('products', count * this.options.cols);
    for (const part of parts) await part.addCrossProducts(await weightsOf(part), count, products);
    return this.orthonormal(products, count);
  }

  /** An orthonormal basis of the vectors `[count, cols]`, in their place. */
  private async orthonormal(vectors: Float64Array, count: number): Promise<Basis> {
    const { cols, kernels, signal } = this.options;
    if (!areFinite(vectors)) throw overflow();
    const kept = await kernels.orthonormalise({ count, cols }, vectors);
    signal?.throwIfAborted();
    return { axes: this.rooms.rounded('axes', vectors.subarray(0, kept * cols)), count: kept };
  }

  /**
   * Turns the axes within their space to where sketch and block vary most, the most important first.
   * @param gram `[count, count]`, how they vary along the axes: the triangle on and above the diagonal
   */
  private async turned(axes: Float32Array, count: number, gram: Float64Array): Promise<WeightedAxes> {
    if (count === 0) return { axes, singularValues: new Float64Array() };
    const { cols, kernels, signal } = this.options;
    const { values, vectors } = await symmetricEigen(gram, count, this.options);
    const singularValues = values.map((value) => Math.sqrt(Math.max(0, value))).reverse();
    const strongest = singularValues[0] as number;
    const kept = singularValues.findLastIndex((value) => value > NEGLIGIBLE * strongest) + 1;
    const turned = this.rooms.zeros('products', kept * cols);
    if (kept > 0) {
      const weights = new Float32Array(count * kept);
      for (let index = 0; index < kept; index++) {
        const vector = vectors.subarray((count - 1 - index) * count, (count - index) * count);
        for (let axis = 0; axis < count; axis++) weights[axis * kept + index] = vector[axis] as number;
      }
      await kernels.addCrossProducts({ weights, points: axes, rows: count, cols, count: kept }, turned);
      signal?.throwIfAborted();
    }
    return { axes: this.rooms.rounded('kept', turned), singularValues: singularValues.slice(0, kept) };
  }

  /** Adds `projections^T projections`, by the kernel that sums moments up in float64 while they are small, and from its mean. */
  private async addGram(projections: Float32Array, rows: number, count: number, gram: Float64Array): Promise<void> {
    const { kernels, signal } = this.options;
    const moments = { mean: new Float64Array(count), scatter: new Float64Array(count * count) };
    await kernels.addMoments({ points: projections, rows, cols: count, chunkRows: GRAM_ROWS, seen: 0 }, moments);
    signal?.throwIfAborted();
    for (let i = 0; i < count; i++) {
      for (let j = i; j < count; j++) {
        const between = rows * (moments.mean[i] as number) * (moments.mean[j] as number);
        gram[i * count + j] = (gram[i * count + j] as number) + (moments.scatter[i * count + j] as number) + between;
      }
    }
  }
}

type BlockMoments = Awaited<ReturnType<typeof momentsOf>>;

/** Number, mean and trace of all rows, as Chan, Golub and LeVeque join them (1979). */
function joinedMoments(before: SketchState | undefined, block: BlockMoments, subtractMean: boolean) {
  const earlier = before ?? { rows: 0, mean: new Float64Array(block.mean.length), trace: 0 };
  const rows = earlier.rows + block.rows;
  if (!subtractMean) {
    const squares = block.mean.reduce((sum, value) => sum + value * value, 0);
    return { rows, mean: earlier.mean, trace: earlier.trace + block.trace + block.rows * squares };
  }
  const shift = block.mean.map((value, col) => value - (earlier.mean[col] as number));
  const between = (shift.reduce((sum, value) => sum + value * value, 0) * earlier.rows * block.rows) / rows;
  const mean = earlier.mean.map((value, col) => value + ((shift[col] as number) * block.rows) / rows);
  return { rows, mean, trace: earlier.trace + block.trace + between };
}

function scale(values: Float32Array, factor: number, into: Float32Array): void {
  for (let at = 0; at < values.length; at++) into[at] = (values[at] as number) * factor;
}

/** Called for every block: far faster than `every`. */
function areFinite(values: Float64Array): boolean {
  let zero = 0;
  for (let at = 0; at < values.length; at++) zero += 0 * (values[at] as number);
  return zero === 0;
}

function randomSigns(length: number, random: Random): Float32Array {
  const signs = new Float32Array(length);
  for (let from = 0; from < length; from += 32) {
    const bits = random.bits();
    const count = Math.min(32, length - from);
    for (let bit = 0; bit < count; bit++) signs[from + bit] = 2 * ((bits >>> bit) & 1) - 1;
  }
  return signs;
}
