import type { Profile } from '../../algorithms/algorithm.js';
import type { ImageVersion } from '../../formats/dmlc/content-types.js';

/** How a container reads its channels, beside what the channels themselves say. */
export interface ChannelReading {
  /** Default `first-party`. */
  readonly profile?: Profile | undefined;
  /** Of the profile `xgboost`; default the newest. */
  readonly imageVersion?: ImageVersion | undefined;
  /** XGBoost: the second CSV column is a weight. */
  readonly csvWeights?: boolean | undefined;
  /** XGBoost reads every channel as the content type of the train channel says. */
  readonly trainContentType?: string | undefined;
}
