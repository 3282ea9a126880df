"""Nearest neighbours: knn.py PEER TASK. Quality is recall@10 against the neighbours in float64."""
import numpy as np

from measure import THREADS, data_path, main, measure, peak_rss_mb, report

K, CELLS, CODE_BYTES, SINGLE_QUERIES = 10, 1024, 16, 100


def load(task):
    name = "neighbors_normed" if task == "knn_cosine" else "neighbors"
    return np.load(data_path(f"{name}.npy")), np.load(data_path(f"{name}_queries.npy"))


def recall(task, found):
    true = np.load(data_path("neighbors_cosine.npy" if task == "knn_cosine" else "neighbors_l2.npy")).astype(np.int64)
    judged = min(len(true), len(found))
    hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found[:judged], true[:judged]))
    return round(hits / (judged * true.shape[1]), 5)


def run(version, task, work, found=lambda result: result, share=1):
    """share: the work is 1 / share of what was asked for, and its time is told as that of the whole."""
    result, times = measure(work)
    peak = peak_rss_mb()
    if share > 1:
        times = {**times, "seconds": [seconds * share for seconds in times["seconds"]], "note": f"1 / {share} of the queries, its time times {share}"}
    report(version, times, recall(task, found(result)), peak_rss_mb=peak)


def brute(module, version, task, share=1):
    points, queries = load(task)
    queries = queries[:len(queries) // share]
    metric = "cosine" if task == "knn_cosine" else "euclidean"
    model = module.NearestNeighbors(n_neighbors=K, algorithm="brute", metric=metric, n_jobs=THREADS).fit(points)
    run(version, task, lambda: model.kneighbors(queries, return_distance=False), share=share)


def scikit_learn(task):
    import sklearn
    from sklearn import neighbors

    # It sorts all distances of a query where the metric is the cosine: forty seconds for what takes others three.
    brute(neighbors, sklearn.__version__, task, share=10 if task == "knn_cosine" else 1)


def scikit_learn_intelex(task):
    from importlib.metadata import version
    from sklearnex import neighbors

    brute(neighbors, version("scikit-learn-intelex"), task)


def faiss(task):
    import faiss

    faiss.omp_set_num_threads(THREADS)
    points, queries = load(task)
    version, cols = faiss.__version__, points.shape[1]
    if task in ("knn_l2", "knn_cosine", "knn_one"):
        index = faiss.IndexFlatL2(cols) if task != "knn_cosine" else faiss.IndexFlatIP(cols)
        index.add(points)
        if task == "knn_one":
            one = lambda at: index.search(queries[at:at + 1], K)[1][0]
            return run(version, task, lambda: np.array([one(at) for at in range(SINGLE_QUERIES)]))
        return run(version, task, lambda: index.search(queries, K)[1])

    cells = min(CELLS, len(points) // 40)
    spec = f"IVF{cells},PQ{CODE_BYTES}" if "ivfpq" in task else f"IVF{cells},Flat"

    def build():
        index = faiss.index_factory(cols, spec)
        index.train(points)
        index.add(points)
        index.nprobe = int(task.split(":")[1]) if ":" in task else 32
        return index

    search = lambda index: index.search(queries, K)[1]
    if task.endswith("_build"):
        return run(version, task, build, search)
    index = build()
    run(version, task, lambda: search(index))


def judge(task):
    """Not a peer: the recall of the neighbours that our side left in ours_neighbors.npy."""
    report("-", {}, recall(task, np.load(data_path("ours_neighbors.npy")).astype(np.int64)))


main({"scikit-learn": scikit_learn, "scikit-learn-intelex": scikit_learn_intelex, "faiss": faiss, "judge": judge})
