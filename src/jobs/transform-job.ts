import { dirname, resolve } from 'node:path';
import type { ModelInput } from '../library/served.js';
import type { TransformSpec } from '../library/transform.js';
import { Problems } from '../training/problems.js';
import { AwsConstraints } from './aws-constraints.js';
import { localPath } from './local-address.js';
import { namedModel, readModelSpecs } from './model-specs.js';
import { readSpecFile } from './spec-file.js';
import { type SpecKind, SpecReader } from './spec-reader.js';

/** A batch transform job as this machine runs it: what `transform` takes, and what the spec asks for in vain. */
export interface LocalTransform {
  readonly name?: string | undefined;
  readonly spec: TransformSpec;
  readonly notes: readonly string[];
}

export interface TransformJobContext {
  /** Where relative paths start. */
  readonly folder: string;
  /** The model that `ModelName` means, where the spec has no `Models` of its own; it may also know what a spec without a name means. */
  readonly findModel?: ((name: string | undefined) => ModelInput | undefined) | undefined;
}

const TRANSFORM_SPEC: SpecKind = { name: 'transform job spec', code: 'E_TRANSFORM_SPEC' };

/** Parts of a CreateTransformJob request that speak of AWS and not of the answers. */
const WITHOUT_EFFECT = ['Tags', 'ExperimentConfig', 'TransformResources'];

/**
 * Reads a job shaped as SageMaker's CreateTransformJob request, with paths or `file://` for `S3Uri` and `S3OutputPath`. Its model stands beside it as in a
 * CreateModel request, in a list called `Models`, or is found by the caller. Relative paths start at the file's folder.
 * @throws UserError E_TRANSFORM_SPEC (or the code of the only problem), with every problem as an issue, in SageMaker's words where it has any
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
 */
export async function readTransformJob(
  path: string,
  findModel?: TransformJobContext['findModel'],
): Promise<LocalTransform> {
  return parseTransformJob(await readSpecFile(path, TRANSFORM_SPEC), { folder: dirname(resolve(path)), findModel });
}

/** The same for a request in memory. */
export async function parseTransformJob(value: unknown, context: TransformJobContext): Promise<LocalTransform> {
  const problems = new Problems();
  const spec = SpecReader.of(value, '', problems, TRANSFORM_SPEC);
  const job = spec === undefined ? undefined : await new TransformParser(spec, context, problems).parse();
  problems.throwIfAny(TRANSFORM_SPEC.code);
  return job as LocalTransform;
}

class TransformParser {
  private readonly spec: SpecReader;
  private readonly context: TransformJobContext;
  private readonly problems: Problems;
  private readonly constraints: AwsConstraints;
  private readonly notes: string[] = [];

  constructor(spec: SpecReader, context: TransformJobContext, problems: Problems) {
    this.spec = spec;
    this.context = context;
    this.problems = problems;
    this.constraints = new AwsConstraints(problems, TRANSFORM_SPEC.code);
  }

  async parse(): Promise<LocalTransform> {
    const { spec, constraints } = this;
    const name = constraints.text(spec, 'TransformJobName', {
      maxLength: 63,
      pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
    });
    const model = await this.model();
    const input = await this.input();
    const output = await this.output();
    const sizes = {
      batchStrategy: constraints.choice(spec, 'BatchStrategy', ['MultiRecord', 'SingleRecord']),
      maxPayloadInMB: constraints.integer(spec, 'MaxPayloadInMB', { least: 0 }),
      maxConcurrentTransforms: constraints.integer(spec, 'MaxConcurrentTransforms', { least: 0 }),
    };
    const dataProcessing = this.dataProcessing();
    const environment = this.environment();
    this.withoutEffect();
    spec.done();
    return {
      name,
      // What is missing here has been noted as a problem.
      spec: { model, ...input, ...output, ...sizes, dataProcessing, environment } as TransformSpec,
      notes: this.notes,
    };
  }

