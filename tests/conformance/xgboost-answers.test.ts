/** Every row that was recorded at the open container's server, asked over HTTP: the same status, and the same words where they are the container's own. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { xgboost } from '../../src/algorithms/xgboost/index.js';
import { columnCount, rowCount } from '../../src/algorithms/xgboost/rows.js';
import { selectedColumns } from '../../src/algorithms/xgboost/selected-output.js';
import type { Csr } from '../../src/data/csr.js';
import { type Dense, dense } from '../../src/data/dense.js';
import { UserError } from '../../src/errors.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { readEnvironment } from '../../src/serving/endpoint/environment.js';
import { type Responder, servedModel } from '../../src/serving/endpoint/responder.js';
import { endpointRoutes } from '../../src/serving/endpoint/routes.js';
import { Gate } from '../../src/serving/http/gate.js';
import { router } from '../../src/serving/http/router.js';
import { guarded } from '../support/guarded.js';

interface Observed {
  readonly name: string;
  readonly content_type: string | null;
  readonly accept: string | null;
  readonly model: string;
  readonly env: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly path?: string;
  readonly request_body?: string;
  readonly request_body_hex?: string;
  readonly response: { readonly status: number; readonly body?: string };
}

const golden = new URL('../golden/xgb-serving-observed.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { readonly cases: readonly Observed[] };
const kernels = await loadKernels();

/** Rows that we answer otherwise on purpose: what the status is here, and why. */
const OTHERWISE: readonly { readonly names: RegExp; readonly status: number; readonly why: string }[] = [
  {
    names: /^csv_2rows_(jsonlines|recordio)_/,
    status: 406,
    why: 'the container breaks on a form that it cannot write',
  },
  { names: /^accept_env_default_bogus$/, status: 406, why: 'the same, where the environment asks for it' },
  { names: /^ping_bad_model$/, status: 200, why: 'an endpoint is up before its model, as first-party containers are' },
  { names: /^sel_reg_.*foo/, status: 200, why: "the order of unknown names is a Python set's" },
  { names: /^sel_.*protobuf$/, status: 200, why: 'each record of the container repeats those before it' },
  { names: /^sel_empty_env$/, status: 200, why: 'an empty list of names is none' },
];

const OBJECTIVES: Readonly<Record<string, string>> = {
  softprob: 'multi:softprob',
  softmax: 'multi:softmax',
  hinge: 'binary:hinge',
  bin: 'binary:logistic',
};

/** Of the two rows that most requests have; every other answer is the only number in it. */
const SAID: Readonly<Record<string, readonly (readonly number[])[]>> = {
  reg: [[1.9695689678192139], [-1.5759985446929932]],
  bin: [[0.9392414689064026], [0.05391004681587219]],
  softprob: [
    [0.0357481986284256, 0.9283249378204346, 0.035926878452301025],
    [0.9167823195457458, 0.04487060382962227, 0.0383470244705677],
  ],
  softmax: [[1], [0]],
  hinge: [[1], [0]],
};

/** Says what the recorded model said; how it came to that is another test's. */
function recordedModel({ model, response: { body = '' } }: Observed) {
  const objective = OBJECTIVES[model] ?? 'reg:squarederror';
  const plain = body
    .trim()
    .split('\n')
    .map((line) => [Number(line)]);
  const known = SAID[model] ?? SAID.bin ?? [];
  const all = plain.flat().every(Number.isFinite) && body !== '' ? plain : known;
  const width = all[0]?.length ?? 1;
  const said = (rows: Dense | Csr) => {
    if (columnCount(rows) > FEATURES) throw new UserError('E_FEATURE_DIM', 'Check failed');
    return Float32Array.from(all.slice(0, rowCount(rows)).flat());
  };
  return {
    pickled: model === 'pickled',
    featureDim: FEATURES,
    predict: async (rows: Dense | Csr) => ({
      score: width === 1 ? said(rows) : dense(said(rows), rowCount(rows), width),
    }),
    select: async (rows: Dense | Csr, keys: readonly string[]) =>
      selectedColumns(keys, objective, {
        predictions: said(rows),
        rows: rowCount(rows),
        numClass: objective.startsWith('multi:') ? 3 : 0,
      }),
  };
}

const FEATURES = 4;

const unloadable: Responder = {
  answer: async () => {
    throw new UserError('E_MODEL_LOAD', 'unable to load model');
  },
};

async function ask(observed: Observed) {
  const { maxBodyBytes, executionParameters, answers } = readEnvironment(observed.env);
  const responder = ['bad', 'empty'].includes(observed.model)
    ? unloadable
    : servedModel({ model: recordedModel(observed), algorithm: xgboost, kernels, answers });
  const context = {
    executionParameters: executionParameters && { ...executionParameters, maxConcurrentTransforms: 2 },
    gate: new Gate(1, 1),
    onFault: () => undefined,
  };
  const { port } = await guarded({ maxBodyBytes }, router(endpointRoutes(responder, context)));
  const { method = 'POST', path = '/invocations', request_body_hex: hex, request_body: text = '' } = observed;
  const body = hex === undefined ? Buffer.from(text) : Buffer.from(hex, 'hex');
  return exchange(port, { method, path, headers: headersOf(observed, body) }, body);
}

function headersOf({ content_type: type, accept }: Observed, body: Buffer) {
  return {
    ...(type === null ? {} : { 'Content-Type': type }),
    ...(accept === null ? {} : { Accept: accept }),
    'Content-Length': body.length,
  };
}

/** `fetch` would add headers of its own. */
function exchange(port: number, options: object, body: Buffer): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', agent: false, ...options }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
    });
    asked.on('error', reject).end(body);
  });
}

/** Pages of the web framework, and places in XGBoost's source, are nobody's contract. */
const isContract = (body: string) => !/^<!doctype html>|learner\.cc|^Unable to load model/.test(body);

/** Without what follows XGBoost's message, its stack. */
const stable = (body: string) => body.replace(/\/workspace\/\S+:\d+: /, '').replace(/<xgb.*$/s, '');

describe('what was recorded at the open container', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (name, observed) => {
    const { status, body } = observed.response;
    const answer = await ask(observed);
    const otherwise = OTHERWISE.find(({ names }) => names.test(name));
    expect(answer.status).toBe(otherwise?.status ?? status);
    if (otherwise !== undefined || (body !== undefined && !isContract(body))) return;
    expect(answer.body.toString()).toBe(stable(body ?? ''));
  });

  test('all of it was asked', () => {
    expect(cases).toHaveLength(155);
    for (const { names } of OTHERWISE) expect(cases.some(({ name }) => names.test(name))).toBe(true);
  });
});
