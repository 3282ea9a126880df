import { describe, expect, it } from 'vitest';
import {
  checkTransformOptions,
  type GivenTransformOptions,
  RECOMMENDED_PAIRS,
  type TransformContext,
} from '../../../src/serving/transform-options.js';

const refusal = (...hints: string[]) =>
  expect.objectContaining({
    name: 'UserError',
    code: 'E_TRANSFORM_OPTION',
    issues: hints.map((hint) => expect.objectContaining({ hint: expect.stringContaining(hint) })),
  });

const firstParty = { algorithm: {} };
const checked = (given: GivenTransformOptions, context: TransformContext = firstParty) =>
  checkTransformOptions(given, context);
const MEBIBYTE = 2 ** 20;

describe('checkTransformOptions', () => {
  it("fills in SageMaker's defaults", () => {
    expect(checked({ contentType: 'text/csv' })).toEqual({
      contentType: 'text/csv',
      compressionType: 'None',
      accept: '',
      maxConcurrentTransforms: 1,
      processing: undefined,
      splitType: 'None',
      batchStrategy: 'MultiRecord',
      assembleWith: 'None',
      maxPayloadBytes: 6 * 1024 * 1024,
    });
  });

  it.each([...RECOMMENDED_PAIRS])('takes the recommended pair of %s', (contentType, pair) => {
    expect(checked({ contentType, accept: contentType, ...pair })).toMatchObject(pair);
  });

  it('names every choice that is none', () => {
    const given = {
      contentType: 'text/csv',
      splitType: 'Paragraph',
      compressionType: 'Zip',
      batchStrategy: 'Multi',
      assembleWith: 'line',
      maxPayloadBytes: 101 * MEBIBYTE,
    };
    expect(() => checked(given as never)).toThrow(
      refusal('None, Line, RecordIO', 'MultiRecord, SingleRecord', 'None, Line', 'None, Gzip', 'up to 100 MB'),
    );
  });

  it('refuses to split JSON, unless every line is a request of its own', () => {
    const given = { contentType: 'application/json; charset=utf-8', splitType: 'Line' } as const;
    expect(() => checked(given)).toThrow(refusal('application/jsonlines'));
    expect(checked({ ...given, batchStrategy: 'SingleRecord' }).splitType).toBe('Line');
  });

  it('refuses line ends between frames', () => {
    const given = { contentType: 'text/csv', accept: 'application/x-recordio-protobuf', assembleWith: 'Line' } as const;
    expect(() => checked(given)).toThrow(refusal('AssembleWith None'));
  });

  it('takes what the job says, then what the container says, then the defaults', () => {
    const executionParameters = {
      maxConcurrentTransforms: 4,
      batchStrategy: 'SINGLE_RECORD',
      maxPayloadInMB: 2,
    } as const;
    const context = { ...firstParty, executionParameters };
    expect(checked({}, context)).toMatchObject({
      maxConcurrentTransforms: 4,
      batchStrategy: 'SingleRecord',
      maxPayloadBytes: 2 * MEBIBYTE,
    });
    const given = { maxConcurrentTransforms: 3, batchStrategy: 'MultiRecord', maxPayloadBytes: 9 } as const;
    expect(checked(given, context)).toMatchObject(given);
    // 0 leaves it to the container; a container that cannot say says 0.
    expect(checked({ maxConcurrentTransforms: 0 }, context).maxConcurrentTransforms).toBe(4);
    const nothing = { ...executionParameters, maxPayloadInMB: 0 };
    expect(checked({}, { ...firstParty, executionParameters: nothing }).maxPayloadBytes).toBe(6 * MEBIBYTE);
  });

  it('allows 100 MB at once, whoever says how much', () => {
    const payload = { maxPayloadBytes: 50 * MEBIBYTE };
    expect(checked({ ...payload, maxConcurrentTransforms: 2 }).maxConcurrentTransforms).toBe(2);
    expect(() => checked({ ...payload, maxConcurrentTransforms: 3 })).toThrow(refusal('allows no more'));
    expect(() => checked({ maxConcurrentTransforms: 17 })).toThrow(refusal('allows no more'));
    expect(() => checked({ maxConcurrentTransforms: 1.5 })).toThrow(refusal('whole number'));
    expect(() => checked({ maxPayloadBytes: 0 })).toThrow(refusal('in chunks'));
    const executionParameters = {
      maxConcurrentTransforms: 8,
      batchStrategy: 'MULTI_RECORD',
      maxPayloadInMB: 6,
    } as const;
    expect(checked(payload, { ...firstParty, executionParameters }).maxConcurrentTransforms).toBe(2);
  });

  it('looks into records only where it must', () => {
    const none = { inputFilter: '$', outputFilter: '$', joinSource: 'None' } as const;
    expect(
      checked({ contentType: 'application/x-recordio-protobuf', dataProcessing: none }).processing,
    ).toBeUndefined();
  });

  it.each<[string, GivenTransformOptions, TransformContext, string]>([
    ['the types differ', { contentType: 'text/csv', accept: 'application/jsonlines' }, firstParty, 'has one type'],
    ['the first-party default differs', { contentType: 'text/csv' }, firstParty, 'has one type'],
    [
      'splitting and assembling differ',
      { contentType: 'text/csv', accept: 'text/csv', assembleWith: 'None' },
      firstParty,
      'both None or both Line',
    ],
  ])('joins only what has one form: not where %s', (_, given, context, hint) => {
    const job = { splitType: 'Line', assembleWith: 'Line', dataProcessing: { joinSource: 'Input' }, ...given } as const;
    expect(() => checked(job, context)).toThrow(refusal(hint));
  });

  it("joins CSV to XGBoost's default, and what an environment makes of it", () => {
    const job = { contentType: 'text/csv;charset=utf-8', dataProcessing: { joinSource: 'Input' } } as const;
    const algorithm = { profile: 'xgboost' } as const;
    expect(checked(job, { algorithm }).processing).toMatchObject({ joinSource: 'Input', input: { name: 'CSV' } });
    const answers = { defaultAccept: 'application/json' };
    expect(() => checked(job, { algorithm, answers })).toThrow(refusal('has one type'));
  });

  it('cannot look into frames', () => {
    const type = 'application/x-recordio-protobuf';
    const job = { contentType: type, accept: type, dataProcessing: { inputFilter: '$[0]', outputFilter: '$[0]' } };
    expect(() => checked(job)).toThrow(refusal('looks into', 'looks into'));
    const split = { contentType: 'text/csv', splitType: 'RecordIO', dataProcessing: { inputFilter: '$[0]' } } as const;
    expect(() => checked(split)).toThrow(refusal('looks into'));
  });

  it('names a path that is none, alone by its own code', () => {
    const job = { contentType: 'text/csv', dataProcessing: { inputFilter: '$[' } };
    expect(() => checked(job)).toThrow(expect.objectContaining({ code: 'E_JSON_PATH' }));
    const both = { ...job, dataProcessing: { inputFilter: '$[', joinSource: 'Output' as never } };
    expect(() => checked(both)).toThrow(
      expect.objectContaining({
        code: 'E_TRANSFORM_OPTION',
        issues: [
          expect.objectContaining({ code: 'E_JSON_PATH' }),
          expect.objectContaining({ hint: expect.any(String) }),
        ],
      }),
    );
  });
});
