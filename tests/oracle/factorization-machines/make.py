"""Freezes how well other libraries do what the tests beside this file ask of ours, after as many passes over the data.

    pip install numpy==2.4.6 scipy==1.17.1 myfm==0.4.0 "setuptools<66" wheel
    pip install --no-build-isolation xlearn==0.40a1
    python tests/oracle/factorization-machines/make.py tests/oracle/factorization-machines/peers.json

xLearn is given the best of several learning rates and penalties, its threads are off (they are not reproducible). myFM draws its parameters
from their posterior, by Gibbs sampling: a pass over the data is a sample.
"""
import json
import os
import sys
import tempfile

os.environ.setdefault("USER", "nobody")  # xLearn's log wants to know
import myfm
import numpy as np
import scipy.sparse
import xlearn

HERE = os.path.dirname(os.path.abspath(__file__))
FACTORS, EPOCHS = 8, 10


def pairs(first, second):
    """One-hot rows: the first of two groups of features, then the second."""
    users, count = first.max() + 1, len(first)
    columns = np.stack([first, users + second], 1).ravel()
    return scipy.sparse.csr_matrix((np.ones(2 * count), columns, np.arange(0, 2 * count + 1, 2)))


def ratings():
    """Lecture ratings, of which every fifth is for the test."""
    table = np.loadtxt(os.path.join(HERE, "..", "..", "..", "fixtures", "lecture-ratings", "ratings.csv"), delimiter=",", dtype=int)
    return pairs(table[:, 1], table[:, 2]), table[:, 0].astype(float)


def synthetic():
    """12,000 rows of 200 users and 100 items whose four factors are known; the same numbers as in the test."""
    state = 1

    def noise():
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2 ** 32
        return state / 2 ** 31 - 1

    factors = np.array([[noise() * 1.5 for _ in range(4)] for _ in range(300)])
    weights = np.array([noise() for _ in range(300)])
    first, second, labels = [], [], []
    for _ in range(12_000):
        user, item = int((noise() + 1) * 100), int((noise() + 1) * 50)
        score = weights[user] + weights[200 + item] + factors[user] @ factors[200 + item]
        first.append(user), second.append(item), labels.append(float((noise() + 1) / 2 < 1 / (1 + np.exp(-score))))
    return pairs(np.array(first), np.array(second)), np.array(labels)


def rmse(predicted, labels):
    return float(np.sqrt(np.mean((predicted - labels) ** 2)))


def log_loss(probabilities, labels):
    return float(-np.mean(np.log(np.where(labels == 1, probabilities, 1 - probabilities) + 1e-8)))


def with_xlearn(task, loss, x, y, test):
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in (("train", ~test), ("test", test)):
            with open(f"{folder}/{name}", "w") as file:
                for row in np.flatnonzero(rows):
                    entries = " ".join(f"{column}:1" for column in x.indices[x.indptr[row]:x.indptr[row + 1]])
                    file.write(f"{y[row]:g} {entries}\n")

        def fit(rate, penalty):
            model = xlearn.create_fm()
            model.setTrain(f"{folder}/train")
            model.setQuiet(), model.disableNorm(), model.disableEarlyStop(), model.disableLockFree()
            model.fit({"task": task, "lr": rate, "lambda": penalty, "k": FACTORS, "epoch": EPOCHS, "opt": "adagrad", "nthread": 1},
                      f"{folder}/model")
            model.setTest(f"{folder}/test")
            if task == "binary":
                model.setSigmoid()
            model.predict(f"{folder}/model", f"{folder}/predicted")
            return loss(np.loadtxt(f"{folder}/predicted"), y[test])

        tried = [(fit(rate, penalty), rate, penalty) for rate in (0.2, 0.1, 0.05, 0.02, 0.01) for penalty in (2e-5, 1e-3, 1e-2)]
        return dict(zip(("loss", "lr", "lambda"), min(tried)))


def with_myfm(kind, predict, loss, x, y, test):
    model = kind(rank=FACTORS, random_seed=1)
    model.fit(x[~test], y[~test], n_iter=EPOCHS, n_kept_samples=EPOCHS - 2)
    return {"loss": loss(getattr(model, predict)(x[test]), y[test])}


def both(task, loss, kind, predict, data):
    x, y = data
    test = np.arange(len(y)) % 5 == 4
    return {"labels": float(y.sum()), "xlearn": with_xlearn(task, loss, x, y, test),
            "myfm": with_myfm(kind, predict, loss, x, y, test)}


json.dump({
    "made_with": {"xlearn": "0.40a1", "myfm": "0.4.0", "numpy": np.__version__},
    "factors": FACTORS,
    "epochs": EPOCHS,
    "ratings": both("reg", rmse, myfm.MyFMRegressor, "predict", ratings()),
    "synthetic": both("binary", log_loss, myfm.MyFMGibbsClassifier, "predict_proba", synthetic()),
}, open(sys.argv[1], "w"), indent=1)
