import type { Dataset, ReadOptions, Warning } from '../../data/dataset.js';
import { rewired } from './rewired.js';

/** The same rows, and these warnings first, in every pass. */
export function announced(dataset: Dataset, warnings: readonly Warning[]): Dataset {
  if (warnings.length === 0) return dataset;
  const announce = (options?: ReadOptions) => {
    for (const warning of warnings) options?.onWarning?.(warning);
  };
  return rewired(dataset, {
    blocks(options) {
      announce(options);
      return dataset.blocks(options);
    },
    readAll(original, options) {
      announce(options);
      return original(options);
    },
  });
}
