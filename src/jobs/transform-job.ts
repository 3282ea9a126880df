import { dirname, resolve } from 'node:path';
import type { ModelInput } from '../library/served.js';
import type { TransformSpec } from '../library/transform.js';
import { localPath } from '../training/channels/local-address.js';
import { Problems } from '../training/problems.js';
import { ServiceError } from './api/service-error.js';
import { validate } from './api/validate.js';
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
const WITHOUT_EFFECT = ['Tags', 'ExperimentConfig', 'ModelClientConfig', 'TransformResources'];

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
  if (spec !== undefined) holdAgainstService(value, problems);
  const job = spec === undefined ? undefined : await new TransformParser(spec, context, problems).parse();
  problems.throwIfAny(TRANSFORM_SPEC.code);
  return job as LocalTransform;
}

/** What the service checks of every request before it looks at its meaning, in its own words. */
function holdAgainstService(request: unknown, problems: Problems): void {
  try {
    validate('CreateTransformJobRequest', request, { localAddresses: true, partial: true });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    problems.add({ code: TRANSFORM_SPEC.code, message: error.message });
  }
}

/** Reads what has been held against the service's constraints: a word is one of those it may be. */
class TransformParser {
  readonly #spec: SpecReader;
  readonly #context: TransformJobContext;
  readonly #problems: Problems;
  readonly #notes: string[] = [];

  constructor(spec: SpecReader, context: TransformJobContext, problems: Problems) {
    this.#spec = spec;
    this.#context = context;
    this.#problems = problems;
  }

  async parse(): Promise<LocalTransform> {
    const spec = this.#spec;
    const name = spec.text('TransformJobName');
    const model = await this.#model();
    const input = await this.#input();
    const output = await this.#output();
    const sizes = {
      batchStrategy: spec.text('BatchStrategy'),
      maxPayloadInMB: wholeNumber(spec, 'MaxPayloadInMB'),
      maxConcurrentTransforms: wholeNumber(spec, 'MaxConcurrentTransforms'),
    };
    const dataProcessing = this.#dataProcessing();
    const environment = spec.child('Environment')?.texts();
    if (spec.has('DataCaptureConfig')) this.#notes.push('DataCaptureConfig: nothing is captured.');
    spec.ignore(...WITHOUT_EFFECT);
    spec.done();
    return {
      name,
      // What is missing here, or no such word, has been noted as a problem.
      spec: { model, ...input, ...output, ...sizes, dataProcessing, environment } as TransformSpec,
      notes: this.#notes,
    };
  }

  async #model(): Promise<ModelInput | undefined> {
    const [spec, context] = [this.#spec, this.#context];
    const listed = await readModelSpecs(spec, context.folder, this.#problems);
    if (spec.has('Models')) {
      return spec.requiredText('ModelName') === undefined ? undefined : namedModel(spec, listed);
    }
    const name = spec.text('ModelName');
    const found = context.findModel?.(name);
    if (found !== undefined) return found;
    if (name === undefined) spec.requiredText('ModelName');
    else {
      const hint = 'Put it into Models as in a CreateModel request, or name a file with --model.';
      spec.problem('ModelName', `'${name}' is no model known here.`, hint);
    }
    return undefined;
  }

  async #input(): Promise<Given> {
    const reader = this.#spec.requiredChild('TransformInput');
    if (reader === undefined) return {};
    const source = reader.requiredChild('DataSource');
    const s3 = source?.requiredChild('S3DataSource');
    const kind = s3?.requiredText('S3DataType');
    if (kind !== undefined && kind !== 'S3Prefix') {
      s3?.problem('S3DataType', `${kind} is not read here.`, 'Use S3Prefix with a file or a folder.');
    }
    const input = await this.#path(s3, 'S3Uri');
    const found = {
      contentType: reader.text('ContentType'),
      compressionType: reader.text('CompressionType'),
      splitType: reader.text('SplitType'),
    };
    for (const part of [s3, source, reader]) part?.done();
    return { ...found, ...(input === undefined ? {} : { input }) };
  }

  async #output(): Promise<Given> {
    const reader = this.#spec.requiredChild('TransformOutput');
    if (reader === undefined) return {};
    const output = await this.#path(reader, 'S3OutputPath');
    const accept = reader.text('Accept');
    const assembleWith = reader.text('AssembleWith');
    reader.ignore('KmsKeyId');
    reader.done();
    return { accept, assembleWith, ...(output === undefined ? {} : { output }) };
  }

  #dataProcessing(): Given | undefined {
    const reader = this.#spec.child('DataProcessing');
    if (reader === undefined) return undefined;
    const found = {
      inputFilter: reader.text('InputFilter'),
      outputFilter: reader.text('OutputFilter'),
      joinSource: reader.text('JoinSource'),
    };
    reader.done();
    return found;
  }

  async #path(reader: SpecReader | undefined, key: string): Promise<string | undefined> {
    const address = reader?.requiredText(key);
    return address === undefined ? undefined : this.#problems.attempt(() => localPath(address, this.#context.folder));
  }
}

/** Texts as the request has them, not yet a `TransformSpec`'s. */
type Given = Readonly<Record<string, string | undefined>>;

function wholeNumber(spec: SpecReader, key: string): number | undefined {
  const value = spec.number(key);
  if (value !== undefined && !Number.isInteger(value)) spec.problem(key, `must be a whole number, not ${value}.`);
  return value;
}
