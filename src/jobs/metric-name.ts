/** What logs name after a setting or a loss, and the API after neither. */
const OF_THE_LOG = [
  [/:\w+_objective$/, ':objective_loss'],
  [/_f_[\d.]+$/, '_f_beta'],
  [/(:multiclass_top_k_accuracy)_\d+$/, '$1'],
] as const;

/**
 * A metric as SageMaker's API names it, and as its tuning jobs ask for it: `validation:objective_loss`, `test:binary_f_beta`.
 * @param name under which the log and our steps have it: `validation:mse_objective`, `test:binary_f_1.000`
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/linear-learner-tuning.html
 */
export function apiMetricName(name: string): string {
  return OF_THE_LOG.reduce((renamed, [ofTheLog, ofTheApi]) => renamed.replace(ofTheLog, ofTheApi), name);
}
