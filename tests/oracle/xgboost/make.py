"""Objectives, starting points and metrics of real XGBoost, frozen.

    python make.py            # needs xgboost 3.0.5 (the one in SageMaker's image 3.0-5), scikit-learn and numpy

Gradients: a tree with one leaf per row is refreshed under each objective; what it then records of a leaf is the gradient of that row.
"""

import json
import pathlib

import numpy as np
import xgboost as xgb
from sklearn import metrics as sk

HERE = pathlib.Path(__file__).parent
ROWS = 24
rng = np.random.default_rng(7)


def f32(values):
    return [float(v) for v in np.asarray(values, np.float32).ravel()]


LABELS = {
    "real": rng.normal(size=ROWS),
    "positive": rng.gamma(2.0, size=ROWS) + 0.05,
    "count": rng.poisson(1.5, size=ROWS),
    "binary": (rng.random(ROWS) < 0.4).astype(float),
    "share": rng.random(ROWS),
    "class": rng.integers(0, 3, ROWS),
    "relevance": rng.integers(0, 4, ROWS),
    "survival": rng.gamma(2.0, size=ROWS) * np.where(rng.random(ROWS) < 0.3, -1, 1) + 0.01,
}
WEIGHTS = rng.random(ROWS) + 0.5
QUERIES = [7, 1, 10, 6]
QUERY_WEIGHTS = [1.0, 2.0, 0.5, 1.5]
MARGINS = rng.normal(size=ROWS)
CLASS_MARGINS = rng.normal(size=(ROWS, 3))


def matrix(kind, weighted=False, margins=None, queries=False, bounds=False):
    d = xgb.DMatrix(np.arange(ROWS, dtype=np.float32).reshape(-1, 1), label=LABELS[kind])
    if queries:
        d.set_group(QUERIES)
    if weighted:
        d.set_weight(QUERY_WEIGHTS if queries else WEIGHTS)
    if bounds:
        lower = np.abs(LABELS[kind])
        d.set_float_info("label_lower_bound", lower)
        d.set_float_info("label_upper_bound", np.where(LABELS[kind] < 0, np.inf, lower))
    if margins is not None:
        d.set_base_margin(margins)
    return d


def leaf_per_row():
    d = xgb.DMatrix(np.arange(ROWS, dtype=np.float32).reshape(-1, 1), label=np.arange(ROWS))
    params = {"tree_method": "exact", "lambda": 0, "min_child_weight": 0, "max_depth": 30, "base_score": 0}
    return json.loads(xgb.train(params, d, 1).save_raw("json"))


TREE = leaf_per_row()


def gradients(objective, d, params, groups=1):
    model = json.loads(json.dumps(TREE))
    learner = model["learner"]
    learner["objective"] = {"name": objective}
    if groups > 1:
        learner["learner_model_param"]["num_class"] = str(groups)
        learner["objective"]["softmax_multiclass_param"] = {"num_class": str(groups)}
        inner = learner["gradient_booster"]["model"]
        inner["trees"] = [dict(inner["trees"][0], id=i) for i in range(groups)]
        inner["tree_info"] = list(range(groups))
        inner["iteration_indptr"] = [0, groups]
        inner["gbtree_model_param"]["num_trees"] = str(groups)
    else:
        for name, value in (
            ("reg_loss_param", {"scale_pos_weight": str(params.get("scale_pos_weight", 1))}),
            ("pseudo_huber_param", {"huber_slope": "1"}),
            ("poisson_regression_param", {"max_delta_step": str(params.get("max_delta_step", 0.7))}),
            ("tweedie_regression_param", {"tweedie_variance_power": str(params.get("tweedie_variance_power", 1.5))}),
            ("aft_loss_param", {"aft_loss_distribution": params.get("aft_loss_distribution", "normal"),
                                "aft_loss_distribution_scale": str(params.get("aft_loss_distribution_scale", 1))}),
            ("lambdarank_param", {}),
        ):
            learner["objective"][name] = value
    learner["learner_model_param"]["base_score"] = "5E-1"
    booster = xgb.Booster(model_file=bytearray(json.dumps(model).encode()))
    booster.set_param({"process_type": "update", "updater": "refresh", "refresh_leaf": 1, "lambda": 0, "eta": 1, "min_child_weight": 0,
                       "max_delta_step": 0, "objective": objective, **params})
    booster.update(d, 0)
    trees = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
    out = []
    for tree in trees:
        leaf = {}
        # Rows are their own feature: walk down.
        for row in range(ROWS):
            node = 0
            while tree["left_children"][node] != -1:
                left = row < tree["split_conditions"][node]
                node = tree["left_children"][node] if left else tree["right_children"][node]
            leaf[row] = (-tree["base_weights"][node] * tree["sum_hessian"][node], tree["sum_hessian"][node])
        out.append([leaf[row] for row in range(ROWS)])
    return out


OBJECTIVES = [
    ("reg:squarederror", "real", {}),
    ("reg:linear", "real", {}),
    ("reg:logistic", "share", {}),
    ("reg:squaredlogerror", "positive", {}),
    ("reg:pseudohubererror", "real", {}),
    ("reg:absoluteerror", "real", {}),
    ("reg:gamma", "positive", {}),
    ("reg:tweedie", "count", {"tweedie_variance_power": 1.3}),
    ("count:poisson", "count", {"max_delta_step": 3}),  # a leaf is cut to it too: large, so that none is
    ("binary:logistic", "binary", {}),
    ("binary:logistic", "binary", {"scale_pos_weight": 2.5}),
    ("binary:logitraw", "binary", {}),
    ("binary:hinge", "binary", {}),
    ("multi:softmax", "class", {"num_class": 3}),
    ("multi:softprob", "class", {"num_class": 3}),
    ("rank:pairwise", "relevance", {}),
    ("rank:ndcg", "relevance", {}),
    ("rank:map", "binary", {}),
    ("survival:aft", "survival", {}),
    ("survival:aft", "survival", {"aft_loss_distribution": "logistic", "aft_loss_distribution_scale": 0.7}),
    ("survival:aft", "survival", {"aft_loss_distribution": "extreme", "aft_loss_distribution_scale": 1.3}),
    ("survival:cox", "survival", {}),
]


