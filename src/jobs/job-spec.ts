import { dirname, resolve } from 'node:path';
import { algorithms } from '../algorithms/registry.js';
import { type Channel, INPUT_MODES, type InputMode } from '../training/channels/channel.js';
import { localPath } from '../training/channels/local-address.js';
import { Problems } from '../training/problems.js';
import { readChannelSpec } from './channel-spec.js';
import { SEED_VARIABLE, seedOf } from './seed.js';
import { readSpecFile } from './spec-file.js';
import { JOB_SPEC, SpecReader } from './spec-reader.js';
import { algorithmOfImage, imageVersionOf } from './training-image.js';

/** A training job as this machine runs it. */
export interface LocalJob {
  /** SageMaker's name of the algorithm: `kmeans`. */
  readonly algorithm: string;
  readonly name?: string;
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, Channel>>;
  /** The folder that gets `model.tar.gz` and `metrics.jsonl`. */
  readonly outputFolder: string;
  readonly seed?: number;
  /** Machines the job asks for, where they are more than the one it gets here. */
  readonly hostCount?: number;
  /** Checkpoints are kept here, and gone on from. */
  readonly checkpointFolder?: string;
  /** What the spec asks for and has no effect here. */
  readonly notes: readonly string[];
}

/**
 * Reads a job spec shaped as SageMaker's CreateTrainingJob request. Relative paths in it start at its own folder.
 * @throws UserError E_JOB_SPEC (or the code of the only problem), with every problem as an issue
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
 */
export async function readJobSpec(path: string, options: JobSpecOptions = {}): Promise<LocalJob> {
  const spec = await readSpecFile(path, JOB_SPEC);
  return parseJobSpec(spec, dirname(resolve(path)), options);
}

export interface JobSpecOptions {
  /** Channels may lie in S3, and are then read over the network. */
  readonly allowS3?: boolean | undefined;
}

/** The same for a spec in memory; relative paths start at `folder`. */
export async function parseJobSpec(
  value: unknown,
  folder: string,
  { allowS3 = false }: JobSpecOptions = {},
): Promise<LocalJob> {
  const problems = new Problems();
  const spec = SpecReader.of(value, '', problems);
  const job = spec === undefined ? undefined : await new JobParser(spec, folder, problems, allowS3).parse();
  problems.throwIfAny('E_JOB_SPEC');
  return job as LocalJob;
}

class JobParser {
  readonly #spec: SpecReader;
  readonly #folder: string;
  readonly #problems: Problems;
  readonly #allowS3: boolean;
  readonly #notes: string[] = [];

  constructor(spec: SpecReader, folder: string, problems: Problems, allowS3: boolean) {
    this.#allowS3 = allowS3;
    this.#spec = spec;
    this.#folder = folder;
    this.#problems = problems;
  }

  /** What is missing from the result has been noted as a problem. */
  async parse(): Promise<Partial<LocalJob>> {
    const spec = this.#spec;
    const name = spec.text('TrainingJobName');
    const { algorithm, inputMode, image } = this.#algorithm();
    const hyperparameters = { ...this.#imageVersion(algorithm, image), ...spec.child('HyperParameters')?.texts() };
    const channels = await this.#channels(inputMode);
    const outputFolder = await this.#outputFolder();
    const hostCount = this.#hostCount(algorithm);
    const seed = await this.#seed();
    const checkpointFolder = await this.#checkpointFolder();
    spec.ignore(...WITHOUT_EFFECT);
    spec.done();
    return {
      hyperparameters,
      channels,
      notes: this.#notes,
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(outputFolder === undefined ? {} : { outputFolder }),
      ...(name === undefined ? {} : { name }),
      ...(seed === undefined ? {} : { seed }),
      ...(hostCount > 1 ? { hostCount } : {}),
      ...(checkpointFolder === undefined ? {} : { checkpointFolder }),
    };
  }

  #algorithm(): {
    algorithm?: string | undefined;
    inputMode?: InputMode | undefined;
    image?: string | undefined;
  } {
    const specification = this.#spec.requiredChild('AlgorithmSpecification');
    if (specification === undefined) return {};
    const inputMode = specification.choice('TrainingInputMode', INPUT_MODES);
    const image = specification.text('TrainingImage');
    const algorithmName = specification.text('AlgorithmName');
    specification.ignore('MetricDefinitions', 'EnableSageMakerMetricsTimeSeries', 'TrainingImageConfig');
    specification.done();
    if (image === undefined && algorithmName === undefined) {
      specification.problem(
        'TrainingImage',
        'is missing.',
        'Name an image or, as AlgorithmName, an algorithm: kmeans.',
      );
    }
    const algorithm = image === undefined ? algorithmName : algorithmOfImage(image);
    if (image !== undefined && algorithm === undefined) {
      specification.problem('TrainingImage', `'${image}' is not the image of a built-in algorithm known here.`);
    }
    return { algorithm, inputMode, image };
  }

