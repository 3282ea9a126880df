import { expect, test } from 'vitest';
import { algorithmOfImage, IMAGE_NAMES } from '../../../src/jobs/training-image.js';

test.each([
  ['382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1', 'kmeans'],
  ['387376663083.dkr.ecr.cn-northwest-1.amazonaws.com.cn/linear-learner:1', 'linear-learner'],
  ['382416733822.dkr.ecr.us-east-1.amazonaws.com/randomcutforest', 'randomcutforest'],
  ['382416733822.dkr.ecr.us-east-1.amazonaws.com/factorization-machines:latest', 'factorization-machines'],
  ['683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1', 'xgboost'],
  ['811284229777.dkr.ecr.us-east-1.amazonaws.com/xgboost:1', 'xgboost'],
  ['localhost:5000/knn:1', 'knn'],
  ['lda', 'lda'],
  [`pca@sha256:${'0'.repeat(64)}`, 'pca'],
])('%s', (image, algorithm) => {
  expect(algorithmOfImage(image)).toBe(algorithm);
});

test.each(['123456789012.dkr.ecr.us-east-1.amazonaws.com/my-own:1', 'kmeans/other:1', '', ':1', '/'])(
  '%j is none',
  (image) => {
    expect(algorithmOfImage(image)).toBeUndefined();
  },
);

test('the names of all images are those of an algorithm', () => {
  expect(IMAGE_NAMES).toHaveLength(9);
  expect(IMAGE_NAMES.map(algorithmOfImage)).not.toContain(undefined);
});
