import type { XgboostModel } from '../../xgboost-model.js';
import { DEFAULT_IMAGE } from '../versions.js';
import { objectiveOf } from './index.js';
import { OBJECTIVE_NAMES } from './names.js';
import type { Objective } from './objective.js';

/** How a model's margins become predictions. An objective that no image of SageMaker's has leaves them as they are. */
export function transformOf({ objective: { name }, numClass }: XgboostModel): Objective['transform'] {
  const known = OBJECTIVE_NAMES.find((one) => one === name);
  if (known === undefined) return (margins) => margins;
  // What else an objective depends on matters to its derivatives alone.
  const objective = objectiveOf({
    objective: known,
    num_class: numClass,
    scale_pos_weight: 1,
    max_delta_step: 0,
    tweedie_variance_power: 1.5,
    aft_loss_distribution: 'normal',
    aft_loss_distribution_scale: 1,
    _image_version: DEFAULT_IMAGE,
  });
  return objective.transform;
}
