/**
 * faiss's index files (little-endian throughout; `vector` is a u64 count and as many elements):
 *
 *     Flat      mark · header · vector of f32
 *     IVF       mark · header · u64 cells · u64 nprobe · index of the centres · direct map · [PQ] · inverted lists
 *     header    i32 cols · i64 rows · 2 x i64 unused · u8 trained · i32 metric
 *     direct map  u8 kind · vector of i64 · (kind 2: vector of pairs of i64)
 *     PQ        u8 codes are of residuals · u64 bytes of a code · u64 cols · u64 m · u64 bits · vector of f32 [m, 256, cols / m]
 *     lists     "ilar" · u64 cells · u64 bytes of a code · "full" · vector of sizes, or "sprs" · vector of cell, size, cell, size …
 *               · of each list that is not empty its codes and its i64 ids
 *
 * Older versions of faiss wrote other lists (marks `IvFL`, `IvFl`, `IvPQ`): of each a vector of its i64 ids, before the direct map, and at the end of
 * the index of each a vector of its codes, as bytes or, in `IvFl`, as f32.
 *
 * @see https://github.com/facebookresearch/faiss/blob/main/faiss/impl/index_write.cpp
 */
export const MARKS = {
  flatL2: 'IxF2',
  flatInnerProduct: 'IxFI',
  ivfFlat: 'IwFl',
  ivfPq: 'IwPQ',
  oldIvfFlat: 'IvFL',
  olderIvfFlat: 'IvFl',
  oldIvfPq: 'IvPQ',
} as const;

export const LIST_MARKS = { lists: 'ilar', fullSizes: 'full', sparseSizes: 'sprs' } as const;

/** Indexes faiss writes and nobody here reads, by the mark they start with. */
export const OTHER_INDEXES: ReadonlyMap<string, string> = new Map([
  ['IxFl', 'IndexFlat with a metric other than L2 and inner product'],
  ['IxPT', 'IndexPreTransform'],
  ['IxRF', 'IndexRefineFlat'],
  ['IxMp', 'IndexIDMap'],
  ['IxM2', 'IndexIDMap2'],
  ['IxPq', 'IndexPQ'],
  ['IxRq', 'IndexResidualQuantizer'],
  ['IxLS', 'IndexLocalSearchQuantizer'],
  ['IxPR', 'IndexProductResidualQuantizer'],
  ['Ixrq', 'IndexRaBitQ'],
  ['IxSQ', 'IndexScalarQuantizer'],
  ['IxHe', 'IndexLSH'],
  ['IHNf', 'IndexHNSWFlat'],
  ['IHNp', 'IndexHNSWPQ'],
  ['IHNs', 'IndexHNSWSQ'],
  ['INSf', 'IndexNSGFlat'],
  ['Imiq', 'MultiIndexQuantizer'],
  ['IwFd', 'IndexIVFFlatDedup'],
  ['IwSq', 'IndexIVFScalarQuantizer'],
  ['IwSh', 'IndexIVFSpectralHash'],
  ['IwRQ', 'IndexIVFResidualQuantizer'],
  ['Iwrq', 'IndexIVFRaBitQ'],
  ['IwQR', 'IndexIVFPQR'],
  ['IwPf', 'IndexIVFPQFastScan'],
  ['IPfs', 'IndexPQFastScan'],
]);

export const METRICS = ['INNER_PRODUCT', 'L2'] as const;

export const CODEWORDS = 256;
/** Of a number in a code. */
export const BITS = 8;
/** What the writer puts where nobody reads. */
export const UNUSED = 1n << 20n;

export function markOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 4));
}

/** True where `bytes` start as an index that faiss writes. */
export function isFaissIndex(bytes: Uint8Array): boolean {
  const mark = markOf(bytes);
  return Object.values<string>(MARKS).includes(mark) || OTHER_INDEXES.has(mark);
}
