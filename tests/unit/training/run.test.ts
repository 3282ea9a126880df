import { describe, expect, test, vi } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { AlgorithmError, PlatformError, UserError } from '../../../src/errors.js';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { channel } from '../../../src/training/channels/channel.js';
import { DEFAULT_SEED, runTraining, type TrainingJob, trainingSteps } from '../../../src/training/run.js';
import { type FakeOptions, fakeAlgorithm } from './support/fake-algorithm.js';

const kernels = {} as Kernels;
const rows = (...values: number[]) =>
  memoryDataset(dense(Float32Array.from(values), values.length, 1), { name: 'rows' });

function job(options: FakeOptions = {}) {
  return {
    algorithm: fakeAlgorithm(options),
    hyperparameters: { k: '1' } as Record<string, unknown>,
    channels: { train: rows(1, 2, 3, 4, 5) } as TrainingJob['channels'],
    kernels,
  };
}

describe('a run', () => {
  test('gives the model and the last value of every metric', async () => {
    let now = 0;
    const { model, metrics } = await runTraining({
      ...job({
        onBatch: () => {
          now += 1000;
        },
      }),
      channels: { train: rows(1, 2, 3, 4, 5), test: rows(6, 7) },
      clock: () => now,
    });
    expect(model.sum).toBe(15);
    expect(metrics).toEqual({
      'train:running_sum': 15,
      'train:msd': 15,
      'train:progress': 100,
      // The first of three mini-batches is read before the epoch's clock starts.
      'train:throughput': 2.5,
      'test:msd': 13,
      'test:accuracy': 0.5,
    });
  });

  test('hands the algorithm seed, host, kernels and an earlier model', async () => {
    const first = await runTraining(job());
    expect(first.model.context).toMatchObject({ seed: DEFAULT_SEED, host: 'algo-1', kernels, startFrom: undefined });
    const second = await runTraining({ ...job(), seed: 7, host: 'algo-2', startFrom: first.model });
    expect(second.model.context).toMatchObject({ seed: 7, host: 'algo-2', startFrom: first.model });
  });

  test('is a stream of steps that can be left at any of them', async () => {
    const seen: string[] = [];
    let read = 0;
    const steps = trainingSteps(
      job({
        onBatch: () => {
          read++;
        },
      }),
    );
    for await (const step of steps) {
      seen.push(step.phase);
      if (step.phase === 'update') break;
    }
    expect(seen).toEqual(['initialize', 'update']);
    expect(read).toBe(1);
  });

  test('waits for whoever looks at a step, and lets others run between steps', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other'));
    await runTraining({
      ...job(),
      async onStep(step) {
        order.push(`${step.phase} in`);
        await Promise.resolve();
        order.push(`${step.phase} out`);
      },
    });
    expect(order.filter((entry) => entry !== 'other')).toEqual(
      ['initialize', 'update', 'update', 'update', 'epoch', 'finalize'].flatMap((phase) => [
        `${phase} in`,
        `${phase} out`,
      ]),
    );
    expect(order.indexOf('other')).toBeLessThan(order.length - 1);
  });

  test('without a log it never saves the model', async () => {
    const { model } = await runTraining(job());
    const save = vi.spyOn(model, 'save');
    expect(save).not.toHaveBeenCalled();
  });
});

