/** The topics AWS's notebook is after, the mixtures it prints, and scikit-learn on real texts; frozen by make.py. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Csr, sliceCsr } from '../../../src/data/csr.js';
import { type Dense, rowMajor } from '../../../src/data/dense.js';
import { bars, ofPhase, run } from '../../unit/algorithms/lda/helpers.js';

interface Frozen {
  readonly notebook: {
    readonly beta_error: number;
    readonly alpha_error: number;
    readonly mixtures: readonly (readonly number[])[];
  };
  readonly addresses: {
    readonly topics: number;
    readonly held_out: number;
    readonly documents: number;
    readonly online: number;
    readonly unigram: number;
  };
}

const frozen = JSON.parse(await readFile(new URL('frozen.json', import.meta.url), 'utf8')) as Frozen;

function rows(matrix: Dense): number[][] {
  const cols = matrix.shape[1] as number;
  const values = rowMajor(matrix);
  return Array.from({ length: matrix.shape[0] as number }, (_, row) => [
    ...values.subarray(row * cols, (row + 1) * cols),
  ]);
}

const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] as number)), 0);

/** For each of `truth` the index of its own one of `found`, so that all distances together are small: swaps until none helps. */
function matching(truth: readonly (readonly number[])[], found: readonly (readonly number[])[]): number[] {
  const costs = truth.map((one) => found.map((other) => distance(one, other)));
  const cost = (one: number, other: number) => (costs[one] as number[])[other] as number;
  const match = truth.map((_, at) => at);
  for (let better = true; better; ) {
    better = false;
    for (let a = 0; a < match.length; a++) {
      for (let b = 0; b < a; b++) {
        const [at, bt] = [match[a] as number, match[b] as number];
        if (cost(a, bt) + cost(b, at) < cost(a, at) + cost(b, bt) - 1e-12) {
          [match[a], match[b]] = [bt, at];
          better = true;
        }
      }
    }
  }
  return match;
}

const [train, test600, truth] = [await bars.train(), await bars.test(), rows(await bars.truth())];
const [trueAlpha, trueBeta] = [truth.map(([alpha]) => alpha as number), truth.map(([, ...beta]) => beta)];

async function fitBars(given: Record<string, unknown> = {}) {
  const { model, steps } = await run({ train, test: test600, given: { num_topics: 10, ...given } });
  const found = rows(model.beta);
  const match = matching(trueBeta, found);
  const pixels = Array.from({ length: 25 }, (_, pixel) => pixel);
  const gap = (topic: number, pixel: number) =>
    Math.abs(
      ((trueBeta[topic] as number[])[pixel] as number) - ((found[match[topic] as number] as number[])[pixel] as number),
    );
  // numpy.linalg.norm(…, 1) of a matrix is its largest column sum.
  const betaError = Math.max(...pixels.map((pixel) => match.reduce((sum, _, topic) => sum + gap(topic, pixel), 0)));
  const alphaError = match.reduce(
    (sum, topic, at) => sum + Math.abs((trueAlpha[at] as number) - (model.alpha[topic] as number)),
    0,
  );
  return { model, steps, betaError, alphaError };
}

test('the bars: the topics are nearer to the true ones than those of the notebook, with a quarter more looked for', async () => {
  const { model, steps, betaError, alphaError } = await fitBars();
  expect(ofPhase(steps, 'start')[0]?.lookedFor).toBe(13);
  expect(betaError).toBeLessThanOrEqual(frozen.notebook.beta_error);
  expect(alphaError).toBeLessThanOrEqual(frozen.notebook.alpha_error);
  expect(betaError).toBeCloseTo(0.158, 2);

  const mixtures = rows((await model.predict(test600)).topic_mixture).slice(0, 12);
  const byTopic = (table: readonly (readonly number[])[]) =>
    Array.from({ length: 10 }, (_, topic) => table.map((row) => row[topic] as number));
  const captured = byTopic(frozen.notebook.mixtures);
  const found = byTopic(mixtures);
  const match = matching(captured, found);
  const total = match.reduce((sum, topic, at) => sum + distance(captured[at] as number[], found[topic] as number[]), 0);
  expect(total / 12).toBeLessThanOrEqual(0.16);
});

