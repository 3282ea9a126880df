"""scikit-learn's word on our metrics: make.py > frozen.json, with numpy and scikit-learn of bench/peers/requirements-peers.txt."""
import json

import numpy as np
import sklearn
import sklearn.metrics as metrics

random = np.random.default_rng(3)


def binary():
    """40 rows; scores with one decimal, so that many tie."""
    labels = random.integers(0, 2, 40)
    scores = np.clip(labels * 0.3 + random.random(40) * 0.7, 0.01, 0.99).round(1)
    predicted = (scores >= 0.5).astype(int)
    return {
        "labels": labels.tolist(),
        "scores": scores.tolist(),
        "predicted": predicted.tolist(),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "precision": metrics.precision_score(labels, predicted),
        "recall": metrics.recall_score(labels, predicted),
        "f_1": metrics.f1_score(labels, predicted),
        "f_2": metrics.fbeta_score(labels, predicted, beta=2),
        "auc": metrics.roc_auc_score(labels, scores),
        "log_loss": metrics.log_loss(labels, np.clip(scores, 1e-8, 1 - 1e-8)),
    }


def multiclass():
    """60 rows of 5 classes, the last of which neither occurs nor is predicted."""
    labels = random.integers(0, 4, 60)
    probabilities = random.dirichlet([1] * 5, 60)
    probabilities[np.arange(60), labels] += 0.3
    probabilities[:, 4] = 0.001
    probabilities /= probabilities.sum(1, keepdims=True)
    predicted, every = probabilities.argmax(1), list(range(5))
    macro = {"labels": every, "average": "macro", "zero_division": 0}
    relevance = np.eye(5)[labels]
    return {
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "predicted": predicted.tolist(),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "macro_precision": metrics.precision_score(labels, predicted, **macro),
        "macro_recall": metrics.recall_score(labels, predicted, **macro),
        "macro_f_1": metrics.f1_score(labels, predicted, **macro),
        "macro_f_half": metrics.fbeta_score(labels, predicted, beta=0.5, **macro),
        "balanced_accuracy": metrics.balanced_accuracy_score(labels, predicted),
        "top_2": metrics.top_k_accuracy_score(labels, probabilities, k=2, labels=every),
        "dcg": metrics.dcg_score(relevance, probabilities),
        "log_loss": metrics.log_loss(labels, probabilities, labels=every),
    }


def regression():
    labels = random.normal(0, 3, 30)
    predicted = labels + random.normal(0, 1, 30)
    return {
        "labels": labels.tolist(),
        "predicted": predicted.tolist(),
        "mse": metrics.mean_squared_error(labels, predicted),
        "rmse": metrics.root_mean_squared_error(labels, predicted),
        "absolute_loss": metrics.mean_absolute_error(labels, predicted),
    }


found = {"scikit-learn": sklearn.__version__, "binary": binary(), "multiclass": multiclass(), "regression": regression()}
print(json.dumps(found, indent=1))
