import { expect, test } from 'vitest';
import { localPath } from '../../../../src/training/channels/local-address.js';

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

test('a slash at the end stays', () => {
  expect(localPath('data/', '/jobs')).toBe('/jobs/data/');
});

test('an address in S3 goes through where it may be read, and else the flag is named', () => {
  expect(localPath('s3://bucket/train', '/jobs', { allowS3: true })).toBe('s3://bucket/train');
  expect(() => localPath('s3://bucket/train', '/jobs', { allowS3: false })).toThrow(
    expect.objectContaining({ code: 'E_S3_ADDRESS', hint: expect.stringContaining('--allow-s3') }),
  );
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
