"""Freezes what scikit-learn makes of linear models, for the tests beside this file.

    python tests/oracle/linear-learner/make.py

Writes breast-cancer.csv and diabetes.csv (label first; the data sets that come with scikit-learn, every row) and frozen.json. The digits are this
repository's fixture. Every fifth row is held out. Needs numpy and scikit-learn.
"""

import json
import os
import warnings

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import HuberRegressor, LogisticRegression, QuantileRegressor, Ridge, SGDClassifier, SGDRegressor
from sklearn.metrics import log_loss, mean_pinball_loss, mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVR

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, features, labels):
    rows = np.column_stack([labels, features])
    with open(os.path.join(HERE, name), "w") as file:
        file.writelines(",".join(f"{value:.7g}" for value in row) + "\n" for row in rows)


def read(name):
    path = name if os.path.exists(name) else os.path.join(HERE, name)
    table = np.loadtxt(path, delimiter=",").astype(np.float32).astype(np.float64)
    held = np.arange(len(table)) % 5 == 4
    return table[~held, 1:], table[~held, 0], table[held, 1:], table[held, 0]


def losses(data, models, loss):
    """Loss on the held-out rows, by the name of the model; features are standardised first, as Linear Learner does."""
    x, y, held_x, held_y = data
    return {name: float(loss(make_pipeline(StandardScaler(), model).fit(x, y), held_x, held_y)) for name, model in models.items()}


def cross_entropy(model, x, y):
    return log_loss(y, model.predict_proba(x), labels=model.classes_)


def squared(model, x, y):
    return mean_squared_error(y, model.predict(x))


def huber(delta):
    def loss(model, x, y):
        error = np.abs(model.predict(x) - y)
        return np.where(error <= delta, 0.5 * error**2, delta * (error - 0.5 * delta)).mean()
    return loss


def insensitive(epsilon):
    return lambda model, x, y: np.maximum(0, np.abs(model.predict(x) - y) - epsilon).mean()


cancer, diabetes = load_breast_cancer(), load_diabetes(scaled=False)
write("breast-cancer.csv", cancer.data, cancer.target)
write("diabetes.csv", diabetes.data, diabetes.target)
digits = os.path.join(HERE, "..", "..", "..", "fixtures", "digits", "digits.csv")
logistic = {"LogisticRegression": LogisticRegression(max_iter=10_000), "SGDClassifier": SGDClassifier(loss="log_loss", random_state=0)}
frozen = {
    "scikit-learn": sklearn.__version__,
    "breast-cancer": losses(read("breast-cancer.csv"), logistic, cross_entropy),
    "digits": losses(read(digits), logistic, cross_entropy),
    "diabetes": losses(read("diabetes.csv"), {"Ridge": Ridge(), "SGDRegressor": SGDRegressor(random_state=0)}, squared),
    "twins": {
        "quantile_loss": {
            str(q): losses(read("diabetes.csv"), {"QuantileRegressor": QuantileRegressor(quantile=q, alpha=0)}, lambda m, x, y: mean_pinball_loss(y, m.predict(x), alpha=q))
            for q in (0.1, 0.5, 0.9)
        },
        # Deltas and epsilons are in units of the label, whose standard deviation is 77.
        "huber_loss": losses(read("diabetes.csv"), {"HuberRegressor": HuberRegressor(alpha=0, max_iter=10_000)}, huber(77)),
        "eps_insensitive_absolute_loss": losses(read("diabetes.csv"), {"LinearSVR": LinearSVR(epsilon=0.77, C=10, loss="epsilon_insensitive", max_iter=1_000_000, random_state=0)}, insensitive(0.77)),
        "eps_insensitive_squared_loss": losses(read("diabetes.csv"), {"LinearSVR": LinearSVR(epsilon=0.77, C=10, loss="squared_epsilon_insensitive", max_iter=1_000_000, random_state=0)}, lambda m, x, y: (np.maximum(0, np.abs(m.predict(x) - y) - 0.77) ** 2).mean()),
    },
}
with open(os.path.join(HERE, "frozen.json"), "w") as file:
    json.dump(frozen, file, indent=1)
    file.write("\n")
