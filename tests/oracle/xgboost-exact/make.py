"""Freezes what XGBoost says, for the tests beside this file. Once for each version:

    python tests/oracle/xgboost-exact/make.py > tests/oracle/xgboost-exact/frozen-1.7.6.json
    python tests/oracle/xgboost-exact/make.py > tests/oracle/xgboost-exact/frozen-3.0.5.json

Needs numpy and xgboost. Trees are told apart by a hash of their structure: children, columns, thresholds to the bit, default directions. One thread, so
that sums are taken in the order of the rows.
"""

import json
import os
import sys

import numpy as np
import xgboost as xgb

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
sys.path.append(os.path.join(HERE, ".."))
from tree_structure import structure


def noise(length, seed):
    """The noise of tests/support/noise.ts."""
    state, values = seed, []
    for _ in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state / 2**31 - 1)
    return np.array(values)


def csv(*path):
    rows = np.loadtxt(os.path.join(ROOT, *path), delimiter=",")
    return rows[:, 1:], rows[:, 0]


def gappy():
    """As long as abalone and a bit wider; steps make equal values, a fifth is missing."""
    rows, cols = 4177, 9
    points = np.round(noise(rows * cols, 7).reshape(rows, cols) * 40) / 8
    labels = np.round((points[:, 0] * points[:, 1] + 3 * (points[:, 2] > 1) - points[:, 3]) * 4) / 4
    gaps = noise(rows * cols, 11).reshape(rows, cols) < -0.6
    points[gaps] = np.nan
    return points, labels


def digits():
    points, labels = csv("fixtures", "digits", "digits.csv")
    return points, labels >= 5


DATA = {
    "breast-cancer": lambda: csv("tests", "oracle", "linear-learner", "breast-cancer.csv"),
    "diabetes": lambda: csv("tests", "oracle", "linear-learner", "diabetes.csv"),
    "digits": digits,
    "gappy": gappy,
}


def split(name):
    """Every fourth row validates."""
    points, labels = DATA[name]()
    points, labels = points.astype(np.float32), labels.astype(np.float32)
    held = np.arange(len(points)) % 4 == 3
    return xgb.DMatrix(points[~held], label=labels[~held]), xgb.DMatrix(points[held], label=labels[held])


def model_of(booster):
    return json.loads(bytes(booster.save_raw("json")))["learner"]["gradient_booster"]


def trees_of(booster):
    model = model_of(booster)
    return (model["gbtree"] if "gbtree" in model else model)["model"]["trees"]


LOGISTIC = {"objective": "binary:logistic", "eval_metric": "logloss"}
SQUARED = {"objective": "reg:squarederror", "eval_metric": "rmse"}

TREES = [
    ("breast-cancer", 50, {**LOGISTIC}),
    ("diabetes", 50, {**SQUARED, "max_depth": 4, "eta": 0.1}),
    ("digits", 50, {**LOGISTIC}),
    ("gappy", 50, {**SQUARED, "max_depth": 5, "eta": 0.2, "gamma": 4, "min_child_weight": 6}),
    ("gappy", 20, {**SQUARED, "max_depth": 8, "min_child_weight": 0, "lambda": 0}),
    ("breast-cancer", 20, {**LOGISTIC, "alpha": 0.5, "lambda": 2, "max_delta_step": 0.7}),
    ("breast-cancer", 20, {**LOGISTIC, "gamma": 2, "max_depth": 8}),
    ("diabetes", 20, {**SQUARED, "monotone_constraints": [1, 0, 1, -1, 0, 0, -1, 0, 1], "alpha": 3}),
    ("diabetes", 20, {**SQUARED, "interaction_constraints": [[0, 1, 2], [2, 3], [4, 5, 8]]}),
    ("gappy", 20, {**SQUARED, "subsample": 0.7, "seed": 5}),
    ("breast-cancer", 20, {**LOGISTIC, "subsample": 0.5, "colsample_bytree": 0.6, "colsample_bylevel": 0.7, "seed": 3}),
    ("digits", 10, {**LOGISTIC, "colsample_bylevel": 0.3, "seed": -7}),
    ("gappy", 8, {**SQUARED, "subsample": 0.5, "num_parallel_tree": 3}),
]


def sent(parameters):
    """As the container sends them: constraints as text."""
    texts = {"monotone_constraints": lambda value: str(tuple(value)), "interaction_constraints": str}
    plain = {name: texts.get(name, lambda value: value)(value) for name, value in parameters.items()}
    return {**plain, "base_score": 0.5, "nthread": 1, "verbosity": 0}


