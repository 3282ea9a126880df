"""Deterministic inputs of the workloads: data.py OUT_DIR SET [--smoke]. A set that is there already is left alone.

Every set has its own seed, so that one can be made without the others. --smoke makes the same shapes, only smaller.
"""
import os
import sys

from sets import boosting, factorization, files, kmeans, knn, linear, pca, rcf, topics, xgboost_files

MAKERS = (
    *(kmeans.blobs, kmeans.digits),
    knn.neighbors,
    *(pca.pca_tall, pca.pca_wide),
    rcf.rcf,
    topics.lda,
    *(linear.lindense, linear.linsparse),
    factorization.clicks,
    *(files.csv, files.rec_dense, files.rec_sparse),
    *(boosting.xgb_higgs, boosting.xgb_reg, boosting.xgb_covtype, boosting.xgb_xsparse),
    boosting.xgb_predict,
    *(xgboost_files.libsvm, xgboost_files.parquet),
)
SETS = {make.__name__: make for make in MAKERS}

if __name__ == "__main__":
    folder, name = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    stamp = os.path.join(folder, f".{name}.done")
    if not os.path.exists(stamp):
        SETS[name](folder, "--smoke" in sys.argv)
        open(stamp, "w").close()
