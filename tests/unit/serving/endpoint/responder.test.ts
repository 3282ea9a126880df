import { expect, it } from 'vitest';
import { REQUEST_TYPES } from '../../../../src/algorithms/algorithm.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { servedModel } from '../../../../src/serving/endpoint/responder.js';
import { endpointRequest, textOf } from '../../../support/responders.js';

it('a served model answers as its algorithm does, and hands the signal on', async () => {
  let heard: AbortSignal | undefined;
  const served = servedModel({
    kernels: referenceKernels(),
    algorithm: {
      name: 'fake',
      requestTypes: REQUEST_TYPES,
      response: { topKey: 'scores', fields: ['score'], csv: true },
    },
    model: {
      async predict(_rows, { signal } = {}) {
        heard = signal;
        return { score: new Float32Array([0.5]) };
      },
    },
  });
  const request = endpointRequest('1\n', { accept: '' });
  expect(textOf(await served.answer(request))).toBe('{"scores": [{"score": 0.5}]}');
  expect(heard).toBe(request.signal);
  expect(served.algorithm.name).toBe('fake');
});
