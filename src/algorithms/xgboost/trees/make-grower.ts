import type { Kernels } from '../../../kernels/kernels.js';
import type { MersenneTwister } from '../random-stream.js';
import { type RowSet, rowCount } from '../rows.js';
import { type BoostingSettings, treeMethod } from '../settings.js';
import { isAtLeast } from '../versions.js';
import { ExactGrower } from './exact-grower.js';
import { etaOfTree } from './exact-parameters.js';
import type { TreeGrower } from './tree-grower.js';

interface Surroundings {
  readonly kernels: Kernels;
  /** The training's one random stream */
  readonly stream: MersenneTwister;
}

/** Brings the rows into the form that the job's way of growing trees needs. */
export async function makeGrower(
  rows: RowSet,
  settings: BoostingSettings,
  { kernels, stream }: Surroundings,
): Promise<TreeGrower> {
  const parameters = { ...settings, eta: etaOfTree(settings.eta, settings.num_parallel_tree) };
  switch (treeMethod(settings, rowCount(rows.features))) {
    case 'exact':
    case 'approx':
    case 'hist':
      return ExactGrower.create(rows.features, parameters, {
        kernels,
        stream,
        columnSeedFirst: !isAtLeast(settings._image_version, '3.0-5'),
      });
  }
}
