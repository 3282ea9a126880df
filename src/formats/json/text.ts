import { UserError, type Where } from '../../errors.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

export interface JsonOptions {
  readonly maxDepth: number;
  /** How an error calls the text: `The request`. */
  readonly what: string;
  readonly where: Where;
}

/**
 * Parses JSON from a stranger: strict UTF-8 (a byte order mark is passed over), and nesting is counted before it is parsed, so that no
 * code that walks the result can run out of stack.
 * @throws UserError E_REQUEST_UTF8, E_REQUEST_DEPTH, E_REQUEST_JSON
 */
export function parseJson(bytes: Uint8Array, options: JsonOptions): unknown {
  const { maxDepth, what, where } = options;
  const text = decodeUtf8(bytes, where);
  const tooDeep = findDepth(bytes, maxDepth);
  if (tooDeep !== -1) {
    throw new UserError('E_REQUEST_DEPTH', `${what} is nested more than ${maxDepth} levels deep.`, {
      where: { ...where, byteOffset: tooDeep },
      hint: 'No request form needs more than six levels.',
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError('E_REQUEST_JSON', `${what} is not JSON: ${(cause as Error).message}.`, { where, cause });
  }
}

export function decodeUtf8(bytes: Uint8Array, where: Where): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError('E_REQUEST_UTF8', 'The request is not UTF-8.', {
      where,
      hint: 'Encode the text as UTF-8; no other encoding is read.',
      cause,
    });
  }
}

/** Offset of the bracket that opens one level too many, or -1. In UTF-8 no byte of a longer character looks like a bracket. */
function findDepth(bytes: Uint8Array, maxDepth: number): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) at++;
    else if (inString) continue;
    else if (OPENING.has(byte) && ++depth > maxDepth) return at;
    else if (CLOSING.has(byte)) depth--;
  }
  return -1;
}
