import type { Warning } from '../data/dataset.js';
import { labelsAndWeights } from '../data/second-label.js';
import { CSV, LIBSVM } from '../formats/content-type.js';
import type { Rows } from './shards.js';

/**
 * Rows as a format can hold them. libsvm has a place for weights and query ids. CSV has one for weights, behind the label, as XGBoost reads
 * them with `csv_weights`. What has no place is left out, and said once.
 */
export class Carrier {
  readonly #to: string;
  readonly #warn: (warning: Warning) => void;
  readonly #said = new Set<string>();

  constructor(to: string, warn: (warning: Warning) => void = () => undefined) {
    this.#to = to;
    this.#warn = warn;
  }

  carry(rows: Rows): Rows {
    if (this.#to === LIBSVM) return rows;
    const { weights, queryIds, ...plain } = rows;
    if (queryIds !== undefined) {
      this.#say('W_QUERY_IDS_DROPPED', `${this.#to} has no place for query ids: they are left out. libsvm has one.`);
    }
    if (weights === undefined) return plain;
    if (this.#to !== CSV || plain.labels === undefined || plain.labelSize !== 1) {
      this.#say(
        'W_WEIGHTS_DROPPED',
        `${this.#to} has no place for weights: they are left out. libsvm has one, and CSV.`,
      );
      return plain;
    }
    this.#say(
      'W_WEIGHTS_AS_COLUMN',
      'The second column holds the weights: XGBoost reads it so with the hyperparameter csv_weights=1, convert with --csv-weights.',
    );
    return { ...plain, labels: labelsAndWeights(plain.labels, weights), labelSize: 2 };
  }

  #say(code: string, message: string): void {
    if (!this.#said.has(code)) this.#warn({ code, message });
    this.#said.add(code);
  }
}
