import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ArtifactFiles, Model, NamedArray, PredictOptions, ResponseForm } from '../algorithm.js';
import { countsOf } from './corpus.js';
import { mostLikelyMixtures } from './inference.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/lda.html */
export const responseForm: ResponseForm = { topKey: 'predictions', fields: ['topic_mixture'], csv: true };

interface LdaParts {
  readonly kernels: Kernels;
  /** `[k]` */
  readonly alpha: Float32Array;
  /** `[k, feature_dim]` */
  readonly beta: Dense;
  /** `model_algo-1` */
  readonly modelName: string;
}

export interface TopWord {
  readonly word: string;
  /** Share of the topic's words. */
  readonly probability: number;
}

/** Topics: how probable each is beforehand, and which words it is made of. */
export class LdaModel implements Model {
  readonly #parts: LdaParts;
  #cachedTopicsByWord: Float32Array | undefined;

  constructor(parts: LdaParts) {
    this.#parts = parts;
  }

  /** `[k]`, the parameters of the Dirichlet prior of mixtures */
  get alpha(): Float32Array {
    return this.#parts.alpha;
  }

  /** `[k, featureDim]`, one topic per row: the probabilities of its words */
  get beta(): Dense {
    return this.#parts.beta;
  }

  get numTopics(): number {
    return rowsOf(this.beta);
  }

  get featureDim(): number {
    return colsOf(this.beta);
  }

  /**
   * @param rows `[documents, featureDim]`, counts of words
   * @returns for every document the shares of the topics under which its words are most likely
   * @throws UserError E_FEATURE_DIM, E_NEGATIVE_COUNT, E_NOT_FINITE
   */
  async predict(rows: Dense | Csr, { signal }: PredictOptions = {}) {
    return { topic_mixture: (await this.explain(rows, { signal })).mixtures };
  }

  /** The same with the likelihood of the words: what `test:pwll` is made from. */
  async explain(rows: Dense | Csr, { signal }: PredictOptions = {}) {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols !== this.featureDim) {
      throw new UserError(
        'E_FEATURE_DIM',
        `The model was trained on ${this.featureDim} words, the documents have ${cols}.`,
        { hint: `Give rows of ${this.featureDim} counts.` },
      );
    }
    const counts = countsOf(isCsr(rows) ? rows : { values: rowMajor(rows), rows: count, cols });
    return mostLikelyMixtures(counts, this.#topicsByWord, this.#prior, { kernels: this.#parts.kernels, signal });
  }

  /**
   * The most probable words of every topic.
   * @param vocabulary one text per column of a document
   * @throws UserError E_VOCABULARY where it has another length than a document
   */
  topWords(vocabulary: readonly string[], count = 10): TopWord[][] {
    if (vocabulary.length !== this.featureDim) {
      throw new UserError(
        'E_VOCABULARY',
        `The vocabulary has ${vocabulary.length} words, the model was trained on ${this.featureDim}.`,
        { hint: 'Give the words in the order of the columns.' },
      );
    }
    const shares = rowMajor(this.beta);
    return Array.from({ length: this.numTopics }, (_, topic) => {
      const share = (word: number) => shares[topic * this.featureDim + word] as number;
      const order = vocabulary.map((_, word) => word).sort((a, b) => share(b) - share(a) || a - b);
      return order.slice(0, count).map((word) => ({ word: vocabulary[word] as string, probability: share(word) }));
    });
  }

  save(): ArtifactFiles {
    const { modelName, alpha, beta } = this.#parts;
    const arrays: NamedArray[] = [
      { shape: [alpha.length], values: alpha },
      { shape: [this.numTopics, this.featureDim], values: rowMajor(beta) },
    ];
    return new Map([[modelName, { format: 'mxnet-ndarrays', arrays }]]);
  }

  describe() {
    return { algorithm: 'lda', num_topics: this.numTopics, feature_dim: this.featureDim };
  }

  /** Where the search for a mixture begins: the prior's mean. */
  get #prior(): Float64Array {
    const sum = this.alpha.reduce((total, value) => total + value, 0);
    return Float64Array.from(this.alpha, (value) => value / sum);
  }

  /** `[featureDim, k]`. Rows of beta that a user has edited are scaled to sum to 1. */
  get #topicsByWord(): Float32Array {
    if (this.#cachedTopicsByWord !== undefined) return this.#cachedTopicsByWord;
    const shares = rowMajor(this.beta);
    const [k, words] = [this.numTopics, this.featureDim];
    const byWord = new Float32Array(shares.length);
    for (let topic = 0; topic < k; topic++) {
      const row = shares.subarray(topic * words, (topic + 1) * words);
      const sum = row.reduce((total, share) => total + share, 0);
      for (let word = 0; word < words; word++) byWord[word * k + topic] = (row[word] as number) / sum;
    }
    this.#cachedTopicsByWord = byWord;
    return byWord;
  }
}

/**
 * Reads what we, SageMaker's own container or a user with `mx.nd.save` saved: `model_<host>` with two unnamed arrays, alpha [k] and beta
 * [k, feature_dim].
 * @throws UserError E_MODEL_DAMAGED
 */
export function loadLda(files: ArtifactFiles, kernels: Kernels): LdaModel | undefined {
  for (const [modelName, file] of files) {
    if (!modelName.startsWith('model_') || file.format !== 'mxnet-ndarrays') continue;
    const [alpha, beta] = file.arrays;
    if (alpha === undefined || beta === undefined || file.arrays.length > 2) continue;
    if (alpha.name !== undefined || alpha.shape.length !== 1 || beta.shape.length !== 2) continue;
    return new LdaModel({ kernels, modelName, ...partsOf(modelName, alpha, beta) });
  }
  return undefined;
}

function partsOf(file: string, first: NamedArray, second: NamedArray): Pick<LdaParts, 'alpha' | 'beta'> {
  const [k, words] = second.shape as [number, number];
  const [alpha, beta] = [floats(file, 'alpha', first), floats(file, 'beta', second)];
  if (alpha.length !== k) throw damaged(file, `alpha has ${alpha.length} topics, beta ${k}`);
  if (alpha.length === 0 || words === 0) throw damaged(file, 'it has no topic or no word');
  if (beta.length !== k * words) throw damaged(file, `${beta.length} values are not ${k} x ${words}`);
  if (!alpha.some((value) => value > 0)) throw damaged(file, 'no topic has an alpha above 0');
  for (let topic = 0; topic < k; topic++) {
    const row = beta.subarray(topic * words, (topic + 1) * words);
    if (!row.some((share) => share > 0)) throw damaged(file, `topic ${topic} has no words`);
  }
  return { alpha, beta: dense(beta, k, words) };
}

function floats(file: string, what: string, { values }: NamedArray): Float32Array {
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    throw damaged(file, `${what} is not of floats`);
  const converted = Float32Array.from(values);
  const at = converted.findIndex((value) => !(Number.isFinite(value) && value >= 0));
  if (at >= 0) throw damaged(file, `value ${at} of ${what} is ${converted[at]}`);
  return converted;
}

function damaged(file: string, what: string): UserError {
  return new UserError('E_MODEL_DAMAGED', `The model file is damaged: ${what}.`, {
    where: { file },
    hint: 'It holds two arrays without names: alpha [k] and beta [k, words], float32, none of it negative.',
  });
}
