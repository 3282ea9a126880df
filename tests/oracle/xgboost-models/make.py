"""Freezes models that XGBoost saved and what it predicts with them, for the tests beside this file.

    for version in 0.72.1 0.90 1.0.2 1.2.1 1.7.6 3.0.5 3.2.0: a Python that has this xgboost runs
    python tests/oracle/xgboost-models/make.py

Each version adds its models to models/ and writes expected-VERSION.json. Needs xgboost and numpy (scikit-learn for versions up to 1.2).
"""

import collections.abc
import json
import os
import pickle

import numpy as np

# What versions before 0.90 look for where Python no longer has it.
collections.Mapping = collections.abc.Mapping

import xgboost as xgb  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
VERSION = xgb.__version__
SERIES = tuple(int(part) for part in VERSION.split(".")[:2])
ROWS, COLS, ASKED = 160, 5, 12

random = np.random.RandomState(7)
X = random.randn(ROWS, COLS).astype(np.float32).round(2)
X[random.rand(ROWS, COLS) < 0.15] = np.nan
FILLED = np.nan_to_num(X)
SIGNAL = FILLED[:, 0] + FILLED[:, 1] * FILLED[:, 2] + 0.3 * random.randn(ROWS)

OBJECTIVES = {
    "reg:squarederror": SIGNAL,
    "reg:squaredlogerror": np.exp(SIGNAL / 3),
    "reg:logistic": 1 / (1 + np.exp(-SIGNAL)),
    "reg:pseudohubererror": SIGNAL,
    "reg:absoluteerror": SIGNAL,
    "binary:logistic": SIGNAL > 0,
    "binary:logitraw": SIGNAL > 0,
    "binary:hinge": SIGNAL > 0,
    "count:poisson": np.floor(np.exp(SIGNAL / 2)),
    "survival:cox": np.where(SIGNAL > 0, 1, -1) * np.exp(SIGNAL / 2),
    "survival:aft": np.exp(SIGNAL),
    "multi:softmax": np.digitize(SIGNAL, [-0.7, 0.7]),
    "multi:softprob": np.digitize(SIGNAL, [-0.7, 0.7]),
    "rank:pairwise": np.digitize(SIGNAL, [-1, 0, 1]),
    "rank:ndcg": np.digitize(SIGNAL, [-1, 0, 1]),
    "rank:map": SIGNAL > 0,
    "reg:gamma": np.exp(SIGNAL / 2),
    "reg:tweedie": np.exp(SIGNAL / 2),
}
MODERN = SERIES >= (1, 7)
expected = {"version": VERSION, "rows": [[None if np.isnan(v) else float(v) for v in row] for row in X[:ASKED]], "models": []}


