import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_IMAGE_VERSION, formatOf, IMAGE_VERSIONS } from '../../../../../src/formats/dmlc/content-types.js';
import { type ChannelConfig, configIssues } from '../../../../../src/training/channels/xgboost/rules.js';

interface Golden {
  readonly channel_validation: readonly {
    readonly case: string;
    readonly inputdataconfig: Readonly<Record<string, ChannelConfig>>;
    readonly result: { readonly ok: boolean; readonly error?: string; readonly message?: string };
  }[];
  readonly get_content_type: readonly {
    readonly content_type: string | null;
    readonly result: { readonly ok: boolean; readonly parsed?: string; readonly message?: string };
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../../golden/xgb-channel-validation-observed.json', import.meta.url), 'utf8'),
);

/** The container breaks on configurations that say less than SageMaker's: they are read here. */
const SAYS_LESS = ['no_s3dist (SDK local mode config)', 'no_input_mode'];

describe('configIssues', () => {
  test.each(golden.channel_validation.filter(({ case: name }) => !SAYS_LESS.includes(name)))(
    '$case',
    ({ inputdataconfig, result }) => {
      const messages = configIssues(inputdataconfig).map(({ message }) => message);
      if (result.ok) expect(messages).toEqual([]);
      else expect(messages[0]).toBe(result.message);
    },
  );

  test('what says less than SageMaker does is taken', () => {
    const less = golden.channel_validation.filter(({ case: name }) => SAYS_LESS.includes(name));
    expect(less.map(({ result }) => result.error)).toEqual(['KeyError', 'KeyError']);
    for (const { inputdataconfig } of less) expect(configIssues(inputdataconfig)).toEqual([]);
  });

  test('code is not shared out', () => {
    const code = { ContentType: 'text/python', S3DistributionType: 'ShardedByS3Key' };
    expect(configIssues({ train: {}, code })).toMatchObject([
      { code: 'E_DISTRIBUTION', hint: expect.stringContaining('FullyReplicated') },
    ]);
  });

  test.each([
    [{ ContentType: 'TEXT/CSV' }, "write 'text/csv'"],
    [{ ContentType: 'text/csv', TrainingInputMode: 'FastFile' }, 'input mode File'],
    [{ ContentType: 'libsvm', TrainingInputMode: 'Pipe' }, 'File only'],
    [{ ContentType: 'text/html' }, 'application/x-parquet'],
  ])('%j has a hint', (config, hint) => {
    expect(configIssues({ train: config as ChannelConfig })[0]?.hint).toContain(hint);
  });
});

describe('formatOf', () => {
  test.each(golden.get_content_type)('$content_type', ({ content_type, result }) => {
    const parse = () => formatOf(content_type ?? undefined);
    if (result.ok) expect(parse()).toBe(result.parsed);
    else expect(parse).toThrow(expect.objectContaining({ code: 'E_CONTENT_TYPE', message: result.message }));
  });
});

test('the newest image is the default', () => {
  expect(IMAGE_VERSIONS.at(-1)).toBe(DEFAULT_IMAGE_VERSION);
});
