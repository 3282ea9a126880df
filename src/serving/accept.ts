import type { ResponseForm } from '../algorithms/algorithm.js';
import { UserError } from '../errors.js';

export type ResponseType =
  | 'application/json'
  | 'application/jsonlines'
  | 'text/csv'
  | 'application/x-recordio-protobuf';

const RESPONSE_TYPES: readonly ResponseType[] = [
  'application/json',
  'application/jsonlines',
  'text/csv',
  'application/x-recordio-protobuf',
];

const ANYTHING = new Set(['*/*', 'application/*']);

/**
 * The form of the answer that an Accept header asks for: the first one in it that the algorithm can write; JSON where
 * there is no header or anything goes. Parameters do not matter here.
 * @throws UserError E_ACCEPT where nothing in the header can be written
 */
export function negotiateAccept(accept: string, form: ResponseForm): ResponseType {
  if (accept.trim() === '') return 'application/json';
  const supported = RESPONSE_TYPES.filter((type) => type !== 'text/csv' || form.csv);
  for (const range of accept.split(',')) {
    const type = (range.split(';')[0] as string).trim().toLowerCase();
    if (ANYTHING.has(type)) return 'application/json';
    const match = supported.find((candidate) => candidate === type);
    if (match !== undefined) return match;
  }
  throw new UserError('E_ACCEPT', `accept ${accept.trim()} not supported`, {
    hint: `Accept one of ${supported.join(', ')}.`,
  });
}