  private async model(): Promise<ModelInput | undefined> {
    const { spec, context } = this;
    const listed = await readModelSpecs(spec, context.folder, this.problems);
    if (spec.has('Models')) {
      this.constraints.required(spec, 'ModelName');
      return spec.has('ModelName') ? namedModel(spec, listed) : undefined;
    }
    const name = spec.text('ModelName');
    const found = context.findModel?.(name);
    if (found !== undefined) return found;
    this.constraints.required(spec, 'ModelName');
    if (name !== undefined) {
      const hint = 'Put it into Models as in a CreateModel request, or name a file with --model.';
      spec.problem('ModelName', `'${name}' is no model known here.`, hint);
    }
    return undefined;
  }

  private async input(): Promise<Partial<TransformSpec>> {
    const { constraints } = this;
    const reader = constraints.child(this.spec, 'TransformInput');
    if (reader === undefined) return {};
    const source = constraints.child(reader, 'DataSource');
    const s3 = source === undefined ? undefined : constraints.child(source, 'S3DataSource');
    constraints.required(s3, 'S3DataType');
    const kind = constraints.choice(s3, 'S3DataType', [
      'ManifestFile',
      'S3Prefix',
      'AugmentedManifestFile',
      'Converse',
    ]);
    if (kind !== undefined && kind !== 'S3Prefix') {
      s3?.problem('S3DataType', `${kind} is not read here.`, 'Use S3Prefix with a file or a folder.');
    }
    constraints.required(s3, 'S3Uri');
    const input = await this.path(s3, 'S3Uri');
    const found = {
      contentType: constraints.text(reader, 'ContentType', { maxLength: 256 }),
      compressionType: constraints.choice(reader, 'CompressionType', ['None', 'Gzip']),
      splitType: constraints.choice(reader, 'SplitType', ['None', 'Line', 'RecordIO', 'TFRecord']),
    };
    for (const part of [s3, source, reader]) part?.done();
    return { ...found, ...(input === undefined ? {} : { input }) };
  }

  private async output(): Promise<Partial<TransformSpec>> {
    const { constraints } = this;
    const reader = constraints.child(this.spec, 'TransformOutput');
    if (reader === undefined) return {};
    constraints.required(reader, 'S3OutputPath');
    const output = await this.path(reader, 'S3OutputPath');
    const accept = constraints.text(reader, 'Accept', { maxLength: 256 });
    const assembleWith = constraints.choice(reader, 'AssembleWith', ['None', 'Line']);
    reader.ignore('KmsKeyId');
    reader.done();
    return { accept, assembleWith, ...(output === undefined ? {} : { output }) };
  }

  private dataProcessing(): TransformSpec['dataProcessing'] {
    const { constraints } = this;
    const reader = this.spec.child('DataProcessing');
    if (reader === undefined) return undefined;
    const path = { maxLength: 63 };
    const found = {
      inputFilter: constraints.text(reader, 'InputFilter', path),
      outputFilter: constraints.text(reader, 'OutputFilter', path),
      joinSource: constraints.choice(reader, 'JoinSource', ['Input', 'None']),
    };
    reader.done();
    return found;
  }

  private environment(): Readonly<Record<string, string>> | undefined {
    const variables = this.spec.child('Environment')?.texts();
    if (variables !== undefined) this.constraints.atMost('Environment', Object.keys(variables).length, MAX_VARIABLES);
    return variables;
  }

  private withoutEffect(): void {
    const { spec, constraints } = this;
    const client = spec.child('ModelClientConfig');
    constraints.integer(client, 'InvocationsTimeoutInSeconds', { least: 1, most: 3600 });
    constraints.integer(client, 'InvocationsMaxRetries', { least: 0, most: 3 });
    client?.done();
    if (spec.has('DataCaptureConfig')) this.notes.push('DataCaptureConfig: nothing is captured.');
    spec.ignore(...WITHOUT_EFFECT);
  }

  private async path(reader: SpecReader | undefined, key: string): Promise<string | undefined> {
    const address = reader?.text(key);
    return address === undefined ? undefined : this.problems.attempt(() => localPath(address, this.context.folder));
  }
}

const MAX_VARIABLES = 16;
