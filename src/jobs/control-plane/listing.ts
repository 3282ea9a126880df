import { createHash } from 'node:crypto';
import { validationError } from '../api/service-error.js';
import type { Resource } from './store.js';

/** What all List operations take. */
export interface ListRequest {
  readonly NameContains?: string;
  readonly StatusEquals?: string;
  /** Seconds since 1970. */
  readonly CreationTimeAfter?: number;
  readonly CreationTimeBefore?: number;
  readonly LastModifiedTimeAfter?: number;
  readonly LastModifiedTimeBefore?: number;
  readonly SortBy?: string;
  readonly SortOrder?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface ListOptions {
  /** Which part of the state is its status: `TrainingJobStatus`. */
  readonly statusKey?: string | undefined;
  /** What the operation does where the request does not say. */
  readonly defaultOrder: 'Ascending' | 'Descending';
}

export interface Page {
  readonly items: readonly Resource[];
  readonly nextToken: string | undefined;
}

const DEFAULT_PAGE = 10;

/**
 * One page of the resources that a List operation asks for. A page begins behind the last item of the one before, whatever came or went meanwhile.
 * @throws ServiceError ValidationException for a token that is none of this request's
 */
export function pageOf(resources: readonly Resource[], request: ListRequest, options: ListOptions): Page {
  const { statusKey, defaultOrder } = options;
  const sortKey = sortKeyOf(request.SortBy, statusKey);
  const direction = (request.SortOrder ?? defaultOrder) === 'Descending' ? -1 : 1;
  const place = (resource: Resource): Place => [sortKey(resource), resource.name];
  const after = request.NextToken === undefined ? undefined : readToken(request.NextToken, request);
  const matching = resources
    .filter((resource) => matches(resource, request, statusKey))
    .sort((a, b) => direction * compare(place(a), place(b)))
    .filter((resource) => after === undefined || direction * compare(place(resource), after) > 0);
  const items = matching.slice(0, request.MaxResults ?? DEFAULT_PAGE);
  const last = items.at(-1);
  const nextToken = last === undefined || items.length === matching.length ? undefined : token(place(last), request);
  return { items, nextToken };
}

/** Where an item stands in the order; names are unique, and decide among equals. */
type Place = readonly [key: string | number, name: string];

function compare([a, aName]: Place, [b, bName]: Place): number {
  if (a !== b) return a < b ? -1 : 1;
  return aName < bName ? -1 : aName > bName ? 1 : 0;
}

function sortKeyOf(sortBy: string | undefined, statusKey: string | undefined): (resource: Resource) => string | number {
  if (sortBy === 'Name') return ({ name }) => name;
  if (sortBy === 'Status' && statusKey !== undefined) return ({ state }) => String(state[statusKey]);
  if (sortBy === 'LastModifiedTime') return ({ state }) => Number(state.LastModifiedTime);
  return ({ state }) => Number(state.CreationTime);
}

function matches({ name, state }: Resource, request: ListRequest, statusKey: string | undefined): boolean {
  const created = Number(state.CreationTime);
  const modified = Number(state.LastModifiedTime ?? created);
  return (
    name.toLowerCase().includes((request.NameContains ?? '').toLowerCase()) &&
    (request.StatusEquals === undefined || statusKey === undefined || state[statusKey] === request.StatusEquals) &&
    created > (request.CreationTimeAfter ?? -Infinity) &&
    created < (request.CreationTimeBefore ?? Infinity) &&
    modified > (request.LastModifiedTimeAfter ?? -Infinity) &&
    modified < (request.LastModifiedTimeBefore ?? Infinity)
  );
}

function token(place: Place, request: ListRequest): string {
  return Buffer.from(JSON.stringify([place, questionOf(request)])).toString('base64url');
}

function readToken(text: string, request: ListRequest): Place {
  try {
    const [place, question] = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (question === questionOf(request) && Array.isArray(place) && place.length === 2)
      return place as unknown as Place;
  } catch {
    // Not one of ours.
  }
  throw validationError('The pagination token is invalid.');
}

/** A token goes with the filters and the order it was given for. */
function questionOf(request: ListRequest): string {
  const { NextToken: _token, MaxResults: _count, ...question } = request;
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(question).sort()))
    .digest('base64url')
    .slice(0, 12);
}