  /** Where an algorithm tells images apart, the tag says which one is meant. */
  #imageVersion(algorithm: string | undefined, image: string | undefined): Readonly<Record<string, string>> {
    const known = algorithms.get(algorithm ?? '');
    if (image === undefined || known === undefined) return {};
    const { hyperparameters = {}, note } = imageVersionOf(image, known) ?? {};
    if (note !== undefined) this.#notes.push(note);
    return hyperparameters;
  }

  async #channels(inputMode: InputMode | undefined): Promise<Record<string, Channel>> {
    const [folder, problems, allowS3] = [this.#folder, this.#problems, this.#allowS3];
    const channels: Record<string, Channel> = {};
    for (const reader of this.#spec.children('InputDataConfig')) {
      const read = await readChannelSpec(reader, { folder, inputMode, allowS3, problems });
      if (read === undefined) continue;
      if (Object.hasOwn(channels, read.name)) reader.problem('ChannelName', `'${read.name}' is used twice.`);
      channels[read.name] = read;
    }
    return channels;
  }

  async #outputFolder(): Promise<string | undefined> {
    const output = this.#spec.requiredChild('OutputDataConfig');
    const address = output?.requiredText('S3OutputPath');
    output?.choice('CompressionType', ['GZIP']);
    output?.ignore('KmsKeyId');
    output?.done();
    return address === undefined ? undefined : this.#problems.attempt(() => localPath(address, this.#folder));
  }

  /** `LocalPath` is a place in the container, which sees there what lies at `S3Uri`. */
  async #checkpointFolder(): Promise<string | undefined> {
    const config = this.#spec.child('CheckpointConfig');
    const address = config?.requiredText('S3Uri');
    config?.ignore('LocalPath');
    config?.done();
    return address === undefined ? undefined : this.#problems.attempt(() => localPath(address, this.#folder));
  }

  async #seed(): Promise<number | undefined> {
    const environment = this.#spec.child('Environment')?.texts() ?? {};
    return this.#problems.attempt(() => seedOf(environment, `Environment.${SEED_VARIABLE}`));
  }

  #hostCount(algorithm: string | undefined): number {
    const resources = this.#spec.child('ResourceConfig');
    const instances = resources?.number('InstanceCount') ?? 1;
    if (instances <= 1) return 1;
    if (algorithm !== undefined && algorithms.get(algorithm)?.singleHost) {
      resources?.problem('InstanceCount', `must be 1, not ${instances}: ${algorithm} trains on one machine only.`);
    } else this.#notes.push(`InstanceCount ${instances}: the job runs on this one machine.`);
    return instances;
  }
}

/** Parts of a CreateTrainingJob request that speak of AWS and not of the training. */
const WITHOUT_EFFECT = [
  'RoleArn',
  'StoppingCondition',
  'VpcConfig',
  'Tags',
  'EnableNetworkIsolation',
  'EnableInterContainerTrafficEncryption',
  'EnableManagedSpotTraining',
  'DebugHookConfig',
  'DebugRuleConfigurations',
  'TensorBoardOutputConfig',
  'ExperimentConfig',
  'ProfilerConfig',
  'ProfilerRuleConfigurations',
  'RetryStrategy',
  'RemoteDebugConfig',
  'InfraCheckConfig',
  'SessionChainingConfig',
];
