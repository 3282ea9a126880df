import { type Csr, isCsr, sliceCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf, sliceRows } from '../../data/dense.js';
import type { Kernels, RowsOfTrees } from '../../kernels/kernels.js';
import { addMargins } from '../../kernels/reference/trees/walk.js';
import { wrongWidth } from '../row-width.js';
import { rowsPerCall } from '../work.js';
import type { TreeBooster, XgboostModel } from '../xgboost-model.js';
import { baseMargin } from './base-margin.js';
import { addLinearMargins } from './linear-margins.js';
import { type TableOfTrees, tableOfTrees } from './trees/tree-table.js';

export interface MarginOptions {
  /** Boosting rounds `[first, last)`; all where absent, and no last one where it is 0, as in XGBoost. */
  readonly iterations?: readonly [number, number];
  /** `[rows, groups]`, where each row starts instead of at the base score */
  readonly baseMargins?: Float32Array;
  readonly signal?: AbortSignal | undefined;
}

/** A trained model that tells margins: what the trees, or the weights of a linear booster, add up to. Objectives make predictions of them. */
export class Booster {
  readonly model: XgboostModel;
  readonly #kernels: Kernels;
  readonly #tables = new Map<string, TableOfTrees>();

  constructor(model: XgboostModel, kernels: Kernels) {
    this.model = model;
    this.#kernels = kernels;
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

  /** Where the margins of a row start. `[groups]` */
  get baseMargins(): Float32Array {
    const { baseScore, objective } = this.model;
    return Float32Array.from({ length: this.groups }, (_, group) =>
      baseMargin(objective.name, baseScore[group] ?? (baseScore[0] as number)),
    );
  }

  /**
   * @param rows `[rows, up to numFeature]`; missing values are NaN or absent, and so are the columns that a narrower matrix does not have
   * @returns `[rows, groups]`
   * @throws UserError E_FEATURE_DIM where rows are wider than those of the training
   */
  async margins(rows: Dense | Csr, options: MarginOptions = {}): Promise<Float32Array> {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols > this.model.numFeature) throw wrongWidth(this.model.numFeature, cols);
    const margins = this.#startingMargins(count, options.baseMargins);
    const { booster } = this.model;
    if (booster.kind === 'gblinear') {
      await addLinearMargins(booster, rows, margins, options.signal);
    } else {
      const table = this.#table(booster, options.iterations);
      for (const { piece, from } of this.pieces(rows, table)) {
        options.signal?.throwIfAborted();
        const out = margins.subarray(from * this.groups, (from + piece.rows) * this.groups);
        await this.#addMargins(table, piece, out);
      }
    }
    return margins;
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

  /** Few rows are done before a kernel would have been called. */
  async #addMargins(table: TableOfTrees, rows: RowsOfTrees, margins: Float32Array): Promise<void> {
    const input = { table, rows };
    if (rows.rows * table.treeGroups.length <= WALKS_AT_ONCE) addMargins(input, margins);
    else await this.#kernels.addMargins(input, margins);
  }

  /** Tables are made once, for whoever asks for the same rounds again. */
  #table(booster: TreeBooster, iterations: readonly [number, number] = [0, 0]): TableOfTrees {
    const key = iterations.join();
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const [first, last] = [iterations[0], iterations[1] || this.rounds];
    if (!(first >= 0 && first <= last && last <= this.rounds)) {
      throw new RangeError(`rounds ${first} to ${last} are not among the ${this.rounds} of the model`);
    }
    const [from, to] = [booster.iterationStarts[first] as number, booster.iterationStarts[last] as number];
    const table = tableOfTrees(booster, { cols: this.model.numFeature, groups: this.groups, from, to });
    this.#tables.set(key, table);
    return table;
  }

  /** Rows that one kernel call should take. */
  *pieces(rows: Dense | Csr, table: TableOfTrees) {
    const count = isCsr(rows) ? rows.rows : rowsOf(rows);
    const perCall = rowsPerCall(
      this.#kernels,
      OPERATIONS_PER_WALK * table.treeGroups.length + OPERATIONS_PER_READ * table.cols,
    );
    for (let from = 0; from < count; from += perCall) {
      yield { piece: rowsOfTrees(rows, from, Math.min(count, from + perCall)), from };
    }
  }
}

/** Paths from a root to a leaf that cost less here than a call of a kernel does. */
const WALKS_AT_ONCE = 1000;

/** What one path costs, in the multiply-adds that `work.ts` counts. */
const OPERATIONS_PER_WALK = 100;
const OPERATIONS_PER_READ = 16;

function rowsOfTrees(rows: Dense | Csr, from: number, to: number): RowsOfTrees {
  if (isCsr(rows)) return sliceCsr(rows, from, to);
  return { values: rowMajor(sliceRows(rows, from, to)), rows: to - from, cols: colsOf(rows) };
}
