"""Freezes what the real XGBoost grows: the first trees node by node, the structure of all of them as a hash, and the metric of every round.

    python make.py > frozen.json     (with xgboost 3.0.5, numpy, scipy and scikit-learn)

`python make.py cases.json` prints the trees of the cases in that file instead; tests/interop/xgboost-hist.test.ts uses it for other versions.
"""
import base64
import json
import os
import sys

import numpy as np
import scipy.sparse as sp
import xgboost as xgb
from sklearn import datasets

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tree_structure import structure

ROUNDS = 50


def noise(n, seed):
    """The numbers that tests/conformance/support/kernels.ts draws."""
    out = np.empty(n)
    state = seed
    for i in range(n):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = state / 2**31 - 1
    return out


def abalone_sized(missing):
    x = np.round(noise(4177 * 8, 7).reshape(4177, 8), 3).astype(np.float32)
    y = (3 * x[:, 0] + np.where(x[:, 1] > 0.2, x[:, 2], -x[:, 3] ** 2) + 4.5 + 0.3 * noise(4177, 8)).astype(np.float32)
    if missing:
        x[noise(4177 * 8, 9).reshape(4177, 8) > 0.8] = np.nan
    return x, y


def wide_and_sparse():
    x = np.round(noise(1500 * 120, 3).reshape(1500, 120), 2).astype(np.float32)
    x[noise(1500 * 120, 4).reshape(1500, 120) < 0.85] = np.nan
    y = (np.nan_to_num(x[:, :20]).sum(1) + 0.2 * noise(1500, 5) > 0).astype(np.float32)
    return x, y


def one_hot():
    """Ten columns of categories that exclude each other, and two numbers."""
    kind = (5 * (noise(2000, 11) + 1)).astype(int)
    x = np.zeros((2000, 12), np.float32)
    x[np.arange(2000), kind] = 1
    x[:, 10:] = np.round(noise(4000, 12).reshape(2000, 2), 2)
    y = (np.sin(kind) + x[:, 10] * x[:, 11] + 0.1 * noise(2000, 13)).astype(np.float32)
    return x, y


def large():
    """More rows than a chunk of sums here."""
    x = np.round(noise(70000 * 6, 31).reshape(70000, 6), 3).astype(np.float32)
    a, b, c = x[:, :3].astype(float).T
    return x, (a + b * c + noise(70000, 32) / 2 > 0).astype(np.float32)


def real(load):
    data = load()
    return data.data.astype(np.float32), data.target.astype(np.float32)


SETS = {
    "breast-cancer": lambda: real(datasets.load_breast_cancer),
    "diabetes": lambda: real(datasets.load_diabetes),
    "digits": lambda: real(datasets.load_digits),
    "abalone-sized": lambda: abalone_sized(False),
    "abalone-sized, values missing": lambda: abalone_sized(True),
    "wide and sparse": wide_and_sparse,
    "one-hot": one_hot,
    "large": large,
}
SPARSE = {"wide and sparse"}

