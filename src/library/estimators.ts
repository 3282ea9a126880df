import { factorizationMachines } from '../algorithms/factorization-machines/index.js';
import { kmeans } from '../algorithms/kmeans/index.js';
import { estimatorOf } from './estimator.js';

/**
 * Predicts a number, or one of two classes, from sparse features and how they go with each other.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/fact-machines.html
 */
export class FactorizationMachines extends estimatorOf(factorizationMachines) {}

/** Clusters rows around `k` centres. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html */
export class KMeans extends estimatorOf(kmeans) {}
