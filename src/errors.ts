/**
 * The three families of failure, in the words of AWS's own container toolkit.
 *
 * - `UserError`: the input or a setting is wrong. The user can mend it.
 * - `AlgorithmError`: a bug of ours.
 * - `PlatformError`: the environment failed us (full disk, missing permission, no memory).
 */

/** Where in the user's input the problem sits. `line` and `column` are 1-based, `byteOffset` is 0-based. */
export interface Where {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly byteOffset?: number;
  /** 0-based index of the RecordIO record, or of the row in a stream without lines. */
  readonly record?: number;
}

/** One finding inside an error that reports several at once, such as all bad hyperparameters. */
export interface Issue {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface ErrorDetails {
  readonly where?: Where;
  /** What the user could do about it, as a full sentence. */
  readonly hint?: string;
  /** Every single problem, where one error stands for several. */
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
}

abstract class SagelocalError extends Error {
  /** Stable, upper-case, starts with `E_`; safe to match on. */
  readonly code: string;
  readonly where: Where | undefined;
  readonly hint: string | undefined;
  readonly issues: readonly Issue[];

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.where = details.where;
    this.hint = details.hint;
    this.issues = details.issues ?? [{ code, message, ...(details.hint === undefined ? {} : { hint: details.hint }) }];
  }

  /** Plain data for `--json` output and for HTTP bodies. */
  toJSON() {
    return {
      error: this.name,
      code: this.code,
      message: this.message,
      where: this.where,
      hint: this.hint,
      issues: this.issues,
    };
  }
}

export class UserError extends SagelocalError {
  override readonly name = 'UserError';
}

export class AlgorithmError extends SagelocalError {
  override readonly name = 'AlgorithmError';
}

export class PlatformError extends SagelocalError {
  override readonly name = 'PlatformError';
}

export type { SagelocalError };

export function isSagelocalError(error: unknown): error is SagelocalError {
  return error instanceof SagelocalError;
}

/** The process exit code for a failure: 1 the input is wrong, 2 our fault, 3 the environment's. */
export function exitCode(error: unknown): 1 | 2 | 3 {
  if (error instanceof UserError) return 1;
  if (error instanceof PlatformError) return 3;
  return 2;
}

/** `train.csv, line 3, column 2` — the human form of a position. */
export function describeWhere(where: Where): string {
  const parts: string[] = [];
  if (where.file !== undefined) parts.push(where.file);
  if (where.record !== undefined) parts.push(`record ${where.record}`);
  if (where.line !== undefined) parts.push(`line ${where.line}`);
  if (where.column !== undefined) parts.push(`column ${where.column}`);
  if (where.byteOffset !== undefined) parts.push(`byte ${where.byteOffset}`);
  return parts.join(', ');
}