BINARY = {"objective": "binary:logistic"}
SQUARES = {"objective": "reg:squarederror"}
CLASSES = {"objective": "multi:softprob", "num_class": 10}
CASES = [
    ("breast-cancer", BINARY),
    ("diabetes", SQUARES),
    ("digits", CLASSES),
    ("abalone-sized", SQUARES),
    ("abalone-sized, values missing", SQUARES),
    ("wide and sparse", BINARY),
    ("one-hot", SQUARES),
    ("breast-cancer", {**BINARY, "max_bin": 16, "eta": 0.1, "max_depth": 3}),
    ("diabetes", {**SQUARES, "grow_policy": "lossguide", "max_leaves": 12, "max_depth": 0}),
    ("diabetes", {**SQUARES, "max_leaves": 9, "max_depth": 0}),
    ("diabetes", {**SQUARES, "alpha": 20, "lambda": 3, "gamma": 500, "min_child_weight": 5}),
    ("breast-cancer", {**BINARY, "max_delta_step": 0.7, "alpha": 0.1, "weights": True}),
    ("abalone-sized", {**SQUARES, "monotone_constraints": "(1,0,-1,1)", "interaction_constraints": "[[0,1,2],[2,3],[4,5,6,7]]"}),
    ("abalone-sized, values missing", {**SQUARES, "weights": True, "max_bin": 64, "monotone_constraints": "(1,-1,1)"}),
    ("abalone-sized", {"objective": "count:poisson", "max_delta_step": 0.7}),
    ("abalone-sized", {"objective": "reg:gamma"}),
    ("abalone-sized", {"objective": "reg:tweedie", "tweedie_variance_power": 1.3}),
    ("breast-cancer", {**BINARY, "subsample": 0.7, "colsample_bytree": 0.8, "colsample_bylevel": 0.7, "colsample_bynode": 0.6, "seed": 5}),
    ("wide and sparse", {**BINARY, "subsample": 0.5, "colsample_bylevel": 0.5, "grow_policy": "lossguide", "max_leaves": 20}),
    ("breast-cancer", {**BINARY, "tree_method": "approx"}),
    ("diabetes", {**SQUARES, "tree_method": "approx", "max_bin": 32}),
    ("abalone-sized, values missing", {"objective": "count:poisson", "max_delta_step": 0.7, "tree_method": "approx"}),
    ("wide and sparse", {**BINARY, "tree_method": "approx"}),
    ("breast-cancer", {**BINARY, "tree_method": "exact"}),
    ("diabetes", {**SQUARES, "tree_method": "exact"}),
    ("digits", {**CLASSES, "tree_method": "exact"}),
    ("abalone-sized", {**SQUARES, "tree_method": "exact"}),
]


def run(set_name, given, rounds, kept):
    x, y = SETS[set_name]()
    given = dict(given)
    if given["objective"] in ("count:poisson", "reg:gamma", "reg:tweedie"):
        y = np.maximum(np.round(np.abs(y), 1), np.float32(0.1)).astype(np.float32)
    weights = np.round(1 + noise(len(y), 21) / 2, 2).astype(np.float32) if given.pop("weights", False) else None
    matrix = sp.csr_matrix(np.nan_to_num(x)) if set_name in SPARSE else x
    data = xgb.DMatrix(matrix, y, weight=weights, missing=np.nan, nthread=1)
    settings = {"tree_method": "hist", "base_score": 0.5, "nthread": 1, "verbosity": 0, **given}
    seen = {}
    model = xgb.train(settings, data, rounds, evals=[(data, "train")], evals_result=seen, verbose_eval=False)
    (metric, values), = seen["train"].items()
    trees = json.loads(model.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
    keep = ("left_children", "right_children", "split_indices", "split_conditions", "default_left",
            "loss_changes", "sum_hessian", "base_weights")
    kept_trees = [{k: t[k] for k in keep} for t in trees[:kept]]
    return {"metric": metric, "values": values, "trees": kept_trees, "structures": [structure(t) for t in trees]}


def coded(array):
    return base64.b64encode(np.ascontiguousarray(array, np.float32).tobytes()).decode()


def main():
    if len(sys.argv) > 1:
        asked = json.load(open(sys.argv[1]))
        out = [run(case["set"], case["parameters"], case["rounds"], case["kept"]) for case in asked]
        json.dump({"xgboost": xgb.__version__, "results": out}, sys.stdout)
        return
    real_sets = ("breast-cancer", "diabetes", "digits")
    sets = {name: dict(zip(("x", "y"), map(coded, SETS[name]()))) for name in real_sets}
    cases = []
    for set_name, given in CASES:
        kept = 0 if given.get("tree_method") == "exact" else 10 if given.get("num_class") else 3
        cases.append({"set": set_name, "parameters": given, "rounds": ROUNDS, **run(set_name, given, ROUNDS, kept)})
    json.dump({"xgboost": xgb.__version__, "sets": sets, "cases": cases}, sys.stdout)


main()
