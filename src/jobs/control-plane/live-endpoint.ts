import { responderOf } from '../../library/serve.js';
import { servedOf } from '../../library/served.js';
import { readAnswerOptions } from '../../serving/answer-options.js';
import { ModelStore } from '../../serving/endpoint/model-store.js';
import type { Responder } from '../../serving/endpoint/responder.js';
import { endpointRoutes, multiModelRoutes, type RouteContext } from '../../serving/endpoint/routes.js';
import { Shadow } from '../../serving/endpoint/shadow.js';
import { Variants } from '../../serving/endpoint/variants.js';
import type { HttpAnswer, HttpRequest } from '../../serving/http/handler.js';
import type { Route } from '../../serving/http/router.js';
import type { ConfiguredVariant, EndpointParts } from './endpoint-configs.js';
import type { Container, Containers } from './models.js';

/** Answers InvokeEndpoint. */
export type LiveEndpoint = (request: HttpRequest) => Promise<HttpAnswer>;

/** As many models of one endpoint are in memory at most. */
const MAX_MODELS = 64;
const SEED = 0;

/** Loads the models. @throws UserError E_MODEL_…, E_ARCHIVE_…, E_PIPELINE */
export async function liveEndpoint(parts: EndpointParts, context: RouteContext): Promise<LiveEndpoint> {
  const container = multiModelContainer(parts);
  const routes =
    container === undefined
      ? endpointRoutes(await responderOfParts(parts), context)
      : multiModelRoutes(modelStore(container), context);
  const { handle } = routes.find(({ path }) => path === INVOKE_ENDPOINT) as Route;
  return (request) => handle(request);
}

export const INVOKE_ENDPOINT = '/endpoints/{name}/invocations';

function multiModelContainer({ variants }: EndpointParts): Container | undefined {
  return variants.flatMap(({ containers }) => containers).find(({ multiModel }) => multiModel);
}

function modelStore({ path, environment }: Container): ModelStore {
  const answers = readAnswerOptions(environment);
  return new ModelStore({
    folder: path,
    maxModels: MAX_MODELS,
    load: (file) => servedOf(file, { ...answers, multiModel: true }),
  });
}

async function responderOfParts({ variants, shadow }: EndpointParts): Promise<Responder> {
  const production = new Variants(await Promise.all(variants.map(variant)), SEED);
  if (shadow === undefined) return production;
  const share = Math.min(1, shadow.weight / (variants[0]?.weight || 1));
  return new Shadow({ production, shadow: await variant(shadow), share, seed: SEED });
}

async function variant({ name, weight, containers }: ConfiguredVariant) {
  return { name, weight, responder: await responderOf(modelInput(containers), answersOf(containers)) };
}

function modelInput(containers: Containers): string | string[] {
  const [first] = containers;
  return containers.length === 1 && first !== undefined ? first.path : containers.map(({ path }) => path);
}

/** What the environment says of the form of answers is the last container's business, which gives them. */
function answersOf(containers: Containers) {
  return readAnswerOptions(containers.at(-1)?.environment ?? {});
}
