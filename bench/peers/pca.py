"""Principal components: pca.py PEER SET. Quality is the share of the variance that the components capture, in float64."""
import numpy as np

from measure import THREADS, data_path, main, measure, peak_rss_mb, report

COMPONENTS = {"pca_tall": 10, "pca_wide": 50}
OVERSAMPLE, POWER = 10, 4


def captured(points, components):
    """Captured variance by total variance, for the space of the rows of `components`: the one judge of every side."""
    axes = np.linalg.qr(np.asarray(components, np.float64).T)[0]
    mean, inside, total = points.mean(0, dtype=np.float64), 0.0, 0.0
    for start in range(0, len(points), 20_000):
        block = points[start:start + 20_000] - mean
        inside += ((block @ axes) ** 2).sum()
        total += (block ** 2).sum()
    return float(inside / total)


def run(version, workload, fit, components):
    points = np.load(data_path(f"{workload}.npy"))
    model, times = measure(lambda: fit(points))
    peak = peak_rss_mb()  # before the judge needs memory of its own
    report(version, times, captured(points, components(model)), peak_rss_mb=peak)


def numpy(workload):
    """X'X by matrix products and its eigenvectors; for wide data a randomized range finder with power iterations."""
    k = COMPONENTS[workload]

    def tall(points):
        mean, products = points.mean(0, dtype=np.float64), np.zeros((points.shape[1],) * 2)
        for start in range(0, len(points), 8192):
            block = points[start:start + 8192]
            products += block.T @ block
        return np.linalg.eigh(products / len(points) - np.outer(mean, mean))[1][:, ::-1][:, :k].T

    def wide(points):
        random, mean = np.random.default_rng(0), points.mean(0)
        axes = random.normal(0, 1, (points.shape[1], k + OVERSAMPLE)).astype(np.float32)
        for _ in range(POWER):
            along = points @ axes - mean @ axes
            axes = np.linalg.qr(points.T @ along - np.outer(mean, along.sum(0)))[0].astype(np.float32)
        along = points @ axes - mean @ axes
        return np.linalg.eigh(along.T @ along)[1][:, ::-1][:, :k].T @ axes.T

    run(np.__version__, workload, tall if workload == "pca_tall" else wide, lambda axes: axes)


def faiss(workload):
    import faiss

    faiss.omp_set_num_threads(THREADS)

    def fit(points):
        model = faiss.PCAMatrix(points.shape[1], COMPONENTS[workload])
        model.max_points_per_d = 10 ** 9
        model.train(points)
        return model

    def components(model):
        return faiss.vector_to_array(model.PCAMat).reshape(model.d_in, model.d_in)[:COMPONENTS[workload]]

    run(faiss.__version__, workload, fit, components)


def onedal(workload):
    from importlib.metadata import version

    import daal4py

    daal4py.daalinit(THREADS)

    def fit(points):
        algorithm = daal4py.covariance(fptype="float", outputMatrixType="covarianceMatrix")
        return np.linalg.eigh(algorithm.compute(points).covariance)[1][:, ::-1][:, :COMPONENTS[workload]].T

    run(version("daal"), workload, fit, lambda axes: axes)


def scikit_learn(workload):
    import sklearn
    from sklearn.decomposition import PCA

    options = {"pca_tall": dict(svd_solver="covariance_eigh"),
               "pca_wide": dict(svd_solver="randomized", iterated_power=POWER, n_oversamples=OVERSAMPLE, random_state=0)}
    fit = lambda points: PCA(COMPONENTS[workload], **options[workload]).fit(points)
    run(sklearn.__version__, workload, fit, lambda model: model.components_)


def judge(workload):
    """Not a peer: the components that our side left in ours_components.npy."""
    points = np.load(data_path(f"{workload}.npy"))
    report("-", {}, captured(points, np.load(data_path("ours_components.npy"))))


main({"numpy": numpy, "faiss": faiss, "onedal": onedal, "scikit-learn": scikit_learn, "judge": judge})
