"""Frozen numbers for k-NN: make.py (needs numpy and faiss-cpu); writes frozen.json.

Neighbours of the digits by numpy in whole numbers, lower row first among equals; the most frequent label, the smallest of several; and the share of the true
neighbours that faiss finds with indexes of several kinds, the mean over several of its seeds.
"""
import json
import os

import faiss
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
train, test = (np.loadtxt(f"{here}/../../../fixtures/digits/{name}.csv", delimiter=",", dtype=np.int64) for name in ("train", "test"))
rows, labels = train[:, 1:], train[:, 0]
queries, truth = test[:, 1:], test[:, 0]


def nearest(distances, k):
    return np.argsort(distances, axis=1, kind="stable")[:, :k]


squared = ((queries[:, None, :] - rows[None, :, :]) ** 2).sum(2)
products = queries @ rows.T
cosines = products / np.linalg.norm(rows, axis=1) / np.linalg.norm(queries, axis=1)[:, None]
frozen = {"exact": [], "recall": []}
for metric, distances in (("L2", squared), ("INNER_PRODUCT", -products), ("COSINE", -cosines)):
    for k in (1, 5, 20):
        found = nearest(distances, k)
        votes = [int(np.bincount(row).argmax()) for row in labels[found]]
        frozen["exact"].append({
            "metric": metric, "k": k,
            "distances": np.abs(np.take_along_axis(distances, found, 1)[:40].astype(float)).round(6).ravel().tolist(),
            "votes": votes,
            "accuracy": float(np.mean(votes == truth)),
            "mse": float(np.mean((labels[found].mean(1) - truth) ** 2)),
        })


def recall(spec, metric, nprobe, seed):
    index = faiss.index_factory(64, spec, metric)
    index.cp.seed = seed
    if "PQ" in spec:
        index.pq.cp.seed = seed
    index.train(rows.astype("float32"))
    index.add(rows.astype("float32"))
    index.nprobe = nprobe
    found = index.search(queries.astype("float32"), 10)[1]
    true = nearest(squared if metric == faiss.METRIC_L2 else -products, 10)
    return np.mean([len(np.intersect1d(a, b)) for a, b in zip(found, true)]) / 10


faiss.omp_set_num_threads(1)
for spec, index, metric, nprobe in (
    ("IVF25,Flat", {"index_type": "faiss.IVFFlat"}, "L2", 1),
    ("IVF25,Flat", {"index_type": "faiss.IVFFlat"}, "L2", 5),
    ("IVF25,Flat", {"index_type": "faiss.IVFFlat"}, "INNER_PRODUCT", 5),
    ("IVF25,PQ8", {"index_type": "faiss.IVFPQ", "faiss_index_pq_m": 8}, "L2", 5),
):
    of = faiss.METRIC_L2 if metric == "L2" else faiss.METRIC_INNER_PRODUCT
    values = sorted(recall(spec, of, nprobe, seed) for seed in range(3 if "PQ" in spec else 15))
    settings = {**index, "index_metric": metric, "faiss_index_ivf_nlists": 25, "_faiss_index_nprobe": nprobe}
    frozen["recall"].append({"settings": settings, "faiss": round(float(np.mean(values)), 4), "seeds": [round(float(value), 4) for value in values]})

with open(f"{here}/frozen.json", "w") as file:
    json.dump(frozen, file, indent=1)
    file.write("\n")
