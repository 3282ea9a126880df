"""One epoch of a linear classifier: linear.py PEER SET. Quality is the log loss on held-out rows. Ours trains 32 models meanwhile, the peer one."""
import numpy as np

from measure import data_path, main, measure, peak_rss_mb, report


def load(workload):
    array = lambda name: np.load(data_path(f"{workload}{name}.npy"))
    if workload == "lindense":
        return array(""), array("_y")[:, 0], array("_t"), array("_t_y")[:, 0]
    from scipy.sparse import csr_matrix

    def part(suffix):
        columns, values = array(f"{suffix}_columns").astype(np.int32), array(f"{suffix}_values")
        starts = np.arange(0, columns.size + 1, columns.shape[1], dtype=np.int32)
        return csr_matrix((values.ravel(), columns.ravel(), starts), (len(columns), int(array("_cols")[0, 0])))

    return part(""), array("_y")[:, 0], part("_t"), array("_t_y")[:, 0]


def scikit_learn_sgd(workload):
    import sklearn
    from sklearn.linear_model import SGDClassifier
    from sklearn.metrics import log_loss

    points, labels, held, held_labels = load(workload)
    model, times = measure(lambda: SGDClassifier(loss="log_loss", max_iter=1, tol=None, random_state=0).fit(points, labels))
    peak = peak_rss_mb()
    quality = round(float(log_loss(held_labels, model.predict_proba(held))), 5)
    report(sklearn.__version__, times, quality, threads=1, peak_rss_mb=peak, note="one model")


main({"scikit-learn-sgd": scikit_learn_sgd})
