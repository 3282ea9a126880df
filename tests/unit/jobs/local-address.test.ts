import { expect, test } from 'vitest';
import { localPath } from '../../../src/jobs/local-address.js';

test.each([
  ['data/train.csv', '/jobs/data/train.csv'],
  ['./data', '/jobs/data'],
  ['/data/train.csv', '/data/train.csv'],
  ['file:///data/my%20train.csv', '/data/my train.csv'],
  ['file://data/train.csv', '/jobs/data/train.csv'],
  ['FILE:///data', '/data'],
  ['odd:name.csv', '/jobs/odd:name.csv'],
])('%s', (address, path) => {
  expect(localPath(address, '/jobs')).toBe(path);
});

test('an address in S3 is refused, and the way out is said', () => {
  expect(() => localPath('s3://bucket/train', '/jobs')).toThrow(
    expect.objectContaining({
      name: 'UserError',
      code: 'E_S3_ADDRESS',
      message: expect.stringContaining('s3://bucket/train lies in S3'),
      hint: expect.stringContaining('file://'),
    }),
  );
});

test.each(['https://host/train.csv', 'file:///bad%2Fescape'])('%s is no local file', (address) => {
  expect(() => localPath(address, '/jobs')).toThrow(expect.objectContaining({ code: 'E_ADDRESS' }));
});
