import type { Algorithm } from '../algorithms/algorithm.js';
import type { Dataset, Warning } from '../data/dataset.js';
import { UserError, type Where } from '../errors.js';
import { type ImageVersion, readsLike } from '../formats/dmlc/content-types.js';
import { loadKernels } from '../kernels/choose.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Channel } from '../training/channels/channel.js';
import type { ChannelReading } from '../training/channels/channel-reading.js';
import { acceptedContentType, openChannel } from '../training/channels/open-channel.js';
import { type Given, type LabelRule, labelRule } from './label-rules.js';
import { locate } from './locate.js';
import { ProblemList, TooManyProblems } from './problem-list.js';
import type { ChannelReport } from './report.js';
import { PROBLEM_RULES, WARNING_RULES } from './rules.js';
import { storedType } from './stored-type.js';
import { type Spot, type Spots, Survey } from './survey.js';

export interface CheckOptions {
  readonly kernels?: Kernels | undefined;
  /** Hyperparameters that are known, as text or typed. */
  readonly hyperparameters?: Given | undefined;
  /** Problems that are told one by one; the rest is counted. Default 20. */
  readonly mostShown?: number | undefined;
  /** Problems after which the reading is given up. Default 10,000. */
  readonly mostCounted?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Of the profile `xgboost`; default what the hyperparameter `_image_version` says, and else the newest. */
  readonly imageVersion?: ImageVersion | undefined;
  /** XGBoost reads every channel as this one's content type says; default the channel's own. */
  readonly trainContentType?: string | undefined;
  /** Absent: what {@link labelRule} says. */
  readonly labelRule?: LabelRule | undefined;
}

const MOST_SHOWN = 20;

/**
 * Would this algorithm accept this channel? Reads it once, in bounded memory, with the very reader that training uses, and goes on
 * behind a bad row where the format allows it.
 * @throws PlatformError where the file system refuses; whatever is wrong with the data is in the report
 */
export async function checkChannel(
  algorithm: Algorithm,
  channel: Channel,
  options: CheckOptions,
): Promise<ChannelReport> {
  const check = new ChannelCheck(algorithm, channel, options);
  await check.run();
  return check.report();
}

class ChannelCheck {
  readonly #algorithm: Algorithm;
  readonly #channel: Channel;
  readonly #options: CheckOptions;
  readonly #rule: LabelRule;
  readonly #problems: ProblemList;
  readonly #warnings = new Map<string, Warning>();
  readonly #survey: Survey;
  readonly #reading: ChannelReading;
  #complete = true;

  constructor(algorithm: Algorithm, channel: Channel, options: CheckOptions) {
    const mostShown = options.mostShown ?? MOST_SHOWN;
    this.#algorithm = algorithm;
    this.#channel = channel;
    this.#options = options;
    this.#rule = options.labelRule ?? labelRule(algorithm.name, channel.name);
    this.#problems = new ProblemList(mostShown, options.mostCounted);
    this.#reading = readingOf(algorithm, options);
    this.#survey = new Survey({ classes: this.#rule.classes?.(options.hyperparameters ?? {}), mostSpots: mostShown });
  }

