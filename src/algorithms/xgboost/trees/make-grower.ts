import type { Kernels } from '../../../kernels/kernels.js';
import type { Objective } from '../objectives/objective.js';
import type { MersenneTwister } from '../random-stream.js';
import { type RowSet, rowCount } from '../rows.js';
import { type BoostingSettings, treeMethod } from '../settings.js';
import { isAtLeast } from '../versions.js';
import { approxGrower } from './approx-grower.js';
import { ExactGrower } from './exact-grower.js';
import { etaOfTree } from './exact-parameters.js';
import { histGrower } from './hist-grower.js';
import type { TreeGrower } from './tree-grower.js';

interface Surroundings {
  readonly kernels: Kernels;
  /** The training's one random stream */
  readonly stream: MersenneTwister;
  readonly objective: Objective;
  readonly signal?: AbortSignal | undefined;
}

/** Brings the rows into the form that the job's way of growing trees needs. */
export async function makeGrower(
  { features, info }: RowSet,
  settings: BoostingSettings,
  { kernels, stream, objective, signal }: Surroundings,
): Promise<TreeGrower> {
  const parameters = { ...settings, eta: etaOfTree(settings.eta, settings.num_parallel_tree) };
  // Weights of queries say nothing of single rows.
  const weights = info.weights?.length === info.rows ? info.weights : undefined;
  switch (treeMethod(settings, rowCount(features))) {
    case 'exact': {
      const columnSeedFirst = !isAtLeast(settings._image_version, '3.0-5');
      return ExactGrower.create(features, parameters, { kernels, stream, columnSeedFirst, signal });
    }
    case 'approx': {
      const constantHessian = objective.constantHessian === true;
      const rowsFromStream = !isAtLeast(settings._image_version, '3.0-5');
      const { num_parallel_tree: treesTogether } = settings;
      const input = { features, weights, parameters, stream, constantHessian, rowsFromStream, treesTogether };
      return approxGrower(kernels, input);
    }
    case 'hist': {
      const columnsDrawnOnce = !isAtLeast(settings._image_version, '3.0-5');
      return histGrower(kernels, { features, weights, parameters, stream, columnsDrawnOnce });
    }
  }
}