test('the bars: looked for alone, the ten topics are found almost exactly', async () => {
  const { betaError, alphaError } = await fitBars({ _extra_topics_factor: 1 });
  expect(betaError).toBeLessThan(0.021);
  expect(alphaError).toBeLessThan(0.04);
});

/** Paragraphs of the addresses of United States presidents, as word counts. */
async function addresses(): Promise<{ readonly vocabulary: string[]; readonly counts: Csr }> {
  const text = gunzipSync(await readFile(new URL('addresses.txt.gz', import.meta.url))).toString();
  const [first, ...lines] = text.split('\n') as [string, ...string[]];
  const vocabulary = first.split(' ');
  const entries = lines.map((line) => line.split(' ').map((entry) => entry.split(':').map(Number) as [number, number]));
  const flat = entries.flat();
  const rowStarts = new Uint32Array(lines.length + 1);
  entries.forEach((row, at) => {
    rowStarts[at + 1] = (rowStarts[at] as number) + row.length;
  });
  const columns = Uint32Array.from(flat, ([word]) => word);
  const values = Float32Array.from(flat, ([, count]) => count);
  return { vocabulary, counts: { rows: lines.length, cols: vocabulary.length, rowStarts, columns, values } };
}

/** make.py's per_word: the mixture is folded in from every other word of a document, the rest is scored. */
function perWord(beta: readonly (readonly number[])[], heldOut: Csr): number {
  const smoothed = beta.map((topic) => topic.map((share) => share + 1e-12));
  let [total, words] = [0, 0];
  for (let row = 0; row < heldOut.rows; row++) {
    const [from, to] = [heldOut.rowStarts[row] as number, heldOut.rowStarts[row + 1] as number];
    const entries = Array.from(
      { length: to - from },
      (_, at) => [heldOut.columns[from + at], heldOut.values[from + at]] as [number, number],
    );
    const [seen, scored] = [entries.filter((_, at) => at % 2 === 0), entries.filter((_, at) => at % 2 === 1)];
    let mixture = smoothed.map(() => 1 / smoothed.length);
    const probability = (word: number) =>
      mixture.reduce((sum, share, topic) => sum + share * ((smoothed[topic] as number[])[word] as number), 0);
    for (let iteration = 0; iteration < 50; iteration++) {
      const next = mixture.map(() => 0.1);
      for (const [word, count] of seen) {
        const all = probability(word);
        for (let topic = 0; topic < next.length; topic++) {
          next[topic]! += ((mixture[topic] as number) * ((smoothed[topic] as number[])[word] as number) * count) / all;
        }
      }
      const sum = next.reduce((all, one) => all + one, 0);
      mixture = next.map((one) => one / sum);
    }
    for (const [word, count] of scored) {
      total += count * Math.log(probability(word));
      words += count;
    }
  }
  return total / words;
}

test('real texts: held-out words are more likely than under the topics of scikit-learn', async () => {
  const { topics, held_out, documents, online, unigram } = frozen.addresses;
  const { vocabulary, counts } = await addresses();
  expect(counts.rows).toBe(documents);
  const trained = sliceCsr(counts, 0, documents - held_out);
  const { model } = await run({ train: trained, given: { num_topics: topics } });
  const found = perWord(rows(model.beta), sliceCsr(counts, documents - held_out, documents));
  expect(found).toBeGreaterThan(unigram);
  // Two percent below it would still do.
  expect(found).toBeGreaterThan(online);
  const top = model.topWords(vocabulary, 8).map((words) => words.map(({ word }) => word));
  expect(top.some((words) => words.includes('war') && words.includes('army'))).toBe(true);
});
