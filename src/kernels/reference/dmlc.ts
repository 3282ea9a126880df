import type { DmlcKernels } from '../kernels.js';
import { checkDelimited, checkLibsvm } from '../lengths/dmlc.js';
import { scanDelimited } from './dmlc/delimited.js';
import { scanLibsvm } from './dmlc/libsvm.js';

export const dmlcTwins: DmlcKernels = {
  async scanDelimited(bytes, request, output) {
    checkDelimited(request, output);
    return scanDelimited(bytes, request, output);
  },
  async scanLibsvm(bytes, request, output) {
    checkLibsvm(output);
    return scanLibsvm(bytes, request, output);
  },
};
