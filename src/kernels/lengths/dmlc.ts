import { DELIMITED_NOTES, LIBSVM_NOTES } from '../kernels.js';

/** A scan stops where its room ends, so only what cannot be room at all is refused. */
export function checkDelimited(
  request: { readonly delimiter: number; readonly cols: number; readonly weighted: boolean },
  output: { readonly notes: Float64Array },
): void {
  const { delimiter, cols } = request;
  if (!Number.isInteger(delimiter) || delimiter < 1 || delimiter > 255) {
    throw new RangeError(`delimiter is ${delimiter}, not a byte`);
  }
  if (!Number.isSafeInteger(cols) || cols < 0) throw new RangeError(`cols is ${cols}`);
  checkNotes(output.notes, DELIMITED_NOTES.length);
}

export function checkLibsvm(output: { readonly rowStarts: Uint32Array; readonly notes: Float64Array }): void {
  if (output.rowStarts.length === 0) throw new RangeError('rowStarts has no room for its first element');
  checkNotes(output.notes, LIBSVM_NOTES.length);
}

function checkNotes(notes: Float64Array, kinds: number): void {
  if (notes.length !== 2 * kinds) throw new RangeError(`notes has ${notes.length} elements, not ${2 * kinds}`);
}
