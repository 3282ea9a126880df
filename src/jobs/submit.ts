import { posix } from 'node:path';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { algorithms } from '../algorithms/registry.js';
import { PlatformError, UserError } from '../errors.js';
import { type Clock, systemClock } from '../training/clock.js';
import { Problems } from '../training/problems.js';
import { imageUri } from './api/image-uri.js';
import { checkRequest, unknownMembers } from './api/validate.js';
import { SEED_VARIABLE } from './seed.js';
import { algorithmOfImage, imageVersionOf, tagOfImage } from './training-image.js';

type Json = Readonly<Record<string, unknown>>;

export interface SubmitOptions {
  readonly region: string;
  /** Of the image; default what the spec's image says, or else the newest. */
  readonly imageVersion?: string | undefined;
  readonly name?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly instanceType?: string | undefined;
  /** `s3://BUCKET/PREFIX`: where the spec's relative paths lie in S3. */
  readonly data?: string | undefined;
  readonly clock?: Clock | undefined;
}

const REQUEST = 'CreateTrainingJobRequest';
const ONE_DAY_SECONDS = 86_400;
const VOLUME_GB = 30;

/**
 * The request with which SageMaker itself trains what the spec describes: the image of this region, addresses in S3, and what the spec may leave out
 * at home filled in. Held against SageMaker's constraints and the algorithm's hyperparameters.
 * @throws UserError E_SUBMIT (or the code of the only problem), with every problem as an issue
 */
export async function submitRequest(spec: unknown, options: SubmitOptions): Promise<Json> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw new UserError('E_JOB_SPEC', 'The job spec must be a JSON object.');
  }
  const problems = new Problems();
  const given = spec as Json;
  const specification = (given.AlgorithmSpecification ?? {}) as Json;
  const algorithm = algorithmOf(specification);
  const image = await problems.attempt(() => imageOf(specification, algorithm, options));
  const { AlgorithmName: _here, ...kept } = specification;
  const resources = given.ResourceConfig ?? resourcesOf(options);
  const request = withAddresses(
    {
      ...given,
      TrainingJobName: options.name ?? given.TrainingJobName ?? jobName(algorithm, options.clock ?? systemClock),
      AlgorithmSpecification: { TrainingInputMode: 'File', ...kept, TrainingImage: image },
      RoleArn: options.roleArn ?? given.RoleArn,
      ...(resources === undefined ? {} : { ResourceConfig: resources }),
      StoppingCondition: given.StoppingCondition ?? { MaxRuntimeInSeconds: ONE_DAY_SECONDS },
      ...environmentOf(given),
    },
    options.data,
    problems,
  );
  if (resources === undefined) {
    problems.add({
      code: 'E_INSTANCE_TYPE',
      message: 'ResourceConfig is missing.',
      hint: 'Or name an --instance-type.',
    });
  }
  for (const path of unknownMembers(REQUEST, request)) {
    problems.add({ code: 'E_JOB_SPEC', message: `${path} is not known to SageMaker.` });
  }
  await problems.attempt(() => checkRequest(REQUEST, request));
  await problems.attempt(() => checkHyperparameters(algorithm, image, given.HyperParameters));
  problems.throwIfAny('E_SUBMIT');
  return request;
}

function algorithmOf({ TrainingImage, AlgorithmName }: Json): string | undefined {
  return typeof TrainingImage === 'string' ? algorithmOfImage(TrainingImage) : (AlgorithmName as string | undefined);
}

/** An image of the region stays as it is; any other way to name an algorithm becomes its image there. */
function imageOf(
  { TrainingImage }: Json,
  algorithm: string | undefined,
  { region, imageVersion }: SubmitOptions,
): string {
  if (algorithm === undefined) {
    throw new UserError('E_JOB_SPEC', 'AlgorithmSpecification names no built-in algorithm.', {
      hint: 'Name an image or, as AlgorithmName, an algorithm: kmeans.',
    });
  }
  const image = typeof TrainingImage === 'string' ? TrainingImage : '';
  if (imageVersion === undefined && image.includes(`.dkr.ecr.${region}.`)) return image;
  return imageUri(algorithm, region, imageVersion ?? tagOfImage(image));
}

