"""Reads an index with faiss and searches it: search.py INDEX QUERIES K; prints JSON. QUERIES is a file of float32."""
import json
import sys

import faiss
import numpy as np

index = faiss.read_index(sys.argv[1])
queries = np.fromfile(sys.argv[2], np.float32).reshape(-1, index.d)
distances, ids = index.search(queries, int(sys.argv[3]))
print(json.dumps({"rows": index.ntotal, "ids": ids.ravel().tolist(), "distances": distances.ravel().tolist()}))
