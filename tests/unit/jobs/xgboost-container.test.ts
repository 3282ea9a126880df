import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runContainer } from '../../../src/jobs/run-container.js';
import { type ContainerTree, channelConfig, containerTree } from '../../support/container-tree.js';

/** What the unmodified XGBoost container made of these jobs. */
interface Observed {
  readonly case: string;
  readonly exit_code: number;
  readonly output_dir: readonly string[];
  readonly model_dir: readonly string[];
  readonly failure?: string;
  readonly metric_lines: readonly string[];
}

const golden: readonly Observed[] = JSON.parse(
  readFileSync(new URL('../../golden/xgb-e2e-failure-observed.json', import.meta.url), 'utf8'),
);

const HEADER_ONLY = /^framework error: \n/;
const LOGISTIC = { num_round: '3', objective: 'binary:logistic' };
const ROWS = '0,1,1\n1,2,1\n0,1,1\n1,2,1\n';
const CSV = channelConfig('text/csv');
const good: ContainerTree = { hyperparameters: LOGISTIC, channels: { train: CSV }, data: { 'train/a.csv': ROWS } };

/** The jobs, made anew from what the container said of them. */
const JOBS: Readonly<Record<string, ContainerTree>> = {
  success: good,
  missing_train_channel: { ...good, channels: {} },
  missing_num_round: { ...good, hyperparameters: { objective: 'binary:logistic' } },
  bad_value: { ...good, hyperparameters: { ...LOGISTIC, eta: '7' } },
  unknown_hp: { ...good, hyperparameters: { ...LOGISTIC, foo: '1' } },
  label_out_of_range: { ...good, data: { 'train/a.csv': '1,1,1\n2,1,1\n3,1,1\n4,1,1\n' } },
  empty_train_dir: { ...good, data: { 'train/a.csv': '' } },
  train_dir_absent: { ...good, data: {} },
  validation_empty: {
    ...good,
    channels: { train: CSV, validation: CSV },
    data: { 'train/a.csv': ROWS, 'validation/a.csv': '' },
  },
  fastfile: { ...good, channels: { train: { ...CSV, TrainingInputMode: 'FastFile' } } },
  // An objective is no JSON; the container says so and goes on.
  non_json_hp: { ...good, hyperparameters: { num_round: '3', objective: 'reg:squarederror' } },
};

/** The container breaks on the SDK's own configuration: the known difference xgboost-local-mode-config. */
const DIFFERENT = ['local_mode_config'];

/** What stands behind the traceback, without the times, paths and build numbers of that day. */
function stable(failure: string): string {
  const message = failure
    .replace(/\nStack trace:[\s\S]*$/, '')
    .split('\n\n')
    .at(-1) as string;
  return message.replace(/^.*Check failed: .*: /s, '').replaceAll(/\S+\/input\/data/g, '/opt/ml/input/data');
}

async function run(tree: ContainerTree) {
  const base = await containerTree(tree);
  const log: string[] = [];
  const environment = { SAGELOCAL_ALGORITHM: 'xgboost' };
  const { exitCode } = await runContainer({ base, environment, log: (line) => void log.push(line), note() {} });
  const left = (folder: string) => readdirSync(join(base, folder)).sort();
  const [output, model] = [left('output'), left('model')];
  const failure = output.includes('failure') ? readFileSync(join(base, 'output/failure'), 'utf8') : undefined;
  return { exitCode, output, model, failure, log };
}

describe('a job as the XGBoost container saw it', () => {
  test.each(golden.filter(({ case: name }) => !DIFFERENT.includes(name)))('$case', async (observed) => {
    const outcome = await run(JOBS[observed.case] as ContainerTree);
    expect({ code: outcome.exitCode, output: outcome.output, model: outcome.model }).toEqual({
      code: observed.exit_code,
      output: observed.output_dir,
      model: observed.model_dir,
    });
    expect(outcome.log).toEqual(expect.arrayContaining([...observed.metric_lines]));
    if (observed.failure === undefined) return;
    expect(outcome.failure).toMatch(HEADER_ONLY);
    expect(outcome.failure?.replaceAll(/\S+\/input\/data/g, '/opt/ml/input/data')).toContain(stable(observed.failure));
  });

  test('what the SDK’s local mode writes is taken', async () => {
    const channels = { train: { TrainingInputMode: 'File', ContentType: 'text/csv' } };
    expect(await run({ ...good, channels })).toMatchObject({ exitCode: 0, model: ['xgboost-model'] });
  });

  test('no case is left out', () => {
    expect(golden.map(({ case: name }) => name).sort()).toEqual([...Object.keys(JOBS), ...DIFFERENT].sort());
  });
});
