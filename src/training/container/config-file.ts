import { UserError } from '../../errors.js';
import { readOptionalText } from '../optional-text.js';

/**
 * One of the JSON files that SageMaker writes below `input/config`; `undefined` where there is none.
 * @param invalid what a container says of a file that holds no JSON object
 * @throws UserError E_CONTAINER_CONFIG
 */
export async function readConfigFile(path: string, invalid: string): Promise<Record<string, unknown> | undefined> {
  const text = await readOptionalText(path);
  if (text === undefined) return undefined;
  const value = parsed(text, path, invalid);
  if (isObject(value)) return value;
  throw configError(path, invalid);
}

export function configError(path: string, message: string, cause?: unknown): UserError {
  return new UserError('E_CONTAINER_CONFIG', message, { where: { file: path }, cause });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string, path: string, invalid: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw configError(path, invalid, cause);
  }
}
