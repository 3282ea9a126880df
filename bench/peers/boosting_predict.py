"""Predictions of trained trees: boosting_predict.py PEER TASK. float32 rows in memory, one model file for both sides; quality is the mean prediction.
`rows`: a million rows at once. `row`: a thousand calls of one row each."""
import numpy as np

from measure import THREADS, data_path, main, measure, report

CALLS = 1000


def xgboost(task):
    import xgboost as xgb

    model = xgb.Booster({"nthread": THREADS}, model_file=data_path("xgb_predict/xgboost-model"))
    points = np.load(data_path("xgb_predict.npy"))
    single = [points[at : at + 1] for at in range(CALLS)]
    tasks = {
        "rows": lambda: model.inplace_predict(points),
        "row": lambda: np.concatenate([model.inplace_predict(row) for row in single]),
    }
    predictions, times = measure(tasks[task])
    report(xgb.__version__, times, float(predictions.mean(dtype=np.float64)))


main({"xgboost": xgboost})
