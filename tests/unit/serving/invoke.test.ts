import { describe, expect, it } from 'vitest';
import { REQUEST_TYPES } from '../../../src/algorithms/algorithm.js';
import { dense } from '../../../src/data/dense.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { invoke } from '../../../src/serving/invoke.js';

/** A k-NN of sorts: it says more where it is asked to. */
const served = {
  kernels: referenceKernels(),
  algorithm: {
    requestTypes: REQUEST_TYPES,
    response: { topKey: 'predictions', fields: ['predicted_label'], verboseFields: ['distances'], csv: false },
  },
  model: {
    async predict(_rows: unknown, { verbose }: { verbose?: boolean | undefined } = {}) {
      return {
        predicted_label: new Float32Array([3]),
        ...(verbose === true && { distances: dense(new Float32Array([1, 2]), 1, 2) }),
      };
    },
  },
};
const body = Buffer.from('1,2\n');
const ask = async (accept: string) => {
  const answer = await invoke(served, { body, contentType: 'text/csv', accept });
  return [answer.contentType, Buffer.from(answer.body).toString()];
};

describe('invoke', () => {
  it('answers in the form that Accept asks for, JSON where it asks for none', async () => {
    expect(await ask('')).toEqual(['application/json', '{"predictions": [{"predicted_label": 3.0}]}']);
    expect(await ask('application/jsonlines')).toEqual(['application/jsonlines', '{"predicted_label": 3.0}\n']);
  });

  it('hands verbose on to the model', async () => {
    const [, text] = await ask('application/json; verbose=true');
    expect(text).toBe('{"predictions": [{"predicted_label": 3.0, "distances": [1.0, 2.0]}]}');
  });

  it('refuses a form that the algorithm does not write before it reads the body', async () => {
    const asked = invoke(served, { body: Buffer.from('x'), contentType: 'text/csv', accept: 'text/csv' });
    await expect(asked).rejects.toMatchObject({ code: 'E_ACCEPT' });
  });
});
