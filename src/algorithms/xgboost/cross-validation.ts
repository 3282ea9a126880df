import { Random } from '../../data/random.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { XgboostModel } from '../xgboost-model.js';
import type { Boost, BoostingJob } from './boosting-job.js';
import { mode } from './ensemble.js';
import type { Evaluation } from './evaluations.js';
import { fixedText } from './general-text.js';
import { type NamedModel, XgboostBoosters } from './model.js';
import { joinRowSets, type RowSet, selectRows } from './rows.js';
import type { FinalizeStep, FoldStep, RoundStep, TreeStep } from './steps.js';
import { imageOf } from './versions.js';

/**
 * `_kfold`: train and validation rows together are divided into folds; one model is boosted without each, and asked about it. The models of all folds (and of all
 * repeats) are the ensemble that is saved; what each said of rows it had not seen is written beside them. As in the container, evaluation lines speak of the
 * whole channels and not of the folds.
 */
export async function* crossValidate(
  job: BoostingJob,
  boostOnce: Boost,
  kernels: Kernels,
): AsyncGenerator<TreeStep | RoundStep | FoldStep | FinalizeStep, XgboostBoosters, void> {
  const { hyperparameters, watched } = job;
  // A checkpoint says nothing of the fold that it belongs to.
  const { resumedRounds, startFrom } = job.context;
  const begins = { startFrom: resumedRounds === undefined ? startFrom : undefined, resumedRounds: undefined };
  const context = { ...job.context, ...begins, checkpoint: undefined };
  const [train, validation] = watched as readonly [RowSet, RowSet | undefined];
  const { _kfold: folds = 2, _num_cv_round: repeats, num_round: rounds } = hyperparameters;
  const rows = validation === undefined ? train : joinRowSets(train, validation);
  const isClassification = hyperparameters.num_class !== undefined || hyperparameters.objective.startsWith('binary:');
  const random = new Random(context.seed);
  const told = new ToldOfUnseenRows(rows.info.labels, isClassification);
  const members: NamedModel[] = [];
  const lastEvaluations: Evaluation[][] = [];
  const common = { phase: 'fold', epoch: rounds - 1, rows: rows.info.rows, folds, repeats, rounds } as const;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const foldOfRow = divide(rows.info.labels, folds, isClassification, random);
    for (let fold = 0; fold < folds; fold++) {
      const number = members.length;
      const progress = [number / (folds * repeats), (number + 1) / (folds * repeats)] as const;
      yield { ...common, fold: number, progress: progress[0], metrics: {} };
      const parts = split(rows, foldOfRow, fold);
      const { model, evaluations } = yield* boostOnce({ ...job, context, train: parts.seen, fold: number, progress });
      const encoding = imageOf(hyperparameters._image_version).artifact;
      members.push({ name: `xgboost-model-${number}`, model, encoding });
      lastEvaluations.push([...evaluations]);
      await told.hear(parts.unseen, parts.positions, model, kernels);
    }
    const means = meansOf(lastEvaluations.slice(-folds));
    yield {
      ...common,
      fold: members.length - 1,
      progress: members.length / (folds * repeats),
      metrics: metricsOf(means),
      means,
    };
  }
  if (repeats > 1) {
    const overallMeans = meansOf(lastEvaluations);
    yield { ...common, fold: members.length - 1, progress: 1, metrics: metricsOf(overallMeans), overallMeans };
  }
  const image = hyperparameters._image_version;
  yield { phase: 'finalize', epoch: rounds - 1, rows: 0, progress: 1, metrics: {}, image };
  return new XgboostBoosters(members, kernels, new Map([['predictions.csv', told.csv()]]));
}

function metricsOf(evaluations: readonly Evaluation[]): Record<string, number> {
  return Object.fromEntries(evaluations.map(({ data, metric, value }) => [`${data}:${metric}`, value]));
}

/** The fold of each row, at random; of classes, each fold gets its share of every one. */
export function divide(labels: Float32Array, folds: number, stratified: boolean, random: Random): Uint32Array {
  const foldOfRow = new Uint32Array(labels.length);
  const groups = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const group = stratified ? label : 0;
    const rows = groups.get(group);
    if (rows === undefined) groups.set(group, [row]);
    else rows.push(row);
  }
  let dealt = 0;
  for (const rows of groups.values()) {
    const order = random.sampleWithoutReplacement(rows.length, rows.length);
    for (const at of order) foldOfRow[rows[at] as number] = dealt++ % folds;
  }
  return foldOfRow;
}

function split(rows: RowSet, foldOfRow: Uint32Array, fold: number) {
  const positions = Uint32Array.from(foldOfRow.keys());
  const left = positions.filter((row) => foldOfRow[row] === fold);
  const seen = selectRows(
    rows,
    positions.filter((row) => foldOfRow[row] !== fold),
  );
  return { seen, unseen: selectRows(rows, left), positions: left };
}

/** Each line of an evaluation as the mean over several trainings. */
export function meansOf(trainings: readonly (readonly Evaluation[])[]): Evaluation[] {
  const [first = []] = trainings;
  return first.map(({ data, metric }, at) => {
    const values = trainings.map((evaluations) => evaluations[at]?.value as number);
    return { data, metric, value: values.reduce((sum, value) => sum + value, 0) / values.length };
  });
}

/** What the models said of rows they had not seen: one answer for each repeat. */
class ToldOfUnseenRows {
  readonly #labels: Float32Array;
  readonly #isClassification: boolean;
  readonly #classes: number[][];
  readonly #scores: number[][];

  constructor(labels: Float32Array, isClassification: boolean) {
    this.#labels = labels;
    this.#isClassification = isClassification;
    this.#classes = Array.from(labels, () => []);
    this.#scores = Array.from(labels, () => []);
  }

  async hear(unseen: RowSet, positions: Uint32Array, model: XgboostModel, kernels: Kernels) {
    const { score } = await new XgboostBoosters([{ name: '', model, encoding: 'json' }], kernels).predict(
      unseen.features,
    );
    const values = score instanceof Float32Array ? score : score?.data;
    const width = (values?.length ?? 0) / positions.length;
    for (const [at, row] of positions.entries()) {
      const answers = values?.subarray(at * width, (at + 1) * width) as Float32Array;
      const best = Math.max(...answers);
      this.#scores[row]?.push(best);
      this.#classes[row]?.push(width > 1 ? answers.indexOf(best) : Number(best > 0.5));
    }
  }

  /** `label,probability,class` for classes, `label,prediction` else, with six decimals as numpy writes them. */
  csv(): string {
    const lines = Array.from(this.#labels, (label, row) => {
      const scores = this.#scores[row] as number[];
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      const columns = this.#isClassification ? [label, mean, mode(this.#classes[row] as number[])] : [label, mean];
      return columns.map((value) => fixedText(value, 6)).join(',');
    });
    return lines.map((line) => `${line}\n`).join('');
  }
}
