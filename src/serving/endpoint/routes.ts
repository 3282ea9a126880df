import { type Eventually, whenThere } from '../../data/when-there.js';
import { UserError } from '../../errors.js';
import { parseJson } from '../../formats/json/text.js';
import type { Gate } from '../http/gate.js';
import type { HttpAnswer, HttpRequest } from '../http/handler.js';
import type { Route } from '../http/router.js';
import { type ExecutionParameters, executionParametersAnswer } from './execution-parameters.js';
import type { ModelStore, StoredModel } from './model-store.js';
import type { EndpointAnswer, EndpointRequest, Responder } from './responder.js';
import { asInvokeEndpoint } from './runtime-api.js';

export interface RouteContext {
  /** `false`: there is no such path. */
  readonly executionParameters: ExecutionParameters | false;
  readonly gate: Gate;
  /** Hears of failures that are ours, where the answer hides them. */
  readonly onFault: (error: unknown) => void;
}

/** What every container answers. First-party ones are well as soon as they run, whatever their model. */
function commonRoutes({ executionParameters }: RouteContext): Route[] {
  const ping: Route = { method: 'GET', path: '/ping', handle: async () => ({ status: 200 }) };
  if (executionParameters === false) return [ping];
  const answer = executionParametersAnswer(executionParameters);
  return [ping, { method: 'GET', path: '/execution-parameters', handle: async () => answer }];
}

/**
 * One model, or what stands for one. Beside the container's own paths the one of InvokeEndpoint, under any endpoint name, so that AWS's
 * clients can be pointed here.
 */
export function endpointRoutes(responder: Responder, context: RouteContext): Route[] {
  const invocations = (request: HttpRequest) => respond(request, responder, context);
  return [
    { method: 'POST', path: '/invocations', handle: invocations },
    ...commonRoutes(context),
    { method: 'POST', path: '/endpoints/{name}/invocations', handle: asInvokeEndpoint(invocations, context.onFault) },
  ];
}

/**
 * Models that are loaded and unloaded by requests.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html
 */
export function multiModelRoutes(store: ModelStore, context: RouteContext): Route[] {
  const invokeTarget = asInvokeEndpoint(
    async (request) => respond(request, (await targetModel(request, store)).responder, context),
    context.onFault,
  );
  return [
    ...commonRoutes(context),
    { method: 'POST', path: '/models', handle: (request) => loadModel(request, store) },
    { method: 'GET', path: '/models', handle: async (request) => listModels(request, store) },
    { method: 'GET', path: '/models/{name}', handle: async (_, name = '') => json(described(store.get(name))) },
    {
      method: 'DELETE',
      path: '/models/{name}',
      handle: async (_, name = '') => {
        store.unload(name);
        return { status: 200 };
      },
    },
    {
      method: 'POST',
      path: '/models/{name}/invoke',
      handle: async (request, name = '') => respond(request, store.get(name).responder, context),
    },
    { method: 'POST', path: '/endpoints/{name}/invocations', handle: invokeTarget },
  ];
}

function respond(request: HttpRequest, responder: Responder, { gate }: RouteContext): Eventually<HttpAnswer> {
  const { signal } = request;
  return whenThere(request.body(), (body) => {
    const answer = gate.pass(() => responder.answer(endpointRequest(request, body)), signal);
    return answer instanceof Promise ? request.whileWanted(answer).then(httpAnswer) : httpAnswer(answer);
  });
}

function endpointRequest(request: HttpRequest, body: Uint8Array): EndpointRequest {
  const targetVariant = request.header('x-amzn-sagemaker-target-variant');
  return {
    body,
    contentType: request.has('content-type') ? request.header('content-type') : undefined,
    accept: request.header('accept'),
    signal: request.signal,
    ...(targetVariant === '' ? {} : { targetVariant }),
  };
}

function httpAnswer({ body, contentType, variant }: EndpointAnswer): HttpAnswer {
  const headers =
    variant === undefined
      ? { 'Content-Type': contentType }
      : { 'Content-Type': contentType, 'x-Amzn-Invoked-Production-Variant': variant };
  return { status: 200, headers, body };
}

/** As SageMaker does for InvokeEndpoint with TargetModel: what is not loaded yet is loaded now. */
function targetModel(request: HttpRequest, store: ModelStore): Promise<StoredModel> {
  const target = request.header('x-amzn-sagemaker-target-model');
  if (target === '') {
    throw new UserError('E_TARGET_MODEL', 'This endpoint has several models; name one as TargetModel.');
  }
  return store.obtain(target);
}

async function loadModel(request: HttpRequest, store: ModelStore): Promise<HttpAnswer> {
  const type = request.header('content-type').split(';')[0]?.trim().toLowerCase() ?? '';
  // A web page may send a text anywhere without asking; JSON it may not.
  if (type !== '' && type !== 'application/json') {
    throw new UserError('E_CONTENT_TYPE', `content-type ${type} not supported`);
  }
  const { model_name: name, url } = parsed(await request.body());
  if (typeof name !== 'string' || typeof url !== 'string') {
    throw new UserError('E_MODEL_REQUEST', 'model_name and url must be strings.', {
      hint: 'Send {"model_name": "digits", "url": "digits/model.tar.gz"}.',
    });
  }
  return json(described(await store.load(name, url)));
}

function parsed(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value = parseJson(body, { maxDepth: 8, what: 'The request', where: {} });
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new UserError('E_MODEL_REQUEST', (cause as Error).message, { cause });
  }
  throw new UserError('E_MODEL_REQUEST', 'The request is not a JSON object.');
}

const PAGE_MODELS = 100;

function listModels({ query }: HttpRequest, store: ModelStore): HttpAnswer {
  const token = query.get('next_page_token') ?? '0';
  const from = /^\d{1,9}$/.test(token) ? Number(token) : Number.NaN;
  if (Number.isNaN(from)) throw new UserError('E_PAGE_TOKEN', 'The next_page_token is none of ours.');
  const { models } = store;
  const next = from + PAGE_MODELS;
  return json({
    models: models.slice(from, next).map(described),
    ...(next < models.length ? { nextPageToken: String(next) } : {}),
  });
}

function described({ name, url }: StoredModel) {
  return { modelName: name, modelUrl: url };
}

function json(value: unknown): HttpAnswer {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}
