import type { TreeTable } from '../../kernels.js';
import { childOf } from './walk.js';

/** A feature that counts as known, or as not known, whatever the order: what interactions are made of. */
export interface Fixed {
  readonly slot: number;
  readonly known: boolean;
}

export interface ShapInput {
  readonly table: TreeTable;
  /** `[nodes]` */
  readonly covers: Float32Array;
  /** `[slots]` */
  readonly features: Float32Array;
  /** `[slots]`, which is added to */
  readonly phi: Float64Array;
  readonly fixed?: Fixed;
}

/**
 * A feature on the way from the root. Of all rows of the training that come this far, `zero` is the share that goes on where the feature is not
 * known; `one` is 1 where the row itself goes on, else 0.
 */
interface Step {
  /** -1 at the root */
  readonly slot: number;
  readonly zero: number;
  readonly one: number;
}

/** Steps, and the weight of the ways in which so many features could be known. */
interface Path {
  readonly steps: readonly Step[];
  /** `[steps]` */
  readonly weights: readonly number[];
}

/**
 * Shapley values of one row under one tree: what each feature adds to the answer, averaged over all orders in which features could become known.
 *
 * @see Lundberg, Erion and Lee, "Consistent Individualized Feature Attribution for Tree Ensembles" (2018), algorithm 2
 */
export function shapleyValues(input: ShapInput, root: number): void {
  visit(input, root, extended({ steps: [], weights: [] }, { slot: -1, zero: 1, one: 1 }), 1);
}

/** @param share of the weight that agrees with what is fixed */
function visit(input: ShapInput, node: number, path: Path, share: number): void {
  if (share === 0) return;
  const { table, covers, features, fixed } = input;
  if (table.leftOffsets[node] === 0) {
    addLeaf(input, node, path, share);
    return;
  }
  const slot = table.slots[node] as number;
  const left = node + (table.leftOffsets[node] as number);
  const hot = childOf(table, node, features);
  // A feature that was asked for before is taken off the path, to be put on again with both answers.
  const before = path.steps.findIndex((step) => step.slot === slot);
  const earlier = path.steps[before] ?? { zero: 1, one: 1 };
  const rest = before < 0 ? path : unwound(path, before);
  for (const child of [left, left + 1]) {
    const cover = (covers[child] as number) / (covers[node] as number);
    const isHot = child === hot;
    if (fixed?.slot === slot) {
      const agreeing = fixed.known ? Number(isHot) : cover;
      visit(input, child, rest, share * agreeing);
    } else {
      const step = { slot, zero: cover * earlier.zero, one: isHot ? earlier.one : 0 };
      visit(input, child, extended(rest, step), share);
    }
  }
}

function addLeaf({ table, phi }: ShapInput, leaf: number, path: Path, share: number): void {
  path.steps.forEach(({ slot, zero, one }, at) => {
    if (slot < 0) return;
    const weight = unwound(path, at).weights.reduce((sum, part) => sum + part, 0);
    phi[slot]! += weight * (one - zero) * (table.values[leaf] as number) * share;
  });
}

function extended({ steps, weights }: Path, step: Step): Path {
  const depth = steps.length;
  const next = [...weights, depth === 0 ? 1 : 0];
  for (let at = depth - 1; at >= 0; at--) {
    const weight = next[at] as number;
    next[at + 1]! += (step.one * weight * (at + 1)) / (depth + 1);
    next[at] = (step.zero * weight * (depth - at)) / (depth + 1);
  }
  return { steps: [...steps, step], weights: next };
}

/** The path as if a step had never been put on. */
function unwound({ steps, weights }: Path, taken: number): Path {
  const { zero, one } = steps[taken] as Step;
  const depth = steps.length - 1;
  const before = weights.slice(0, depth);
  let nextOne = weights[depth] as number;
  for (let at = depth - 1; at >= 0; at--) {
    const weight = weights[at] as number;
    if (one !== 0) {
      before[at] = (nextOne * (depth + 1)) / ((at + 1) * one);
      nextOne = weight - ((before[at] as number) * zero * (depth - at)) / (depth + 1);
    } else {
      before[at] = zero === 0 ? 0 : (weight * (depth + 1)) / (zero * (depth - at));
    }
  }
  return { steps: steps.filter((_, at) => at !== taken), weights: before };
}
