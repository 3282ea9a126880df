"""Clicks for factorization machines."""
import numpy as np

from sets.common import generator


def clicks(out, smoke):
    """1,000,000 rows and a tenth more for the test: ten one-hot fields of 10,000 ids each, popular ids first; the truth has eight factors."""
    rows, field = (5_000, 200) if smoke else (1_000_000, 10_000)
    total, features = rows + rows // 10, 10 * field
    random = generator("clicks")
    ids = (field * random.random((total, 10)) ** 3).astype(np.int32) + np.arange(10, dtype=np.int32) * field
    weights, factors = random.normal(0, 0.5, features), random.normal(0, 0.35, (features, 8))
    scores = np.empty(total)
    for start in range(0, total, 100_000):
        own = factors[ids[start:start + 100_000]]
        pairs = 0.5 * (own.sum(1) ** 2 - (own ** 2).sum(1)).sum(1)
        scores[start:start + 100_000] = weights[ids[start:start + 100_000]].sum(1) + pairs - 0.5
    labels = random.random(total) < 1 / (1 + np.exp(-scores))
    for name, part in (("train", slice(0, rows)), ("test", slice(rows, total))):
        # float32 holds every id exactly, and one layout serves every reader.
        np.save(f"{out}/clicks_{name}.npy", ids[part].astype(np.float32))
        np.save(f"{out}/clicks_{name}_labels.npy", labels[part].astype(np.float32)[:, None])
        with open(f"{out}/clicks_{name}.libsvm", "w") as file:
            for label, row in zip(labels[part].astype(int).tolist(), ids[part].tolist()):
                file.write(f"{label} " + " ".join(f"{column}:1" for column in row) + "\n")
