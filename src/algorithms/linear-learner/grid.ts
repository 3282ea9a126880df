import { Random } from '../../data/random.js';
import type { LinearOptimizer } from '../../kernels/kernels.js';
import type { Checked } from '../hyperparameter-schema.js';
import type { LinearLearnerHyperparameters } from './hyperparameters.js';

/** How one of the parallel models is trained; what the log prints of the best. */
export interface Candidate {
  readonly learningRate: number;
  readonly wd: number;
  readonly l1: number;
  readonly lrSchedulerStep: number;
  readonly lrSchedulerFactor: number;
  readonly lrSchedulerMinimumLr: number;
}

/** What all parallel models have in common. */
export interface OptimizerSettings {
  readonly optimizer: LinearOptimizer;
  /** Adam's beta_1, or the momentum of sgd */
  readonly momentum: number;
  readonly beta2: number;
  readonly biasLrMult: number;
  readonly biasWdMult: number;
  readonly useBias: boolean;
  readonly useLrScheduler: boolean;
}

type Given = Pick<
  Checked<LinearLearnerHyperparameters>,
  | 'predictor_type'
  | 'learning_rate'
  | 'wd'
  | 'l1'
  | 'lr_scheduler_step'
  | 'lr_scheduler_factor'
  | 'lr_scheduler_minimum_lr'
  | 'use_lr_scheduler'
  | 'num_models'
>;

const AUTO_MODELS = { binary_classifier: 32, regressor: 32, multiclass_classifier: 28 } as const;

/** Seen in every log of SageMaker's jobs, first axis slowest: model 8a + 4b + 2c + d has the a-th wd, the b-th learning rate, and so on. */
const AXES = {
  wd: [1e-4, 1e-2, 1, 100],
  learningRate: [0.005, 0.1],
  lrSchedulerMinimumLr: [1e-5, 1e-4],
  lrSchedulerStep: [10, 100],
} as const;

/** Several classes have many more weights: less decay lets them learn the rows by heart, more leaves nothing to tell classes apart by. */
const MULTICLASS_AXES = { ...AXES, wd: [2e-3, 1e-2], lrSchedulerMinimumLr: [1e-5] } as const;

const FACTOR = 0.99;

/**
 * The models that are trained side by side. What the user fixed is the same in all of them, so that his values are always among them; the rest
 * comes from the grid, then from a draw. For two classes and for numbers the grid of 32 is SageMaker's own, verified against its logs. Its draw for
 * several classes is known in four examples only, and how it makes fewer or more than the usual number is not known at all: if evidence turns up,
 * this is the place to correct.
 */
export function candidates(given: Given): Candidate[] {
  const count = given.num_models === 'auto' ? AUTO_MODELS[given.predictor_type] : given.num_models;
  const grid = distinct(gridOf(given), given);
  if (grid.length >= count || nothingIsLeft(given)) return grid.slice(0, count);
  const wanted = given.num_models === 'auto' && given.predictor_type !== 'multiclass_classifier' ? grid.length : count;
  const random = new Random(DRAW_SEED);
  while (grid.length < wanted) grid.push(draw(given, random));
  return grid;
}

function gridOf(given: Given): Candidate[] {
  const multiclass = given.predictor_type === 'multiclass_classifier';
  const axes = multiclass ? MULTICLASS_AXES : AXES;
  const cells: Candidate[] = [];
  for (const wd of fixed(given.wd, axes.wd)) {
    for (const learningRate of fixed(given.learning_rate, axes.learningRate)) {
      for (const lrSchedulerMinimumLr of fixed(given.lr_scheduler_minimum_lr, axes.lrSchedulerMinimumLr)) {
        for (const lrSchedulerStep of fixed(given.lr_scheduler_step, axes.lrSchedulerStep)) {
          const [l1] = fixed(given.l1, [0]) as [number];
          const [lrSchedulerFactor] = fixed(given.lr_scheduler_factor, [FACTOR]) as [number];
          cells.push({ learningRate, wd, l1, lrSchedulerStep, lrSchedulerFactor, lrSchedulerMinimumLr });
        }
      }
    }
  }
  return cells;
}

/** Everything that a draw could vary is fixed by the user. */
function nothingIsLeft(given: Given): boolean {
  const left = [given.learning_rate, given.wd, ...(given.predictor_type === 'multiclass_classifier' ? [given.l1] : [])];
  if (given.use_lr_scheduler) left.push(given.lr_scheduler_step, given.lr_scheduler_minimum_lr);
  return !left.includes('auto');
}

/** Without a scheduler its settings make no difference. */
function distinct(cells: readonly Candidate[], { use_lr_scheduler: scheduled }: Given): Candidate[] {
  if (scheduled) return [...cells];
  const seen = new Map<string, Candidate>();
  for (const cell of cells) {
    const key = [cell.learningRate, cell.wd, cell.l1].join();
    if (!seen.has(key)) seen.set(key, cell);
  }
  return [...seen.values()];
}

/** The same draw in every job, as SageMaker's is: two jobs on the same data can be compared. */
const DRAW_SEED = 1;

/** Evenly on a logarithmic scale, around what SageMaker's logs show of its own. */
function draw(given: Given, random: Random): Candidate {
  const between = (low: number, high: number) => low * (high / low) ** random.uniform();
  const drawn = {
    learningRate: between(0.005, 0.15),
    wd: between(1e-3, 1e-2),
    l1: between(1e-6, 1e-2),
    lrSchedulerStep: Math.round(between(10, 300)),
    lrSchedulerFactor: 1 - between(0.01, 0.1),
    lrSchedulerMinimumLr: between(1e-6, 1e-4),
  };
  // All are drawn even where some are fixed, so that fixing one does not change the others.
  const [l1] = fixed(given.l1, given.predictor_type === 'multiclass_classifier' ? [drawn.l1] : [0]) as [number];
  const [learningRate] = fixed(given.learning_rate, [drawn.learningRate]) as [number];
  const [wd] = fixed(given.wd, [drawn.wd]) as [number];
  const [lrSchedulerStep] = fixed(given.lr_scheduler_step, [drawn.lrSchedulerStep]) as [number];
  const [lrSchedulerFactor] = fixed(given.lr_scheduler_factor, [drawn.lrSchedulerFactor]) as [number];
  const [lrSchedulerMinimumLr] = fixed(given.lr_scheduler_minimum_lr, [drawn.lrSchedulerMinimumLr]) as [number];
  return { learningRate, wd, l1, lrSchedulerStep, lrSchedulerFactor, lrSchedulerMinimumLr };
}

function fixed(given: number | 'auto', axis: readonly number[]): readonly number[] {
  return given === 'auto' ? axis : [given];
}

export function optimizerSettings(values: Checked<LinearLearnerHyperparameters>): OptimizerSettings {
  const auto = (given: number | 'auto', value: number) => (given === 'auto' ? value : given);
  const optimizer = values.optimizer === 'auto' ? 'adam' : values.optimizer;
  return {
    optimizer,
    momentum: optimizer === 'adam' ? auto(values.beta_1, 0.9) : auto(values.momentum, 0),
    beta2: auto(values.beta_2, 0.999),
    biasLrMult: auto(values.bias_lr_mult, 10),
    biasWdMult: auto(values.bias_wd_mult, 0),
    useBias: values.use_bias,
    useLrScheduler: values.use_lr_scheduler,
  };
}
