import { expect, test } from 'vitest';
import { underRoot, withLocalAddresses } from '../../../src/jobs/s3-root.js';

test.each([
  ['s3://bucket/a/b.csv', '/s3/bucket/a/b.csv'],
  ['s3://bucket/a/', '/s3/bucket/a/'],
  ['S3://bucket', '/s3/bucket'],
  ['file:///elsewhere/x', 'file:///elsewhere/x'],
  ['data/train', 'data/train'],
])('%s is %s', (address, path) => {
  expect(underRoot(address, '/s3')).toBe(path);
});

test.each([
  's3://',
  's3:///key',
  's3://../key',
  's3://bucket/../../etc',
  's3://bucket/a\\..\\b',
  's3://bucket/\0',
  's3://./x',
])('%j is refused', (address) => {
  expect(() => underRoot(address, '/s3')).toThrow(expect.objectContaining({ code: 'E_S3_ADDRESS' }));
});

test('a request keeps everything but its addresses', () => {
  const request = {
    InputDataConfig: [{ ChannelName: 's3://x/y', DataSource: { S3DataSource: { S3Uri: 's3://b/train' } } }],
    OutputDataConfig: { S3OutputPath: 's3://b/out' },
    HyperParameters: { k: '1' },
    PrimaryContainer: { ModelDataUrl: 'model.tar.gz' },
    Tags: null,
  };
  expect(withLocalAddresses(request, '/s3')).toEqual({
    ...request,
    InputDataConfig: [{ ChannelName: 's3://x/y', DataSource: { S3DataSource: { S3Uri: '/s3/b/train' } } }],
    OutputDataConfig: { S3OutputPath: '/s3/b/out' },
  });
});
