import type { Kernels } from '../kernels.js';
import { checkCells, checkNearest, checkRecordOutput, checkSeeding, checkSum } from '../lengths.js';
import { scanCsv } from './csv.js';
import { assignAndSum, findNonFinite, lowerToNearest, nearestCentroids } from './kmeans.js';
import { describeRecords, scanRecords } from './records.js';

/** The TypeScript twins: slow, short, and the specification the other two backends are held to. */
export function referenceKernels(): Kernels {
  return {
    backend: 'reference',
    simd: 'none',
    threads: 1,
    async nearestCentroids(input, output) {
      checkNearest(input, output);
      nearestCentroids(input, output);
    },
    async assignAndSum(input, accumulator) {
      checkSum(input, accumulator);
      return assignAndSum(input, accumulator);
    },
    async lowerToNearest(input, nearest) {
      checkSeeding(input, nearest);
      return lowerToNearest(input, nearest);
    },
    async findNonFinite(values) {
      return findNonFinite(values);
    },
    async describeRecords(bytes, options) {
      return describeRecords(bytes, options);
    },
    async scanRecords(bytes, request, output) {
      checkRecordOutput(request.schema, output);
      return scanRecords(bytes, request, output);
    },
    async scanCsv(bytes, request, output) {
      checkCells(request.cells, request.labelSize);
      return scanCsv(bytes, request, output);
    },
  };
}
