import { isSagelocalError, PlatformError, UserError } from '../errors.js';

/** What SageMaker's servers answer to a request that is wrong in itself. Every other UserError is about the rows in it: 400. */
const STATUS_BY_CODE: ReadonlyMap<string, number> = new Map([
  ['E_REQUEST_NO_CONTENT', 204],
  ['E_BAD_PAYLOAD', 400],
  ['E_MODEL_NAME', 400],
  ['E_MODEL_PATH', 400],
  ['E_MODEL_REQUEST', 400],
  ['E_PAGE_TOKEN', 400],
  ['E_TARGET_MODEL', 400],
  ['E_VARIANT', 400],
  ['E_HTTP_HOST', 403],
  ['E_HTTP_PATH', 404],
  ['E_MODEL_NOT_FOUND', 404],
  ['E_MODEL_NOT_LOADED', 404],
  ['E_ACCEPT', 406],
  ['E_ACCEPT_ENCODING', 415],
  ['E_HTTP_SLOW', 408],
  ['E_MODEL_LOADED', 409],
  ['E_PAYLOAD_TOO_LARGE', 413],
  ['E_CONTENT_TYPE', 415],
  ['E_CONTENT_ENCODING', 415],
  ['E_REQUEST_FORMAT', 415],
  ['E_MODEL_LOAD', 500],
  ['E_ANSWER_TIME', 504],
  ['E_MODELS_FULL', 507],
]);

/** The HTTP status that says what went wrong with a request. */
export function httpStatus(error: unknown): number {
  const status = isSagelocalError(error) ? STATUS_BY_CODE.get(error.code) : undefined;
  if (status !== undefined) return status;
  if (error instanceof UserError) return 400;
  return error instanceof PlatformError ? 503 : 500;
}

/** The rows are what is wrong. */
export function isBadPayload(error: unknown): error is UserError {
  return error instanceof UserError && !STATUS_BY_CODE.has(error.code);
}
