"""Prints what real MXNet finds in the files named on the command line, as JSON.

    pip install mxnet==1.9.1 "numpy<1.24"
    python load.py model_algo-1 state > expected.json
"""
import hashlib
import json
import pathlib
import sys

import mxnet as mx


def describe(path):
    loaded = mx.nd.load(str(path))
    named = isinstance(loaded, dict)
    arrays = [
        {'name': name, 'shape': list(array.shape), 'dtype': array.asnumpy().dtype.name, 'values': array.asnumpy().ravel().tolist()}
        for name, array in (sorted(loaded.items()) if named else ((None, array) for array in loaded))
    ]
    return {'file': path.name, 'sha256': hashlib.sha256(path.read_bytes()).hexdigest(), 'arrays': arrays}


print(json.dumps({'mxnet': mx.__version__, 'files': [describe(pathlib.Path(path)) for path in sys.argv[1:]]}, indent=2))