def matrix(objective, labels, rows=X):
    data = xgb.DMatrix(rows, label=np.asarray(labels, dtype=np.float32))
    if objective.startswith("rank:"):
        data.set_group([20] * (ROWS // 20))
    if objective == "survival:aft":
        data.set_float_info("label_lower_bound", np.asarray(labels, dtype=np.float32))
        data.set_float_info("label_upper_bound", np.asarray(labels * 1.5, dtype=np.float32))
    return data


def train(name, labels, rounds=3, **parameters):
    settings = {"objective": name, "max_depth": 2, "eta": 0.4, "seed": 1, **parameters}
    if name.startswith("multi:"):
        settings["num_class"] = 3
    return xgb.train(settings, matrix(name, labels), rounds)


def freeze(name, booster, form, explain=False):
    asked = xgb.DMatrix(X[:ASKED])
    # Old versions leave trees of a dart out at random unless they are told how many there are.
    all_trees = {"ntree_limit": 1000} if name == "dart" and not MODERN else {}
    margins = booster.predict(asked, output_margin=True, **all_trees)
    entry = {"file": write(name, booster, form), "margins": floats(margins)}
    entry["predictions"] = floats(booster.predict(asked, **all_trees))
    if explain:
        entry["dump"] = {form: booster.get_dump(dump_format=form, with_stats=True) for form in ("text", "json", "dot")}
        entry["plain"] = {form: booster.get_dump(dump_format=form, with_stats=False) for form in ("text", "json", "dot")}
        kinds = ("weight", "gain", "cover", "total_gain", "total_cover")
        entry["importance"] = {kind: booster.get_score(importance_type=kind) for kind in kinds}
        entry["leaves"] = booster.predict(asked, pred_leaf=True).astype(int).ravel().tolist()
        entry["contributions"] = floats(booster.predict(asked, pred_contribs=True))
        entry["approximate"] = floats(booster.predict(asked, pred_contribs=True, approx_contribs=True))
        entry["interactions"] = floats(booster.predict(asked, pred_interactions=True))
        entry["firstRounds"] = floats(booster.predict(asked, output_margin=True, iteration_range=(0, 2)))
        entry["lastRounds"] = floats(booster.predict(asked, output_margin=True, iteration_range=(1, 3)))
    expected["models"].append(entry)


def write(name, booster, form):
    file = f"{VERSION}.{name.replace(':', '-')}.{form}"
    with open(os.path.join(HERE, "models", file), "wb") as out:
        if form.startswith("pickle"):
            out.write(pickle.dumps(booster, int(form[-1])))
        elif form == "raw":
            out.write(bytes(booster.save_raw()))
        else:
            out.write(bytes(booster.save_raw({"binf": "deprecated"}.get(form, form))))
    return file


def floats(values):
    return [float(value) for value in np.asarray(values, dtype=np.float32).ravel()]


if MODERN:
    main = {(1, 7): "binf", (3, 0): "json"}.get(SERIES, "ubj")
    for objective, labels in OBJECTIVES.items():
        freeze(objective, train(objective, labels), main)
    freeze("explained", train("binary:logistic", SIGNAL > 0, max_depth=4), "ubj", explain=True)
    freeze("explained-classes", train("multi:softprob", OBJECTIVES["multi:softprob"], max_depth=3), "json", explain=True)
    freeze("base-score", train("binary:logistic", SIGNAL > 0, base_score=0.2), "json")
    freeze("base-score-raw", train("binary:logitraw", SIGNAL > 0, base_score=0.2), "json")
    freeze("forest", train("reg:squarederror", SIGNAL, num_parallel_tree=3, subsample=0.5), "ubj")
    freeze("dart", train("reg:squarederror", SIGNAL, booster="dart", rate_drop=0.5, rounds=5), "ubj")
    freeze("linear", train("reg:squarederror", SIGNAL, booster="gblinear"), "ubj")
    freeze("linear-classes", train("multi:softprob", OBJECTIVES["multi:softprob"], booster="gblinear"), "json")
    freeze("pruned", train("reg:squarederror", SIGNAL, tree_method="exact", gamma=8, max_depth=4), "ubj")
    freeze("one-leaf", train("reg:squarederror", SIGNAL, min_child_weight=1e6), "ubj")
    for protocol in range(6):
        freeze("protocol", train("binary:logistic", SIGNAL > 0), f"pickle{protocol}")
    if SERIES >= (3, 0):
        categories = np.where(np.isnan(X), np.nan, np.abs(np.round(X * 3)) % 7).astype(np.float32)
        data = xgb.DMatrix(categories, label=SIGNAL, feature_types=["c", "c", "q", "q", "c"], enable_categorical=True)
        settings = {"max_depth": 4, "max_cat_to_onehot": 2, "tree_method": "hist"}
        booster = xgb.train(settings, data, 4)
        asked = xgb.DMatrix(categories[:ASKED], feature_types=["c", "c", "q", "q", "c"], enable_categorical=True)
        entry = {"file": write("categories", booster, "ubj"), "margins": floats(booster.predict(asked, output_margin=True))}
        entry["rows"] = [[None if np.isnan(v) else float(v) for v in row] for row in categories[:ASKED]]
        entry["plain"] = {form: booster.get_dump(dump_format=form, with_stats=False) for form in ("text", "json")}
        entry["contributions"] = floats(booster.predict(asked, pred_contribs=True))
        expected["models"].append(entry)
        targets = np.stack([SIGNAL, FILLED[:, 3]], 1)
        data = xgb.DMatrix(X, label=targets)
        freeze("two-targets", xgb.train({"max_depth": 2}, data, 3), "ubj")
        vectors = xgb.train({"max_depth": 2, "multi_strategy": "multi_output_tree", "tree_method": "hist"}, data, 2)
        expected["refused"] = write("vector-leaves", vectors, "ubj")
else:
    for objective in ("reg:linear", "binary:logistic", "count:poisson", "multi:softprob", "reg:tweedie", "binary:logitraw"):
        labels = OBJECTIVES.get(objective, SIGNAL)
        booster = train(objective, labels, silent=1)
        freeze(objective, booster, "raw")
        freeze(objective, booster, "pickle2")
    freeze("dart", train("reg:linear", SIGNAL, booster="dart", rate_drop=0.5, silent=1), "raw")
    freeze("linear", train("reg:linear", SIGNAL, booster="gblinear", silent=1), "pickle4")
    freeze("pruned", train("reg:linear", SIGNAL, tree_method="exact", gamma=8, max_depth=4, silent=1), "raw")
    wrapper = xgb.XGBClassifier(max_depth=2, n_estimators=3)
    wrapper.fit(X, OBJECTIVES["multi:softprob"])
    booster = wrapper.get_booster()
    freeze("wrapper", booster, "raw")
    file = f"{VERSION}.wrapper.pickle4"
    with open(os.path.join(HERE, "models", file), "wb") as out:
        out.write(pickle.dumps(wrapper, 4))
    expected["models"].append({**expected["models"][-1], "file": file})

with open(os.path.join(HERE, f"expected-{VERSION}.json"), "w") as out:
    json.dump(expected, out)
    out.write("\n")
