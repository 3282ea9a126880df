import { dirname, resolve } from 'node:path';
import { checkRequest } from './api/validate.js';
import { type JobSpecOptions, type LocalJob, parseJobSpec } from './job-spec.js';
import { withLocalAddresses } from './s3-root.js';
import { readSpecFile } from './spec-file.js';
import { JOB_SPEC } from './spec-reader.js';

/** A job as CreateTrainingJob asks for it. */
export interface RequestedJob extends LocalJob {
  readonly request: Readonly<Record<string, unknown>>;
  readonly maxRuntimeSeconds?: number;
}

export interface RequestOptions extends JobSpecOptions {
  /** The folder that stands for S3; without one, addresses in S3 are refused. */
  readonly s3Root?: string | undefined;
}

/**
 * Reads a CreateTrainingJob request and holds it against SageMaker's own constraints; what means nothing on one's own machine, a role and the like,
 * may be left out.
 * @throws UserError E_JOB_SPEC… as `readJobSpec`; E_VALIDATION in the words of SageMaker's ValidationException
 */
export async function readRequestedJob(path: string, options: RequestOptions = {}): Promise<RequestedJob> {
  return parseRequestedJob(await readSpecFile(path, JOB_SPEC), dirname(resolve(path)), options);
}

/** The same for a request in memory; relative paths start at `folder`. */
export async function parseRequestedJob(
  request: unknown,
  folder: string,
  { s3Root, ...options }: RequestOptions = {},
): Promise<RequestedJob> {
  const local = s3Root === undefined ? request : withLocalAddresses(request, resolve(s3Root));
  const job = await parseJobSpec(local, folder, options);
  checkRequest('CreateTrainingJobRequest', request, { localAddresses: true, partial: true });
  const { StoppingCondition: stopping } = request as { StoppingCondition?: { MaxRuntimeInSeconds?: number } };
  const maxRuntimeSeconds = stopping?.MaxRuntimeInSeconds;
  return {
    ...job,
    request: request as RequestedJob['request'],
    ...(maxRuntimeSeconds === undefined ? {} : { maxRuntimeSeconds }),
  };
}
