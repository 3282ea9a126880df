import { type Csr, isCsr, sliceCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf, sliceRows } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Kernels, RowsOfTrees } from '../../kernels/kernels.js';
import { addMargins } from '../../kernels/reference/trees/walk.js';
import { wrongWidth } from '../row-width.js';
import { rowsPerCall } from '../work.js';
import type { TreeBooster, XgboostModel } from '../xgboost-model.js';
import { baseMargin } from './base-margin.js';
import { addLinearContributions, addLinearMargins } from './linear-margins.js';
import { type TableOfTrees, tableOfTrees } from './trees/tree-table.js';

export interface RoundOptions {
  /** Boosting rounds `[first, last)`; all where absent, and no last one where it is 0, as in XGBoost. */
  readonly iterations?: readonly [number, number];
  readonly signal?: AbortSignal | undefined;
}

export interface MarginOptions extends RoundOptions {
  /** `[rows, groups]`, where each row starts instead of at the base score */
  readonly baseMargins?: Float32Array;
}

export interface ContributionOptions extends RoundOptions {
  /** Follow the path of each row alone: quicker, and not fair to features that are asked for late. */
  readonly approximate?: boolean;
}

/** A trained model that tells margins: what the trees, or the weights of a linear booster, add up to. Objectives make predictions of them. */
export class Booster {
  readonly model: XgboostModel;
  readonly #kernels: Kernels;
  readonly #tables = new Map<string, TableOfTrees>();
  /** Where the margins of a row start. `[groups]` */
  readonly baseMargins: Float32Array;

  constructor(model: XgboostModel, kernels: Kernels) {
    this.model = model;
    this.#kernels = kernels;
    this.baseMargins = baseMarginsOf(model, this.groups);
  }

  /** Margins of a row. */
  get groups(): number {
    return Math.max(1, this.model.numClass, this.model.numTarget);
  }

  /** Boosting rounds. */
  get rounds(): number {
    const { booster } = this.model;
    return booster.kind === 'gblinear' ? booster.boostedRounds : booster.iterationStarts.length - 1;
  }

  /**
   * @param rows `[rows, up to numFeature]`; missing values are NaN or absent, and so are the columns that a narrower matrix does not have
   * @returns `[rows, groups]`
   * @throws UserError E_FEATURE_DIM where rows are wider than those of the training
   */
  async margins(rows: Dense | Csr, options: MarginOptions = {}): Promise<Float32Array> {
    const few = this.marginsAtOnce(rows, options);
    if (few !== undefined) return few;
    const margins = this.#startingMargins(this.#checkedRows(rows), options.baseMargins);
    const { booster } = this.model;
    if (booster.kind === 'gblinear') {
      await addLinearMargins(booster, rows, margins, options.signal);
      return margins;
    }
    const table = this.#table(booster, options.iterations);
    for (const { piece, from } of this.#pieces(rows, table)) {
      options.signal?.throwIfAborted();
      const out = margins.subarray(from * this.groups, (from + piece.rows) * this.groups);
      await this.#kernels.addMargins({ table, rows: piece }, out);
    }
    return margins;
  }

  /** The same of so few rows that they are done before a kernel would have been called; else `undefined`. */
  marginsAtOnce(rows: Dense | Csr, options: MarginOptions = {}): Float32Array | undefined {
    const count = this.#checkedRows(rows);
    const { booster } = this.model;
    if (booster.kind === 'gblinear') return undefined;
    const table = this.#table(booster, options.iterations);
    if (count * table.treeGroups.length > WALKS_AT_ONCE) return undefined;
    options.signal?.throwIfAborted();
    const margins = this.#startingMargins(count, options.baseMargins);
    addMargins({ table, rows: rowsOfTrees(rows, 0, count) }, margins);
    return margins;
  }

