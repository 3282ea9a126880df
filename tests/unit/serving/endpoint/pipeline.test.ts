import { describe, expect, it } from 'vitest';
import { REQUEST_TYPES } from '../../../../src/algorithms/algorithm.js';
import { pipeline } from '../../../../src/serving/endpoint/pipeline.js';
import type { ServedModel } from '../../../../src/serving/endpoint/responder.js';
import { endpointRequest, responder, textOf } from '../../../support/responders.js';

function model(
  name: string,
  { csv = true, requestTypes = REQUEST_TYPES as ServedModel['algorithm']['requestTypes'] } = {},
) {
  const response = { topKey: 'predictions', fields: [], csv };
  return { ...responder((text) => `${text}>${name}`), algorithm: { name, requestTypes, response } };
}

describe('pipeline', () => {
  it('makes the answer of each the request to the next, as CSV in between', async () => {
    const models = [model('a'), model('b'), model('c')];
    const answer = await pipeline(models).answer(
      endpointRequest('x', { contentType: 'application/json', accept: 'application/jsonlines' }),
    );
    expect(textOf(answer)).toBe('x>a>b>c');
    expect(models.map(({ asked: [request] }) => [request?.contentType, request?.accept, request?.name])).toEqual([
      ['application/json', 'text/csv', 'request'],
      ['text/csv', 'text/csv', 'answer of container 1'],
      ['text/csv', 'application/jsonlines', 'answer of container 2'],
    ]);
  });

  it('says of every model that does not fit its place why', () => {
    const mute = model('linear-learner', { csv: false });
    const picky = model('factorization-machines', { requestTypes: ['application/json'] });
    expect(() => pipeline([mute, picky])).toThrow(
      expect.objectContaining({
        code: 'E_PIPELINE',
        issues: [
          expect.objectContaining({
            message: expect.stringContaining('Container 1 of the pipeline, linear-learner, has no text/csv answer'),
          }),
          expect.objectContaining({
            message: expect.stringContaining('Container 2 of the pipeline, factorization-machines, reads no text/csv'),
          }),
        ],
      }),
    );
    expect(() => pipeline([picky, mute])).not.toThrow(/reads no/);
  });

  it.each([1, 16])('has 2 to 15 models, not %i', (count) => {
    expect(() => pipeline(Array.from({ length: count }, () => model('a')))).toThrow('2 to 15');
  });

  it('stops between two models when nobody waits any more', async () => {
    const controller = new AbortController();
    const [first, second] = [model('a'), model('b')];
    const stopping = {
      ...first,
      answer: (request: never) => {
        controller.abort(new Error('gone'));
        return first.answer(request);
      },
    };
    const asked = pipeline([stopping, second]).answer(endpointRequest('x', { signal: controller.signal }));
    await expect(asked).rejects.toThrow('gone');
    expect(second.asked).toEqual([]);
  });
});