describe('everything wrong is said at once, before any work', () => {
  const thrown = async (wrong: Partial<TrainingJob<never>>): Promise<UserError> => {
    const read = vi.fn();
    try {
      await runTraining({ ...job({ onBatch: read }), ...wrong } as ReturnType<typeof job>);
    } catch (error) {
      expect(read).not.toHaveBeenCalled();
      return error as UserError;
    }
    throw new Error('nothing was wrong');
  };

  test('hyperparameters and channels together', async () => {
    const error = await thrown({
      hyperparameters: { epohcs: '3', mini_batch_size: '0' },
      channels: { test: channel('/nowhere/at-all.csv', { contentType: 'text/csv' }), tarin: rows(1) },
    });
    expect(error).toMatchObject({ name: 'UserError', code: 'E_JOB' });
    expect(error.issues.map((issue) => issue.code)).toEqual([
      'E_HYPERPARAMETER_MISSING',
      'E_HYPERPARAMETER_VALUE',
      'E_HYPERPARAMETER_UNKNOWN',
      'E_CHANNEL_MISSING',
      'E_CHANNEL_UNKNOWN',
      'E_CHANNEL_NOT_FOUND',
    ]);
    expect(error.message.split('\n')).toHaveLength(6);
    expect(JSON.parse(JSON.stringify(error)).issues).toHaveLength(6);
  });

  test('a channel is called by the name it is given as', async () => {
    const error = await thrown({
      channels: { train: rows(1), test: channel('/nowhere/at-all.csv', { contentType: 'text/csv' }) },
    });
    expect(error).toMatchObject({ code: 'E_CHANNEL_NOT_FOUND', message: expect.stringContaining("channel 'test'") });
  });

  test('a single kind of problem keeps its own code', async () => {
    expect(await thrown({ hyperparameters: {} })).toMatchObject({ code: 'E_HYPERPARAMETERS' });
    expect(await thrown({ channels: {} })).toMatchObject({ code: 'E_CHANNEL_MISSING' });
  });
});

describe('what goes wrong on the way', () => {
  const failing = (error: unknown) =>
    runTraining(
      job({
        onBatch: () => {
          throw error;
        },
      }),
    );

  test('a surprise becomes a bug of ours with its cause', async () => {
    const cause = new TypeError('x is undefined');
    await expect(failing(cause)).rejects.toMatchObject({ code: 'E_UNEXPECTED', cause });
    await expect(failing(cause)).rejects.toBeInstanceOf(AlgorithmError);
  });

  test('errors of the three families pass through', async () => {
    for (const error of [new UserError('E_X', 'x'), new PlatformError('E_Y', 'y')]) {
      await expect(failing(error)).rejects.toBe(error);
    }
  });

  test('the data set is closed when a step cannot be handled', async () => {
    const closed = vi.fn();
    const inner = rows(1, 2, 3);
    const train = {
      name: 'watched',
      async *blocks() {
        try {
          yield* inner.blocks();
        } finally {
          closed();
        }
      },
    };
    const outcome = runTraining({
      ...job(),
      channels: { train },
      onStep: () => {
        throw new UserError('E_STEP', 'no more');
      },
    });
    await expect(outcome).rejects.toMatchObject({ code: 'E_STEP' });
    expect(closed).toHaveBeenCalledOnce();
  });
});

