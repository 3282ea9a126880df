import { UserError } from '../../../errors.js';
import { type MersenneTwister, RowLottery } from '../random-stream.js';
import type { TreeParameters } from './tree-parameters.js';

/** Takes the derivatives of rows that a tree does not see to 0; such rows still end in one of its leaves. */
export class RowSampler {
  readonly #share: number;
  readonly #stream: MersenneTwister;
  readonly #fromStream: boolean;
  #sampled = new Float32Array(0);
  #seen: Uint8Array | undefined;

  /**
   * @param fromStream every row costs a draw of the stream, instead of one for all
   * @throws UserError E_XGBOOST_SAMPLING, in XGBoost's words, where rows would be drawn by their gradients
   */
  constructor({ subsample, sampling_method }: TreeParameters, stream: MersenneTwister, fromStream = false) {
    if (sampling_method !== 'uniform') {
      throw new UserError(
        'E_XGBOOST_SAMPLING',
        'Only uniform sampling is supported, gradient-based sampling is only support by GPU Hist.',
        { hint: 'Set sampling_method to uniform.' },
      );
    }
    this.#share = subsample;
    this.#stream = stream;
    this.#fromStream = fromStream;
  }

  /** `[rows]`, 0 where the latest tree does not see the row; absent where it sees all. */
  get seen(): Uint8Array | undefined {
    return this.#seen;
  }

  /** @param gradients `[rows, 2]`, left as they are */
  sample(gradients: Float32Array): Float32Array {
    if (this.#share >= 1) return gradients;
    if (this.#sampled.length !== gradients.length) this.#sampled = new Float32Array(gradients.length);
    this.#sampled.set(gradients);
    this.#seen ??= new Uint8Array(gradients.length / 2);
    const lottery = this.#fromStream ? this.#stream : new RowLottery(this.#stream.next());
    for (let at = 0; at < gradients.length; at += 2) {
      const isSeen = lottery.bernoulli(this.#share);
      this.#seen[at / 2] = Number(isSeen);
      if (!isSeen) this.#sampled.fill(0, at, at + 2);
    }
    return this.#sampled;
  }
}
