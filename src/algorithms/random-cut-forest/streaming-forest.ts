import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import { DynamicTree } from './dynamic-tree.js';

export interface StreamingForestOptions {
  /** Values of a row. */
  readonly featureDim: number;
  /** Default 100. */
  readonly numTrees?: number;
  /** Rows that each tree keeps of the stream; default 256. */
  readonly samplesPerTree?: number;
  /** How fast the past is forgotten: a row that is 1 / timeDecay rows old is e times less likely to be kept than a new one. Default 0: not at all. */
  readonly timeDecay?: number;
  /** Same seed, same stream, same scores; default 0. */
  readonly seed?: number;
}

/**
 * A random cut forest that follows a stream: each tree keeps a sample of the rows so far, from which old rows leave as new ones join. SageMaker has no
 * such thing; it is for those who score as they read.
 *
 * @example for (const row of stream) { const score = forest.score(row); forest.update(row); }
 */
export class StreamingForest {
  readonly featureDim: number;
  readonly #trees: readonly SampledTree[];

  /** @throws UserError E_STREAMING_FOREST */
  constructor({ featureDim, numTrees = 100, samplesPerTree = 256, timeDecay = 0, seed = 0 }: StreamingForestOptions) {
    for (const [name, value] of Object.entries({ featureDim, numTrees, samplesPerTree })) {
      if (!Number.isSafeInteger(value) || value < 1) throw wrongOption(`${name} is ${value}`, 'a whole number above 0');
    }
    if (!(timeDecay >= 0 && timeDecay < 1))
      throw wrongOption(`timeDecay is ${timeDecay}`, 'a number from 0 to below 1');
    this.featureDim = featureDim;
    const random = new Random(seed);
    this.#trees = Array.from(
      { length: numTrees },
      () => new SampledTree(samplesPerTree, timeDecay, new Random(random.bits())),
    );
  }

  /**
   * How anomalous the row is among those the trees keep now: as the model's `predict`. 0 before there were any.
   * @throws UserError E_FEATURE_DIM, E_NOT_FINITE
   */
  score(row: ArrayLike<number>): number {
    const point = this.#checked(row);
    return this.#trees.reduce((sum, { tree }) => sum + scoreIn(tree, point), 0) / this.#trees.length;
  }

  /** Offers a row of the stream to every tree. @throws UserError E_FEATURE_DIM, E_NOT_FINITE */
  update(row: ArrayLike<number>): void {
    const point = this.#checked(row);
    for (const tree of this.#trees) tree.offer(point);
  }

  /** Takes a row out of every tree that keeps it. @returns how many did @throws UserError E_FEATURE_DIM, E_NOT_FINITE */
  forget(row: ArrayLike<number>): number {
    const point = this.#checked(row);
    return this.#trees.filter((tree) => tree.forget(point)).length;
  }

  /** Rows that each tree keeps. */
  get masses(): readonly number[] {
    return this.#trees.map(({ tree }) => tree.mass);
  }

  #checked(row: ArrayLike<number>): Float32Array {
    const point = Float32Array.from(row);
    if (point.length !== this.featureDim) {
      throw new UserError(
        'E_FEATURE_DIM',
        `The forest is of ${this.featureDim} features, the row has ${point.length}.`,
      );
    }
    const column = point.findIndex((value) => !Number.isFinite(value));
    if (column < 0) return point;
    throw new UserError('E_NOT_FINITE', `Value ${column} of the row, counted from 0, is ${row[column]}.`, {
      hint: 'Fill it in first: see impute.',
    });
  }
}

function scoreIn(tree: DynamicTree, point: Float32Array): number {
  return tree.inverseDepth(point) * Math.log2(tree.mass + 1);
}

interface Kept {
  readonly point: Float32Array;
  readonly key: number;
}

/**
 * A tree and the sample it is grown over. Every row gets a random key, and the rows with the smallest keys stay. Without decay that is a sample in
 * which each row has equal chance; with decay the keys of later rows are drawn smaller.
 * @see Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006
 */
class SampledTree {
  readonly tree: DynamicTree;
  readonly #capacity: number;
  readonly #timeDecay: number;
  readonly #random: Random;
  readonly #kept: Kept[] = [];
  #seen = 0;
  /** Index of the largest key, the next to go. */
  #last = 0;

  constructor(capacity: number, timeDecay: number, random: Random) {
    this.#capacity = capacity;
    this.#timeDecay = timeDecay;
    this.#random = random;
    this.tree = new DynamicTree(random);
  }

  offer(point: Float32Array): void {
    // The logarithm of an exponential draw with rate exp(timeDecay * age); 1 - uniform is never 0.
    const key = Math.log(-Math.log(1 - this.#random.uniform())) - this.#timeDecay * this.#seen++;
    if (this.#kept.length < this.#capacity) {
      this.#kept.push({ point, key });
      this.tree.insert(point);
    } else {
      const last = this.#kept[this.#last] as Kept;
      if (key >= last.key) return;
      this.tree.delete(last.point);
      this.#kept[this.#last] = { point, key };
      this.tree.insert(point);
    }
    this.#findLast();
  }

  forget(point: Float32Array): boolean {
    const at = this.#kept.findIndex((kept) => kept.point.every((value, column) => value === point[column]));
    if (at < 0) return false;
    this.#kept.splice(at, 1);
    this.#findLast();
    return this.tree.delete(point);
  }

  #findLast(): void {
    this.#last = 0;
    for (let at = 1; at < this.#kept.length; at++) {
      if ((this.#kept[at] as Kept).key > (this.#kept[this.#last] as Kept).key) this.#last = at;
    }
  }
}

function wrongOption(what: string, wanted: string): UserError {
  return new UserError('E_STREAMING_FOREST', `${what}.`, { hint: `It must be ${wanted}.` });
}
