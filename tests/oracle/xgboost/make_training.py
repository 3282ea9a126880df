"""Evaluations of real XGBoost, round by round, on real data, frozen.

    python make_training.py   # needs xgboost 3.0.5 and numpy; image 1.7-1: run it once more with xgboost 1.7.6

Each case is a job as SageMaker takes it. Beside the evaluations stand the leaves of every tree, for two trees of the same shape and different splits rarely
evaluate alike.
"""

import json
import pathlib

import numpy as np
import xgboost as xgb

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
ROUNDS = 50

DATA = {
    "breast-cancer": HERE.parent / "linear-learner" / "breast-cancer.csv",
    "diabetes": HERE.parent / "linear-learner" / "diabetes.csv",
    "digits": ROOT / "fixtures" / "digits" / "train.csv",
}

BINARY = {"objective": "binary:logistic", "eval_metric": "logloss,error,auc"}
CASES = [
    ("breast-cancer", {**BINARY, "tree_method": "hist"}),
    ("breast-cancer", {**BINARY, "tree_method": "exact"}),
    ("breast-cancer", {**BINARY, "tree_method": "approx"}),
    ("breast-cancer", {**BINARY, "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 8, "max_depth": 0}),
    ("breast-cancer", {**BINARY, "tree_method": "hist", "subsample": 0.7, "colsample_bytree": 0.6, "colsample_bynode": 0.8, "seed": 3}),
    ("breast-cancer", {**BINARY, "booster": "dart", "rate_drop": 0.2, "one_drop": 1, "seed": 1}),
    ("breast-cancer", {**BINARY, "booster": "gblinear", "updater": "coord_descent"}),
    ("breast-cancer", {"objective": "binary:hinge"}),
    ("breast-cancer", {"objective": "binary:logitraw", "scale_pos_weight": 2}),
    ("diabetes", {"tree_method": "hist"}),
    ("diabetes", {"tree_method": "exact"}),
    ("diabetes", {"objective": "reg:absoluteerror"}),
    ("diabetes", {"objective": "reg:absoluteerror", "tree_method": "hist", "eta": 0.2}),
    ("diabetes", {"objective": "reg:pseudohubererror"}),
    ("diabetes", {"objective": "reg:squaredlogerror"}),
    ("diabetes", {"objective": "reg:gamma", "max_depth": 3, "eval_metric": "gamma-nloglik,gamma-deviance"}),
    ("diabetes", {"objective": "reg:gamma", "tree_method": "hist", "max_depth": 2}),
    ("diabetes", {"objective": "reg:tweedie", "max_depth": 3}),
    ("diabetes", {"objective": "count:poisson", "max_depth": 3}),
    ("diabetes", {"objective": "survival:cox", "max_depth": 3}),
    ("diabetes", {"tree_method": "hist", "num_parallel_tree": 3, "subsample": 0.6, "colsample_bynode": 0.7, "seed": 5}),
    ("diabetes", {"tree_method": "hist", "monotone_constraints": "(1,0,-1,0,0,0,0,0,0,0)", "interaction_constraints": "[[1, 2, 3], [4, 5, 6, 7]]"}),
    ("diabetes", {"tree_method": "approx", "num_parallel_tree": 2, "subsample": 0.7, "colsample_bytree": 0.8, "colsample_bylevel": 0.7, "max_depth": 4}),
    ("breast-cancer", {"objective": "binary:logistic", "tree_method": "approx", "num_parallel_tree": 2, "subsample": 0.7, "max_depth": 3}),
    ("breast-cancer", {"objective": "binary:logitraw", "tree_method": "hist", "scale_pos_weight": 9, "base_score": 1.5}),
    ("breast-cancer", {"objective": "reg:squaredlogerror", "tree_method": "hist", "scale_pos_weight": 3}),
    ("digits", {"objective": "multi:softprob", "num_class": 10, "max_depth": 4, "tree_method": "hist"}),
    ("digits", {"objective": "multi:softmax", "num_class": 10, "max_depth": 3, "tree_method": "exact", "eval_metric": "merror,mlogloss"}),
]


def rows(name):
    table = np.loadtxt(DATA[name], delimiter=",", dtype=np.float32)
    half = len(table) * 3 // 4
    return [xgb.DMatrix(part[:, 1:], label=part[:, 0]) for part in (table[:half], table[half:])]


def main():
    old = xgb.__version__.startswith("1.7")
    cases = []
    for name, parameters in CASES:
        given = {"seed": 0, **parameters}
        given["eval_metric"] = given["eval_metric"].split(",") if "eval_metric" in given else []
        given = {key: value for key, value in given.items() if value != []}
        rounds = 20 if name == "digits" else ROUNDS
        train, validation = rows(name)
        values = {}
        booster = xgb.train(given, train, rounds, evals=[(train, "train"), (validation, "validation")],
                            evals_result=values, verbose_eval=False)
        leaves = []
        if parameters.get("booster") != "gblinear":
            leaves = [text.count("leaf=") for text in booster.get_dump()]
        cases.append({
            "data": name, "parameters": parameters, "rounds": rounds, "leaves": leaves,
            "values": {f"{data}:{metric}": [round(v, 9) for v in line]
                       for data, metrics in values.items() for metric, line in metrics.items()},
        })
    out = {"xgboost": xgb.__version__, "cases": cases}
    (HERE / f"training-{'1.7' if old else '3.0'}.json").write_text(json.dumps(out) + "\n")


main()
