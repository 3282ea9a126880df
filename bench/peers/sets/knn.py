"""Rows and queries for nearest neighbours."""
import numpy as np

from sets.common import generator

K = 10
#: Queries whose neighbours are known.
JUDGED = 1000


def neighbors(out, smoke):
    """200,000 x 64 around 2,000 centres on a 16-dimensional plane, 10,000 queries of the same kind, and the true neighbours of some."""
    rows, count, cols, centres, plane = (2_000, 100, 64, 50, 16) if smoke else (200_000, 10_000, 64, 2_000, 16)
    random = generator("neighbors")
    basis = random.normal(0, 1, (plane, cols)) / np.sqrt(plane)
    middles = random.normal(0, 1, (centres, plane))
    within = middles[random.integers(0, centres, rows + count)] + 0.6 * random.normal(0, 1, (rows + count, plane))
    points = (within @ basis + 0.1 * random.normal(0, 1, (rows + count, cols))).astype(np.float32)
    np.save(f"{out}/neighbors.npy", points[:rows])
    np.save(f"{out}/neighbors_queries.npy", points[rows:])
    np.save(f"{out}/neighbors_l2.npy", nearest(points[:rows], points[rows:][:JUDGED]))
    normed = points / np.linalg.norm(points, axis=1, keepdims=True)
    np.save(f"{out}/neighbors_normed.npy", normed[:rows])
    np.save(f"{out}/neighbors_normed_queries.npy", normed[rows:])
    np.save(f"{out}/neighbors_cosine.npy", nearest(normed[:rows], normed[rows:][:JUDGED]))


def nearest(points, queries):
    """The K nearest of each query, in float64."""
    points, found = points.astype(np.float64), []
    lengths = (points ** 2).sum(1)
    for start in range(0, len(queries), 100):
        distances = lengths - 2 * queries[start:start + 100].astype(np.float64) @ points.T
        found.append(np.argpartition(distances, K, axis=1)[:, :K])
    return np.concatenate(found).astype(np.float32)
