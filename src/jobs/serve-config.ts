import { dirname, resolve } from 'node:path';
import { checkLimits, type HttpLimits } from '../serving/http/limits.js';
import { localPath } from '../training/channels/local-address.js';
import { Problems } from '../training/problems.js';
import { namedModel, readModelSpecs, readName, type SpecifiedModel, type SpecifiedModels } from './model-specs.js';
import { readSpecFile } from './spec-file.js';
import { type SpecKind, SpecReader } from './spec-reader.js';

/** An endpoint as this machine runs it: see `serve`, whose options these are. */
export interface ServeConfig {
  readonly variants: readonly ConfiguredVariant[];
  readonly shadow?: ConfiguredVariant;
  readonly seed?: number;
  readonly limits?: Partial<HttpLimits>;
  /** Gets a line of JSON for every request that the shadow was asked, too. */
  readonly shadowRecordPath?: string;
}

export interface ConfiguredVariant {
  readonly name: string;
  readonly weight: number;
  /** Several are a pipeline. */
  readonly model: SpecifiedModel;
}

const SERVE_CONFIG: SpecKind = { name: 'serve config', code: 'E_SERVE_CONFIG' };
const MAX_VARIANTS = 10;

/** What SageMaker takes and one's own machine has no use for. */
const VARIANT_WITHOUT_EFFECT = [
  ...[
    'InitialInstanceCount',
    'InstanceType',
    'AcceleratorType',
    'VolumeSizeInGB',
    'ServerlessConfig',
    'CoreDumpConfig',
  ],
  ...['ModelDataDownloadTimeoutInSeconds', 'ContainerStartupHealthCheckTimeoutInSeconds', 'EnableSSMAccess'],
  ...['ManagedInstanceScaling', 'RoutingConfig', 'InferenceAmiVersion'],
];

/**
 * Reads an endpoint in the words of SageMaker's CreateModel and CreateEndpointConfig requests. Relative paths start at the file's folder.
 * @throws UserError E_SERVE_CONFIG (or the code of the only problem), with every problem as an issue
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
export async function readServeConfig(path: string): Promise<ServeConfig> {
  return parseServeConfig(await readSpecFile(path, SERVE_CONFIG), dirname(resolve(path)));
}

/** The same for a config in memory; relative paths start at `folder`. */
export async function parseServeConfig(value: unknown, folder: string): Promise<ServeConfig> {
  const problems = new Problems();
  const config = SpecReader.of(value, '', problems, SERVE_CONFIG);
  const parsed = config === undefined ? undefined : await new ConfigParser(config, folder, problems).parse();
  problems.throwIfAny(SERVE_CONFIG.code);
  return parsed as ServeConfig;
}

class ConfigParser {
  readonly #config: SpecReader;
  readonly #folder: string;
  readonly #problems: Problems;

  constructor(config: SpecReader, folder: string, problems: Problems) {
    this.#config = config;
    this.#folder = folder;
    this.#problems = problems;
  }

  async parse(): Promise<ServeConfig> {
    const config = this.#config;
    if (!config.has('Models')) config.problem('Models', 'is missing.');
    const models = await readModelSpecs(config, this.#folder, this.#problems);
    const variants = this.#variants('ProductionVariants', models);
    const shadows = this.#variants('ShadowProductionVariants', models);
    this.#checkVariants(variants, shadows);
    const seed = this.#seed();
    const limits = await this.#limits();
    const shadowRecordPath = await this.#path(config, 'ShadowRecord');
    config.ignore('EndpointConfigName', 'Tags', 'KmsKeyId');
    config.done();
    const [shadow] = shadows;
    return {
      variants,
      ...(shadow === undefined ? {} : { shadow }),
      ...(seed === undefined ? {} : { seed }),
      ...(limits === undefined ? {} : { limits }),
      ...(shadowRecordPath === undefined ? {} : { shadowRecordPath }),
    };
  }

  #variants(key: string, models: SpecifiedModels): ConfiguredVariant[] {
    return this.#config.children(key).flatMap((reader) => {
      const name = readName(reader, 'VariantName');
      const model = namedModel(reader, models);
      const weight = reader.number('InitialVariantWeight') ?? 1;
      reader.ignore(...VARIANT_WITHOUT_EFFECT);
      reader.done();
      if (!(weight >= 0 && Number.isFinite(weight))) reader.problem('InitialVariantWeight', 'must be 0 or more.');
      return name === undefined || model === undefined ? [] : [{ name, weight, model }];
    });
  }

  #checkVariants(variants: readonly ConfiguredVariant[], shadows: readonly ConfiguredVariant[]): void {
    const config = this.#config;
    const count = config.children('ProductionVariants').length;
    if (count < 1 || count > MAX_VARIANTS)
      config.problem('ProductionVariants', `must have 1 to ${MAX_VARIANTS} entries.`);
    if (variants.length > 0 && variants.every(({ weight }) => weight === 0)) {
      config.problem('ProductionVariants', 'must have a weight above 0.');
    }
    const names = [...variants, ...shadows].map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) config.problem('ProductionVariants', `has the name '${twice}' twice, shadows included.`);
    if (
      config.has('ShadowProductionVariants') &&
      (count > 1 || config.children('ShadowProductionVariants').length !== 1)
    ) {
      config.problem('ShadowProductionVariants', 'must be one variant, beside one in ProductionVariants.');
    }
    if (config.has('ShadowRecord') && !config.has('ShadowProductionVariants')) {
      config.problem('ShadowRecord', 'has nothing to record without ShadowProductionVariants.');
    }
  }

  #seed(): number | undefined {
    const seed = this.#config.number('Seed');
    if (seed === undefined || Number.isSafeInteger(seed)) return seed;
    this.#config.problem('Seed', 'must be a whole number.');
    return undefined;
  }

  /** Which limits there are, and how far they go, the server knows. */
  #limits(): Promise<Partial<HttpLimits> | undefined> {
    const given = this.#config.record('Limits');
    return this.#problems.attempt(() => {
      if (given !== undefined) checkLimits(given);
      return given;
    });
  }

  async #path(reader: SpecReader, key: string): Promise<string | undefined> {
    const address = reader.text(key);
    return address === undefined ? undefined : this.#problems.attempt(() => localPath(address, this.#folder));
  }
}
