import type { MersenneTwister } from './random-stream.js';

export interface DartParameters {
  readonly sample_type: 'uniform' | 'weighted';
  readonly normalize_type: 'tree' | 'forest';
  readonly rate_drop: number;
  readonly one_drop: number;
  readonly skip_drop: number;
  readonly eta: number;
}

/**
 * Dropout for boosted trees: each round leaves some of the earlier trees out and fits its own to what they leave open. As the new trees now do a part of
 * the work of those, both are weighted down when the dropped ones come back.
 *
 * @see Vinayak and Gilad-Bachrach (2015), DART: Dropouts meet Multiple Additive Regression Trees
 */
export class Dropout {
  readonly #parameters: DartParameters;
  readonly #stream: MersenneTwister;
  readonly #weights: number[];
  #dropped: readonly number[] = [];

  /** @param weights of the trees of an earlier model, to go on from */
  constructor(parameters: DartParameters, stream: MersenneTwister, weights: Iterable<number> = []) {
    this.#parameters = parameters;
    this.#stream = stream;
    this.#weights = [...weights];
  }

  /** `[trees]`, what each tree's answer is multiplied by. */
  get weights(): Float32Array {
    return Float32Array.from(this.#weights);
  }

  /** Chooses the trees that the coming round does without; ascending. Once, before its gradients. */
  drop(): readonly number[] {
    this.#dropped = this.#draw();
    return this.#dropped;
  }

  /** Weighs the trees that the round has grown, and anew those that it did without. @returns those that changed: the dropped ones */
  add(newTrees: number): readonly number[] {
    const eta = Math.fround(Math.fround(this.#parameters.eta) / newTrees);
    const dropped = this.#dropped;
    const [factor, own] = this.#factors(dropped.length, eta);
    for (const tree of dropped) this.#weights[tree] = Math.fround((this.#weights[tree] as number) * factor);
    for (let tree = 0; tree < newTrees; tree++) this.#weights.push(own);
    this.#dropped = [];
    return dropped;
  }

  /** What the dropped trees are multiplied by, and what a new one weighs. */
  #factors(dropped: number, eta: number): readonly [dropped: number, own: number] {
    if (dropped === 0) return [1, 1];
    if (this.#parameters.normalize_type === 'forest') {
      const factor = Math.fround(1 / (1 + eta));
      return [factor, factor];
    }
    const together = Math.fround(dropped + eta);
    return [Math.fround(dropped / together), Math.fround(1 / together)];
  }

  #draw(): readonly number[] {
    const { skip_drop, one_drop } = this.#parameters;
    if (skip_drop > 0 && this.#stream.uniform() < Math.fround(skip_drop)) return [];
    const chanceOf = this.#chances();
    const dropped: number[] = [];
    for (const [tree, weight] of this.#weights.entries()) {
      if (this.#stream.uniform() < chanceOf(weight)) dropped.push(tree);
    }
    return one_drop && dropped.length === 0 && this.#weights.length > 0 ? [this.#drawOne()] : dropped;
  }

  #chances(): (weight: number) => number {
    const rate = Math.fround(this.#parameters.rate_drop);
    if (this.#parameters.sample_type === 'uniform') return () => rate;
    const sum = this.#weights.reduce((sum, weight) => Math.fround(sum + weight), 0);
    const scaled = Math.fround(rate * this.#weights.length);
    return (weight) => Math.fround(Math.fround(scaled * weight) / sum);
  }

  #drawOne(): number {
    if (this.#parameters.sample_type === 'uniform') return this.#stream.integer(this.#weights.length);
    return this.#stream.discrete(this.#weights);
  }
}
