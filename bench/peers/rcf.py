"""Random cut forests of 100 trees x 256 samples: rcf.py PEER SET. SET is rcf_train or rcf_score, over the rows of the set rcf.

The libraries follow a stream: every row is inserted into every tree that takes it. What is trained here is another thing, a
forest over a sample, as SageMaker does; the score they give is judged by the same labels. Quality is the AUC of the score.
"""
import glob
import os
import subprocess
from importlib.metadata import version

import numpy as np

from measure import REPEATS, THREADS, data_path, main, measure, peak_rss_mb, report

TREES, SAMPLES = 100, 256
SCORED = 20_000


def load():
    rows, labels = np.load(data_path("rcf.npy")), np.load(data_path("rcf_labels.npy"))[:, 0]
    return rows, labels[:SCORED]


def auc(labels, scores):
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    positives = labels > 0
    count = positives.sum()
    return round(float((ranks[positives].sum() - count * (count + 1) / 2) / (count * (len(scores) - count))), 6)


def compare(name, train, score, threads=THREADS):
    """train() -> forest, score(forest) -> scores of the first SCORED rows."""
    def run(workload):
        rows, labels = load()
        prepared = rows.tolist()
        if workload == "rcf_train":
            forest, times = measure(lambda: train(prepared))
            peak, scores = peak_rss_mb(), score(forest, prepared[:SCORED])
        else:
            forest = train(prepared)
            scores, times = measure(lambda: score(forest, prepared[:SCORED]))
            peak = peak_rss_mb()
        report(version(name), times, auc(labels, np.array(scores)), threads=threads, peak_rss_mb=peak)
    return run


def krcf_train(rows):
    from krcf import RandomCutForest, RandomCutForestOptions

    forest = RandomCutForest(RandomCutForestOptions(
        dimensions=len(rows[0]), shingle_size=1, num_trees=TREES, sample_size=SAMPLES, output_after=1,
        parallel_execution_enabled=THREADS > 1, random_seed=1))
    for row in rows:
        forest.update(row)
    return forest


def krcf_score(forest, rows):
    return [forest.score(row) for row in rows]


def java(workload):
    """AWS's Java library; the program beside this file, run from source."""
    rows, labels = load()
    rows.tofile(data_path("rcf.f32"))
    here = os.path.dirname(os.path.abspath(__file__))
    jar = glob.glob(f"{here}/../../.venv/java/randomcutforest-core-*.jar")[0]
    numbers = [rows.shape[1], len(rows), len(labels), THREADS, REPEATS]
    command = ["java", "-cp", jar, f"{here}/java/RcfBench.java", workload.removeprefix("rcf_"), data_path("rcf.f32")]
    output = subprocess.run([*command, *map(str, numbers)], check=True, capture_output=True, text=True).stdout
    seconds, scores = ([float(text) for text in line.split()] for line in output.splitlines()[:2])
    times = {"seconds": seconds, "foreign": [0.0] * len(seconds)}
    report(os.path.basename(jar).removesuffix(".jar").rpartition("-")[2], times, auc(labels, np.array(scores)))


def isolation_forest(workload):
    """Not the same algorithm: the neighbour that users compare with. Scores its rows in one call, as we do."""
    import sklearn
    from sklearn.ensemble import IsolationForest

    rows, labels = load()
    train = lambda: IsolationForest(n_estimators=TREES, max_samples=SAMPLES, n_jobs=THREADS, random_state=0).fit(rows)
    score = lambda forest: -forest.score_samples(rows[:SCORED])
    if workload == "rcf_train":
        forest, times = measure(train)
        scores = score(forest)
    else:
        forest = train()
        scores, times = measure(lambda: score(forest))
    report(sklearn.__version__, times, auc(labels, scores))


main({"krcf": compare("krcf", krcf_train, krcf_score), "randomcutforest-java": java, "isolation-forest": isolation_forest})
