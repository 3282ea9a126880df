import type { Algorithm, Model, Step, TrainingContext } from '../algorithms/algorithm.js';
import type { Kernels } from '../kernels/kernels.js';
import { CheckpointFolder } from './checkpoint-folder.js';

/** What of a training's context a folder of checkpoints decides. */
export type Resumed<M extends Model> = Pick<
  TrainingContext<M>,
  'startFrom' | 'resumedRounds' | 'resumedFrom' | 'checkpoint'
>;

/**
 * Goes on from the newest checkpoint in a folder, where there is one, and keeps more of them there.
 * @returns nothing for an algorithm that cannot be resumed, which `warn` hears
 * @throws as {@link CheckpointFolder.open}
 */
export async function resume<H, S extends Step, M extends Model>(
  { name, checkpointName, load }: Algorithm<H, S, M>,
  path: string,
  { kernels, warn }: { readonly kernels: Kernels; readonly warn: (message: string) => void },
): Promise<Resumed<M>> {
  if (checkpointName === undefined) {
    warn(`${name} keeps no checkpoints: a training that is stopped begins anew.`);
    return {};
  }
  const folder = await CheckpointFolder.open(path, checkpointName);
  const newest = await folder.newest(
    (files) => load(files, kernels),
    (file, error) => warn(`The checkpoint ${file} cannot be read: ${error.message}`),
  );
  return {
    checkpoint: (round, files) => folder.save(round, files()),
    ...(newest && { startFrom: newest.model, resumedRounds: newest.rounds, resumedFrom: newest.path }),
  };
}
