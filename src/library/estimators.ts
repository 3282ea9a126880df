import { factorizationMachines } from '../algorithms/factorization-machines/index.js';
import { kmeans } from '../algorithms/kmeans/index.js';
import { knn } from '../algorithms/knn/index.js';
import { lda } from '../algorithms/lda/index.js';
import { linearLearner } from '../algorithms/linear-learner/index.js';
import { pca } from '../algorithms/pca/index.js';
import { randomCutForest } from '../algorithms/random-cut-forest/index.js';
import { xgboost } from '../algorithms/xgboost/index.js';
import { estimatorOf } from './estimator.js';

/**
 * Predicts a number, or one of two classes, from sparse features and how they go with each other.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/fact-machines.html
 */
export class FactorizationMachines extends estimatorOf(factorizationMachines) {}

/** Clusters rows around `k` centres. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html */
export class KMeans extends estimatorOf(kmeans) {}

/** Finds the topics of documents. @see https://docs.aws.amazon.com/sagemaker/latest/dg/lda.html */
export class LDA extends estimatorOf(lda) {}
/** Scores rows by how few random cuts set them apart. @see https://docs.aws.amazon.com/sagemaker/latest/dg/randomcutforest.html */
export class RandomCutForest extends estimatorOf(randomCutForest) {}
/** Projects rows onto the few directions along which they vary most. @see https://docs.aws.amazon.com/sagemaker/latest/dg/pca.html */
export class PCA extends estimatorOf(pca) {}
/** Tells rows by the labels of the `k` rows nearest to them. @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-nearest-neighbors.html */
export class KNN extends estimatorOf(knn) {}
/** Trains many linear models at once and keeps the best. @see https://docs.aws.amazon.com/sagemaker/latest/dg/linear-learner.html */
export class LinearLearner extends estimatorOf(linearLearner) {}
/** Boosts trees, each of which mends what those before it got wrong. @see https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html */
export class XGBoost extends estimatorOf(xgboost) {}
