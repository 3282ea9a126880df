import type { Batch } from '../../data/batches.js';
import type { Kernels, SparseRows } from '../../kernels/kernels.js';
import { fillsACall, RowGatherer } from './sparse-rows.js';

/** A mini-batch that waits for its step. */
export interface Queued {
  /** 0-based in its epoch */
  readonly batch: number;
  /** Row of the queue it starts at. */
  readonly from: number;
  readonly rows: number;
  /** Share of the epoch that is read with it, 0 to 1. */
  readonly read: number;
  /** Where its rows come from. */
  readonly pieces: Batch['pieces'];
}

/** Mini-batches that are gathered until they are work enough for one call of a kernel. */
export class BatchQueue {
  #gatherer = new RowGatherer();
  /** Holds what was taken last: the kernel works on that while the next batches are gathered. */
  #taken = new RowGatherer();
  #batches: Queued[] = [];
  #labels: Float32Array[] = [];

  get rows(): number {
    return this.#gatherer.rows;
  }

  /** How many mini-batches wait. */
  get length(): number {
    return this.#batches.length;
  }

  add(batch: Batch, read: number): void {
    const { index, rows, pieces } = batch;
    this.#batches.push({ batch: index, from: this.rows, rows, read, pieces });
    this.#labels.push((batch.labels as Float32Array).slice());
    this.#gatherer.add(batch.features, true);
  }

  fillsACall(kernels: Kernels, width: number): boolean {
    return fillsACall(kernels, this.#gatherer.entries, width);
  }

  /** Everything that waits; the rows hold until the next time. */
  take(features: number): { batches: readonly Queued[]; labels: Float32Array; rows: SparseRows } {
    const labels = new Float32Array(this.rows);
    for (const [at, { from }] of this.#batches.entries()) labels.set(this.#labels[at] as Float32Array, from);
    const taken = { batches: this.#batches, labels, rows: this.#gatherer.view(features) };
    this.#batches = [];
    this.#labels = [];
    [this.#gatherer, this.#taken] = [this.#taken, this.#gatherer];
    this.#gatherer.clear();
    return taken;
  }
}
