import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { xgboost } from '../../../src/algorithms/xgboost/index.js';
import { selectedColumns } from '../../../src/algorithms/xgboost/selected-output.js';
import type { Csr } from '../../../src/data/csr.js';
import { type Dense, dense, rowsOf } from '../../../src/data/dense.js';
import { UserError } from '../../../src/errors.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { readAnswerOptions } from '../../../src/serving/answer-options.js';
import { bytesOf } from '../../../src/serving/body.js';
import { failureOf } from '../../../src/serving/failure.js';
import { frameworkAccept } from '../../../src/serving/framework-answer.js';
import { type InvocationAnswer, invoke } from '../../../src/serving/invoke.js';
import { sharedFolder } from '../../support/shared.js';

interface Golden {
  readonly name: string;
  readonly content_type: string | null;
  readonly accept: string | null;
  readonly model: string;
  readonly env: Readonly<Record<string, string>>;
  readonly request_body?: string;
  readonly path?: string;
  readonly response: { readonly status: number; readonly content_type: string; readonly body?: string };
}

const ROWS = ['0.5,-1,2,0', '-2,1,0,3'];
/** What the models of the recording say of these rows. */
const SAY: Readonly<Record<string, { readonly objective: string; readonly rows: readonly (readonly number[])[] }>> = {
  reg: { objective: 'reg:squarederror', rows: [[1.9695689678192139], [-1.5759985446929932]] },
  bin: { objective: 'binary:logistic', rows: [[0.9392414689064026], [0.05391004681587219]] },
  softprob: {
    objective: 'multi:softprob',
    rows: [
      [0.0357481986284256, 0.9283249378204346, 0.035926878452301025],
      [0.9167823195457458, 0.04487060382962227, 0.0383470244705677],
    ],
  },
  softmax: { objective: 'multi:softmax', rows: [[1], [0]] },
  hinge: { objective: 'binary:hinge', rows: [[1], [0]] },
};

/** Answers as the recorded model did, the first row first. */
function modelOf(name: string) {
  const { objective, rows } = SAY[name] as (typeof SAY)[string];
  const said = (count: number) => Float32Array.from(rows.slice(0, count).flat());
  const width = (rows[0] as readonly number[]).length;
  return {
    async predict(given: Dense | Csr) {
      const count = rowsOf(given as Dense);
      return { score: width === 1 ? said(count) : dense(said(count), count, width) };
    },
    async select(given: Dense | Csr, keys: readonly string[]) {
      const count = rowsOf(given as Dense);
      return selectedColumns(keys, objective, {
        predictions: said(count),
        rows: count,
        numClass: objective.startsWith('multi:') ? 3 : 0,
      });
    },
  };
}

async function ask(
  model: string,
  body: string,
  accept: string,
  env: Readonly<Record<string, string>> = {},
): Promise<InvocationAnswer> {
  const served = {
    model: modelOf(model),
    algorithm: xgboost,
    kernels: await loadKernels(),
    answers: readAnswerOptions(env),
  };
  return invoke(served, { body: new TextEncoder().encode(body), contentType: 'text/csv', accept });
}

const textOf = ({ body }: InvocationAnswer) => Buffer.from(bytesOf(body)).toString();

describe('recorded answers of the open container', () => {
  const golden = sharedFolder('golden');
  const all: readonly Golden[] =
    golden === undefined ? [] : JSON.parse(readFileSync(join(golden, 'xgb_serving_observed.json'), 'utf8')).cases;
  const cases = all.filter(
    ({ model, content_type: type, request_body: body, path, env, response }) =>
      SAY[model] !== undefined &&
      type === 'text/csv' &&
      path === undefined &&
      (body === ROWS[0] || body === ROWS.join('\n')) &&
      typeof response.body === 'string' &&
      // The order of names that an objective does not have is a Python set's. An empty list of names is no list here.
      !(env.SAGEMAKER_INFERENCE_OUTPUT ?? '').includes('foo') &&
      env.SAGEMAKER_INFERENCE_OUTPUT !== '',
  );
  test.runIf(golden).each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { status, body, content_type: type } = one.response;
    const asked = ask(one.model, one.request_body as string, one.accept ?? '', one.env);
    if (status === 200) {
      const answer = await asked;
      expect(textOf(answer)).toBe(body);
      expect(type).toContain(answer.contentType);
    } else {
      const failure = failureOf(await asked.catch((error: unknown) => error));
      // Where the container breaks, we refuse.
      expect(failure.status).toBe(status === 500 ? 406 : status);
      if (status === 406) expect(failure.text).toBe(body);
    }
  });
  test.runIf(golden)('are many', () => expect(cases.length).toBeGreaterThan(40));
});