def grow(name, rounds, parameters):
    train, validation = split(name)
    result = {}
    watched = [(train, "train"), (validation, "validation")]
    booster = xgb.train(
        {"tree_method": "exact", **sent(parameters)}, train, rounds, evals=watched, evals_result=result, verbose_eval=False
    )
    metric = parameters["eval_metric"]
    lines = [[result["train"][metric][i], result["validation"][metric][i]] for i in range(rounds)]
    return {"data": name, "rounds": rounds, "parameters": parameters, "lines": lines}, booster


def growing():
    for case in TREES:
        frozen, booster = grow(*case)
        yield {**frozen, "trees": [structure(tree) for tree in trees_of(booster)]}


DROPS = [
    {},
    {"rate_drop": 0.3, "seed": 1},
    {"rate_drop": 0.2, "skip_drop": 0.4, "normalize_type": "forest", "seed": 2},
    {"rate_drop": 0.1, "sample_type": "weighted", "one_drop": 1, "subsample": 0.8, "seed": 3},
    {"rate_drop": 0, "one_drop": 1, "num_parallel_tree": 2, "seed": 4},
    {"rate_drop": 0.05, "one_drop": 1, "sample_type": "weighted", "normalize_type": "forest", "skip_drop": 0.1, "seed": 5},
]


def dropping():
    for drops in DROPS:
        frozen, booster = grow("diabetes", 25, {"booster": "dart", **SQUARED, "max_depth": 3, **drops})
        yield {**frozen, "weights": model_of(booster)["weight_drop"], "trees": [structure(tree) for tree in trees_of(booster)]}


LINEAR = [
    ("diabetes", 20, {**SQUARED, "updater": "coord_descent"}),
    ("diabetes", 20, {**SQUARED, "updater": "shotgun", "feature_selector": "shuffle", "seed": 9}),
    ("breast-cancer", 20, {**LOGISTIC, "updater": "coord_descent", "eta": 0.3, "lambda": 0.01, "alpha": 0.001}),
    ("breast-cancer", 20, {**LOGISTIC, "updater": "shotgun"}),
    ("breast-cancer", 10, {**LOGISTIC, "updater": "coord_descent", "feature_selector": "random", "seed": 4}),
    ("diabetes", 10, {**SQUARED, "updater": "coord_descent", "feature_selector": "greedy"}),
    ("diabetes", 10, {**SQUARED, "updater": "coord_descent", "feature_selector": "thrifty", "lambda": 0.02}),
    ("gappy", 15, {**SQUARED, "updater": "coord_descent", "feature_selector": "shuffle", "alpha": 0.01, "seed": 2}),
]


def linear():
    for name, rounds, parameters in LINEAR:
        train, validation = split(name)
        booster = xgb.train({"booster": "gblinear", **sent(parameters)}, train, rounds)
        weights = model_of(booster)["model"]["weights"]
        yield {"data": name, "rounds": rounds, "parameters": parameters, "weights": weights}


UPDATES = [
    ({}, {"updater": "refresh"}),
    ({}, {"updater": "refresh", "refresh_leaf": 0, "lambda": 3, "alpha": 1}),
    ({"max_delta_step": 0.4}, {"updater": "refresh", "max_delta_step": 0.2, "alpha": 2, "eta": 0.5}),
    ({"max_depth": 7}, {"updater": "prune", "gamma": 40000}),
    ({"num_parallel_tree": 2, "subsample": 0.6}, {"updater": "refresh,prune", "gamma": 20000, "max_depth": 3, "num_parallel_tree": 2}),
]
KEPT = ["left_children", "split_conditions", "base_weights", "loss_changes", "sum_hessian"]


def updating():
    """Trees of the training rows, refreshed or pruned by the rows that validate."""
    for first, then in UPDATES:
        train, validation = split("diabetes")
        settings = {**SQUARED, "max_depth": 5, **first}
        grown = xgb.train({"tree_method": "exact", **sent(settings)}, train, 4)
        update = {**SQUARED, "process_type": "update", **then}
        booster = xgb.train(sent(update), validation, 4, xgb_model=grown)
        trees = [{name: tree[name] for name in KEPT} for tree in trees_of(booster)]
        yield {"first": settings, "then": update, "trees": trees}


def main():
    sections = {"growing": growing, "dropping": dropping, "linear": linear, "updating": updating}
    frozen = {name: list(make()) for name, make in sections.items() if len(sys.argv) < 2 or name in sys.argv[1:]}
    print(json.dumps({"xgboost": xgb.__version__, **frozen}))


main()