function resourcesOf({ instanceType }: SubmitOptions): Json | undefined {
  if (instanceType === undefined) return undefined;
  return { InstanceType: instanceType, InstanceCount: 1, VolumeSizeInGB: VOLUME_GB };
}

/** As the SageMaker SDK names jobs: `kmeans-2026-11-26-09-05-10-123`. */
function jobName(algorithm: string | undefined, clock: Clock): string {
  return `${algorithm ?? 'job'}-${new Date(clock()).toISOString().replace(/\D+/g, '-').replace(/-$/, '')}`;
}

/** The seed is ours alone. */
function environmentOf({ Environment }: Json): Json {
  if (typeof Environment !== 'object' || Environment === null) return {};
  const { [SEED_VARIABLE]: _seed, ...kept } = Environment as Json;
  return { Environment: Object.keys(kept).length === 0 ? undefined : kept };
}

const ADDRESS_KEYS: ReadonlySet<string> = new Set(['S3Uri', 'S3OutputPath']);

function withAddresses(request: Json, data: string | undefined, problems: Problems): Json {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
    return Object.fromEntries(
      members.map(([key, member]) => [
        key,
        ADDRESS_KEYS.has(key) && typeof member === 'string' ? inS3(member, data, problems) : walk(member),
      ]),
    );
  };
  return walk(request) as Json;
}

function inS3(address: string, data: string | undefined, problems: Problems): string {
  if (/^(s3|https):\/\//.test(address)) return address;
  const path = posix.normalize(address);
  const isBelow = !/^([a-z][a-z0-9+.-]+:|\/)/i.test(address) && !path.startsWith('..');
  if (data !== undefined && isBelow) return `${data.replace(/\/+$/, '')}/${path}`;
  problems.add({
    code: 'E_LOCAL_ADDRESS',
    message: `${address} lies on this machine, and SageMaker reads S3.`,
    hint: 'Copy it there (aws s3 sync) and say s3://BUCKET/KEY or, for relative paths, --data s3://BUCKET/PREFIX.',
  });
  // Anything that is an address: the problem has been said.
  return 's3://here/';
}

function checkHyperparameters(name: string | undefined, image: string | undefined, given: unknown): void {
  const algorithm = algorithms.get(name ?? '');
  if (algorithm === undefined || typeof given !== 'object') return;
  const version = image === undefined ? undefined : imageVersionOf(image, algorithm);
  algorithm.hyperparameters.check({ ...version?.hyperparameters, ...given });
}

export interface SendOptions {
  readonly region: string;
  /** Somewhere else than AWS: a control plane on this machine. */
  readonly endpointUrl?: string | undefined;
}

/**
 * Sends the request with AWS's own client and the credentials it finds.
 * @returns the job's ARN
 * @throws UserError E_AWS_SDK_MISSING · E_AWS_REFUSED what AWS says no to; PlatformError E_AWS where it cannot be reached, or there are no credentials
 */
export async function sendRequest(request: Json, { region, endpointUrl }: SendOptions): Promise<string> {
  const { SageMakerClient, CreateTrainingJobCommand } = await loadSdk();
  const client = new SageMakerClient({ region, ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }) });
  try {
    const input = request as unknown as CreateTrainingJobCommandInput;
    const { TrainingJobArn } = await client.send(new CreateTrainingJobCommand(input));
    return TrainingJobArn as string;
  } catch (cause) {
    const { name, message, $metadata } = cause as Error & { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode ?? 0;
    const text = `${name}: ${message}`;
    if (status >= 400 && status < 500) throw new UserError('E_AWS_REFUSED', text, { cause });
    throw new PlatformError('E_AWS', text, { cause });
  } finally {
    client.destroy();
  }
}

/** The user's own: it is large, and who only trains here needs none of it. */
async function loadSdk(): Promise<typeof import('@aws-sdk/client-sagemaker')> {
  try {
    return await import('@aws-sdk/client-sagemaker');
  } catch (cause) {
    throw new UserError(
      'E_AWS_SDK_MISSING',
      'The package @aws-sdk/client-sagemaker, which sends the job, is not installed.',
      {
        hint: 'npm install @aws-sdk/client-sagemaker; --dry-run does without.',
        cause,
      },
    );
  }
}
