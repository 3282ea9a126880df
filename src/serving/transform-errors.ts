import { describeWhere, UserError } from '../errors.js';
import type { Payload, SplitType } from './payloads.js';

export interface FailedInput {
  readonly input: string;
  readonly error: UserError;
}

interface Place {
  readonly file: string;
  readonly splitType: SplitType;
  /** The line of the payload that stands at this line of what the model got. */
  readonly lineInPayload: (line: number) => number;
}

/** The reader of a payload counts from its start; the user counts from the start of the file. */
export function inInput(error: UserError, payload: Payload, { file, splitType, lineInPayload }: Place): UserError {
  const { line, byteOffset, record } = error.where ?? {};
  const linesBefore = splitType === 'Line' ? payload.firstRecord : 0;
  return new UserError(error.code, error.message, {
    where: {
      ...error.where,
      file,
      ...(line === undefined ? {} : { line: lineInPayload(line) + linesBefore }),
      ...(byteOffset === undefined ? {} : { byteOffset: byteOffset + payload.byteOffset }),
      ...(record === undefined ? {} : { record: record + payload.firstRecord }),
    },
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  });
}

/** One error for all files that failed: what is wrong with the first, and an issue for each. */
export function transformFailed(failures: readonly FailedInput[], inputs: number): UserError {
  const issues = failures.map(({ input, error }) => ({
    code: error.code,
    message: `${describeWhere({ file: input, ...error.where })}: ${error.message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  }));
  const names = failures.map(({ input }) => input).join(', ');
  const { where, hint, message } = (failures[0] as FailedInput).error;
  const why = failures.length === 1 ? ` ${message}` : '';
  return new UserError('E_TRANSFORM_FAILED', `${failures.length} of ${inputs} input files failed: ${names}.${why}`, {
    issues,
    ...(where === undefined ? {} : { where }),
    ...(hint === undefined ? {} : { hint }),
  });
}
