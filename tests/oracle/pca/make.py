"""Freezes what numpy's SVD says of centred rows, for the tests beside this file.

    python tests/oracle/pca/make.py > tests/oracle/pca/frozen.json

The digits are this repository's fixture. Needs numpy.
"""

import json
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def digits():
    table = np.loadtxt(os.path.join(HERE, "..", "..", "..", "fixtures", "digits", "digits.csv"), delimiter=",")
    return table[:, 1:].astype(np.float32)


def decomposed(points, subtract_mean=True):
    """Mean, singular values and right singular vectors, the smallest first; as many as there are features."""
    exact = points.astype(np.float64)
    mean = exact.mean(0) if subtract_mean else np.zeros(points.shape[1])
    _, values, vectors = np.linalg.svd(exact - mean, full_matrices=True)
    padded = np.zeros(points.shape[1])
    padded[: len(values)] = values
    return mean, padded[::-1], vectors[::-1]


def case(name, points, subtract_mean=True):
    points = points.astype(np.float32)
    mean, values, vectors = decomposed(points, subtract_mean)
    return {
        "name": name,
        "points": points.tolist(),
        "subtract_mean": subtract_mean,
        "mean": mean.tolist(),
        "singular_values": values.tolist(),
        "components": vectors.tolist(),
    }


def cases():
    random = np.random.default_rng(7)
    plain = random.normal(0, 1, (60, 7)) @ random.normal(0, 1, (7, 7)) + random.normal(0, 3, 7)
    far = random.normal(0, 1, (80, 5)) * [1, 0.8, 0.6, 0.4, 0.2] + [1e6, -1e6, 3e5, 1e6, 0]
    constant = plain.copy()
    constant[:, 2] = 4.25
    duplicate = plain.copy()
    duplicate[:, 5] = duplicate[:, 1]
    return [
        case("normal rows", plain),
        case("without the mean subtracted", plain, subtract_mean=False),
        case("a mean of a million and a spread of one", far),
        case("fewer rows than features", random.normal(0, 1, (4, 9))),
        case("a constant column", constant),
        case("a column that occurs twice", duplicate),
        case("rank two in six dimensions", random.normal(0, 1, (40, 2)) @ random.normal(0, 1, (2, 6))),
        case("one row", random.normal(0, 1, (1, 4))),
        case("one row without the mean subtracted", random.normal(0, 1, (1, 4)), subtract_mean=False),
        case("two rows", random.normal(0, 1, (2, 3))),
        case("values of very different size", random.normal(0, 1, (50, 4)) * [1e-3, 1, 1e3, 1e5]),
    ]


_, values, vectors = decomposed(digits())
frozen = {
    "made_with": {"numpy": np.__version__},
    "digits": {"singular_values": values.tolist(), "components": vectors[-10:].tolist()},
    "cases": cases(),
}
print(json.dumps(frozen))
