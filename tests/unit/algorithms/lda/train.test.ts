import { describe, expect, test } from 'vitest';
import { topicsOf } from '../../../../src/algorithms/lda/index.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { kernels, matrix, ofPhase, run, TWO_TOPICS } from './helpers.js';

describe('two topics without a common word', () => {
  test('are found, and tell of every document', async () => {
    const { model } = await run({ train: TWO_TOPICS, given: { alpha0: 0.1 } });
    const shares = [...rowMajor(model.beta)].map((share) => share.toFixed(3));
    const topics = [shares.slice(0, 4).join(), shares.slice(4).join()];
    expect(topics.sort()).toEqual(['0.000,0.000,0.500,0.500', '0.500,0.500,0.000,0.000']);
    const { topic_mixture } = await model.predict(TWO_TOPICS);
    expect([...rowMajor(topic_mixture)].every((share) => share === 0 || share === 1)).toBe(true);
  });

  test('the course of a training', async () => {
    const { steps, warnings } = await run({ train: TWO_TOPICS, test: TWO_TOPICS });
    const phases = steps.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1]);
    expect(phases).toEqual(['start', 'load', 'epoch', 'moments', 'whiten', 'tensor', 'decompose', 'finalize', 'test']);
    expect(ofPhase(steps, 'start')[0]).toMatchObject({ requested: 2, lookedFor: 3 });
    // Every word is one of two that are equally likely.
    expect(steps.at(-1)?.metrics['test:pwll']).toBeCloseTo(Math.log(0.5), 4);
    expect(warnings).toEqual([]);
  });

  test('a step of the decomposition can be turned into topics, and the last is the model', async () => {
    const { steps, model } = await run({ train: TWO_TOPICS, given: { max_restarts: 1 } });
    const found = await topicsOf(ofPhase(steps, 'decompose').at(-1) as never, { kernels });
    expect([...rowMajor(found.beta)].sort()).toEqual([...rowMajor(model.beta)].sort());
  });
});

test('_extra_topics_factor 1 looks for no more than asked for', async () => {
  const { steps } = await run({ train: TWO_TOPICS, given: { _extra_topics_factor: '1' } });
  expect(ofPhase(steps, 'start')[0]?.lookedFor).toBe(2);
});

test('all documents count, whatever mini_batch_size says', async () => {
  const [whole, small] = [
    await run({ train: TWO_TOPICS }),
    await run({ train: TWO_TOPICS, given: { mini_batch_size: 1 } }),
  ];
  expect(small.model.save()).toEqual(whole.model.save());
  expect(ofPhase(small.steps, 'load')).toHaveLength(4);
  expect(small.warnings).toEqual(['mini_batch_size is 1, but there are 4 documents: all of them are used.']);
});

test('words that no topic knows are left out of the likelihood, with a warning', async () => {
  const train = matrix([
    [4, 4, 0, 0, 0],
    [0, 0, 4, 4, 0],
    [8, 8, 0, 0, 0],
  ]);
  const { steps, warnings } = await run({ train, test: matrix([[1, 1, 0, 0, 3]]) });
  expect(steps.at(-1)?.metrics['test:pwll']).toBeCloseTo(Math.log(0.5), 4);
  expect(warnings).toEqual(["3 of the test channel's 5 words occur in no topic; they are left out."]);
  await expect(run({ train, test: matrix([[0, 0, 0, 0, 3]]) })).rejects.toMatchObject({ code: 'E_TEST_WORDS' });
});

describe('refusals', () => {
  test('an earlier model', async () => {
    const { model } = await run({ train: TWO_TOPICS });
    await expect(run({ train: TWO_TOPICS, startFrom: model })).rejects.toMatchObject({ code: 'E_START_FROM' });
  });

  test('more topics than the documents show', async () => {
    await expect(run({ train: TWO_TOPICS, given: { num_topics: 4 } })).rejects.toMatchObject({
      code: 'E_TOO_MANY_TOPICS',
    });
  });

  test('a size that only a number asks for allocates nothing', async () => {
    const given = { feature_dim: 4_000_000_000 };
    await expect(run({ train: TWO_TOPICS, given })).rejects.toMatchObject({ code: 'E_TOO_WIDE' });
    await expect(run({ train: TWO_TOPICS, given: { num_topics: 1e9 } })).rejects.toMatchObject({ code: 'E_TOO_WIDE' });
  });

  test('counts whose moments overflow', async () => {
    const train = matrix([
      [3e38, 3e38, 0, 0],
      [0, 0, 3e38, 3e38],
    ]);
    const failure = await run({ train, given: { alpha0: 1e-300 } }).catch((error) => error);
    expect(['E_OVERFLOW', 'E_TOO_MANY_TOPICS', undefined]).toContain(failure.code);
  });
});
