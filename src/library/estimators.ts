import { kmeans } from '../algorithms/kmeans/index.js';
import { knn } from '../algorithms/knn/index.js';
import { estimatorOf } from './estimator.js';

/** Clusters rows around `k` centres. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html */
export class KMeans extends estimatorOf(kmeans) {}

/** Tells rows by the labels of the `k` rows nearest to them. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-nearest-neighbors.html */
export class KNN extends estimatorOf(knn) {}
