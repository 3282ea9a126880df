import { counter, type Metric } from './format.js';

/**
 * What SageMaker's data iterator counts of the train channel and prints after every epoch. Reading the first mini-batch
 * to initialise counts as seen, and is followed by a reset.
 */
export class IteratorMetrics {
  #totalRecords = 0;
  #totalBatches = 0;
  #maxRecords = 0;
  #maxBatches = 0;
  #recordsSinceReset = 0;
  #batchesSinceReset = 0;
  #resets = 0;

  /** Rows were read to initialise, before the first epoch. */
  initialised(records: number, batches: number): void {
    this.#saw(records, batches);
  }

  epochEnded(records: number, batches: number): void {
    this.#resets++;
    this.#saw(records, batches);
  }

  #saw(records: number, batches: number): void {
    this.#totalRecords += records;
    this.#totalBatches += batches;
    this.#maxRecords = Math.max(this.#maxRecords, records);
    this.#maxBatches = Math.max(this.#maxBatches, batches);
    this.#recordsSinceReset = records;
    this.#batchesSinceReset = batches;
  }

  metrics(): Readonly<Record<string, Metric>> {
    return {
      'Total Records Seen': counter(this.#totalRecords),
      'Total Batches Seen': counter(this.#totalBatches),
      'Max Records Seen Between Resets': counter(this.#maxRecords),
      'Max Batches Seen Between Resets': counter(this.#maxBatches),
      'Reset Count': counter(this.#resets),
      'Number of Records Since Last Reset': counter(this.#recordsSinceReset),
      'Number of Batches Since Last Reset': counter(this.#batchesSinceReset),
    };
  }
}
