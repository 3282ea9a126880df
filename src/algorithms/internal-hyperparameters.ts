/**
 * Names the first-party containers ship in their packaged defaults and tuning jobs add to. They steer MXNet and the log of the original and
 * change nothing here.
 */
export const internalHyperparameters = {
  _disable_wait_to_read: 'false',
  _enable_profiler: 'false',
  _kvstore: 'auto',
  _log_level: 'info',
  _num_gpus: 'auto',
  _num_kv_servers: '1',
  _num_slices: '1',
  _tuning_objective_metric: '',
} as const;
