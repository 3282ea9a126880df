import type { Dataset } from '../../data/dataset.js';
import { type Dense, dense, rowMajor } from '../../data/dense.js';
import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import { type Corpus, CorpusBuilder } from './corpus.js';
import { type DecompositionIteration, decompose } from './decomposition.js';
import type { LdaHyperparameters } from './hyperparameters.js';
import { LdaModel } from './model.js';
import { type Moments, momentsOf } from './moments.js';
import type {
  DecomposeStep,
  EpochStep,
  FinalizeStep,
  LdaStep,
  LoadStep,
  MomentsStep,
  TensorStep,
  TestStep,
  WhitenStep,
} from './steps.js';
import { largestTopics, topicsOf } from './topics.js';
import { whitenedTensor } from './whitened-tensor.js';
import { type Whitening, whiten } from './whitening.js';

/** Everything the phases of one training share. */
interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<LdaHyperparameters>;
  readonly context: TrainingContext<LdaModel>;
  readonly random: Random;
  /** Topics that are looked for: more than num_topics, of which the best are kept. */
  readonly lookedFor: number;
}

/** How much of the progress bar is done at the end of each phase. */
const PROGRESS = {
  loaded: 0.3,
  moments: 0.35,
  whitened: 0.5,
  tensor: 0.55,
  decomposed: 0.9,
  found: 0.95,
  done: 1,
} as const;

/** SageMaker looks for a quarter more topics than it is asked for. */
const EXTRA_TOPICS_FACTOR = 1.25;

/**
 * Latent Dirichlet allocation by the method of moments, as SageMaker trains it. The documents are read once. What their pairs and
 * triples of words have in common is written as moments; in coordinates that make the second moment round, the third is a sum of
 * topics at right angles, which alternating least squares takes apart.
 *
 * @see Anandkumar et al., Tensor decompositions for learning latent variable models, JMLR 2014
 */
export async function* train(
  data: TrainingData,
  hyperparameters: Checked<LdaHyperparameters>,
  context: TrainingContext<LdaModel>,
): AsyncGenerator<LdaStep, LdaModel, void> {
  refuseEarlierModel(context);
  const { num_topics: requested, alpha0, _extra_topics_factor: factor = EXTRA_TOPICS_FACTOR } = hyperparameters;
  const wanted = Math.ceil(requested * factor);
  // There cannot be more directions than words.
  const lookedFor = Math.min(wanted, Math.max(requested, hyperparameters.feature_dim));
  const run: Run = { data, hyperparameters, context, random: new Random(context.seed), lookedFor };
  yield { ...common(run), phase: 'start', progress: 0, requested, lookedFor, alpha0 };
  const corpus = yield* load(run);
  const { moments, whitening } = yield* whitened(run, corpus);
  const best = yield* takeApart(run, corpus, moments, whitening);
  const finished = await finalize(run, whitening, best);
  yield finished;
  const { alpha, beta } = finished;
  const model = new LdaModel({ kernels: context.kernels, alpha, beta, modelName: `model_${context.host}` });
  if (data.test !== undefined) yield await test(run, data.test, model);
  return model;
}

/** Reads all documents into memory. */
async function* load(run: Run): AsyncGenerator<LoadStep | EpochStep, Corpus, void> {
  const { data, hyperparameters, context } = run;
  const { feature_dim: words, mini_batch_size: announced } = hyperparameters;
  refuseHuge(words, run.lookedFor, 1);
  const builder = new CorpusBuilder(words);
  let rows = 0;
  for await (const batch of channelBatches(data.train, channelOptions(run, 'train'))) {
    builder.add(batch, 'train');
    rows += batch.rows;
    const read = data.train.bytes === undefined ? 0 : Math.min(1, batch.bytesRead / data.train.bytes);
    yield { ...common(run), phase: 'load', batch: batch.index, rows, progress: PROGRESS.loaded * read };
  }
  refuseHuge(words, run.lookedFor, rows);
  if (rows !== announced) {
    context.warn(`mini_batch_size is ${announced}, but there are ${rows} documents: all of them are used.`);
  }
  yield { ...common(run), phase: 'epoch', rows, progress: PROGRESS.loaded, documents: rows, words };
  return builder.build();
}

/** The moments, and the coordinates in which the second is round. */
async function* whitened(
  run: Run,
  corpus: Corpus,
): AsyncGenerator<MomentsStep | WhitenStep, { readonly moments: Moments; readonly whitening: Whitening }, void> {
  const { hyperparameters, context, random, lookedFor } = run;
  const { alpha0, num_topics: needed } = hyperparameters;
  const moments = momentsOf(corpus);
  const { mean, documents } = moments;
  yield { ...common(run), phase: 'moments', progress: PROGRESS.moments, mean, documents };
  const search = whiten(corpus, moments, { ...context, random, wanted: lookedFor, needed, alpha0 });
  for (;;) {
    const next = await search.next();
    if (next.done === true) {
      const { eigenvalues } = next.value;
      yield { ...common(run), phase: 'whiten', progress: PROGRESS.whitened, eigenvalues };
      return { moments, whitening: next.value };
    }
    yield { ...common(run), phase: 'whiten', progress: PROGRESS.moments, ...next.value };
  }
}

