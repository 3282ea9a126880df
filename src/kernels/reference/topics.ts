import type { TopicKernels } from '../kernels.js';
import {
  checkCrossProduct,
  checkDenseProduct,
  checkFit,
  checkMixtures,
  checkSparseProduct,
  checkTripleProduct,
  checkUpdate,
} from '../lengths/topics.js';
import { fitComponents, updateComponents } from './topics/components.js';
import { topicMixtures } from './topics/mixtures.js';
import { addCrossProduct, addTripleProduct, denseProduct, sparseProduct } from './topics/products.js';

export const topicTwins: TopicKernels = {
  async sparseProduct(...arrays) {
    checkSparseProduct(...arrays);
    sparseProduct(...arrays);
  },
  async denseProduct(...arrays) {
    checkDenseProduct(...arrays);
    denseProduct(...arrays);
  },
  async addCrossProduct(...arrays) {
    checkCrossProduct(...arrays);
    addCrossProduct(...arrays);
  },
  async addTripleProduct(...arrays) {
    checkTripleProduct(...arrays);
    addTripleProduct(...arrays);
  },
  async updateComponents(...arrays) {
    checkUpdate(...arrays);
    updateComponents(...arrays);
  },
  async fitComponents(...arrays) {
    checkFit(...arrays);
    fitComponents(...arrays);
  },
  async topicMixtures(...arrays) {
    checkMixtures(...arrays);
    topicMixtures(...arrays);
  },
};
