import type { Kernels, LeafPenalty } from '../../../kernels/kernels.js';
import { leafGain, singlePrecision, weightWithin } from '../../../kernels/leaf-weight.js';
import { InteractionConstraints, MonotoneConstraints } from './constraints.js';
import type { ExactParameters } from './exact-parameters.js';
import { GrowingTree } from './growing-tree.js';
import type { ColumnPiece, SortedColumns } from './sorted-columns.js';

/** A split must gain more than this, however small gamma is: XGBoost's kRtEps. */
const LEAST_GAIN = Math.fround(1e-6);

/** What is known of a node as a leaf. */
interface Leaf {
  readonly weight: number;
  readonly gain: number;
  readonly grad: number;
  readonly hess: number;
}

interface Surroundings {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

interface Splits {
  readonly gains: Float32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
  readonly defaultLeft: Uint8Array;
}

/** One tree while it grows, level by level. */
export class ExactTree {
  readonly tree = GrowingTree.root();
  /** `[rows]`, the node that each row has come to, drawn or not */
  readonly nodeOfRow: Int32Array;
  readonly #columns: SortedColumns;
  readonly #surroundings: Surroundings;
  readonly #parameters: ExactParameters;
  readonly #penalty: LeafPenalty;
  readonly #gradients: Float32Array;
  readonly #drawn: Uint8Array;
  readonly #leaves: Leaf[] = [];
  readonly #monotone: MonotoneConstraints | undefined;
  readonly #interactions: InteractionConstraints | undefined;

  /**
   * @param gradients `[rows, 2]`
   * @param drawn `[rows]`, 1 of those that count
   */
  constructor(
    columns: SortedColumns,
    surroundings: Surroundings,
    parameters: ExactParameters,
    gradients: Float32Array,
    drawn: Uint8Array,
  ) {
    const { monotone_constraints: monotone, interaction_constraints: interactions } = parameters;
    this.nodeOfRow = new Int32Array(columns.rows);
    this.#columns = columns;
    this.#surroundings = surroundings;
    this.#parameters = parameters;
    this.#penalty = singlePrecision(penaltyOf(parameters));
    this.#gradients = gradients;
    this.#drawn = drawn;
    this.#monotone = monotone?.length ? new MonotoneConstraints(monotone, columns.cols) : undefined;
    this.#interactions = interactions?.length ? new InteractionConstraints(interactions) : undefined;
  }

