import { expect, test } from 'vitest';
import { forestInfo } from '../../../../src/algorithms/random-cut-forest/forest-info.js';
import { matrix, run } from './helpers.js';

test('nodes are cuts and leaves, depth is in levels, rows are counted with their duplicates', async () => {
  // Tree 0 sees 1, 1, 1, 1 and all others 1, 2, 2, 3.
  const train = matrix([...Array(4).fill([1]), ...Array.from({ length: 49 }, () => [[1], [2], [2], [3]]).flat()]);
  const { model } = await run({ train });
  const info = forestInfo(model.forest);
  expect(info).toMatchObject({ num_trees: 50, num_samples_in_forest: 200, num_samples_per_tree: 4, sample_dim: 1 });
  expect(info.trees_num_nodes).toEqual([1, ...Array(49).fill(5)]);
  expect(info.trees_depth).toEqual([1, ...Array(49).fill(3)]);
  // 148 leaves of a point, a mass and 98 cuts of 12 bytes; 50 counts.
  expect(info.mem_size).toBe(148 * 8 + 98 * 12 + 50 * 4);
});
