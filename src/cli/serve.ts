import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { readServeConfig, type ServeConfig } from '../jobs/serve-config.js';
import { loadModel } from '../library/load-model.js';
import { type Endpoint, type ServeOptions, type ServeTarget, serve as startEndpoint } from '../library/serve.js';
import { readEnvironment, type ServingEnvironment } from '../serving/endpoint/environment.js';
import type { ShadowRecord } from '../serving/endpoint/shadow.js';
import { isLoopback } from '../serving/http/own-name.js';
import { type Arguments, argumentsError } from './arguments.js';
import { containerBase } from './container.js';
import { integer, text } from './flags.js';
import type { Io } from './io.js';
import { errorText } from './print-error.js';
import type { Verb } from './verb.js';

export const serve: Verb = {
  name: 'serve',
  summary: 'a model behind HTTP, as SageMaker’s containers serve it',
  usage: [
    '--model FILE|DIR [--port N] [--host NAME]',
    '--models DIR [--port N] [--host NAME]',
    '--config FILE.json [--port N] [--host NAME]',
    '(in a container: serves /opt/ml/model, or model/ under SAGEMAKER_BASE_DIR)',
  ],
  positionals: [],
  flags: [
    text('model', 'FILE|DIR', 'a model.tar.gz, ours or SageMaker’s, or a folder with one or with what is in one'),
    text('models', 'DIR', 'a multi-model endpoint: POST /models loads a model from this folder, and from nowhere else'),
    text('config', 'FILE.json', 'variants by weight, a shadow variant, pipelines, limits'),
    integer('port', 'N', 'default SAGEMAKER_BIND_TO_PORT or 8080; 0 takes any that is free'),
    text('host', 'NAME', 'default 127.0.0.1, which only this machine reaches; there is no password'),
  ],
  examples: [
    {
      says: 'A model at /invocations, until Ctrl-C',
      command: 'sagelocal serve --model out/help-digits/model.tar.gz --port 8091',
      meanwhile:
        'curl http://127.0.0.1:8091/invocations --fail --silent --show-error --header "Content-Type: text/csv" --header "Accept: text/csv" --data-binary @fixtures/digits/test-features.csv',
    },
    {
      says: 'Any model of a folder, loaded when a client asks for it',
      command: 'sagelocal serve --models out --port 8091',
      meanwhile:
        'curl http://127.0.0.1:8091/models --fail --silent --show-error --header "Content-Type: application/json" --data \'{"model_name": "digits", "url": "help-digits/model.tar.gz"}\'',
    },
  ],
  run: runServe,
};

const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';
const TARGETS = ['model', 'models', 'config'] as const;

async function runServe(args: Arguments, io: Io): Promise<number> {
  const onFault = (error: unknown) => void io.stderr.write(errorText(reasonOf(error), 'serve'));
  const config = args.has('config') ? await readServeConfig(args.text('config') as string) : undefined;
  const environment = readEnvironment(process.env, config?.limits);
  const record = config?.shadowRecordPath === undefined ? undefined : new RecordFile(config.shadowRecordPath, onFault);
  const options = {
    ...targetOf(args, config, environment),
    port: args.integer('port') ?? environment.port,
    host: args.text('host') ?? (isContainer(args) ? EVERYWHERE : LOOPBACK),
    limits: { ...config?.limits, maxBodyBytes: environment.maxBodyBytes },
    executionParameters: environment.executionParameters,
    answers: environment.answers,
    seed: config?.seed,
    signal: io.signal,
    onShadow: (line) => record?.add(line),
    onFault,
  } satisfies ServeOptions;
  const endpoint = await startEndpoint(options);
  io.stdout.write(`listening on ${endpoint.url}\n`);
  if (!isLoopback(options.host)) {
    io.stderr.write('note: other machines can reach this endpoint, and it asks for no password.\n');
  }
  await endpoint.closed;
  await record?.written();
  sayWhatTheShadowDid(endpoint, io);
  return 0;
}

/** The image's own entry point. A base folder of one's own means that this is one's own machine, too. */
function isContainer(args: Arguments): boolean {
  return !TARGETS.some((flag) => args.has(flag)) && process.env.SAGEMAKER_BASE_DIR === undefined;
}

function targetOf(args: Arguments, config: ServeConfig | undefined, environment: ServingEnvironment): ServeTarget {
  const given = TARGETS.filter((flag) => args.has(flag));
  if (given.length > 1) {
    const message = `${given.map((flag) => `--${flag}`).join(' and ')} cannot stand together.`;
    throw argumentsError([{ code: 'E_FLAG_CONFLICT', message }]);
  }
  if (config !== undefined) return config;
  const [model, models] = [args.text('model'), args.text('models')];
  if (models !== undefined) return { modelsFolder: models };
  if (model !== undefined) return { model };
  const base = containerBase();
  if (environment.multiModel) return { modelsFolder: join(base, 'models') };
  // As in the containers, /ping answers at once, and whoever asks for more before the model is there waits for it.
  return { model: loadModel(join(base, 'model')) };
}

/** Lines of JSON, written one after the other; a full disk costs the record and nothing else. */
class RecordFile {
  readonly #path: string;
  readonly #onFault: (error: unknown) => void;
  #tail: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#onFault = onFault;
  }

  add(record: ShadowRecord): void {
    if (this.#failed) return;
    this.#tail = this.#tail
      .then(() => appendFile(this.#path, `${JSON.stringify(record)}\n`))
      .catch((error: unknown) => {
        if (!this.#failed) this.#onFault(error);
        this.#failed = true;
      });
  }

  written(): Promise<void> {
    return this.#tail;
  }
}

function sayWhatTheShadowDid({ shadow }: Endpoint, io: Io): void {
  if (shadow === undefined) return;
  const { same, different, dropped } = shadow;
  io.stderr.write(`the shadow agreed ${same} times, differed ${different} times and missed ${dropped} requests.\n`);
}

/** Clients hear that a model cannot be loaded, the operator hears why. */
function reasonOf(error: unknown): unknown {
  return error instanceof UserError && error.code === 'E_MODEL_LOAD' ? (error.cause ?? error) : error;
}
