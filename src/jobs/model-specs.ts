import { stat } from 'node:fs/promises';
import { findImageVersion } from '../algorithms/xgboost/versions.js';
import type { ContainerInput } from '../library/served.js';
import { type AnswerOptions, readAnswerOptions } from '../serving/answer-options.js';
import { localPath } from '../training/channels/local-address.js';
import type { Problems } from '../training/problems.js';
import type { SpecReader } from './spec-reader.js';
import { tagOfImage } from './training-image.js';

/** The containers of a model: one, or several that are a pipeline. */
export type SpecifiedModel = ContainerInput | readonly ContainerInput[];
export type SpecifiedModels = ReadonlyMap<string, SpecifiedModel>;

const [MIN_CONTAINERS, MAX_CONTAINERS] = [2, 15];
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
const CONTAINER_WITHOUT_EFFECT = ['ContainerHostname', 'ImageConfig', 'InferenceSpecificationName'];

/**
 * `Models`: a list of CreateModel requests. What is wrong is noted with the reader.
 * @param folder where relative paths start
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
 */
export async function readModelSpecs(spec: SpecReader, folder: string, problems: Problems): Promise<SpecifiedModels> {
  const models = new Map<string, SpecifiedModel>();
  for (const reader of spec.children('Models')) {
    const name = readName(reader, 'ModelName');
    const model = await containers(reader, folder, problems);
    reader.ignore('ExecutionRoleArn', 'Tags', 'VpcConfig', 'EnableNetworkIsolation');
    reader.done();
    if (name === undefined) continue;
    if (models.has(name)) reader.problem('ModelName', `'${name}' is used twice.`);
    models.set(name, model);
  }
  return models;
}

/** A name as SageMaker takes it. */
export function readName(reader: SpecReader, key: string): string | undefined {
  const name = reader.requiredText(key);
  if (name !== undefined && !NAME.test(name)) {
    reader.problem(key, `'${name}' must be 1 to 63 letters, digits and hyphens between them.`);
  }
  return name;
}

/** The model that a spec names, of those it lists. */
export function namedModel(reader: SpecReader, models: SpecifiedModels): SpecifiedModel | undefined {
  const name = reader.requiredText('ModelName');
  const model = models.get(name ?? '');
  if (name !== undefined && model === undefined) {
    reader.problem('ModelName', `'${name}' is none of the Models.`, `They are ${[...models.keys()].join(', ')}.`);
  }
  return model;
}

/** `PrimaryContainer`, or `Containers` that make a pipeline. */
async function containers(reader: SpecReader, folder: string, problems: Problems): Promise<SpecifiedModel> {
  const primary = reader.child('PrimaryContainer');
  const several = reader.children('Containers');
  reader.child('InferenceExecutionConfig')?.choice('Mode', ['Serial']);
  if (reader.has('PrimaryContainer') === reader.has('Containers')) {
    reader.problem('PrimaryContainer', 'or Containers must be there, and not both.');
  } else if (reader.has('Containers') && (several.length < MIN_CONTAINERS || several.length > MAX_CONTAINERS)) {
    reader.problem('Containers', `must have ${MIN_CONTAINERS} to ${MAX_CONTAINERS} entries.`);
  }
  if (primary !== undefined) return container(primary, folder, problems);
  return Promise.all(several.map((one) => container(one, folder, problems)));
}

async function container(reader: SpecReader, folder: string, problems: Problems): Promise<ContainerInput> {
  const address = reader.requiredText('ModelDataUrl');
  const path = address === undefined ? undefined : await problems.attempt(() => localPath(address, folder));
  reader.choice('Mode', ['SingleModel']);
  const answers = toldBy(reader);
  reader.ignore(...CONTAINER_WITHOUT_EFFECT);
  reader.done();
  if (path !== undefined && (await stat(path).catch(() => undefined)) === undefined) {
    reader.problem('ModelDataUrl', `is ${path}, which does not exist.`);
  }
  const model = path ?? '';
  return Object.keys(answers).length === 0 ? model : { model, answers };
}

/** What a container hears of the form of its answers: its image's tag and its environment, which counts more. */
function toldBy(reader: SpecReader): AnswerOptions {
  const image = reader.text('Image');
  const imageVersion = image === undefined ? undefined : findImageVersion(tagOfImage(image) ?? '');
  return {
    ...(imageVersion === undefined ? {} : { imageVersion }),
    ...readAnswerOptions(reader.child('Environment')?.texts() ?? {}),
  };
}
