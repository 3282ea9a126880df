import { kmeans } from '../algorithms/kmeans/index.js';
import { lda } from '../algorithms/lda/index.js';
import { estimatorOf } from './estimator.js';

/** Clusters rows around `k` centres. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html */
export class KMeans extends estimatorOf(kmeans) {}

/** Finds the topics of documents. @see https://docs.aws.amazon.com/sagemaker/latest/dg/lda.html */
export class LDA extends estimatorOf(lda) {}
