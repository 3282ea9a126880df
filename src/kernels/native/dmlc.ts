import type { DelimitedProblemCode, DmlcKernels, LibsvmProblemCode } from '../kernels.js';
import { checkDelimited, checkLibsvm } from '../lengths/dmlc.js';
import { type CoreProblem, toProblem } from '../scan-results.js';
import { ours } from './ours.js';

/** See native/node/src/dmlc.rs. */
export interface DmlcAddon {
  scanDelimited(
    bytes: Uint8Array,
    delimiter: number,
    cols: number,
    weighted: boolean,
    isFinal: boolean,
    values: Float32Array,
    labels: Float32Array,
    weights: Float32Array,
    notes: Float64Array,
  ): Promise<CoreScan>;
  scanLibsvm(
    bytes: Uint8Array,
    isFirst: boolean,
    isFinal: boolean,
    labels: Float32Array,
    weights: Float32Array,
    queryIds: Float64Array,
    rowStarts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    notes: Float64Array,
  ): Promise<CoreScan>;
}

interface CoreScan {
  readonly rows: number;
  readonly consumed: number;
  readonly entries: number;
  readonly width: number;
  readonly problem?: CoreProblem;
}

export function nativeDmlc(addon: DmlcAddon): DmlcKernels {
  return {
    scanDelimited: async (bytes, request, output) => {
      checkDelimited(request, output);
      const { delimiter, cols, weighted, final } = request;
      const { values, labels, weights, notes } = output;
      const { rows, consumed, width, problem } = await ours(() =>
        addon.scanDelimited(bytes, delimiter, cols, weighted, final, values, labels, weights, notes),
      );
      return { rows, consumed, width, ...(problem && { problem: toProblem<DelimitedProblemCode>(problem) }) };
    },
    scanLibsvm: async (bytes, { first, final }, output) => {
      checkLibsvm(output);
      const { labels, weights, queryIds, rowStarts, columns, values, notes } = output;
      const { problem, ...counts } = await ours(() =>
        addon.scanLibsvm(bytes, first, final, labels, weights, queryIds, rowStarts, columns, values, notes),
      );
      return { ...counts, ...(problem && { problem: toProblem<LibsvmProblemCode>(problem) }) };
    },
  };
}
