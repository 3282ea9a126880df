"""Documents of known topics."""
import numpy as np

from sets.common import generator

ALPHA, ETA, LENGTH = 0.1, 0.05, 150


def lda(out, smoke):
    """20,000 documents of about 150 words over 5,000, from 50 topics; a tenth as many more to be held out."""
    documents, words, topics = (600, 200, 5) if smoke else (20_000, 5_000, 50)
    random = generator("lda")
    beta = random.dirichlet(np.full(words, ETA), topics)
    cumulated = beta.cumsum(1)
    starts, columns, counts = [0], [], []
    for _ in range(documents + documents // 10):
        mixture = random.dirichlet(np.full(topics, ALPHA))
        per_topic = random.multinomial(max(20, random.poisson(LENGTH)), mixture)
        drawn = np.concatenate([np.searchsorted(cumulated[topic], random.random(count)) for topic, count in enumerate(per_topic)])
        word, count = np.unique(np.minimum(drawn, words - 1), return_counts=True)
        columns.append(word)
        counts.append(count)
        starts.append(starts[-1] + len(word))
    starts, columns, counts = np.array(starts), np.concatenate(columns), np.concatenate(counts)
    cut = starts[documents]
    save(out, "lda", starts[:documents + 1], columns[:cut], counts[:cut])
    save(out, "lda_held_out", starts[documents:] - cut, columns[cut:], counts[cut:])
    np.save(f"{out}/lda_topics.npy", beta.astype(np.float32))


def save(out, name, *parts):
    """As matrices of one float32 row, which our side reads; every number here is exact in it."""
    for part, values in zip(("starts", "columns", "counts"), parts):
        np.save(f"{out}/{name}_{part}.npy", values.astype(np.float32)[None])
