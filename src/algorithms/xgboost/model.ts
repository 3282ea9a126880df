import type { Csr } from '../../data/csr.js';
import { type Dense, dense } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import type {
  ArtifactFile,
  ArtifactFiles,
  Model,
  Predictions,
  PredictOptions,
  ResponseForm,
  SelectedColumn,
} from '../algorithm.js';
import type { XgboostEncoding, XgboostModel } from '../xgboost-model.js';
import { Booster } from './booster.js';
import { together } from './ensemble.js';
import { transformOf } from './objectives/of-model.js';
import { columnCount, rowCount } from './rows.js';
import { selectedColumns } from './selected-output.js';

export interface NamedModel {
  /** `xgboost-model`; of a cross validation `xgboost-model-0`, … */
  readonly name: string;
  readonly model: XgboostModel;
  /** How its file is written. */
  readonly encoding: XgboostEncoding;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html */
export const responseForm: ResponseForm = {
  topKey: 'predictions',
  fields: ['score'],
  csv: true,
};

/** A boosted model, or the several that a cross validation leaves: their predictions are averaged, or vote where they are classes. */
export class XgboostBoosters implements Model {
  readonly #members: readonly NamedModel[];
  readonly #boosters: readonly Booster[];
  /** What makes predictions of each booster's margins. */
  readonly #transforms: readonly ReturnType<typeof transformOf>[];
  readonly outputData: ReadonlyMap<string, string>;

  /** @param outputData files beside the model that a training leaves: the predictions of a cross validation */
  constructor(members: readonly NamedModel[], kernels: Kernels, outputData: ReadonlyMap<string, string> = new Map()) {
    this.#members = members;
    this.#boosters = members.map(({ model }) => new Booster(model, kernels));
    this.#transforms = members.map(({ model }) => transformOf(model));
    this.outputData = outputData;
  }

  /** As plain data: trees, weights, the base score. */
  get models(): readonly XgboostModel[] {
    return this.#members.map(({ model }) => model);
  }

  get featureDim(): number {
    return this.#first.numFeature;
  }

  get pickled(): boolean {
    return this.#members.some(({ encoding }) => encoding === 'pickle');
  }

  /** What there is beside predictions: margins, leaf indices, contributions of features. One for each file of the model. */
  get boosters(): readonly Booster[] {
    return this.#boosters;
  }

  /**
   * @param rows `[rows, up to featureDim]`; NaN, or what a sparse row leaves out, is missing, and so are columns at the end that are not there
   * @throws UserError E_FEATURE_DIM where rows are wider
   */
  async predict(rows: Dense | Csr, options: PredictOptions = {}): Promise<Predictions> {
    return asScore(await this.#say(rows, options), rowCount(rows));
  }

  predictAtOnce(rows: Dense | Csr, options: PredictOptions = {}): Predictions | undefined {
    const predictions = this.#sayAtOnce(rows, options);
    return predictions === undefined ? undefined : asScore(predictions, rowCount(rows));
  }

  /** @throws UserError E_XGBOOST_OUTPUT where the objective can tell nothing of the kind; else as `predict` */
  async select(rows: Dense | Csr, keys: readonly string[], options: PredictOptions = {}): Promise<SelectedColumn[]> {
    const { objective, numClass } = this.#first;
    const predictions = await this.#say(rows, options);
    return selectedColumns(keys, objective.name, { predictions, rows: rowCount(rows), numClass });
  }

  /** `[rows, outputs]` */
  async #say(rows: Dense | Csr, { signal, firstOnly }: PredictOptions): Promise<Float32Array> {
    this.#refuseWider(rows);
    const answers: Float32Array[] = [];
    const asked = firstOnly ? 1 : this.#boosters.length;
    for (let at = 0; at < asked; at++) {
      const margins = await (this.#boosters[at] as Booster).margins(rows, { signal });
      answers.push(this.#transform(at, margins, rows));
    }
    return together(answers, this.#first.objective.name);
  }

  /** The same of one booster and few rows. */
  #sayAtOnce(rows: Dense | Csr, { signal, firstOnly }: PredictOptions): Float32Array | undefined {
    if (this.#boosters.length > 1 && !firstOnly) return undefined;
    this.#refuseWider(rows);
    const margins = (this.#boosters[0] as Booster).marginsAtOnce(rows, { signal });
    return margins === undefined ? undefined : this.#transform(0, margins, rows);
  }

  #transform(at: number, margins: Float32Array, rows: Dense | Csr): Float32Array {
    return (this.#transforms[at] as ReturnType<typeof transformOf>)(margins, rowCount(rows));
  }

  #refuseWider(rows: Dense | Csr): void {
    const [own, given] = [this.featureDim, columnCount(rows)];
    if (given <= own) return;
    throw new UserError(
      'E_FEATURE_DIM',
      `Check failed: learner_model_param_.num_feature >= p_fmat->Info().num_col_ (${own} vs. ${given}) : ` +
        'Number of columns does not match number of features in booster.',
      { hint: given === own + 1 ? 'Is the label still in the first column?' : `Give rows of ${own} features.` },
    );
  }

  save(): ArtifactFiles {
    return new Map(
      this.#members.map(({ name, model, encoding }): [string, ArtifactFile] => [
        name,
        // A pickle is read and never written.
        { format: 'xgboost-model', encoding: encoding === 'pickle' ? 'binary' : encoding, model },
      ]),
    );
  }

  describe() {
    const { objective, numFeature, numClass, booster, baseScore } = this.#first;
    return {
      algorithm: 'xgboost',
      objective: objective.name,
      booster: booster.kind,
      feature_dim: numFeature,
      ...(numClass > 0 && { num_class: numClass }),
      rounds: (this.#boosters[0] as Booster).rounds,
      ...(booster.kind !== 'gblinear' && { trees: booster.trees.length }),
      base_score: baseScore[0] as number,
      ...(this.#members.length > 1 && { models: this.#members.length }),
    };
  }

  get #first(): XgboostModel {
    return (this.#members[0] as NamedModel).model;
  }
}

/** @param predictions `[rows, outputs]` */
function asScore(predictions: Float32Array, rows: number): Predictions {
  const width = rows === 0 ? 1 : predictions.length / rows;
  return { score: width === 1 ? predictions : dense(predictions, rows, width) };
}

/** Every file that is a booster, whatever its name: the container takes all that lie in the folder of the model. */
export function loadXgboost(files: ArtifactFiles, kernels: Kernels): XgboostBoosters | undefined {
  const members = [...files].flatMap(([name, file]): NamedModel[] =>
    file.format === 'xgboost-model' && !name.startsWith('.')
      ? [{ name, model: file.model, encoding: file.encoding }]
      : [],
  );
  return members.length === 0 ? undefined : new XgboostBoosters(members, kernels);
}
