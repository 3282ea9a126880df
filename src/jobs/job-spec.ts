import { dirname, resolve } from 'node:path';
import { algorithms } from '../algorithms/registry.js';
import { type Channel, channel, INPUT_MODES, type InputMode } from '../training/channels/channel.js';
import { Problems } from '../training/problems.js';
import { localPath } from './local-address.js';
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
  /** What the spec asks for and has no effect here. */
  readonly notes: readonly string[];
}

/**
 * Reads a job spec shaped as SageMaker's CreateTrainingJob request. Relative paths in it start at its own folder.
 * @throws UserError E_JOB_SPEC (or the code of the only problem), with every problem as an issue
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
 */
export async function readJobSpec(path: string): Promise<LocalJob> {
  const spec = await readSpecFile(path, JOB_SPEC);
  return parseJobSpec(spec, dirname(resolve(path)));
}

/** The same for a spec in memory; relative paths start at `folder`. */
export async function parseJobSpec(value: unknown, folder: string): Promise<LocalJob> {
  const problems = new Problems();
  const spec = SpecReader.of(value, '', problems);
  const job = spec === undefined ? undefined : await new JobParser(spec, folder, problems).parse();
  problems.throwIfAny('E_JOB_SPEC');
  return job as LocalJob;
}

class JobParser {
  private readonly spec: SpecReader;
  private readonly folder: string;
  private readonly problems: Problems;
  private readonly notes: string[] = [];

  constructor(spec: SpecReader, folder: string, problems: Problems) {
    this.spec = spec;
    this.folder = folder;
    this.problems = problems;
  }

  /** What is missing from the result has been noted as a problem. */
  async parse(): Promise<Partial<LocalJob>> {
    const { spec } = this;
    const name = spec.text('TrainingJobName');
    const { algorithm, inputMode, image } = this.algorithm();
    const hyperparameters = { ...this.imageVersion(algorithm, image), ...spec.child('HyperParameters')?.texts() };
    const channels = await this.channels(inputMode);
    const outputFolder = await this.outputFolder();
    const seed = await this.seed();
    this.resources(algorithm);
    spec.ignore(...WITHOUT_EFFECT);
    spec.done();
    return {
      hyperparameters,
      channels,
      notes: this.notes,
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(outputFolder === undefined ? {} : { outputFolder }),
      ...(name === undefined ? {} : { name }),
      ...(seed === undefined ? {} : { seed }),
    };
  }

  private algorithm(): {
    algorithm?: string | undefined;
    inputMode?: InputMode | undefined;
    image?: string | undefined;
  } {
    const specification = this.spec.requiredChild('AlgorithmSpecification');
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
  private imageVersion(algorithm: string | undefined, image: string | undefined): Readonly<Record<string, string>> {
    const known = algorithms.get(algorithm ?? '');
    if (image === undefined || known === undefined) return {};
    const { hyperparameters = {}, note } = imageVersionOf(image, known) ?? {};
    if (note !== undefined) this.notes.push(note);
    return hyperparameters;
  }

  private async channels(jobInputMode: InputMode | undefined): Promise<Record<string, Channel>> {
    const channels: Record<string, Channel> = {};
    for (const reader of this.spec.children('InputDataConfig')) {
      const name = reader.requiredText('ChannelName');
      const contentType = reader.text('ContentType');
      const inputMode = reader.choice('InputMode', INPUT_MODES) ?? jobInputMode;
      reader.choice('CompressionType', ['None']);
      reader.choice('RecordWrapperType', ['None']);
      if (reader.has('ShuffleConfig')) this.notes.push('ShuffleConfig: files are read in their natural order.');
      const path = await this.dataPath(reader);
      reader.done();
      if (name === undefined || path === undefined) continue;
      if (Object.hasOwn(channels, name)) reader.problem('ChannelName', `'${name}' is used twice.`);
      channels[name] = channel(path, { contentType, inputMode, name });
    }
    return channels;
  }

  private async dataPath(channelReader: SpecReader): Promise<string | undefined> {
    const source = channelReader.requiredChild('DataSource');
    const s3 = source?.requiredChild('S3DataSource');
    source?.done();
    if (s3 === undefined) return undefined;
    s3.choice('S3DataType', ['S3Prefix']);
    s3.choice('S3DataDistributionType', ['FullyReplicated', 'ShardedByS3Key']);
    const address = s3.requiredText('S3Uri');
    s3.done();
    return address === undefined ? undefined : this.problems.attempt(() => localPath(address, this.folder));
  }

  private async outputFolder(): Promise<string | undefined> {
    const output = this.spec.requiredChild('OutputDataConfig');
    const address = output?.requiredText('S3OutputPath');
    output?.choice('CompressionType', ['GZIP']);
    output?.ignore('KmsKeyId');
    output?.done();
    return address === undefined ? undefined : this.problems.attempt(() => localPath(address, this.folder));
  }

  private async seed(): Promise<number | undefined> {
    const environment = this.spec.child('Environment')?.texts() ?? {};
    return this.problems.attempt(() => seedOf(environment, `Environment.${SEED_VARIABLE}`));
  }

  private resources(algorithm: string | undefined): void {
    const resources = this.spec.child('ResourceConfig');
    const instances = resources?.number('InstanceCount') ?? 1;
    if (instances <= 1) return;
    if (algorithm !== undefined && algorithms.get(algorithm)?.singleHost) {
      resources?.problem('InstanceCount', `must be 1, not ${instances}: ${algorithm} trains on one machine only.`);
    } else this.notes.push(`InstanceCount ${instances}: the job runs on this one machine.`);
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
  'CheckpointConfig',
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
