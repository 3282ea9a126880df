import type { Dataset, ReadOptions } from '../../data/dataset.js';
import type { ByteSource } from '../../formats/byte-source.js';
import type { Delivered } from './delivery.js';

/** The rows of what is delivered: where every pass gets other sources, or the same in another order, it is opened anew for each. */
export function overPasses(
  { sources, isSteady }: Pick<Delivered, 'sources' | 'isSteady'>,
  open: (sources: readonly ByteSource[]) => Dataset,
): Dataset {
  const first = open(sources(0));
  if (isSteady) return first;
  let pass = 0;
  return {
    name: first.name,
    blocks(options?: ReadOptions) {
      const now = pass++;
      return (now === 0 ? first : open(sources(now))).blocks(options);
    },
  };
}
