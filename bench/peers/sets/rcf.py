"""Rows for random cut forests."""
import numpy as np

from sets.common import generator


def rcf(out, smoke):
    """100,000 x 8: slow waves with noise, and one row in 200 thrown off its course."""
    rows, cols = (2_000 if smoke else 100_000), 8
    random = generator("rcf")
    steps = np.arange(rows)[:, None]
    points = np.sin(steps * random.uniform(0.001, 0.02, cols) + random.uniform(0, 6, cols))
    points += 0.1 * random.normal(0, 1, (rows, cols))
    thrown = random.random(rows) < 0.005
    count = int(thrown.sum())
    points[thrown] += random.choice([-1, 1], (count, cols)) * random.uniform(1.0, 2.5, (count, 1))
    np.save(f"{out}/rcf.npy", points.astype(np.float32))
    np.save(f"{out}/rcf_labels.npy", thrown.astype(np.float32)[:, None])
