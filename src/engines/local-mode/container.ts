import { posix } from 'node:path';
import { type Issue, UserError } from '../../errors.js';
import { algorithmOfImage, IMAGE_NAMES } from '../../jobs/training-image.js';
import type { Mount, Service } from './compose-file.js';

/** A container that sagelocal can stand in for. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly program: 'train' | 'serve';
  readonly environment: Readonly<Record<string, string>>;
  /** All below /opt/ml. */
  readonly mounts: readonly Mount[];
  readonly port: number | undefined;
}

/**
 * What SageMaker's own image would do with this.
 * @throws UserError E_LOCAL_MODE_IMAGE, E_LOCAL_MODE_GPU, E_LOCAL_MODE_PROGRAM, E_LOCAL_MODE_MOUNT
 */
export function containerOf(service: Service): Container {
  requireBuiltIn(service.image);
  if (service.wantsGpu) {
    throw new UserError('E_LOCAL_MODE_GPU', 'instance_type local_gpu is not here: sagelocal trains on CPUs.', {
      hint: "Use instance_type='local'.",
    });
  }
  const outside = service.mounts.find(({ containerPath }) => !isBelowOptMl(containerPath));
  if (outside !== undefined) {
    const message = `Nothing but folders below /opt/ml can be mounted, not ${outside.containerPath}.`;
    throw new UserError('E_LOCAL_MODE_MOUNT', message);
  }
  const { containerName: name, image, environment, mounts, port } = service;
  return { name, image, program: programOf(service), environment, mounts, port };
}

/**
 * The algorithm of an image.
 * @throws UserError E_LOCAL_MODE_IMAGE where it is none of SageMaker's built-in ones that are here
 */
export function requireBuiltIn(image: string): string {
  const algorithm = algorithmOfImage(image);
  if (algorithm !== undefined) return algorithm;
  throw new UserError('E_LOCAL_MODE_IMAGE', `${image} is not the image of a built-in algorithm that is here.`, {
    hint: `sagelocal stands in for images named ${IMAGE_NAMES.join(', ')}. Others need Docker: run without sagelocal local-mode.`,
  });
}

function programOf({ command, entrypoint, environment }: Service): 'train' | 'serve' {
  const script = environment.SAGEMAKER_PROGRAM;
  if (entrypoint !== undefined) throw foreignProgram(`a program of its own (${entrypoint})`);
  if (script !== undefined && script !== '') throw foreignProgram(`a script (${script})`);
  if (command === 'train' || command === 'serve') return command;
  throw foreignProgram(command === undefined ? 'no command' : `the command ${command}`);
}

function foreignProgram(what: string): UserError {
  const issue: Issue = {
    code: 'E_LOCAL_MODE_PROGRAM',
    message: `This job runs ${what} in the image; sagelocal has what train and serve do, and no image.`,
    hint: 'Processing jobs, remote functions and script mode need Docker: run them without sagelocal local-mode.',
  };
  return new UserError(issue.code, issue.message, issue);
}

function isBelowOptMl(path: string): boolean {
  return posix.normalize(path).startsWith('/opt/ml/');
}
