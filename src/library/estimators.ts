import { kmeans } from '../algorithms/kmeans/index.js';
import { pca } from '../algorithms/pca/index.js';
import { estimatorOf } from './estimator.js';

/** Clusters rows around `k` centres. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html */
export class KMeans extends estimatorOf(kmeans) {}

/** Projects rows onto the few directions along which they vary most. @see https://docs.aws.amazon.com/sagemaker/latest/dg/pca.html */
export class PCA extends estimatorOf(pca) {}
