import { type Csr, isCsr } from '../../data/csr.js';
import { type Dense, dense, rowsOf } from '../../data/dense.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ArtifactFile, ArtifactFiles, Model, Predictions, PredictOptions, ResponseForm } from '../algorithm.js';
import type { XgboostEncoding, XgboostModel } from '../xgboost-model.js';
import { Booster } from './booster.js';
import { together } from './ensemble.js';
import { transformOf } from './objectives/of-model.js';
import { SELECTABLE, selected, wholeNumbers } from './selected-output.js';

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
  readonly outputData: ReadonlyMap<string, string>;

  /** @param outputData files beside the model that a training leaves: the predictions of a cross validation */
  constructor(members: readonly NamedModel[], kernels: Kernels, outputData: ReadonlyMap<string, string> = new Map()) {
    this.#members = members;
    this.#boosters = members.map(({ model }) => new Booster(model, kernels));
    this.outputData = outputData;
  }

  /** As plain data: trees, weights, the base score. */
  get models(): readonly XgboostModel[] {
    return this.#members.map(({ model }) => model);
  }

  get featureDim(): number {
    return this.#first.numFeature;
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
    const count = isCsr(rows) ? rows.rows : rowsOf(rows);
    const answers: Float32Array[] = [];
    for (const booster of this.#boosters) {
      const margins = await booster.margins(rows, { signal: options.signal });
      answers.push(await transformOf(booster.model)(margins, count));
    }
    const predictions = together(answers, this.#first.objective.name);
    if (options.select !== undefined) {
      const raw = { predictions, rows: count, classes: this.#first.numClass };
      return selected(options.select, this.#first.objective.name, raw);
    }
    const width = count === 0 ? 1 : predictions.length / count;
    return { score: width === 1 ? predictions : dense(predictions, count, width) };
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

/** Every file that is a booster, whatever its name: the container takes all that lie in the folder of the model. */
export function loadXgboost(files: ArtifactFiles, kernels: Kernels): XgboostBoosters | undefined {
  const members = [...files].flatMap(([name, file]): NamedModel[] =>
    file.format === 'xgboost-model' && !name.startsWith('.')
      ? [{ name, model: file.model, encoding: file.encoding }]
      : [],
  );
  return members.length === 0 ? undefined : new XgboostBoosters(members, kernels);
}

export { SELECTABLE, wholeNumbers };
