"""Opens model.tar.gz files of Factorization Machines as customers of SageMaker do, with real MXNet, and prints what is in them as JSON.

    pip install mxnet==1.9.1 "numpy<1.24"
    python load.py sparse-classifier.tar.gz sparse-regressor.tar.gz dense-classifier.tar.gz dense-regressor.tar.gz > expected.json
"""
import hashlib
import json
import os
import sys
import tarfile
import tempfile
import zipfile

import mxnet as mx
import numpy as np

ROWS = np.array([[1, 0, 0, 1, 0], [0, 1, 0, 0, 1], [0.5, -2, 0, 0, 3], [0, 0, 0, 0, 0]], np.float32)


def describe(path):
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(path) as archive:
            archive.extractall(folder)
        with open(os.path.join(folder, "model_algo-1"), "rb") as file:
            sha256 = hashlib.sha256(file.read()).hexdigest()
        with zipfile.ZipFile(os.path.join(folder, "model_algo-1")) as archive:
            archive.extractall(folder)
        os.rename(os.path.join(folder, "symbol.json"), os.path.join(folder, "model-symbol.json"))
        os.rename(os.path.join(folder, "params"), os.path.join(folder, "model-0000.params"))
        model = mx.module.Module.load(os.path.join(folder, "model"), 0, False, label_names=["out_label"])
        sparse = "w1_weight" in model._arg_params
        data = mx.nd.array(ROWS).tostype("csr") if sparse else mx.nd.array(ROWS)
        batches = mx.io.NDArrayIter(data, np.zeros((len(ROWS), 1), np.float32), len(ROWS), label_name="out_label",
                                    last_batch_handle="discard")
        model.bind(batches.provide_data, batches.provide_label, for_training=False)
        scores = model.predict(batches).asnumpy().ravel().tolist()
    arrays = {name: {"shape": list(array.shape), "values": array.asnumpy().ravel().tolist()}
              for name, array in sorted(model._arg_params.items())}
    return {"file": os.path.basename(path), "sha256": sha256, "arrays": arrays, "scores": scores}


print(json.dumps({"mxnet": mx.__version__, "models": [describe(path) for path in sys.argv[1:]]}, indent=1))
