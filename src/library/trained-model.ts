import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Algorithm, Model, PredictOptions } from '../algorithms/algorithm.js';
import { packModel } from '../artifacts/model-archive.js';
import { writeNewFile } from '../artifacts/new-file.js';
import { type RowsInput, toRows } from '../data/rows.js';
import { loadKernels } from '../kernels/choose.js';
import type { AnswerOptions } from '../serving/answer-options.js';
import { bytesOf } from '../serving/body.js';
import { invoke } from '../serving/invoke.js';

/** A model that can be asked and kept, together with what is known of its making. */
export class TrainedModel<M extends Model = Model> {
  /** SageMaker's name of the algorithm: `kmeans`. */
  readonly algorithm: string;
  /** The algorithm's own view of it: the centroids of k-means. */
  readonly model: M;
  /** Last value of every training metric; empty where the model was loaded. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly #algorithm: Pick<Algorithm, 'requestTypes' | 'response' | 'profile'>;

  constructor(
    algorithm: Pick<Algorithm, 'name' | 'requestTypes' | 'response' | 'profile'>,
    model: M,
    metrics: Readonly<Record<string, number>> = {},
  ) {
    this.algorithm = algorithm.name;
    this.#algorithm = algorithm;
    this.model = model;
    this.metrics = metrics;
  }

  /**
   * One typed array per response field, one element per row.
   * @throws UserError E_ROWS_… for what are not rows, E_FEATURE_DIM where they have another width than the model
   */
  async predict(rows: RowsInput, options: PredictOptions = {}): Promise<Awaited<ReturnType<M['predict']>>> {
    const predictions = await this.model.predict(toRows(rows), options);
    return predictions as Awaited<ReturnType<M['predict']>>;
  }

  /**
   * Answers a request body as the container's `/invocations` does.
   * @param contentType of the body: `text/csv`, `application/json`, `application/jsonlines`, `application/x-recordio-protobuf`
   * @param accept form of the answer; default `application/json`
   * @param answers what a container is told by its environment, of algorithms that listen to it
   * @throws UserError E_REQUEST_…, E_CONTENT_TYPE, E_ACCEPT, E_FEATURE_DIM
   */
  async invoke(
    body: Uint8Array | string,
    contentType: string,
    accept = 'application/json',
    answers: AnswerOptions = {},
  ): Promise<Uint8Array> {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const served = { model: this.model, algorithm: this.#algorithm, kernels: await loadKernels(), answers };
    const answer = await invoke(served, { body: bytes, contentType: contentType || undefined, accept });
    return bytesOf(answer.body);
  }

  /** The bytes of a `model.tar.gz`; the same model gives the same bytes. */
  pack(): Promise<Uint8Array> {
    return packModel(this.model.save());
  }

  /**
   * Writes a `model.tar.gz` as SageMaker does, and the folders above it where they are missing.
   * @throws UserError E_OUTPUT_EXISTS rather than write over a file · PlatformError E_DISK_FULL
   */
  async save(path: string): Promise<void> {
    const bytes = await this.pack();
    await mkdir(dirname(path), { recursive: true });
    await writeNewFile(path, bytes);
  }

  /** `{ k: 10, feature_dim: 64 }` */
  describe(): ReturnType<M['describe']> {
    return this.model.describe() as ReturnType<M['describe']>;
  }
}
