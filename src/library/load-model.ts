import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Algorithm, ArtifactFiles, Model, Step } from '../algorithms/algorithm.js';
import { algorithms } from '../algorithms/registry.js';
import { unpackModel } from '../artifacts/model-archive.js';
import { readModelFolder } from '../artifacts/model-folder.js';
import { UserError } from '../errors.js';
import { loadKernels } from '../kernels/choose.js';
import type { Kernels } from '../kernels/kernels.js';
import { TrainedModel } from './trained-model.js';

/**
 * Reads a `model.tar.gz` that this library or SageMaker wrote, or a folder with one or with what is in one. Which algorithm it belongs to is seen from what is in it.
 * @throws UserError E_MODEL_NOT_FOUND · E_MODEL_UNKNOWN no algorithm of this version knows it · E_ARCHIVE_…, E_MODEL_… damaged
 */
export async function loadModel(path: string): Promise<TrainedModel> {
  const files = await readModelFiles(path);
  const model = recognise(files, await loadKernels());
  if (model !== undefined) return model;
  throw new UserError('E_MODEL_UNKNOWN', `No algorithm of this version knows the model in ${path}.`, {
    where: { file: path },
    hint: `It holds ${[...files.keys()].join(', ')}. This version knows ${[...algorithms.keys()].join(', ')}.`,
  });
}

/** The same for those who know which algorithm it must be. @throws also UserError E_MODEL_ALGORITHM */
export async function loadModelOf<H, S extends Step, M extends Model>(
  algorithm: Algorithm<H, S, M>,
  path: string,
): Promise<TrainedModel<M>> {
  const model = algorithm.load(await readModelFiles(path), await loadKernels());
  if (model !== undefined) return new TrainedModel(algorithm, model);
  throw new UserError('E_MODEL_ALGORITHM', `The model in ${path} is not one of ${algorithm.name}.`, {
    where: { file: path },
  });
}

/** The files of a model on disk, packed or not, whatever algorithm they belong to. */
export async function readModelFiles(path: string): Promise<ArtifactFiles> {
  if (!(await isFolder(path))) return unpackModel(await readArchive(path), { name: path });
  const archive = join(path, 'model.tar.gz');
  return (await isFile(archive)) ? readModelFiles(archive) : readModelFolder(path);
}

/** `undefined` where no algorithm claims the files. */
export function recognise(files: ArtifactFiles, kernels: Kernels): TrainedModel | undefined {
  for (const algorithm of algorithms.values()) {
    const model = algorithm.load(files, kernels);
    if (model !== undefined) return new TrainedModel(algorithm, model);
  }
  return undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function readArchive(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new UserError('E_MODEL_NOT_FOUND', `${path} does not exist.`, { where: { file: path }, cause: error });
  }
}
