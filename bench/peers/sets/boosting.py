"""Rows for boosted trees; a tenth as many are held out."""
import os

import numpy as np

from sets.common import generator


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def save(out, name, rows, points, labels):
    for suffix, part in (("", slice(None, rows)), ("_t", slice(rows, None))):
        np.save(f"{out}/{name}{suffix}.npy", points[part])
        np.save(f"{out}/{name}{suffix}_y.npy", labels[part].astype(np.float32)[:, None])


def collisions(m):
    """m x 28 and two classes: seven momenta, directions and angles, three tags, and seven combinations of them."""
    r = generator("higgs")
    x = np.empty((m, 28), np.float32)
    x[:, 0:7] = r.gamma(4.0, 0.25, (m, 7))
    x[:, 7:14] = r.normal(0, 1, (m, 7))
    x[:, 14:18] = r.uniform(-1.74, 1.74, (m, 4))
    x[:, 18:21] = np.where(r.random((m, 3)) < 0.5, 0, r.choice([1.09, 2.17, 2.55], (m, 3)))
    a, e = x[:, 0:7], x[:, 7:14]
    x[:, 21] = np.sqrt(2 * a[:, 0] * a[:, 1] * (np.cosh(e[:, 0] - e[:, 1]) - np.cos(x[:, 14] - x[:, 15])))
    x[:, 22] = np.hypot(a[:, 2], a[:, 3])
    x[:, 23] = np.abs(e[:, 1] * a[:, 1] + e[:, 2] * a[:, 2])
    x[:, 24] = a[:, :4].sum(1)
    x[:, 25] = x[:, 21] / (0.3 + x[:, 22])
    x[:, 26] = a[:, 4] * np.cosh(e[:, 4])
    x[:, 27] = a.sum(1)
    z = (1.5 * np.sin(1.7 * x[:, 21]) - 1.2 * (x[:, 22] > 1.5) * x[:, 25] + 0.8 * x[:, 18] * (e[:, 2] > 0)
         + 0.7 * np.tanh(x[:, 26] - 2) - 0.6 * np.abs(e[:, 5]) + 0.5 * a[:, 5] * x[:, 14])
    return x, r.random(m) < sigmoid(1.2 * (z - np.median(z)))


def xgb_higgs(out, smoke):
    """1,000,000 x 28, two classes."""
    rows = 20_000 if smoke else 1_000_000
    save(out, "xgb_higgs", rows, *collisions(rows + rows // 10))


def xgb_predict(out, smoke):
    """1,000,000 x 28, and the model that XGBoost makes of a tenth of them: 100 trees of depth 6."""
    import xgboost

    rows = 20_000 if smoke else 1_000_000
    x, y = collisions(rows)
    np.save(f"{out}/xgb_predict.npy", x)
    train = xgboost.DMatrix(x[: rows // 10], y[: rows // 10])
    model = xgboost.train({"objective": "binary:logistic", "max_depth": 6, "seed": 0}, train, 100)
    os.makedirs(f"{out}/xgb_predict", exist_ok=True)
    model.save_model(f"{out}/xgb_predict/model.ubj")
    os.replace(f"{out}/xgb_predict/model.ubj", f"{out}/xgb_predict/xgboost-model")


def xgb_reg(out, smoke):
    """200,000 x 100, a number: twenty columns that add up, four that act together."""
    rows = 5_000 if smoke else 200_000
    r, m = generator("reg"), rows + rows // 10
    x = r.normal(0, 1, (m, 100)).astype(np.float32)
    y = (x[:, :20] @ r.normal(0, 1, 20) + 3 * np.sin(2 * x[:, 20] * x[:, 21]) + 2 * x[:, 22] ** 2
         - 4 * np.maximum(x[:, 23], x[:, 24]) + r.normal(0, 1, m))
    save(out, "xgb_reg", rows, x, y)


def xgb_covtype(out, smoke):
    """100,000 x 54, seven classes: ten whole numbers, one of 4 kinds of wilderness and one of 40 soils."""
    rows = 4_000 if smoke else 100_000
    r, m = generator("covtype"), rows + rows // 10
    num = np.rint(r.gamma(3.0, 1.0, (m, 10)) * [900, 60, 5, 90, 20, 800, 70, 74, 48, 660] / 3).astype(np.float32)
    x = np.zeros((m, 54), np.float32)
    x[:, :10] = num
    wild, soil = r.integers(0, 4, m), (40 * r.random(m) ** 1.8).astype(int)
    x[np.arange(m), 10 + wild] = 1
    x[np.arange(m), 14 + soil] = 1
    s = (num - num.mean(0)) / num.std(0)
    w, u = r.normal(0, 1, (10, 7)), r.normal(0, 1, (10, 10))
    z = (1.2 * (s @ w) + 1.5 * np.tanh(s @ u) @ r.normal(0, 1, (10, 7)) + r.normal(0, 1.2, (4, 7))[wild]
         + r.normal(0, 1, (40, 7))[soil] + r.gumbel(0, 1, (m, 7)) + np.log([.36, .49, .06, .005, .016, .03, .035]))
    save(out, "xgb_covtype", rows, x, z.argmax(1))


def xgb_xsparse(out, smoke):
    """100,000 x 5,000 with 20 entries in each row, two classes."""
    rows, cols, entries = (4_000, 500, 20) if smoke else (100_000, 5_000, 20)
    r, m = generator("xsparse"), rows + rows // 10
    columns = (cols * r.random((m, entries), dtype=np.float32) ** 1.5).astype(np.int64)
    while True:
        columns.sort(1)
        again = np.zeros(columns.shape, bool)
        again[:, 1:] = columns[:, 1:] == columns[:, :-1]
        if not again.any():
            break
        columns[again] = r.integers(0, cols, int(again.sum()))
    values = np.round(r.gamma(2, 0.5, columns.shape), 4).astype(np.float32)
    weights = r.normal(0, 1, cols) * (r.random(cols) < 0.3) * 2
    z = (weights[columns] * np.minimum(values, 1.5)).sum(1)
    labels = r.random(m) < sigmoid(z - np.median(z))
    np.save(f"{out}/xgb_xsparse_cols.npy", np.array([[cols]], np.float32))
    save(out, "xgb_xsparse_columns", rows, columns.astype(np.float32), labels)
    save(out, "xgb_xsparse", rows, values, labels)
