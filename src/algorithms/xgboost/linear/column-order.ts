import type { MersenneTwister } from '../random-stream.js';

export const FEATURE_SELECTORS = ['cyclic', 'shuffle', 'random', 'greedy', 'thrifty'] as const;
export type FeatureSelector = (typeof FEATURE_SELECTORS)[number];

/** How far a weight would move at the present gradients, before the learning rate. */
type StepAlong = (column: number) => number;

/** In which order a round goes over the columns. */
export interface ColumnOrder {
  /** @param stepOf what the gradients at the beginning of the round say, by group */
  startRound(stepOf: (group: number) => StepAlong): void;
  /** The column of the `at`-th step; `undefined` ends the round for this group. */
  next(at: number, group: number, stepAlong: StepAlong): number | undefined;
}

interface Shape {
  readonly cols: number;
  readonly groups: number;
  readonly stream: MersenneTwister;
}

export function columnOrder(selector: FeatureSelector, shape: Shape): ColumnOrder {
  switch (selector) {
    case 'cyclic':
      return { startRound() {}, next: (at) => at };
    case 'random':
      return { startRound() {}, next: () => shape.stream.next() % shape.cols };
    case 'shuffle':
      return shuffled(shape);
    case 'greedy':
      return greedy(shape);
    case 'thrifty':
      return thrifty(shape);
  }
}

/** A new order each round, shuffled from that of the round before. */
function shuffled({ cols, stream }: Shape): ColumnOrder {
  const columns = Int32Array.from({ length: cols }, (_, column) => column);
  return { startRound: () => stream.shuffle(columns), next: (at) => columns[at] };
}

/** Always the column that would move furthest. As in XGBoost, a round is over one step before it has taken as many as there are columns. */
function greedy({ cols }: Shape): ColumnOrder {
  return {
    startRound() {},
    next(at, _, stepAlong) {
      if (at === cols - 1) return undefined;
      let [best, furthest] = [0, 0];
      for (let column = 0; column < cols; column++) {
        const step = Math.abs(Math.fround(stepAlong(column)));
        if (step > furthest) [best, furthest] = [column, step];
      }
      return best;
    },
  };
}

/** In the order of how far each would have moved at the beginning of the round; the last one is left out, as in XGBoost. */
function thrifty({ cols, groups }: Shape): ColumnOrder {
  let orders: number[][] = [];
  return {
    startRound(stepOf) {
      orders = Array.from({ length: groups }, (_, group) => {
        const stepAlong = stepOf(group);
        const steps = Array.from({ length: cols }, (_, column) => Math.abs(Math.fround(stepAlong(column))));
        return steps.map((_, column) => column).sort((a, b) => (steps[b] as number) - (steps[a] as number));
      });
    },
    next: (at, group) => (at === cols - 1 ? undefined : orders[group]?.[at]),
  };
}
