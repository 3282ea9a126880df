import { lloyd } from '../../../dist/algorithms/kmeans/lloyd.js';
import { leave, load, megabytes } from './data.mjs';

const ITERATIONS = 10;

/** Ten Lloyd iterations from given centroids, each an assignment and a move; the last centroids are left for the judge of kmeans.py. */
const iterations = (set) => (kernels) => {
  const points = load(`${set}.npy`);
  const start = load(`${set}_start.npy`);
  return {
    async work() {
      let last;
      // The assignment of step 0 leads to the first move, that of step 9 to the tenth.
      for await (last of lloyd(points, start, { kernels, maxIterations: ITERATIONS - 1, tolerance: 0 }));
      return last.means;
    },
    finish(centroids) {
      leave('ours_centroids.npy', centroids);
      return { data_mb: megabytes(points.data.byteLength) };
    },
  };
};

export const kmeans = { 'kmeans_blobs:10': iterations('blobs'), 'kmeans_digits:10': iterations('digits') };
