import { letOthersRun } from '../../kernels/wasm/pieces.js';
import type { XgboostHyperparameters } from './hyperparameter-table.js';
import { SCIKIT_METRICS } from './metric-names.js';
import { type Metric, metricOf } from './native-metrics.js';
import type { Objective } from './objectives/objective.js';
import type { RowSet } from './rows.js';
import { SCIKIT, type ScikitMetric } from './scikit-metrics.js';
import { isAtLeast } from './versions.js';

/** One number of an evaluation line. */
export interface Evaluation {
  /** `train` */
  readonly data: string;
  readonly metric: string;
  readonly value: number;
}

/** The metrics of a job, in the order of its lines. */
export interface Metrics {
  readonly names: readonly string[];
  /** Of the tuning job where there is one, else the last that is named: what early stopping looks at. */
  readonly stoppingMetric: string | undefined;
  of(rows: RowSet, margins: Float32Array): Promise<Evaluation[]>;
}

/** XGBoost's own metrics come first, then the container's. */
export function metricsOf(hyperparameters: XgboostHyperparameters, objective: Objective): Metrics {
  const { eval_metric: named, _tuning_objective_metric: tuned } = hyperparameters;
  const wanted = wantedMetrics(named, tuned?.split(':')[1]);
  const isOurs = (name: string) => !isScikit(name, hyperparameters);
  const own = wanted.filter(isOurs);
  const added = wanted
    .filter((name) => !isOurs(name))
    .map((name): [string, ScikitMetric] => [name, SCIKIT.get(name) as ScikitMetric]);
  const { defaultMetric } = objective;
  // Of two metrics of one name the container prints its own.
  const byDefault = added.some(([name]) => name === defaultMetric) ? [] : [defaultMetric];
  const native: [string, Metric][] =
    own.length > 0
      ? own.map((name) => [name, metricOf(name, hyperparameters)])
      : byDefault.map((name) => [name, metricOf(name, unconfigured(hyperparameters))]);
  const names = [...native, ...added].map(([name]) => name);
  return {
    names,
    stoppingMetric: tuned?.split(':')[1] ?? named?.at(-1),
    async of({ name: data, info }, margins) {
      const transform = objective.transformForMetrics ?? objective.transform;
      const predictions = transform(margins.slice(), info.rows);
      const { groups } = objective;
      const evaluations: Evaluation[] = [];
      // A metric of a million rows takes a while, and nobody else runs meanwhile.
      for (const [metric, evaluate] of native) {
        await letOthersRun();
        evaluations.push({ data, metric, value: evaluate({ predictions, info }) });
      }
      for (const [metric, evaluate] of added) {
        await letOthersRun();
        evaluations.push({ data, metric, value: evaluate({ margins, labels: info.labels, groups }) });
      }
      return evaluations;
    },
  };
}

/** Where a tuning job adds its metric, the container sorts them all. */
function wantedMetrics(named: readonly string[] | undefined, tuned: string | undefined): string[] {
  if (tuned === undefined) return [...new Set(named)];
  return [...new Set([...(named ?? []), tuned])].sort();
}

/** Of rmse and mae there are two; the container prefers scikit-learn's since it has them. */
function isScikit(name: string, { _image_version: version }: XgboostHyperparameters): boolean {
  if (!SCIKIT_METRICS.has(name)) return false;
  return (name !== 'rmse' && name !== 'mae') || isAtLeast(version, '1.7-1');
}

/** The metric that an objective brings along does not hear of the scale that was asked for, and in old versions not of the distribution either. */
function unconfigured(hyperparameters: XgboostHyperparameters): XgboostHyperparameters {
  const { _image_version: version, aft_loss_distribution: distribution } = hyperparameters;
  return {
    ...hyperparameters,
    aft_loss_distribution_scale: 1,
    aft_loss_distribution: isAtLeast(version, '3.0-5') ? distribution : 'normal',
  };
}
