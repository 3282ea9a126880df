import { expect, test } from 'vitest';
import { type ListRequest, pageOf } from '../../../../src/jobs/control-plane/listing.js';
import type { Resource } from '../../../../src/jobs/control-plane/store.js';

const resource = (name: string, time: number, status = 'Completed'): Resource => ({
  name,
  arn: `arn:${name}`,
  request: {},
  state: { CreationTime: time, LastModifiedTime: time + 100, Status: status },
});
const all = [resource('b', 3), resource('a', 1, 'Failed'), resource('C', 2), resource('d', 2)];

const names = (request: ListRequest, resources = all) =>
  pageOf(resources, request, { statusKey: 'Status', defaultOrder: 'Ascending' }).items.map(({ name }) => name);

test.each<[ListRequest, string[]]>([
  [{}, ['a', 'C', 'd', 'b']],
  [{ SortOrder: 'Descending' }, ['b', 'd', 'C', 'a']],
  [{ SortBy: 'Name' }, ['C', 'a', 'b', 'd']],
  [{ SortBy: 'Status' }, ['C', 'b', 'd', 'a']],
  [{ NameContains: 'c' }, ['C']],
  [{ StatusEquals: 'Failed' }, ['a']],
  [{ CreationTimeAfter: 1, CreationTimeBefore: 3 }, ['C', 'd']],
  [{ LastModifiedTimeAfter: 101, LastModifiedTimeBefore: 103 }, ['C', 'd']],
  [{ MaxResults: 2 }, ['a', 'C']],
])('%j', (request, expected) => {
  expect(names(request)).toEqual(expected);
});

test('page by page, everything once, whatever comes and goes meanwhile', () => {
  const options = { defaultOrder: 'Ascending' as const };
  const first = pageOf(all, { MaxResults: 2 }, options);
  const changed = [...all.filter(({ name }) => name !== 'C'), resource('0', 0), resource('z', 9)];
  const second = pageOf(changed, { MaxResults: 2, NextToken: first.nextToken as string }, options);
  expect(second.items.map(({ name }) => name)).toEqual(['d', 'b']);
  const third = pageOf(changed, { MaxResults: 2, NextToken: second.nextToken as string }, options);
  expect(third).toMatchObject({ items: [{ name: 'z' }], nextToken: undefined });
});

test('ten, where nobody says how many', () => {
  const many = Array.from({ length: 11 }, (_, i) => resource(`r${i}`, i));
  expect(names({}, many)).toHaveLength(10);
});

test('a token of another question, or of nobody, is refused', () => {
  const { nextToken = '' } = pageOf(all, { MaxResults: 1 }, { defaultOrder: 'Ascending' });
  for (const request of [{ NextToken: nextToken, NameContains: 'a' }, { NextToken: 'e30' }, { NextToken: '' }]) {
    expect(() => names(request)).toThrow('The pagination token is invalid.');
  }
});
