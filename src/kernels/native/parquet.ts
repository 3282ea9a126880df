import type { ParquetKernels } from '../kernels.js';
import { checkParquet } from '../lengths/parquet.js';
import { ours } from './ours.js';

/** See native/node/src/parquet.rs. */
export interface ParquetAddon {
  decodeParquet(
    bytes: Uint8Array,
    chunks: { start: number; end: number; codec: string; kind: string; optional: boolean }[],
    rows: number,
    labelSize: number,
    labels: Float32Array,
    features: Float32Array,
    workspace: Uint8Array,
  ): Promise<{ decoded: boolean; infinite: number; notFinite: number }[]>;
  preferLargePages(array: Uint8Array): void;
}

/** What no decoder knows. */
const NOT_DECODED = { start: 0, end: 0, codec: '', kind: '', optional: false };

export function nativeParquet(addon: ParquetAddon): Required<ParquetKernels> {
  return {
    decodeParquet: async (bytes, request, output) => {
      checkParquet(bytes, request, output);
      const { rows, labelSize } = request;
      const chunks = request.chunks.map((chunk) => {
        if (chunk === undefined) return NOT_DECODED;
        const { number, ...place } = chunk;
        return { ...place, kind: number };
      });
      const { labels, features, workspace = new Uint8Array() } = output;
      const columns = await ours(() =>
        addon.decodeParquet(bytes, chunks, rows, labelSize, labels, features, workspace),
      );
      return columns.map(({ decoded, ...found }) => (decoded ? found : undefined));
    },
    preferLargePages: (array) => addon.preferLargePages(array),
  };
}
