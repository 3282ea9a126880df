import { PlatformError, UserError } from '../errors.js';

/** What SageMaker's servers answer, where it is not the 400 of any other bad request. */
const STATUS_BY_CODE: ReadonlyMap<string, number> = new Map([
  ['E_REQUEST_NO_CONTENT', 204],
  ['E_ACCEPT', 406],
  ['E_PAYLOAD_TOO_LARGE', 413],
  ['E_CONTENT_TYPE', 415],
]);

/** The HTTP status that says what went wrong with a request. */
export function httpStatus(error: unknown): number {
  if (error instanceof UserError) return STATUS_BY_CODE.get(error.code) ?? 400;
  return error instanceof PlatformError ? 503 : 500;
}
