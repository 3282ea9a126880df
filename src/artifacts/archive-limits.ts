/** What a model archive may ask for. Real ones stay far below; a hostile one stops here. */
export interface ArchiveLimits {
  readonly maxMembers: number;
  readonly maxNameBytes: number;
  /** Bytes of the archive once it is inflated. */
  readonly maxTotalBytes: number;
  /** Inflated bytes per compressed byte; holds only above {@link ArchiveLimits.alwaysAllowedBytes}. */
  readonly maxCompressionRatio: number;
  /** An archive that inflates to no more than this may be as repetitive as it likes. */
  readonly alwaysAllowedBytes: number;
}

export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  maxMembers: 10_000,
  maxNameBytes: 1024,
  maxTotalBytes: 2 ** 31,
  maxCompressionRatio: 200,
  alwaysAllowedBytes: 32 << 20,
};
