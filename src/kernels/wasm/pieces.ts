/** Multiply-adds between two turns of the event loop: 5 ms, and still under 50 ms before the engine has optimised the code. */
const PIECE_OPERATIONS = 1 << 25;

/**
 * Rows of a matrix that are copied into linear memory and worked on at once.
 * @param operationsPerValue multiply-adds the kernel does for each value, such as the number of centroids
 */
export function pieceRows(pieceBytes: number, rows: number, cols: number, operationsPerValue: number): number {
  const most = Math.min(pieceBytes / (4 * cols), PIECE_OPERATIONS / (cols * operationsPerValue));
  return Math.min(rows, Math.max(1, Math.floor(most)));
}

/** Ranges of at most `most` rows, with a turn of the event loop before each. */
export async function* pieces(
  rows: number,
  most: number,
): AsyncGenerator<{ readonly from: number; readonly to: number }, void, void> {
  for (let from = 0; from < rows; from += most) {
    await letOthersRun();
    yield { from, to: Math.min(rows, from + most) };
  }
}

/** Lets the event loop turn, so that a long call does not starve timers and sockets. */
export function letOthersRun(): Promise<void> {
  return new Promise((resolve) => {
    // Browsers have no setImmediate.
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