  /** @param columnsOf the columns that nodes of this depth may split on */
  async grow(columnsOf: (depth: number) => Int32Array): Promise<void> {
    let level = [0];
    this.#weigh(level);
    for (let depth = 0; depth < this.#parameters.max_depth && level.length > 0; depth++) {
      const splits = await this.#search(level, columnsOf(depth));
      const children = this.#split(level, splits);
      await this.#route(level, splits);
      this.#weigh(children);
      this.#constrain(level);
      level = children;
    }
    for (let node = 0; node < this.tree.size; node++) {
      if (this.tree.isLeaf(node))
        this.tree.setLeaf(node, Math.fround(this.#leaf(node).weight * Math.fround(this.#parameters.eta)));
    }
  }

  #leaf(node: number): Leaf {
    return this.#leaves[node] as Leaf;
  }

  /** Sums the gradients of new nodes, and what each would answer and gain as a leaf. */
  #weigh(nodes: readonly number[]): void {
    const first = nodes[0];
    if (first === undefined) return;
    const sums = this.#sumFrom(first, nodes.length);
    for (const [at, node] of nodes.entries()) {
      const [grad, hess] = [sums[2 * at] as number, sums[2 * at + 1] as number];
      const weight = weightWithin(grad, hess, this.#penalty, this.#boundsAbove(node));
      const gain = leafGain(grad, hess, weight, this.#penalty, this.#monotone !== undefined);
      this.#leaves[node] = { weight, gain, grad, hess };
      this.tree.setStatistics(node, { lossChange: 0, sumHessian: hess, baseWeight: weight });
    }
  }

  /** `[nodes, 2]`, the gradients of the drawn rows of so many nodes. */
  #sumFrom(first: number, nodes: number): Float64Array {
    const [nodeOfRow, drawn, gradients] = [this.nodeOfRow, this.#drawn, this.#gradients];
    const sums = new Float64Array(2 * nodes);
    for (let row = 0; row < nodeOfRow.length; row++) {
      const at = 2 * ((nodeOfRow[row] as number) - first);
      if (at < 0 || drawn[row] === 0) continue;
      sums[at] = (sums[at] as number) + (gradients[2 * row] as number);
      sums[at + 1] = (sums[at + 1] as number) + (gradients[2 * row + 1] as number);
    }
    return sums;
  }

  async #search(level: readonly number[], wanted: Int32Array): Promise<Splits> {
    const nodes = level.length;
    const best = {
      gains: new Float32Array(nodes),
      columns: new Int32Array(nodes),
      values: new Float32Array(nodes),
      defaultLeft: new Uint8Array(nodes),
    };
    const common = {
      nodeOfRow: this.#placesIn(level, this.#drawn),
      gradients: this.#gradients,
      nodeSums: Float64Array.from(level.flatMap((node) => [this.#leaf(node).grad, this.#leaf(node).hess])),
      nodeGains: Float32Array.from(level, (node) => this.#leaf(node).gain),
      nodeBounds: Float32Array.from(level.flatMap((node) => this.#monotone?.boundsOf(node) ?? [0, 0])),
      penalty: this.#penalty,
    };
    const isWanted = membership(wanted, this.#columns.cols);
    for (const piece of this.#columns.pieces(isWanted)) {
      this.#surroundings.signal?.throwIfAborted();
      await this.#surroundings.kernels.findExactSplits(
        { ...common, ...this.#constraintsOn(piece, level), ...this.#walks(piece, isWanted) },
        best,
      );
    }
    return best;
  }

  /** Upwards too where a row may lack the value; a column of one value has nothing to find there. */
  #walks({ firstColumn, columns, entries }: ColumnPiece, isWanted: (column: number) => boolean) {
    const walks = Uint8Array.from({ length: columns }, (_, at) => {
      const column = firstColumn + at;
      if (!isWanted(column)) return 0;
      return this.#columns.hasGaps(column) && !this.#columns.isConstant(column) ? 2 : 1;
    });
    return { entries, firstColumn, walks };
  }

  #constraintsOn({ firstColumn, columns }: ColumnPiece, level: readonly number[]) {
    const monotone = this.#monotone?.directions.subarray(firstColumn, firstColumn + columns);
    const allowed =
      this.#interactions &&
      Uint8Array.from({ length: level.length * columns }, (_, at) => {
        return Number(this.#mayUse(level[Math.floor(at / columns)] as number, firstColumn + (at % columns)));
      });
    return { monotone, allowed };
  }

  /** By an oversight of XGBoost the root may use as many columns as there are rows. */
  #mayUse(node: number, column: number): boolean {
    if (node === 0) return column < this.#columns.rows;
    return this.#interactions?.allows(node, column) ?? true;
  }

  /** As in XGBoost, those of the parent: between the answers of two children stands the wall that bounds all below. */
  #boundsAbove(node: number) {
    const { parent } = this.tree.node(node);
    return parent < 0 ? undefined : this.#monotone?.boundsOf(parent);
  }

  /** @returns the nodes of the next level */
  #split(level: readonly number[], splits: Splits): number[] {
    const children: number[] = [];
    for (const [at, node] of level.entries()) {
      const { weight, hess } = this.#leaf(node);
      const gain = splits.gains[at] as number;
      this.tree.setStatistics(node, { lossChange: gain, sumHessian: hess, baseWeight: weight });
      if (gain <= LEAST_GAIN) continue;
      const left = this.tree.split(
        node,
        splits.columns[at] as number,
        splits.values[at] as number,
        splits.defaultLeft[at] as number,
      );
      children.push(left, left + 1);
    }
    return children;
  }

  async #route(level: readonly number[], splits: Splits): Promise<void> {
    const nodeOfRow = this.#placesIn(level);
    const lefts = Int32Array.from(level, (node) => this.tree.node(node).left);
    const splitColumns = splits.columns.map((column, at) => ((lefts[at] as number) < 0 ? -1 : column));
    const goesLeft = new Uint8Array(nodeOfRow.length);
    for (let row = 0; row < nodeOfRow.length; row++) {
      const at = nodeOfRow[row] as number;
      if (at >= 0) goesLeft[row] = splits.defaultLeft[at] as number;
    }
    const isWanted = membership(splitColumns, this.#columns.cols);
    for (const { entries, firstColumn } of this.#columns.pieces(isWanted)) {
      const input = { entries, firstColumn, nodeOfRow, splitColumns, splitValues: splits.values };
      await this.#surroundings.kernels.routeRows(input, goesLeft);
    }
    for (let row = 0; row < nodeOfRow.length; row++) {
      const at = nodeOfRow[row] as number;
      const left = at < 0 ? -1 : (lefts[at] as number);
      if (left >= 0) this.nodeOfRow[row] = left + 1 - (goesLeft[row] as number);
    }
  }

  #constrain(level: readonly number[]): void {
    for (const node of level) {
      if (this.tree.isLeaf(node)) continue;
      const { left, right, splitIndex } = this.tree.node(node);
      const weights = [this.#leaf(left).weight, this.#leaf(right).weight] as const;
      this.#monotone?.split(node, left, splitIndex, weights);
      this.#interactions?.split(node, left, splitIndex);
    }
  }

  /** `[rows]`, where in the level the node of each row stands; -1 of rows that have come to a leaf before, and of those that do not count. */
  #placesIn(level: readonly number[], counts?: Uint8Array): Int32Array {
    const first = level[0] as number;
    const places = this.nodeOfRow.slice();
    for (let row = 0; row < places.length; row++) {
      const place = (places[row] as number) - first;
      places[row] = place < 0 || counts?.[row] === 0 ? -1 : place;
    }
    return places;
  }
}

function penaltyOf({ lambda, alpha, max_delta_step, min_child_weight }: ExactParameters): LeafPenalty {
  return { lambda, alpha, maxDeltaStep: max_delta_step, minChildWeight: min_child_weight };
}

function membership(columns: Int32Array, cols: number): (column: number) => boolean {
  const member = new Uint8Array(cols);
  for (const column of columns) if (column >= 0) member[column] = 1;
  return (column) => member[column] === 1;
}
