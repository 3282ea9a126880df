import { findAlgorithm } from '../algorithms/registry.js';
import { loadKernels } from '../kernels/choose.js';
import type { AnswerOptions } from '../serving/answer-options.js';
import { pipeline } from '../serving/endpoint/pipeline.js';
import { type ServedModel, servedModel } from '../serving/endpoint/responder.js';
import { loadModel } from './load-model.js';
import { TrainedModel } from './trained-model.js';

/** A model in memory, one on disk (see `loadModel`), or several as a pipeline: the answer of each is the request to the next. */
export type ModelInput = ContainerInput | readonly ContainerInput[];

/** One container: a model, and what this container alone is told of answers and of its image. */
export type ContainerInput =
  | TrainedModel
  | string
  | { readonly model: TrainedModel | string; readonly answers?: AnswerOptions | undefined };

/**
 * What answers for it.
 * @param answers what all its containers are told
 * @throws UserError E_MODEL_…, E_ARCHIVE_…, E_PIPELINE
 */
export async function servedOf(input: ModelInput, answers: AnswerOptions | undefined): Promise<ServedModel> {
  if (!isPipeline(input)) return servedOne(input, answers);
  return pipeline(await Promise.all(input.map((one) => servedOne(one, answers))));
}

/** The containers of it, in order. */
export function containersOf(input: ModelInput): readonly ContainerInput[] {
  return isPipeline(input) ? input : [input];
}

/** The model in a container, loaded where it lies on disk. */
export function modelIn(input: ContainerInput): TrainedModel | string {
  return typeof input === 'string' || input instanceof TrainedModel ? input : input.model;
}

async function servedOne(input: ContainerInput, general: AnswerOptions | undefined): Promise<ServedModel> {
  const inside = modelIn(input);
  const own = typeof input === 'string' || input instanceof TrainedModel ? undefined : input.answers;
  const { model, algorithm } = typeof inside === 'string' ? await loadModel(inside) : inside;
  const answers = { ...general, ...own };
  return servedModel({ model, algorithm: findAlgorithm(algorithm), kernels: await loadKernels(), answers });
}

function isPipeline(input: ModelInput): input is readonly ContainerInput[] {
  return Array.isArray(input);
}
