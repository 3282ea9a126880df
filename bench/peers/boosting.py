"""Gradient boosted trees by histograms: boosting.py PEER SET[:ROUNDS]. 100 rounds, depth 6, 256 bins, learning rate 0.3, lambda 1, from float32 rows
to the last tree, bins included. Quality is what held-out rows say: AUC, root mean squared error, or log loss of seven classes."""
import numpy as np

from measure import THREADS, data_path, main, measure, peak_rss_mb, report

ROUNDS, DEPTH, BINS, ETA = 100, 6, 256, 0.3
KINDS = {"xgb_higgs": "binary", "xgb_reg": "regression", "xgb_covtype": "multiclass", "xgb_xsparse": "binary"}
CLASSES = 7


def load(name):
    return np.load(data_path(f"{name}.npy"))


def rows(workload, suffix):
    labels = load(f"{workload}{suffix}_y").ravel()
    values = load(f"{workload}{suffix}")
    if workload != "xgb_xsparse":
        return values, labels
    import scipy.sparse as sp
    columns = load(f"{workload}_columns{suffix}").astype(np.int32)
    starts = np.arange(0, values.size + 1, values.shape[1], dtype=np.int32)
    return sp.csr_matrix((values.ravel(), columns.ravel(), starts), (len(values), int(load(f"{workload}_cols")[0, 0]))), labels


def quality(kind, labels, predicted):
    if kind == "binary":
        from sklearn.metrics import roc_auc_score
        return float(roc_auc_score(labels, predicted))
    if kind == "regression":
        return float(np.sqrt(np.mean((labels - predicted) ** 2)))
    return float(-np.mean(np.log(np.maximum(predicted[np.arange(len(labels)), labels.astype(int)], 1e-16))))


def run(version, workload, fit, predict):
    points, labels = rows(workload, "")
    model, times = measure(lambda: fit(points, labels))
    peak = peak_rss_mb()
    held_out, expected = rows(workload, "_t")
    report(version, times, quality(KINDS[workload], expected, predict(model, held_out)), peak_rss_mb=peak)


def xgboost(workload, rounds):
    import xgboost as xgb
    objective = {"binary": "binary:logistic", "regression": "reg:squarederror", "multiclass": "multi:softprob"}
    settings = {"objective": objective[KINDS[workload]], "tree_method": "hist", "max_depth": DEPTH, "max_bin": BINS,
                "eta": ETA, "nthread": THREADS}
    if KINDS[workload] == "multiclass":
        settings["num_class"] = CLASSES
    run(xgb.__version__, workload,
        lambda x, y: xgb.train(settings, xgb.QuantileDMatrix(x, y, max_bin=BINS, nthread=THREADS), rounds),
        lambda model, x: model.predict(xgb.DMatrix(x, nthread=THREADS)))


def lightgbm(workload, rounds, quantized=False):
    import lightgbm as lgb
    settings = {"objective": KINDS[workload], "max_depth": DEPTH, "num_leaves": 2**DEPTH, "max_bin": BINS - 1,
                "learning_rate": ETA, "lambda_l2": 1.0, "num_threads": THREADS, "min_data_in_leaf": 1,
                "min_sum_hessian_in_leaf": 1.0, "verbosity": -1, "use_quantized_grad": quantized}
    if KINDS[workload] == "multiclass":
        settings["num_class"] = CLASSES
    run(lgb.__version__, workload,
        lambda x, y: lgb.train(settings, lgb.Dataset(x, y, params=settings, free_raw_data=False), rounds),
        lambda model, x: model.predict(x, num_threads=THREADS))


def onedal(workload, rounds):
    import daal4py
    from importlib.metadata import version
    daal4py.daalinit(THREADS)
    common = dict(maxIterations=rounds, maxTreeDepth=DEPTH, maxBins=BINS, shrinkage=ETA, lambda_=1.0, minBinSize=1,
                  minObservationsInLeafNode=1, splitMethod="inexact", observationsPerTreeFraction=1.0, featuresPerNode=0,
                  fptype="float", memorySavingMode=False)
    classes = {"binary": 2, "multiclass": CLASSES}.get(KINDS[workload])

    def fit(x, y):
        train = daal4py.gbt_classification_training(nClasses=classes, **common) if classes \
            else daal4py.gbt_regression_training(**common)
        return train.compute(x, y.reshape(-1, 1)).model

    def predict(model, x):
        if not classes:
            return daal4py.gbt_regression_prediction(fptype="float").compute(x, model).prediction.ravel()
        found = daal4py.gbt_classification_prediction(
            nClasses=classes, fptype="float", resultsToEvaluate="computeClassProbabilities").compute(x, model).probabilities
        return found[:, 1] if classes == 2 else found

    run(version("scikit-learn-intelex"), workload, fit, predict)


def told(fit):
    def peer(task):
        workload, _, rounds = task.partition(":")
        fit(workload, int(rounds or ROUNDS))

    return peer


quantized = lambda workload, rounds: lightgbm(workload, rounds, quantized=True)
main({"xgboost": told(xgboost), "lightgbm": told(lightgbm), "lightgbm-quantized": told(quantized), "onedal": told(onedal)})
