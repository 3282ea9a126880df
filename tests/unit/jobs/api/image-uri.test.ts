import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ACCOUNTS } from '../../../../src/jobs/api/image-table.js';
import { imageUri, imageVersions } from '../../../../src/jobs/api/image-uri.js';
import { sharedFolder } from '../../../support/shared.js';

test.each([
  ['kmeans', 'us-east-1', undefined, '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1'],
  ['lda', 'eu-west-1', '1', '999678624901.dkr.ecr.eu-west-1.amazonaws.com/lda:1'],
  ['xgboost', 'us-west-2', '1.7-1', '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1'],
  ['xgboost', 'us-west-2', '0.90-2', '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:0.90-2-cpu-py3'],
  ['xgboost', 'us-east-1', 'latest', '811284229777.dkr.ecr.us-east-1.amazonaws.com/xgboost:1'],
  ['pca', 'cn-north-1', undefined, '390948362332.dkr.ecr.cn-north-1.amazonaws.com.cn/pca:1'],
  ['knn', 'us-iso-east-1', undefined, '490574956308.dkr.ecr.us-iso-east-1.c2s.ic.gov/knn:1'],
])('%s in %s, version %s', (algorithm, region, version, uri) => {
  expect(imageUri(algorithm, region, version)).toBe(uri);
});

test('the newest, where nothing is said', () => {
  expect(imageUri('xgboost', 'us-east-1')).toMatch(/sagemaker-xgboost:3\.2-0$/);
  expect(imageVersions('xgboost')).toContain('0.90-1');
});

test.each([
  ['kmeans', 'us-east-11', undefined, 'E_IMAGE_REGION'],
  ['lda', 'af-south-1', undefined, 'E_IMAGE_REGION'],
  ['kmeans', 'us-east-1', '2', 'E_IMAGE_VERSION'],
  ['blazingtext', 'us-east-1', undefined, 'E_IMAGE_ALGORITHM'],
])('%s in %s, version %s: %4$s', (algorithm, region, version, code) => {
  expect(() => imageUri(algorithm, region, version)).toThrow(expect.objectContaining({ code }));
});

test('37 regions, and 16 that have LDA', () => {
  const regions = (group: keyof typeof ACCOUNTS) => ACCOUNTS[group].trim().split('\n').length;
  expect([regions('first-party'), regions('sagemaker-xgboost'), regions('old-xgboost'), regions('lda')]).toEqual([
    37, 37, 33, 16,
  ]);
});

const table = sharedFolder('spec', 'image-uris-8-algorithms.json') ?? '';
describe.skipIf(table === '')('the table', () => {
  test('is what its script makes of SageMaker’s', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/image-uris.mjs', table, '--check'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
