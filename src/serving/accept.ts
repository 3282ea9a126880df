import type { ResponseForm } from '../algorithms/algorithm.js';
import { UserError } from '../errors.js';

/** What an Accept header asks for. */
export interface Accepted {
  readonly type: ResponseType;
  /** `verbose=true` stands beside the type. */
  readonly verbose: boolean;
}

export type ResponseType =
  | 'application/json'
  | 'application/jsonlines'
  | 'text/csv'
  | 'application/x-recordio-protobuf';

export const RESPONSE_TYPES: readonly ResponseType[] = [
  'application/json',
  'application/jsonlines',
  'text/csv',
  'application/x-recordio-protobuf',
];

export function isResponseType(type: string): type is ResponseType {
  return (RESPONSE_TYPES as readonly string[]).includes(type);
}

const ANYTHING = new Set(['*/*', 'application/*']);

/**
 * The form of the answer that an Accept header asks for: the first one in it that the algorithm can write; JSON where
 * there is no header or anything goes. Of the parameters only `verbose` matters.
 * @throws UserError E_ACCEPT where nothing in the header can be written
 */
export function negotiateAccept(accept: string, form: ResponseForm): Accepted {
  if (accept.trim() === '') return { type: 'application/json', verbose: false };
  const supported = RESPONSE_TYPES.filter((type) => type !== 'text/csv' || form.csv);
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const verbose = parameters.some((parameter) => /^verbose\s*=\s*"?true"?$/.test(parameter));
    if (ANYTHING.has(type)) return { type: 'application/json', verbose };
    const match = supported.find((candidate) => candidate === type);
    if (match !== undefined) return { type: match, verbose };
  }
  throw new UserError('E_ACCEPT', `accept ${accept.trim()} not supported`, {
    hint: `Accept one of ${supported.join(', ')}.`,
  });
}
