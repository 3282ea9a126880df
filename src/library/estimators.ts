import { kmeans } from '../algorithms/kmeans/index.js';
import { estimatorOf } from './estimator.js';

/** Clusters rows around `k` centres. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html */
export class KMeans extends estimatorOf(kmeans) {}
