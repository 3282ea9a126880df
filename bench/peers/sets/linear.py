"""Two classes that a linear model tells apart, but for noise."""
import numpy as np

from sets.common import generator


def labelled(random, outputs):
    return (outputs + random.logistic(0, 1, len(outputs)) > 0).astype(np.float32)[:, None]


def lindense(out, smoke):
    """500,000 x 100, normal; a fifth as many rows are held out."""
    rows, cols = (10_000, 100) if smoke else (500_000, 100)
    random = generator("lindense")
    weights = random.normal(0, 0.3, cols)
    for suffix, count in (("", rows), ("_t", rows // 5)):
        points = random.normal(0, 1, (count, cols)).astype(np.float32)
        np.save(f"{out}/lindense{suffix}.npy", points)
        np.save(f"{out}/lindense{suffix}_y.npy", labelled(random, points @ weights))


def linsparse(out, smoke):
    """200,000 x 50,000 with 50 entries in each row, few columns being frequent; a fifth as many rows are held out."""
    rows, cols, entries = (4_000, 5_000, 50) if smoke else (200_000, 50_000, 50)
    random = generator("linsparse")
    weights = random.normal(0, 1, cols)
    np.save(f"{out}/linsparse_cols.npy", np.array([[cols]], np.float32))
    for suffix, count in (("", rows), ("_t", rows // 5)):
        columns = np.minimum((cols * random.random((count, entries)) ** 2).astype(np.int64), cols - 1)
        columns.sort(1)
        values = random.random((count, entries)).astype(np.float32)
        # A column that was drawn twice counts once.
        values[:, 1:][columns[:, 1:] == columns[:, :-1]] = 0
        np.save(f"{out}/linsparse{suffix}_columns.npy", columns.astype(np.float32))
        np.save(f"{out}/linsparse{suffix}_values.npy", values)
        np.save(f"{out}/linsparse{suffix}_y.npy", labelled(random, (values * weights[columns]).sum(1)))
