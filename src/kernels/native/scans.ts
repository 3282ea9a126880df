import type { ScanKernels } from '../kernels.js';
import { checkCells, checkRecordOutput } from '../lengths/scans.js';
import { type CoreProblem, type CoreSchema, fromCoreSchema, toCoreSchema, toProblem } from '../scan-results.js';
import { ours } from './ours.js';

/** See native/node/src/scans.rs. */
export interface ScanAddon {
  describeRecords(bytes: Uint8Array, isFinal: boolean): Promise<{ schema?: CoreSchema; problem?: CoreProblem }>;
  scanRecords(
    bytes: Uint8Array,
    schema: CoreSchema,
    isFinal: boolean,
    values: Float32Array,
    columns: Uint32Array,
    rowStarts: Uint32Array,
    labels: Float32Array,
  ): Promise<{ rows: number; consumed: number; entries: number; paddingMissing: boolean; problem?: CoreProblem }>;
  scanCsv(
    bytes: Uint8Array,
    cells: number,
    labelSize: number,
    isFinal: boolean,
    values: Float32Array,
    labels: Float32Array,
  ): Promise<{ rows: number; consumed: number; problem?: CoreProblem }>;
}

export function nativeScans(addon: ScanAddon): ScanKernels {
  return {
    describeRecords: async (bytes, { final }) => {
      const { schema, problem } = await ours(() => addon.describeRecords(bytes, final));
      return problem === undefined ? schema && fromCoreSchema(schema) : toProblem(problem);
    },
    scanRecords: async (bytes, { schema, final }, output) => {
      checkRecordOutput(schema, output);
      const { values, columns = NO_ROOM, rowStarts = NO_ROOM, labels } = output;
      const core = toCoreSchema(schema);
      const scan = await ours(() => addon.scanRecords(bytes, core, final, values, columns, rowStarts, labels));
      const { problem, ...counts } = scan;
      return problem === undefined ? counts : { ...counts, problem: toProblem(problem) };
    },
    scanCsv: async (bytes, { cells, labelSize, final }, { values, labels }) => {
      checkCells(cells, labelSize);
      const { problem, ...counts } = await ours(() => addon.scanCsv(bytes, cells, labelSize, final, values, labels));
      return problem === undefined ? counts : { ...counts, problem: toProblem(problem) };
    },
  };
}

const NO_ROOM = new Uint32Array(0);
