"""One pass of a factorization machine over clicks, 64 factors: factorization.py PEER SET. Quality is the log loss of the test rows."""
import os
import tempfile

import numpy as np

from measure import THREADS, data_path, main, measure, report

FACTORS = 64


def labels(workload):
    return np.load(data_path(f"{workload}_test_labels.npy")).ravel()


def log_loss(probabilities, truth):
    """All in float64: the one judge of every side."""
    probabilities = np.clip(probabilities.astype(np.float64), 1e-7, 1 - 1e-7)
    return float(-np.mean(np.where(truth > 0, np.log(probabilities), np.log(1 - probabilities))))


def xlearn(workload):
    """Its fit reads a cache and writes the model; a pass alone is what four take longer than one, by three."""
    os.environ.setdefault("USER", "nobody")  # its log wants to know
    import xlearn as library

    with tempfile.TemporaryDirectory() as folder:
        def fit(epochs):
            model = library.create_fm()
            model.setTrain(data_path(f"{workload}_train.libsvm"))
            model.setQuiet(), model.disableNorm(), model.disableEarlyStop()
            model.fit({"task": "binary", "lr": 0.1, "lambda": 1e-6, "k": FACTORS, "epoch": epochs, "opt": "adagrad",
                       "nthread": THREADS}, f"{folder}/model")
            return model

        _, four = measure(lambda: fit(4))
        model, one = measure(lambda: fit(1))
        model.setTest(data_path(f"{workload}_test.libsvm")), model.setSigmoid()
        model.predict(f"{folder}/model", f"{folder}/predicted")
        quality = log_loss(np.loadtxt(f"{folder}/predicted"), labels(workload))
    seconds = [max(1e-9, (longer - shorter) / 3) for longer, shorter in zip(four["seconds"], one["seconds"])]
    times = {"seconds": seconds, "foreign": [max(pair) for pair in zip(four["foreign"], one["foreign"])]}
    note = f"one fit, reading its cache included: {min(one['seconds']):.2f} s; adagrad, lr 0.1; two runs never agree"
    report("0.40a1", times, quality, note=note)


def judge(workload):
    """Not a peer: the log loss of the probabilities that our side left in ours_probabilities.npy."""
    report("-", {}, log_loss(np.load(data_path("ours_probabilities.npy")).ravel(), labels(workload)))


main({"xlearn": xlearn, "judge": judge})
