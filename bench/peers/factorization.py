"""One pass of a factorization machine over clicks, 64 factors: factorization.py PEER SET. Quality is the log loss of the test rows."""
import json
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


def chosen():
    """What settings/choose-factorization.mjs found best on held-out training rows."""
    with open(os.path.join(os.path.dirname(__file__), "settings", "factorization.json")) as file:
        best = min(json.load(file)["xlearn"], key=lambda tried: tried["log_loss"])
    return {name: value for name, value in best.items() if name != "log_loss"}


class Xlearn:
    """Trains on a file and scores another, by way of a model in a folder of its own."""

    def __init__(self, folder):
        os.environ.setdefault("USER", "nobody")  # its log wants to know
        import xlearn as library
        self.library, self.folder = library, folder

    def fit(self, train, settings, epochs):
        model = self.library.create_fm()
        model.setTrain(train)
        model.setQuiet(), model.disableNorm(), model.disableEarlyStop()
        model.fit({"task": "binary", "k": FACTORS, "epoch": epochs, "opt": "adagrad", "nthread": THREADS, **settings},
                  f"{self.folder}/model")
        return model

    def probabilities(self, model, test):
        model.setTest(test), model.setSigmoid()
        model.predict(f"{self.folder}/model", f"{self.folder}/predicted")
        return np.loadtxt(f"{self.folder}/predicted")


def xlearn(workload):
    """Its fit reads a cache and writes the model; a pass alone is what four take longer than one, by three."""
    train, settings = data_path(f"{workload}_train.libsvm"), chosen()
    with tempfile.TemporaryDirectory() as folder:
        library = Xlearn(folder)
        _, four = measure(lambda: library.fit(train, settings, 4))
        model, one = measure(lambda: library.fit(train, settings, 1))
        probabilities = library.probabilities(model, data_path(f"{workload}_test.libsvm"))
    seconds = [max(1e-9, (longer - shorter) / 3) for longer, shorter in zip(four["seconds"], one["seconds"])]
    times = {"seconds": seconds, "foreign": [max(pair) for pair in zip(four["foreign"], one["foreign"])]}
    note = f"one fit, reading its cache included: {min(one['seconds']):.2f} s; adagrad, {settings}; two runs never agree"
    report("0.40a1", times, log_loss(probabilities, labels(workload)), note=note)


def held_out(grid):
    """Not a peer: for settings/choose-factorization.mjs, the log loss on the last tenth of the training rows, settings by settings."""
    with open(data_path("clicks_train.libsvm")) as file:
        rows = file.readlines()
    split = 9 * len(rows) // 10
    truth = np.load(data_path("clicks_train_labels.npy")).ravel()[split:]
    with tempfile.TemporaryDirectory() as folder:
        for name, part in (("train", rows[:split]), ("test", rows[split:])):
            with open(f"{folder}/{name}", "w") as file:
                file.writelines(part)
        library = Xlearn(folder)
        losses = []
        for settings in json.loads(grid):
            model = library.fit(f"{folder}/train", settings, 1)
            losses.append(log_loss(library.probabilities(model, f"{folder}/test"), truth))
    print(json.dumps(losses))


def judge(workload):
    """Not a peer: the log loss of the probabilities that our side left in ours_probabilities.npy."""
    report("-", {}, log_loss(np.load(data_path("ours_probabilities.npy")).ravel(), labels(workload)))


main({"xlearn": xlearn, "judge": judge, "held_out": held_out})