describe('an abort', () => {
  test('before the start does nothing at all', async () => {
    const onBatch = vi.fn();
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(runTraining({ ...job({ onBatch }), signal })).rejects.toThrow('never mind');
    expect(onBatch).not.toHaveBeenCalled();
  });

  test('in the middle ends the run with its reason', async () => {
    const controller = new AbortController();
    const onBatch = vi.fn((batch: number) => {
      if (batch === 1) controller.abort(new Error('enough'));
    });
    await expect(runTraining({ ...job({ onBatch }), signal: controller.signal })).rejects.toThrow('enough');
    expect(onBatch).toHaveBeenCalledTimes(2);
  });

  test('does not wait for data that never comes', async () => {
    const controller = new AbortController();
    const train = {
      name: 'silent',
      async *blocks() {
        controller.abort(new Error('enough'));
        await new Promise(() => {});
      },
    };
    await expect(runTraining({ ...job(), channels: { train }, signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('warnings', () => {
  const warning = { code: 'W_ODD', message: 'odd', where: { file: 'a.csv', line: 2 } };
  const warning2 = { code: 'W_ODD', message: 'odd too' };
  const warned = () => {
    const inner = rows(1, 2, 3);
    return {
      name: 'warned',
      blocks(options: { onWarning?: ((given: typeof warning | typeof warning2) => void) | undefined } = {}) {
        options.onWarning?.(warning);
        options.onWarning?.(warning2);
        return inner.blocks();
      },
    };
  };

  test('of the readers reach caller and log, each once however many epochs there are', async () => {
    const [heard, lines]: [string[], string[]] = [[], []];
    await runTraining({
      ...job(),
      hyperparameters: { k: '1', epochs: '3' },
      channels: { train: warned() },
      onWarning: (message) => heard.push(message),
      log: (line) => lines.push(line),
    });
    expect(heard).toEqual(['W_ODD: odd (a.csv, line 2)', 'W_ODD: odd too']);
    const logged = lines.filter((line) => line.includes(' WARNING ') && line.includes('W_ODD'));
    expect(logged).toHaveLength(2);
  });
});

describe('the log', () => {
  test('of two epochs with a test channel, line by line', async () => {
    const lines: string[] = [];
    await runTraining({
      ...job(),
      hyperparameters: { k: 1, epochs: 2 },
      channels: { train: rows(1, 2, 3), test: rows(4) },
      log: (line) => lines.push(line),
      clock: () => Date.UTC(2021, 5, 16, 19, 36, 3),
      threadId: 7,
    });
    const start =
      "[06/16/2021 19:36:03 INFO 7] Final configuration: {'mini_batch_size': '2', 'epochs': '2', '_kvstore': 'auto', 'k': '1'}";
    expect(lines).toContain(start);
    const kinds = lines.map(kindOf);
    expect(kinds.slice(kinds.indexOf('Create Store: local') + 1)).toEqual([
      'at initialize',
      '#metrics init_train_data_iter',
      '',
      'at update',
      'at update',
      'epoch_stats',
      'at epoch',
      '#progress_metric: host=algo-1, completed 50.0 % of epochs',
      '#metrics training_data_iter',
      '',
      '#throughput_metric',
      'at update',
      'at update',
      'epoch_stats',
      'at epoch',
      '#progress_metric: host=algo-1, completed 100.0 % of epochs',
      '#metrics training_data_iter',
      '',
      '#throughput_metric',
      'at finalize',
      '#quality_metric: host=algo-1, train msd <loss>=12.0',
      '#metrics initialize.time,epochs,update.time,finalize.time,model.serialize.time',
      '',
      'epoch_stats',
      'at test',
      "#test_score (algo-1) : ('msd', 4.0)",
      "#test_score (algo-1) : ('accuracy', 0.5)",
      '#quality_metric: host=algo-1, test msd <loss>=4.0',
      '#quality_metric: host=algo-1, test accuracy <score>=0.5',
      '#metrics setuptime,totaltime',
      '',
    ]);
  });

  /** A line without time, thread and measured numbers. */
  function kindOf(line: string): string {
    const text = line.replace(/^\[06\/16\/2021 19:36:03 (INFO|WARNING) 7\] /, '');
    if (text.includes('[tensorio]')) return 'epoch_stats';
    if (text.startsWith('#throughput_metric')) return '#throughput_metric';
    if (!text.startsWith('#metrics ')) return text;
    const { Dimensions, Metrics } = JSON.parse(text.slice('#metrics '.length));
    return `#metrics ${Dimensions.Meta ?? Object.keys(Metrics).join(',')}`;
  }

  test('of a failed run ends with the failure as SageMaker words it; an aborted one just ends', async () => {
    const last = async (error: unknown) => {
      const lines: string[] = [];
      const onBatch = () => {
        throw error;
      };
      await expect(
        runTraining({ ...job({ onBatch }), log: (line) => lines.push(line), threadId: 7 }),
      ).rejects.toThrow();
      return lines.slice(lines.findIndex((line) => line.includes(' ERROR 7] ')));
    };
    expect(await last(new UserError('E_X', 'Bad row'))).toEqual([
      expect.stringMatching(/ ERROR 7\] Customer Error: Bad row$/),
    ]);
    expect(await last(new TypeError('oops'))).toEqual([
      expect.stringMatching(/ ERROR 7\] Algorithm Error: oops \(caused by TypeError\)$/),
      '',
      'Caused by: oops',
    ]);
    const controller = new AbortController();
    const lines: string[] = [];
    const onBatch = () => {
      controller.abort(new Error('stop'));
    };
    const outcome = runTraining({ ...job({ onBatch }), log: (line) => lines.push(line), signal: controller.signal });
    await expect(outcome).rejects.toThrow('stop');
    expect(lines.some((line) => line.includes(' ERROR '))).toBe(false);
  });

  test('has no line for data in memory about content types, and one for each type of file', async () => {
    const lines: string[] = [];
    await runTraining({ ...job(), log: (line) => lines.push(line) });
    expect(lines.some((line) => line.includes('Loaded iterator creator'))).toBe(false);
  });
});
