import { type ContainerInput, servedOf } from '../../library/served.js';
import { readAnswerOptions } from '../../serving/answer-options.js';
import { ModelStore } from '../../serving/endpoint/model-store.js';
import type { Responder } from '../../serving/endpoint/responder.js';
import { endpointRoutes, multiModelRoutes, type RouteContext } from '../../serving/endpoint/routes.js';
import { Shadow } from '../../serving/endpoint/shadow.js';
import { Variants } from '../../serving/endpoint/variants.js';
import type { HttpHandler } from '../../serving/http/handler.js';
import type { Route } from '../../serving/http/router.js';
import type { ConfiguredVariant, EndpointParts } from './endpoint-configs.js';
import type { Container, Containers } from './models.js';

/** Answers InvokeEndpoint. */
export type LiveEndpoint = HttpHandler;

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
  return { name, weight, responder: await servedOf(modelInput(containers), undefined) };
}

/** One container or, as a pipeline, several; each is told what its own environment says of answers. */
export function modelInput(containers: Containers): ContainerInput | ContainerInput[] {
  const inputs = containers.map(({ path, environment }) => ({ model: path, answers: readAnswerOptions(environment) }));
  const [only] = inputs;
  return inputs.length === 1 && only !== undefined ? only : inputs;
}