describe('answers', () => {
  test('a line per row; in a batch one Python value', async () => {
    expect(textOf(await ask('softprob', ROWS[0] as string, ''))).toBe(
      '0.0357481986284256,0.9283249378204346,0.035926878452301025\n',
    );
    expect(textOf(await ask('softprob', ROWS[0] as string, 'application/json', { SAGEMAKER_BATCH: 'false' }))).toBe(
      '[0.0357481986284256, 0.9283249378204346, 0.035926878452301025]\n',
    );
    expect(textOf(await ask('reg', ROWS[0] as string, 'application/json'))).toBe(
      '{"predictions": [{"score": 1.9695689678192139}]}',
    );
  });

  test('what is selected: CSV in the order asked for, its lines unended but in a batch', async () => {
    const env = { SAGEMAKER_INFERENCE_OUTPUT: 'probabilities, Predicted_Label' };
    const line = '"[0.06075853109359741, 0.9392414689064026]",1';
    expect(textOf(await ask('bin', ROWS[0] as string, '', env))).toBe(line);
    expect(textOf(await ask('bin', ROWS[0] as string, '', { ...env, SAGEMAKER_BATCH: '1' }))).toBe(`${line}\n`);
    expect(textOf(await ask('bin', ROWS[0] as string, 'application/jsonlines', env))).toBe(
      '{"predicted_label": 1, "probabilities": [0.06075853109359741, 0.9392414689064026]}\n',
    );
    expect((await ask('bin', ROWS.join('\n'), 'application/x-recordio-protobuf', env)).body.length).toBeGreaterThan(
      100,
    );
  });

  test('rows that cannot be evaluated are the client’s', async () => {
    const model = {
      predict: async () => Promise.reject(new UserError('E_FEATURE_DIM', 'too wide', { hint: 'Fewer.' })),
    };
    const served = { model, algorithm: xgboost, kernels: await loadKernels() };
    const asked = (async () =>
      invoke(served, { body: new TextEncoder().encode('1,2'), contentType: 'text/csv', accept: '' }))();
    expect(failureOf(await asked.catch((error: unknown) => error))).toEqual({
      status: 400,
      text: 'Unable to evaluate payload provided: too wide',
      code: 'E_BAD_PAYLOAD',
    });
  });

  test('the first images, and the handler of several models, write one list', async () => {
    const both = ROWS.join('\n');
    const old = { SAGELOCAL_IMAGE_VERSION: '1.2-1' };
    expect(textOf(await ask('reg', both, '', old))).toBe('1.9695689678192139,-1.5759985446929932');
    expect(textOf(await ask('softmax', both, '', { SAGELOCAL_IMAGE_VERSION: '1.2-2' }))).toBe('1.0\n0.0\n');
    expect(textOf(await ask('softprob', both, 'text/csv', old))).toMatch(/^\[0\.03\d+, 0\.9\d+, 0\.03\d+\],\[/);
    expect(textOf(await ask('reg', both, '', { ...old, SAGEMAKER_BATCH: 'true' }))).toMatch(/^1\.9\d+\n-1\.5\d+\n$/);
  });

  test('with several models the default is JSON, a bare list', async () => {
    const several = async (accept: string) => {
      const served = { model: modelOf('reg'), algorithm: xgboost, kernels: await loadKernels() };
      const body = new TextEncoder().encode(ROWS.join('\n'));
      return invoke({ ...served, answers: { multiModel: true } }, { body, contentType: 'text/csv', accept });
    };
    expect(textOf(await several(''))).toBe('[1.9695689678192139, -1.5759985446929932]');
    expect(textOf(await several('text/csv'))).toBe('1.9695689678192139,-1.5759985446929932');
    for (const type of ['application/jsonlines', 'text/plain']) {
      expect(failureOf(await several(type).catch((error: unknown) => error))).toEqual({
        status: 415,
        text: `Encoding to accept type ${type} is not supported.`,
        code: 'E_ACCEPT_ENCODING',
      });
    }
  });

  test.each([
    ['1,2,3,4', 'text/csv', undefined],
    ['1,2,3', 'text/csv', undefined],
    ['1,2', 'text/csv', 'Feature size of csv inference data 2 is not consistent with feature size of trained model 4.'],
    [
      '1,2,3,4,5',
      'text/csv',
      'Feature size of csv inference data 5 is not consistent with feature size of trained model 4.',
    ],
    ['0:1 1:2', 'text/libsvm', undefined],
    ['0:1 4:2', 'text/libsvm', undefined],
    [
      '0:1 5:2',
      'text/libsvm',
      'Feature size of libsvm inference data 6 is larger than feature size of trained model 4.',
    ],
  ])('a pickle, or an image that writes pickles, wants rows of its width: %s', async (text, contentType, refusal) => {
    const predict = async () => ({ score: Float32Array.of(1) });
    const ask = async (pickled: boolean, answers = {}) => {
      const served = { model: { predict, featureDim: 4, pickled }, algorithm: xgboost, kernels: await loadKernels() };
      const body = new TextEncoder().encode(text);
      try {
        await invoke({ ...served, answers }, { body, contentType, accept: '' });
        return undefined;
      } catch (error) {
        return failureOf(error);
      }
    };
    const expected = refusal && {
      status: 400,
      text: `Unable to evaluate payload provided: ${refusal}`,
      code: 'E_BAD_PAYLOAD',
    };
    expect(await ask(true)).toEqual(expected);
    expect(await ask(false, { imageVersion: '1.2-2' })).toEqual(expected);
    expect(await ask(false)).toBeUndefined();
  });

  test('the environment', () => {
    expect(readAnswerOptions({})).toEqual({});
    expect(readAnswerOptions({ SAGEMAKER_INFERENCE_ENSEMBLE: 'false' })).toEqual({ firstOnly: true });
    expect(
      frameworkAccept('*/*', readAnswerOptions({ SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT: 'application/json' })),
    ).toBe('application/json');
    expect(() => frameworkAccept('text/csv, application/json', {})).toThrow(
      /^Accept type text\/csv, application\/json is not supported\./,
    );
  });
});
