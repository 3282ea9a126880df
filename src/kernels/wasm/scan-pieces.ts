import type { ScanProblem } from '../kernels.js';
import { toProblem } from '../scan-results.js';
import type { Slot, WasmInstance } from './instance.js';
import { letOthersRun } from './pieces.js';

/** What every scan answers. */
export interface PieceScan {
  readonly rows: number;
  readonly consumed: number;
  readonly entries: number;
  readonly problem?: ScanProblem<string>;
}

/**
 * Scans from where the last piece stopped, until the bytes end, a problem turns up, or the room does not grow by waiting.
 * @param nothing what a scan of no bytes answers
 * @param joinRest what two scans, one behind the other, say of the rest
 */
export async function scanByPiece<S extends PieceScan>(
  core: WasmInstance,
  pieceBytes: number,
  input: { readonly bytes: Uint8Array; readonly final: boolean; readonly nothing: S },
  scanPiece: (piece: Uint8Array, final: boolean, soFar: S) => S,
  joinRest: (before: S, scan: S) => Omit<S, keyof PieceScan>,
): Promise<S> {
  const { bytes, final, nothing } = input;
  let soFar = nothing;
  for (let length = pieceBytes; ; ) {
    const rest = bytes.subarray(soFar.consumed);
    const whole = rest.length <= length;
    const scan = scanPiece(whole ? rest : rest.subarray(0, length), whole && final, soFar);
    core.freeAll();
    soFar = { ...joinRest(soFar, scan), ...joinCounts(soFar, scan) } as S;
    if (whole || soFar.problem !== undefined) return soFar;
    // A record longer than the piece, or one that found no room: only the whole rest can tell.
    length = scan.consumed === 0 ? length * 4 : pieceBytes;
    await letOthersRun();
  }
}

function joinCounts(before: PieceScan, scan: PieceScan): PieceScan {
  const { problem } = scan;
  return {
    rows: before.rows + scan.rows,
    consumed: before.consumed + scan.consumed,
    entries: before.entries + scan.entries,
    ...(problem && {
      problem: { ...problem, offset: before.consumed + problem.offset, row: before.rows + problem.row },
    }),
  };
}

/** See native/wasm/src/scans.rs. */
export function readAnswer(core: WasmInstance, answer: Slot): number[] {
  return Array.from(core.read(answer, new Float64Array(answer.length)));
}

export function readProblem<Code extends string>(
  core: WasmInstance,
  [address, length, offset, row, column, expected, actual]: readonly number[],
): ScanProblem<Code> | undefined {
  if (orAbsent(address) === undefined) return undefined;
  return toProblem({
    code: core.text(address as number, length as number),
    offset: offset as number,
    row: row as number,
    column: orAbsent(column),
    expected: orAbsent(expected),
    actual: orAbsent(actual),
  });
}

/** NaN stands for what is absent. */
export function orAbsent(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
