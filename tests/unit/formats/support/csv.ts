import type { Kernels } from '../../../../src/kernels/kernels.js';
import { scanCsv } from '../../../../src/kernels/reference/csv.js';

/** The twin alone, for tests of what stands above the scanner. */
export const twin = {
  backend: 'reference',
  scanCsv: async (...call: Parameters<typeof scanCsv>) => scanCsv(...call),
} as Partial<Kernels> as Kernels;