def base_score(objective, d, params):
    booster = xgb.train({"objective": objective, "max_depth": 1, **params}, d, 1)
    return float(json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"])


def predictions(objective, d, params):
    booster = xgb.train({"objective": objective, "base_score": 0.5, **params}, d, 0)
    return f32(booster.predict(d))


def objectives():
    cases = []
    for objective, kind, params in OBJECTIVES:
        classes = params.get("num_class", 1)
        queries = objective.startswith("rank:")
        bounds = objective == "survival:aft"
        margins = CLASS_MARGINS if classes > 1 else MARGINS
        for weighted in (False, True):
            def make(margin=None):
                return matrix(kind, weighted, margin, queries, bounds)
            cases.append({
                "objective": objective, "labels": kind, "parameters": params, "weighted": weighted,
                "gradients": gradients(objective, make(margins), params, classes),
                "base_score": base_score(objective, make(), params),
                "predictions": predictions(objective, make(margins), params),
            })
    return cases


METRICS = [
    ("reg:squarederror", "real", {}, ["rmse", "mae", "mape", "mphe"]),
    ("reg:squaredlogerror", "positive", {}, ["rmsle"]),
    ("reg:gamma", "positive", {}, ["gamma-nloglik", "gamma-deviance"]),
    ("reg:tweedie", "count", {}, ["tweedie-nloglik@1.5", "tweedie-nloglik@1.2"]),
    ("count:poisson", "count", {}, ["poisson-nloglik"]),
    ("binary:logistic", "binary", {}, ["logloss", "error", "error@0.3", "auc", "aucpr"]),
    ("multi:softprob", "class", {"num_class": 3}, ["merror", "mlogloss", "auc", "aucpr"]),
    ("multi:softmax", "class", {"num_class": 3}, ["merror", "mlogloss"]),
    ("rank:ndcg", "relevance", {}, ["ndcg", "ndcg@3", "ndcg@3-", "auc"]),
    ("rank:map", "binary", {}, ["map", "map@3", "map@2-", "auc", "aucpr"]),
    ("survival:aft", "survival", {}, ["aft-nloglik", "interval-regression-accuracy"]),
    ("survival:aft", "survival", {"aft_loss_distribution": "logistic", "aft_loss_distribution_scale": 0.7}, ["aft-nloglik"]),
    ("survival:aft", "survival", {"aft_loss_distribution": "extreme"}, ["aft-nloglik"]),
    ("survival:cox", "survival", {}, ["cox-nloglik"]),
]


def metrics():
    cases = []
    for objective, kind, params, names in METRICS:
        margins = CLASS_MARGINS if params.get("num_class") else MARGINS
        if objective == "reg:squaredlogerror":
            margins = np.abs(margins)  # its metric has no value below -1
        queries = objective.startswith("rank:")
        for weighted in (False, True):
            d = matrix(kind, weighted, margins, queries, objective == "survival:aft")
            # A round that changes nothing, for metrics hear of their parameters only while training.
            values = {}
            xgb.train({"objective": objective, "base_score": 0.5, "eta": 0, **params, "eval_metric": names}, d, 1,
                      evals=[(d, "d")], evals_result=values, verbose_eval=False)
            cases.append({"objective": objective, "labels": kind, "parameters": params, "weighted": weighted,
                          "values": {name: values["d"][name][-1] for name in names}})
    return cases


def scikit():
    two, labels = (MARGINS > 0).astype(int), LABELS["binary"]
    three, classes = CLASS_MARGINS.argmax(axis=1), LABELS["class"]
    both = {
        "accuracy": sk.accuracy_score,
        "balanced_accuracy": sk.balanced_accuracy_score,
        "f1": lambda y, p: sk.f1_score(y, p, average="macro"),
        "f1_macro": lambda y, p: sk.f1_score(y, p, average="macro"),
        "precision_macro": lambda y, p: sk.precision_score(y, p, average="macro"),
        "precision_micro": lambda y, p: sk.precision_score(y, p, average="micro"),
        "recall_macro": lambda y, p: sk.recall_score(y, p, average="macro"),
        "recall_micro": lambda y, p: sk.recall_score(y, p, average="micro"),
    }
    binary = {"f1_binary": sk.f1_score, "precision": sk.precision_score, "recall": sk.recall_score}
    real = LABELS["real"].astype(np.float32)
    margins = MARGINS.astype(np.float32)
    return {
        "binary": {name: float(f(labels, two)) for name, f in {**both, **binary}.items()},
        "class": {name: float(f(classes, three)) for name, f in both.items()},
        "real": {
            "mse": float(sk.mean_squared_error(real, margins)),
            "rmse": float(sk.root_mean_squared_error(real, margins)),
            "mae": float(sk.mean_absolute_error(real, margins)),
            "r2": float(sk.r2_score(real, margins)),
        },
    }


def main():
    out = {
        "xgboost": xgb.__version__,
        "labels": {name: f32(values) for name, values in LABELS.items()},
        "weights": f32(WEIGHTS), "queries": QUERIES, "query_weights": QUERY_WEIGHTS,
        "margins": f32(MARGINS), "class_margins": f32(CLASS_MARGINS),
        "objectives": objectives(), "metrics": metrics(), "scikit": scikit(),
    }
    (HERE / "losses.json").write_text(json.dumps(out) + "\n")


main()
