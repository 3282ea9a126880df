import type { TreeKernels } from '../kernels.js';
import { checkContributions, checkInteractions, checkLeaves, checkMargins } from '../lengths/trees.js';
import { addContributions, addInteractions } from './trees/explain.js';
import { addMargins, findLeaves } from './trees/walk.js';

export const treeTwins: TreeKernels = {
  async addMargins(input, margins) {
    checkMargins(input, margins);
    addMargins(input, margins);
  },
  async findLeaves(input, leaves) {
    checkLeaves(input, leaves);
    findLeaves(input, leaves);
  },
  async addContributions(input, contributions) {
    checkContributions(input, contributions);
    addContributions(input, contributions);
  },
  async addInteractions(input, interactions) {
    checkInteractions(input, interactions);
    addInteractions(input, interactions);
  },
};
