import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { EndpointAnswer, EndpointRequest, Responder } from './responder.js';

/** One of several models behind an endpoint. */
export interface Variant {
  readonly name: string;
  /** Its share of the requests is its weight over the sum of all weights. */
  readonly weight: number;
  readonly responder: Responder;
}

/**
 * Production variants: each request goes to one of them, drawn by weight. The draws come from the seed alone: the n-th request that names
 * no variant of its own goes to the same variant in every run.
 */
export class Variants implements Responder {
  readonly #variants: readonly Variant[];
  readonly #random: Random;
  readonly #total: number;

  /** @param variants at least one of a weight above 0 */
  constructor(variants: readonly Variant[], seed: number) {
    this.#variants = variants;
    this.#random = new Random(seed);
    this.#total = variants.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** @throws UserError E_VARIANT where the request names one that is not there */
  async answer(request: EndpointRequest): Promise<EndpointAnswer> {
    const variant = request.targetVariant === undefined ? this.#draw() : this.#find(request.targetVariant);
    return { ...(await variant.responder.answer(request)), variant: variant.name };
  }

  #draw(): Variant {
    let left = this.#random.uniform() * this.#total;
    // Rounding may leave a crumb behind; it belongs to the last one that takes requests at all.
    let drawn: Variant | undefined;
    for (const variant of this.#variants) {
      if (variant.weight === 0) continue;
      drawn = variant;
      left -= variant.weight;
      if (left < 0) break;
    }
    return drawn as Variant;
  }

  #find(name: string): Variant {
    const variant = this.#variants.find((candidate) => candidate.name === name);
    if (variant !== undefined) return variant;
    throw new UserError('E_VARIANT', 'The endpoint has no such variant.', {
      hint: `It has ${this.#variants.map((candidate) => candidate.name).join(', ')}.`,
    });
  }
}
