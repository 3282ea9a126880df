import { kmeans } from '../algorithms/kmeans/index.js';
import { linearLearner } from '../algorithms/linear-learner/index.js';
import { estimatorOf } from './estimator.js';

/** Clusters rows around `k` centres. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html */
export class KMeans extends estimatorOf(kmeans) {}

/** Trains many linear models at once and keeps the best. @see https://docs.aws.amazon.com/sagemaker/latest/dg/linear-learner.html */
export class LinearLearner extends estimatorOf(linearLearner) {}