  /** The leaf of each tree that a row ends in, by its number in the tree. `[rows, trees]` @throws UserError E_FEATURE_DIM */
  async leaves(rows: Dense | Csr, options: RoundOptions = {}): Promise<Int32Array> {
    const count = this.#checkedRows(rows);
    const { table, trees } = this.#explained(options);
    const leaves = new Uint32Array(count * trees);
    for (const { piece, from } of this.#pieces(rows, table)) {
      options.signal?.throwIfAborted();
      await this.#kernels.findLeaves(
        { table, rows: piece },
        leaves.subarray(from * trees, (from + piece.rows) * trees),
      );
    }
    return Int32Array.from(leaves, (leaf) => table.nodeIds[leaf] as number);
  }

  /**
   * What each feature adds to the margin of a row, and in the last column where the margin starts: together they are the margin.
   * @returns `[rows, groups, numFeature + 1]`
   * @throws UserError E_FEATURE_DIM, E_MODEL_UNSUPPORTED where a tree is too deep
   */
  async contributions(rows: Dense | Csr, options: ContributionOptions = {}): Promise<Float32Array> {
    const count = this.#checkedRows(rows);
    const width = this.model.numFeature + 1;
    const contributions = new Float32Array(roomFor(count * this.groups * width));
    if (this.model.booster.kind === 'gblinear') {
      addLinearContributions(this.model.booster, rows, contributions);
    } else {
      const { table, covers } = this.#explained(options);
      const { approximate = false, signal } = options;
      for (const { piece, from } of this.#pieces(rows, table, EXPLAINING)) {
        signal?.throwIfAborted();
        const out = contributions.subarray(from * this.groups * width, (from + piece.rows) * this.groups * width);
        await this.#kernels.addContributions({ table, covers, rows: piece, approximate }, out);
      }
    }
    this.#addBase(contributions, width, width - 1);
    return contributions;
  }

  /**
   * What pairs of features add to the margin of a row together; each line adds up to the feature's own contribution.
   * @returns `[rows, groups, numFeature + 1, numFeature + 1]`; of a linear booster all 0, as in XGBoost
   * @throws UserError E_FEATURE_DIM, E_MODEL_UNSUPPORTED where a tree is too deep
   */
  async interactions(rows: Dense | Csr, options: RoundOptions = {}): Promise<Float32Array> {
    const count = this.#checkedRows(rows);
    const size = (this.model.numFeature + 1) ** 2;
    const interactions = new Float32Array(roomFor(count * this.groups * size));
    if (this.model.booster.kind === 'gblinear') return interactions;
    const { table, covers } = this.#explained(options);
    for (const { piece, from } of this.#pieces(rows, table, EXPLAINING * (1 + table.usedColumns.length))) {
      options.signal?.throwIfAborted();
      const out = interactions.subarray(from * this.groups * size, (from + piece.rows) * this.groups * size);
      await this.#kernels.addInteractions({ table, covers, rows: piece }, out);
    }
    this.#addBase(interactions, size, size - 1);
    return interactions;
  }

  #addBase(explained: Float32Array, size: number, place: number): void {
    const base = this.baseMargins;
    for (let at = place, index = 0; at < explained.length; at += size, index++) {
      explained[at]! += base[index % base.length] as number;
    }
  }

  #checkedRows(rows: Dense | Csr): number {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols > this.model.numFeature) throw wrongWidth(this.model.numFeature, cols);
    return count;
  }

  /** The trees, and what the training saw at the nodes of the table. @throws UserError E_MODEL_UNSUPPORTED where there are no trees */
  #explained({ iterations }: RoundOptions) {
    const { booster } = this.model;
    if (booster.kind === 'gblinear') {
      throw new UserError('E_MODEL_UNSUPPORTED', 'A linear booster has no trees, and rows end in no leaf.');
    }
    const table = this.#table(booster, iterations);
    if (table.levels > MOST_LEVELS) {
      throw new UserError(
        'E_MODEL_UNSUPPORTED',
        `A tree has ${table.levels} levels; up to ${MOST_LEVELS} are explained.`,
      );
    }
    return { table, trees: table.treeGroups.length, covers: table.covers };
  }

  #startingMargins(count: number, given: Float32Array | undefined): Float32Array {
    if (given !== undefined) {
      if (given.length !== count * this.groups) {
        throw new RangeError(`${given.length} base margins do not go with ${count} rows of ${this.groups}`);
      }
      return given.slice();
    }
    const base = this.baseMargins;
    const margins = new Float32Array(count * base.length);
    if (base.length === 1) return margins.fill(base[0] as number);
    for (let at = 0; at < margins.length; at += base.length) margins.set(base, at);
    return margins;
  }

  /** Tables are made once, for whoever asks for the same rounds again. */
  #table(booster: TreeBooster, iterations: readonly [number, number] = ALL_ROUNDS): TableOfTrees {
    const key = iterations === ALL_ROUNDS ? '' : iterations.join();
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const [first, last] = [iterations[0], iterations[1] || this.rounds];
    if (!(first >= 0 && first <= last && last <= this.rounds)) {
      throw new RangeError(`rounds ${first} to ${last} are not among the ${this.rounds} of the model`);
    }
    const [from, to] = [booster.iterationStarts[first] as number, booster.iterationStarts[last] as number];
    const table = tableOfTrees(booster, { cols: this.model.numFeature, groups: this.groups, from, to });
    if (this.#tables.size === MOST_TABLES) this.#tables.clear();
    this.#tables.set(key, table);
    return table;
  }

  /** Rows that one kernel call should take. */
  *#pieces(rows: Dense | Csr, table: TableOfTrees, operationsPerWalk = OPERATIONS_PER_WALK) {
    const count = isCsr(rows) ? rows.rows : rowsOf(rows);
    const perCall = rowsPerCall(
      this.#kernels,
      operationsPerWalk * table.treeGroups.length + OPERATIONS_PER_READ * table.cols,
    );
    for (let from = 0; from < count; from += perCall) {
      yield { piece: rowsOfTrees(rows, from, Math.min(count, from + perCall)), from };
    }
  }
}

