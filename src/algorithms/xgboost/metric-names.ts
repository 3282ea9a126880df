/** Metrics of XGBoost and of its container that grow as the model gets better. */
export const MAXIMISED = [
  'accuracy',
  'auc',
  'aucpr',
  'balanced_accuracy',
  'f1',
  'f1_binary',
  'f1_macro',
  'map',
  'ndcg',
  'precision',
  'r2',
  'recall',
  'precision_macro',
  'precision_micro',
  'recall_macro',
  'recall_micro',
] as const;

export const MINIMISED = [
  'aft-nloglik',
  'cox-nloglik',
  'error',
  'gamma-deviance',
  'gamma-nloglik',
  'interval-regression-accuracy',
  'logloss',
  'mae',
  'mape',
  'merror',
  'mlogloss',
  'mphe',
  'mse',
  'poisson-nloglik',
  'rmse',
  'rmsle',
  'tweedie-nloglik',
] as const;

export const METRIC_NAMES: readonly string[] = [...MAXIMISED, ...MINIMISED];

/**
 * Those that the container computes with scikit-learn and not XGBoost itself. They stand behind XGBoost's own in every line, and see margins where XGBoost's
 * see predictions.
 */
export const SCIKIT_METRICS: ReadonlySet<string> = new Set([
  'accuracy',
  'balanced_accuracy',
  'f1',
  'f1_binary',
  'f1_macro',
  'mse',
  'rmse',
  'mae',
  'precision',
  'precision_macro',
  'precision_micro',
  'r2',
  'recall',
  'recall_macro',
  'recall_micro',
]);

/** Of these, what takes a number behind an `@`: the threshold of `error@0.7`, the length of the list of `ndcg@10`. */
const WITH_ARGUMENT = ['error', 'ndcg', 'map'];

/** What is wrong with a metric's name, in the container's words; `undefined` where nothing special is. */
export function metricProblem(metric: string): string | undefined {
  if (metric.includes('<function')) return `User defined evaluation metric ${metric} is not supported yet.`;
  if (!metric.includes('@')) return undefined;
  const [name = '', argument = ''] = metric.split('@').map((part) => part.trim());
  if (!WITH_ARGUMENT.includes(name)) {
    return (
      `Metric '${metric}' is not supported. Parameter 'eval_metric' with customized threshold should ` +
      "be one of these options: 'error', 'ndcg', 'map'."
    );
  }
  if (argument === '' || Number.isNaN(Number(name === 'error' ? argument : argument.replace(/-$/, '')))) {
    return `Threshold value 't' in '${name}@t' expects float input.`;
  }
  return undefined;
}

/** What decides is the name before the `@`. */
export function isMaximised(metric: string): boolean {
  return (MAXIMISED as readonly string[]).includes(metric.split('@')[0] as string);
}
