import { UserError } from '../errors.js';
import type { Algorithm } from './algorithm.js';
import { factorizationMachines } from './factorization-machines/index.js';
import { kmeans } from './kmeans/index.js';
import { knn } from './knn/index.js';
import { lda } from './lda/index.js';
import { linearLearner } from './linear-learner/index.js';
import { nearestName } from './nearest-name.js';
import { pca } from './pca/index.js';
import { randomCutForest } from './random-cut-forest/index.js';
import { xgboost } from './xgboost/index.js';

const rooms: readonly Algorithm[] = [
  linearLearner,
  xgboost,
  factorizationMachines,
  kmeans,
  knn,
  pca,
  randomCutForest,
  lda,
];

/** Every algorithm of the house by SageMaker's name. */
export const algorithms: ReadonlyMap<string, Algorithm> = new Map(rooms.map((room) => [room.name, room]));

/** @throws UserError E_ALGORITHM with the nearest name */
export function findAlgorithm(name: string): Algorithm {
  const found = algorithms.get(name);
  if (found !== undefined) return found;
  const near = nearestName(name, algorithms.keys());
  throw new UserError('E_ALGORITHM', `There is no algorithm called '${name.slice(0, 100)}'.`, {
    hint: near === undefined ? `There are: ${[...algorithms.keys()].join(', ')}.` : `Did you mean '${near}'?`,
  });
}
