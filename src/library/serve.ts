import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.js';
import type { AnswerOptions } from '../serving/answer-options.js';
import { defaultExecutionParameters, type ExecutionParameters } from '../serving/endpoint/execution-parameters.js';
import { ModelStore } from '../serving/endpoint/model-store.js';
import type { Responder } from '../serving/endpoint/responder.js';
import { endpointRoutes, multiModelRoutes } from '../serving/endpoint/routes.js';
import { Shadow, type ShadowCounts, type ShadowRecord } from '../serving/endpoint/shadow.js';
import { Variants } from '../serving/endpoint/variants.js';
import { type Closing, closing } from '../serving/http/closing.js';
import { Gate } from '../serving/http/gate.js';
import { GuardedServer } from '../serving/http/guarded-server.js';
import { checkLimits, type HttpLimits } from '../serving/http/limits.js';
import { router } from '../serving/http/router.js';
import { type ModelInput, servedOf } from './served.js';
import type { TrainedModel } from './trained-model.js';

export interface VariantInput {
  readonly name: string;
  readonly model: ModelInput;
  /** Share of the requests, relative to the other variants'; default 1. */
  readonly weight?: number | undefined;
}

/** What answers: one model, several by weight, or whatever requests load from a folder. */
export type ServeTarget =
  /** A promise: the endpoint is up at once, requests wait for the model, and where it cannot be loaded they hear so. */
  | { readonly model: ModelInput | Promise<TrainedModel> }
  | {
      readonly variants: readonly VariantInput[];
      /** Is asked what the only variant is asked, and never heard. Its weight over the variant's is the share of requests it gets. */
      readonly shadow?: VariantInput | undefined;
    }
  | { readonly modelsFolder: string; readonly maxModels?: number | undefined };

export type ServeOptions = ServeTarget & {
  /** 0 takes any free port; default 8080, SageMaker's. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: nobody else can reach it. There is no password. */
  readonly host?: string | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  /** `false`: the endpoint does not tell any. */
  readonly executionParameters?: ExecutionParameters | false | undefined;
  /** What a container is told by its environment of the form of answers; see {@link AnswerOptions}. */
  readonly answers?: AnswerOptions | undefined;
  /** Draws the variants; default 0. */
  readonly seed?: number | undefined;
  /** Shuts down as `close` does. */
  readonly signal?: AbortSignal | undefined;
  readonly onShadow?: ((record: ShadowRecord) => void) | undefined;
  /** Hears of every failure that is not the client's. */
  readonly onFault?: ((error: unknown) => void) | undefined;
};

/** To close it takes no more requests, answers those at hand, and is done within the time of grace. */
export interface Endpoint extends Closing {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly port: number;
  /** What the shadow has made of its requests so far. */
  readonly shadow: ShadowCounts | undefined;
}

const DEFAULT_PORT = 8080;
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_MAX_MODELS = 64;

/**
 * An HTTP endpoint as SageMaker's containers are: `/ping`, `/invocations`, `/execution-parameters` and, for a folder of models, `/models`.
 * @throws UserError E_MODEL_…, E_MODELS_FOLDER, E_ARCHIVE_…, E_PIPELINE, E_VARIANTS, E_SERVE_LIMIT, E_SERVE_ADDRESS · PlatformError E_PORT_TAKEN
 */
export async function serve(options: ServeOptions): Promise<Endpoint> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, signal, onFault = () => undefined } = options;
  const limits = checkLimits(options.limits ?? {});
  const context = {
    executionParameters: options.executionParameters ?? defaultExecutionParameters(limits.maxBodyBytes),
    gate: new Gate(limits.maxRunning, limits.maxWaiting),
    onFault,
  };
  let shadow: Shadow | undefined;
  const routes = async () => {
    if ('modelsFolder' in options) return multiModelRoutes(await storeOf(options), context);
    if ('model' in options) return endpointRoutes(await responderOf(options.model, options.answers), context);
    const responder = await variantsOf(options);
    if (responder instanceof Shadow) shadow = responder;
    return endpointRoutes(responder, context);
  };
  const server = await GuardedServer.start(router(await routes()), { host, port, limits, onFault });

  const shutDown = async () => {
    await server.close();
    await Promise.race([shadow?.settled(), sleep(limits.graceMs, undefined, { ref: false })]);
  };
  return {
    url: server.url,
    port: server.port,
    get shadow() {
      return shadow?.counts;
    },
    ...closing(shutDown, signal),
  };
}

async function responderOf(
  input: ModelInput | Promise<TrainedModel>,
  answers: AnswerOptions | undefined,
): Promise<Responder> {
  return input instanceof Promise ? servedLater(input, answers) : servedOf(input, answers);
}

function servedLater(loading: Promise<TrainedModel>, answers: AnswerOptions | undefined): Responder {
  const served = loading
    .then((model) => servedOf(model, answers))
    .catch((cause) => {
      throw new UserError('E_MODEL_LOAD', 'unable to load model', { cause });
    });
  // Requests hear of it, one by one.
  served.catch(() => undefined);
  return { answer: async (request) => (await served).answer(request) };
}

async function storeOf(options: ServeOptions & Extract<ServeTarget, { modelsFolder: string }>): Promise<ModelStore> {
  const { modelsFolder: folder, maxModels = DEFAULT_MAX_MODELS, answers } = options;
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new UserError('E_MODELS_FOLDER', `There is no folder ${folder}.`, { where: { file: folder } });
  }
  return new ModelStore({ folder, maxModels, load: (path) => servedOf(path, { ...answers, multiModel: true }) });
}

async function variantsOf(options: ServeOptions & Extract<ServeTarget, { variants: unknown }>): Promise<Responder> {
  const { shadow, seed = 0, onShadow } = options;
  const [first] = options.variants;
  const weights = options.variants.map(({ weight = 1 }) => weight);
  if (first === undefined || !weights.every((weight) => weight >= 0 && weight < Infinity) || !weights.some(Boolean)) {
    throw new UserError('E_VARIANTS', 'There must be variants, with weights from 0 on, and one above 0.');
  }
  const built = async ({ name, weight = 1, model }: VariantInput) => ({
    name,
    weight,
    responder: await responderOf(model, options.answers),
  });
  const production = new Variants(await Promise.all(options.variants.map(built)), seed);
  if (shadow === undefined) return production;
  if (options.variants.length > 1) {
    throw new UserError('E_VARIANTS', 'A shadow follows one variant, and there are several.');
  }
  const share = Math.min(1, (shadow.weight ?? 1) / (first.weight ?? 1));
  return new Shadow({ production, shadow: await built(shadow), share, seed, onRecord: onShadow });
}
