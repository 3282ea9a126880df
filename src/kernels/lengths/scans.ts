import type { RecordSchema } from '../kernels.js';

/** A scan stops where its room ends, so only what cannot be room at all is refused. */
export function checkRecordOutput(
  schema: RecordSchema,
  output: { readonly columns?: Uint32Array | undefined; readonly rowStarts?: Uint32Array | undefined },
): void {
  if (schema.layout === 'sparse' && (output.columns === undefined || output.rowStarts === undefined)) {
    throw new RangeError('a sparse scan needs columns and rowStarts');
  }
}

export function checkCells(cells: number, labelSize: number): void {
  if (!Number.isSafeInteger(cells) || cells < 1) throw new RangeError(`cells is ${cells}, less than 1`);
  if (!Number.isSafeInteger(labelSize) || labelSize < 0 || labelSize > cells) {
    throw new RangeError(`labelSize is ${labelSize}, not between 0 and ${cells}`);
  }
}
