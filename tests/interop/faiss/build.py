"""Builds an index with faiss and searches it: build.py SPEC METRIC NPROBE ROWS QUERIES COLS K INDEX; ROWS and QUERIES are files of float32."""
import json
import sys

import faiss
import numpy as np

spec, metric, nprobe, rows, queries, cols, k, out = sys.argv[1:]
rows, queries = (np.fromfile(path, np.float32).reshape(-1, int(cols)) for path in (rows, queries))
index = faiss.index_factory(int(cols), spec, faiss.METRIC_L2 if metric == "L2" else faiss.METRIC_INNER_PRODUCT)
index.train(rows)
index.add(rows)
if hasattr(index, "nprobe"):
    index.nprobe = int(nprobe)
faiss.write_index(index, out)
print(json.dumps({"ids": index.search(queries, int(k))[1].ravel().tolist()}))