  async run(): Promise<void> {
    const kernels = this.#options.kernels ?? (await loadKernels());
    const dataset = await this.#problems.attempt(() => this.#open(kernels));
    if (dataset === undefined) return;
    await this.#read(dataset);
    // To XGBoost NaN is a value that is missing, and what is infinite it does not read.
    if (this.#reading.profile !== 'xgboost') await this.#tellSpots(this.#survey.notFinite, notFinite);
    if (this.#rule.label === 'required') await this.#tellSpots(this.#survey.wrongLabels, wrongLabel);
    await this.#applyRules();
  }

  #open(kernels: Kernels): Promise<Dataset> {
    return openChannel(this.#channel, this.#algorithm.channels, kernels, this.#reading);
  }

  async #read(dataset: Dataset): Promise<void> {
    const onWarning = (warning: Warning) => void this.#warnings.set(`${warning.code} ${warning.message}`, warning);
    try {
      for await (const block of dataset.blocks({
        signal: this.#options.signal,
        onWarning,
        onProblem: this.#problems.listen,
      })) {
        this.#survey.add(block);
      }
    } catch (error) {
      if (error instanceof TooManyProblems) this.#complete = false;
      else if (!(error instanceof UserError)) throw error;
      // That nothing could be read is no news where it was said why.
      else if (this.#problems.count === 0) this.#problems.add(error);
    }
  }

  async #tellSpots({ first, count }: Spots, say: Say): Promise<void> {
    const room = this.#problems.hasRoom ? first : [];
    const places = await locate(room, this.#contentType.type, this.#survey.labelSize);
    const classes = this.#rule.classes?.(this.#options.hyperparameters ?? {})?.says;
    for (const [index, spot] of room.entries()) {
      this.#problems.add(say(spot, places[index] as Where, this.#channel.name, classes));
    }
    this.#problems.addMore(count - room.length);
  }

  async #applyRules(): Promise<void> {
    const { type, parameters } = this.#contentType;
    this.#survey.tensorType = await storedType(this.#channel, type);
    const facts = {
      algorithm: this.#algorithm,
      channel: this.#channel.name,
      file: this.#channel.path,
      contentType: type,
      labelSizeAbsent: !parameters.has('label_size'),
      given: this.#options.hyperparameters ?? {},
      rule: this.#rule,
      survey: this.#survey,
      partial: !this.#complete,
    };
    for (const rule of PROBLEM_RULES) {
      const problem = rule(facts);
      if (problem !== undefined) this.#problems.add(problem);
    }
    for (const rule of WARNING_RULES) {
      const warning = rule(facts);
      if (warning !== undefined) this.#warnings.set(warning.code, { ...warning, where: { file: this.#channel.path } });
    }
  }

  get #contentType() {
    return acceptedContentType(this.#channel, this.#algorithm.channels, this.#reading);
  }

  report(): ChannelReport {
    const { name, path, morePaths = [], contentType } = this.#channel;
    const { shown, count } = this.#problems;
    return {
      channel: name,
      paths: [path, ...morePaths],
      contentType: contentType ?? this.#algorithm.channels.defaultContentType,
      accepted: count === 0,
      problems: shown,
      problemCount: count,
      complete: this.#complete,
      warnings: [...this.#warnings.values()],
      ...(this.#survey.rows > 0 && { read: this.#survey.contents() }),
    };
  }
}

function readingOf(
  { profile = 'first-party' }: Algorithm,
  { imageVersion, hyperparameters = {}, trainContentType }: CheckOptions,
): ChannelReading {
  const { _image_version: image } = hyperparameters;
  return {
    profile,
    imageVersion: imageVersion ?? readsLike(image),
    trainContentType,
    csvWeights: String(hyperparameters.csv_weights) === '1',
  };
}

type Say = (spot: Spot, where: Where, channel: string, classes: string | undefined) => UserError;

/** SageMaker's texts. */
const notFinite: Say = ({ value }, where, channel) => {
  const what = Number.isNaN(value)
    ? 'Found missing (NaN) values. Please remove any missing (NaN) values in the input data.'
    : 'Found infinite floating point values. Please remove any infinite floating point values in the input data.';
  return new UserError('E_NOT_FINITE', `Unable to read data channel '${channel}'. ${what}`, {
    where,
    hint: Number.isNaN(value) ? 'Fill in missing values or leave out their rows.' : 'Values must be finite.',
  });
};

/** What the closed containers say of such a label is not public. */
const wrongLabel: Say = (spot, where, channel, classes) => {
  if (!Number.isFinite(spot.value)) return notFinite(spot, where, channel, classes);
  return new UserError('E_LABEL', `The label ${spot.value} in the '${channel}' channel is not allowed.`, {
    where,
    hint: `Labels must be ${classes}.`,
  });
};
