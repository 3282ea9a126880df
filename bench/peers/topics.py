"""Topics of documents: topics.py PEER SET. Quality is the perplexity of held-out words and the mean cosine with the true topics.

Every side is told the true Dirichlet parameters, and every side's topics are judged by the same document completion: the mixture of a held-out document is
folded in from every other of its words, the rest is scored.
"""
import numpy as np

from measure import THREADS, data_path, main, measure, peak_rss_mb, report
from sets.topics import ALPHA, ETA


def load(name):
    import scipy.sparse

    starts, columns, counts = (np.load(data_path(f"{name}_{part}.npy"))[0] for part in ("starts", "columns", "counts"))
    shape = (len(starts) - 1, np.load(data_path("lda_topics.npy")).shape[1])
    return scipy.sparse.csr_matrix((counts, columns.astype(np.int32), starts.astype(np.int32)), shape=shape)


def truth():
    return np.load(data_path("lda_topics.npy")).astype(np.float64)


def perplexity(beta):
    held_out, total, words = load("lda_held_out"), 0.0, 0.0
    for row in range(held_out.shape[0]):
        span = slice(held_out.indptr[row], held_out.indptr[row + 1])
        word, count = held_out.indices[span], held_out.data[span]
        seen, mixture = beta[:, word[::2]], np.full(len(beta), 1 / len(beta))
        for _ in range(50):
            shares = mixture[:, None] * seen
            mixture = ALPHA + (shares / shares.sum(0) * count[::2]).sum(1)
            mixture /= mixture.sum()
        total += float((np.log(mixture @ beta[:, word[1::2]]) * count[1::2]).sum())
        words += count[1::2].sum()
    return float(np.exp(-total / words))


def cosine(beta):
    from scipy.optimize import linear_sum_assignment

    true = truth()
    cosines = (beta / np.linalg.norm(beta, axis=1)[:, None]) @ (true / np.linalg.norm(true, axis=1)[:, None]).T
    return float(cosines[linear_sum_assignment(-cosines)].mean())


def quality(topics):
    beta = np.asarray(topics, np.float64) + 1e-12
    beta /= beta.sum(1, keepdims=True)
    return [round(perplexity(beta), 1), round(cosine(beta), 4)]


def run(version, fit, topics):
    model, times = measure(fit)
    peak = peak_rss_mb()  # before the judge needs memory of its own
    report(version, times, quality(topics(model)), peak_rss_mb=peak)


def scikit_learn(passes):
    def peer(_):
        import sklearn
        from sklearn.decomposition import LatentDirichletAllocation

        documents, priors = load("lda"), {"doc_topic_prior": ALPHA, "topic_word_prior": ETA}
        options = {"learning_method": "online", "batch_size": 1000, "max_iter": passes, "n_jobs": THREADS, "random_state": 1}
        estimator = lambda: LatentDirichletAllocation(len(truth()), total_samples=documents.shape[0], **options, **priors)
        run(sklearn.__version__, lambda: estimator().fit(documents), lambda model: model.components_)

    return peer


def gensim(passes):
    def peer(_):
        import gensim
        from gensim.matutils import Sparse2Corpus
        from gensim.models import LdaMulticore

        documents = load("lda")
        corpus = [[(int(word), float(count)) for word, count in text] for text in Sparse2Corpus(documents, documents_columns=False)]
        names = {word: str(word) for word in range(documents.shape[1])}
        options = {"alpha": ALPHA, "eta": ETA, "chunksize": 1000, "random_state": 1, "passes": passes}
        fit = lambda: LdaMulticore(corpus, num_topics=len(truth()), id2word=names, workers=THREADS, **options)
        run(gensim.__version__, fit, lambda model: model.get_topics())

    return peer


def tomotopy(iterations):
    def peer(_):
        import tomotopy

        documents = load("lda")
        bounds = zip(documents.indptr[:-1], documents.indptr[1:])
        texts = [np.repeat(documents.indices[a:b], documents.data[a:b].astype(int)).astype(str).tolist() for a, b in bounds]

        def fit():
            model = tomotopy.LDAModel(k=len(truth()), alpha=ALPHA, eta=ETA, seed=1)
            for text in texts:
                model.add_doc(text)
            model.train(iterations, workers=THREADS)
            return model

        def topics(model):
            beta = np.zeros(truth().shape)
            words = [int(word) for word in model.used_vocabs]
            for topic in range(len(beta)):
                beta[topic, words] = model.get_topic_word_dist(topic)
            return beta

        run(tomotopy.__version__, fit, topics)

    return peer


def judge(_):
    """Not a peer: the quality of the topics that our side left in ours_topics.npy."""
    report("-", {}, quality(np.load(data_path("ours_topics.npy"))))


main({"scikit-learn-online-1": scikit_learn(1), "scikit-learn-online-5": scikit_learn(5), "gensim-1": gensim(1), "gensim-5": gensim(5),
      "tomotopy-50": tomotopy(50), "tomotopy-200": tomotopy(200), "judge": judge})
