import type { ScanKernels } from '../kernels.js';
import { checkCells, checkRecordOutput } from '../lengths/scans.js';
import { scanCsv } from './csv.js';
import { describeRecords, scanRecords } from './records.js';

export const scanTwins: ScanKernels = {
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