/** The third moment in these coordinates, and its components. */
async function* takeApart(
  run: Run,
  corpus: Corpus,
  moments: Moments,
  whitening: Whitening,
): AsyncGenerator<TensorStep | DecomposeStep, DecompositionIteration, void> {
  const { hyperparameters, context, random } = run;
  const { alpha0, max_restarts: maxRestarts, max_iterations: maxIterations, tol: tolerance } = hyperparameters;
  const { rank } = whitening;
  const tensor = await whitenedTensor(corpus, moments, whitening, alpha0, context);
  yield { ...common(run), phase: 'tensor', progress: PROGRESS.tensor, rank };
  const options = { maxRestarts, maxIterations, tolerance, svdInit: hyperparameters.allow_svd_init };
  const search = decompose(tensor, rank, { ...context, random, ...options });
  for (;;) {
    const next = await search.next();
    if (next.done === true) return next.value;
    const { restart, iteration, error } = next.value;
    const done = (restart + iteration / (maxIterations + 1)) / maxRestarts;
    yield {
      ...common(run),
      phase: 'decompose',
      progress: PROGRESS.tensor + (PROGRESS.decomposed - PROGRESS.tensor) * done,
      metrics: { 'decompose:error': error },
      restarts: maxRestarts,
      ...next.value,
      whitening,
      alpha0,
    };
  }
}

/** Keeps the best num_topics of the topics found. */
async function finalize(run: Run, whitening: Whitening, best: DecompositionIteration): Promise<FinalizeStep> {
  const { data, hyperparameters, context } = run;
  const found = await topicsOf({ ...best, whitening, alpha0: hyperparameters.alpha0 }, context);
  const kept = largestTopics(found, hyperparameters.num_topics);
  const progress = data.test === undefined ? PROGRESS.done : PROGRESS.found;
  const alpha = Float32Array.from(kept, (topic) => found.alpha[topic] as number);
  if (!alpha.every(Number.isFinite) || !rowMajor(found.beta).every(Number.isFinite)) throw notFinite();
  const metrics = { 'decompose:best_error': best.error };
  const { host } = context;
  return {
    ...common(run),
    phase: 'finalize',
    progress,
    metrics,
    error: best.error,
    alpha,
    beta: rowsAt(found.beta, kept),
    host,
  };
}

/** The mean log-likelihood of a word of the test channel, each document under its own most likely mixture. */
async function test(run: Run, data: Dataset, model: LdaModel): Promise<TestStep> {
  const { context } = run;
  let [logLikelihood, words, all, rows] = [0, 0, 0, 0];
  for await (const batch of channelBatches(data, channelOptions(run, 'test'))) {
    const builder = new CorpusBuilder(model.featureDim);
    builder.add(batch, 'test');
    const { counts, lengths } = builder.build();
    const explained = await model.explain(counts, context);
    logLikelihood += explained.logLikelihood;
    words += explained.words;
    all += lengths.reduce((sum, length) => sum + length, 0);
    rows += batch.rows;
  }
  if (words === 0) {
    throw new UserError('E_TEST_WORDS', 'The test channel has no word that occurs in a topic: it has no likelihood.', {
      where: { file: data.name },
      hint: 'Its columns must be the vocabulary of the train channel.',
    });
  }
  if (words < all)
    context.warn(`${all - words} of the test channel's ${all} words occur in no topic; they are left out.`);
  return {
    ...common(run),
    phase: 'test',
    rows,
    progress: PROGRESS.done,
    metrics: { 'test:pwll': logLikelihood / words },
  };
}

function common({ hyperparameters }: Run) {
  // The documents are read once, so the only epoch is the last.
  return { epoch: hyperparameters.epochs - 1, rows: 0, metrics: {} };
}

/** Values that a batch of dense rows may have. */
const BATCH_VALUES = 1 << 24;
const LEAST_BATCH = 16;

function channelOptions({ hyperparameters, context }: Run, channel: string) {
  const { feature_dim: featureDim, mini_batch_size: announced } = hyperparameters;
  const batchSize = Math.min(announced, Math.max(LEAST_BATCH, Math.floor(BATCH_VALUES / featureDim)));
  return { channel, featureDim, batchSize, ...context };
}

function rowsAt(matrix: Dense, rows: readonly number[]): Dense {
  const cols = matrix.shape[1] as number;
  const values = new Float32Array(rows.length * cols);
  rows.forEach((row, at) => {
    values.set(rowMajor(matrix).subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return dense(values, rows.length, cols);
}

/** Thin float64 matrices over words and over documents, and the tensor, that stand in memory at the same time. */
const [WORD_MATRICES, DOCUMENT_MATRICES, TENSORS] = [6, 2, 4];
const MOST_BYTES = 2 ** 33;

/** What hyperparameters and documents ask for, before any of it is allocated. */
function refuseHuge(words: number, topics: number, documents: number): void {
  const thin = (topics + 10) * (WORD_MATRICES * words + DOCUMENT_MATRICES * documents);
  const bytes = 8 * (thin + (TENSORS * topics ** 3) / 2);
  if (bytes <= MOST_BYTES) return;
  throw new UserError(
    'E_TOO_WIDE',
    `Looking for ${topics} topics among ${words} words in ${documents} documents would take ${(bytes / 2 ** 30).toFixed(1)} GiB.`,
    { hint: 'Lower num_topics, or leave rare words out of the vocabulary.' },
  );
}

function refuseEarlierModel({ startFrom }: TrainingContext<LdaModel>): void {
  if (startFrom === undefined) return;
  throw new UserError('E_START_FROM', 'LDA cannot go on from an earlier model: it keeps topics, not moments.', {
    hint: 'Train on all documents together.',
  });
}

function notFinite(): UserError {
  return new UserError('E_OVERFLOW', 'The counts are so large that their moments overflow.', {
    hint: 'Features are counts of words; scale them down.',
  });
}
