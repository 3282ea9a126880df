import { describe, expect, it } from 'vitest';
import { checkTransformOptions, RECOMMENDED_PAIRS } from '../../../src/serving/transform-options.js';

const refusal = (...hints: string[]) =>
  expect.objectContaining({
    name: 'UserError',
    code: 'E_TRANSFORM_OPTION',
    issues: hints.map((hint) => expect.objectContaining({ hint: expect.stringContaining(hint) })),
  });

describe('checkTransformOptions', () => {
  it("fills in SageMaker's defaults", () => {
    expect(checkTransformOptions({ contentType: 'text/csv' })).toEqual({
      accept: 'application/json',
      splitType: 'None',
      batchStrategy: 'MultiRecord',
      assembleWith: 'None',
      maxPayloadBytes: 6 * 1024 * 1024,
    });
  });

  it.each([...RECOMMENDED_PAIRS])('takes the recommended pair of %s', (contentType, pair) => {
    expect(checkTransformOptions({ contentType, accept: contentType, ...pair })).toMatchObject(pair);
  });

  it('names every choice that is none', () => {
    const given = {
      contentType: 'text/csv',
      splitType: 'TFRecord',
      batchStrategy: 'Multi',
      assembleWith: 'line',
      maxPayloadBytes: 0,
    };
    expect(() => checkTransformOptions(given as never)).toThrow(
      refusal('None, Line, RecordIO', 'MultiRecord, SingleRecord', 'None, Line', 'up to 100 MB'),
    );
  });

  it('refuses to split JSON, unless every line is a request of its own', () => {
    const given = { contentType: 'application/json; charset=utf-8', splitType: 'Line' } as const;
    expect(() => checkTransformOptions(given)).toThrow(refusal('application/jsonlines'));
    expect(checkTransformOptions({ ...given, batchStrategy: 'SingleRecord' }).splitType).toBe('Line');
  });

  it('refuses line ends between frames', () => {
    const given = { contentType: 'text/csv', accept: 'application/x-recordio-protobuf', assembleWith: 'Line' } as const;
    expect(() => checkTransformOptions(given)).toThrow(refusal('AssembleWith None'));
  });
});
