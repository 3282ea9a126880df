import type { BoostingKernels } from '../kernels.js';
import { binTwins } from './boosting/bins.js';
import { gradientTwins } from './boosting/gradients.js';
import { histogramTwins } from './boosting/histograms.js';
import { splitTwins } from './boosting/splits.js';
import { sweepTwins } from './boosting/sweep.js';

/** See the files of the folder: cuts and bins, derivatives, histograms and the order of rows, and the search for splits in both layouts. */
export const boostingTwins: BoostingKernels = {
  ...binTwins,
  ...gradientTwins,
  ...histogramTwins,
  ...splitTwins,
  ...sweepTwins,
};