function baseMarginsOf({ baseScore, objective, booster, version }: XgboostModel, groups: number): Float32Array {
  // Of several base scores XGBoost gives a linear booster the first, whatever the class.
  const scores = booster.kind === 'gblinear' ? baseScore.slice(0, 1) : baseScore;
  return Float32Array.from({ length: groups }, (_, group) =>
    baseMargin(objective.name, scores[group] ?? (scores[0] as number), version),
  );
}

const ALL_ROUNDS = [0, 0] as const;

/** Kept at once, of different rounds. */
const MOST_TABLES = 4;

/** Paths from a root to a leaf that cost less here than a call of a kernel does. */
const WALKS_AT_ONCE = 1000;

/** What one path costs, in the multiply-adds that `work.ts` counts. */
const OPERATIONS_PER_WALK = 100;
const EXPLAINING = 50_000;
const OPERATIONS_PER_READ = 16;

/** Trees of more levels are not explained: the path of a row is kept at every length. */
const MOST_LEVELS = 500;

/** 2 GiB of float32. */
const MOST_NUMBERS = 2 ** 29;

/** @throws UserError E_TOO_LARGE where no array could hold so many numbers */
function roomFor(numbers: number): number {
  if (numbers <= MOST_NUMBERS) return numbers;
  throw new UserError('E_TOO_LARGE', `The explanation would have ${numbers} numbers.`, {
    hint: 'Explain fewer rows at once.',
  });
}

function rowsOfTrees(rows: Dense | Csr, from: number, to: number): RowsOfTrees {
  if (isCsr(rows)) return sliceCsr(rows, from, to);
  const piece = to - from === rowsOf(rows) ? rows : sliceRows(rows, from, to);
  return { values: rowMajor(piece), rows: to - from, cols: colsOf(rows) };
}
