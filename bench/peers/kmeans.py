"""Ten Lloyd iterations from given centroids: kmeans.py PEER SET. Quality is the inertia in float64."""
import numpy as np

from measure import THREADS, data_path, main, measure, peak_rss_mb, report

ITERATIONS = 10


def load(workload):
    return np.load(data_path(f"{workload}.npy")), np.load(data_path(f"{workload}_start.npy"))


def inertia(points, centroids):
    """Sum of squared distances to the nearest centroid, all in float64: the one judge of every side."""
    centroids = centroids.astype(np.float64)
    lengths, total = (centroids ** 2).sum(1), 0.0
    for start in range(0, len(points), 50_000):
        block = points[start:start + 50_000].astype(np.float64)
        distances = (block ** 2).sum(1)[:, None] - 2 * block @ centroids.T + lengths
        total += np.maximum(distances.min(1), 0).sum()
    return float(total)


def run(version, points, fit, centroids):
    model, times = measure(fit)
    peak = peak_rss_mb()  # before the judge needs memory of its own
    report(version, times, inertia(points, centroids(model)), peak_rss_mb=peak)


def scikit_learn(workload):
    import sklearn
    from sklearn.cluster import KMeans

    points, start = load(workload)
    estimator = lambda: KMeans(len(start), init=start, n_init=1, max_iter=ITERATIONS, tol=0, algorithm="lloyd")
    run(sklearn.__version__, points, lambda: estimator().fit(points), lambda model: model.cluster_centers_)


def scikit_learn_intelex(workload):
    from importlib.metadata import version
    from sklearnex.cluster import KMeans

    points, start = load(workload)
    estimator = lambda: KMeans(len(start), init=start, n_init=1, max_iter=ITERATIONS, tol=0, algorithm="lloyd")
    run(version("scikit-learn-intelex"), points, lambda: estimator().fit(points), lambda model: model.cluster_centers_)


def onedal(workload):
    from importlib.metadata import version

    import daal4py

    daal4py.daalinit(THREADS)
    points, start = load(workload)
    algorithm = lambda: daal4py.kmeans(len(start), ITERATIONS, accuracyThreshold=0.0, fptype="float")
    run(version("daal"), points, lambda: algorithm().compute(points, start), lambda model: model.centroids)


def faiss(workload):
    import faiss

    faiss.omp_set_num_threads(THREADS)
    points, start = load(workload)

    def fit():
        model = faiss.Kmeans(points.shape[1], len(start), niter=ITERATIONS, nredo=1, max_points_per_centroid=10 ** 9,
                             min_points_per_centroid=1)
        model.train(points, init_centroids=start)
        return model

    run(faiss.__version__, points, fit, lambda model: model.centroids)


def judge(workload):
    """Not a peer: the inertia of the centroids that our side left in ours_centroids.npy."""
    points, _ = load(workload)
    report("-", {}, inertia(points, np.load(data_path("ours_centroids.npy"))))


main({"scikit-learn": scikit_learn, "scikit-learn-intelex": scikit_learn_intelex, "onedal": onedal, "faiss": faiss,
      "judge": judge})
