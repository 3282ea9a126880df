"""Unzips Linear Learner model files as their users do, loads each both ways MXNet knows, and prints what they predict, as JSON.

    python predict.py ROWS_AS_JSON model_algo-1 ...
"""
import json
import os
import sys
import tempfile
import zipfile

import mxnet as mx


def predictions(path, rows):
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(path).extractall(folder)
        prefix = os.path.join(folder, "mx-mod")
        # The labels of a softmax are classes, one to a row; those of the others stand in a column, as the outputs do.
        with open(f"{prefix}-symbol.json", encoding="utf-8") as symbol:
            label_shape = rows.shape[:1] if "SoftmaxOutput" in symbol.read() else (rows.shape[0], 1)
        module = mx.mod.Module.load(prefix, 0, data_names=["data"], label_names=["out_label"])
        module.bind([("data", rows.shape)], [("out_label", label_shape)], for_training=False)
        module.forward(mx.io.DataBatch([rows]), is_train=False)
        block = mx.gluon.nn.SymbolBlock.imports(f"{prefix}-symbol.json", ["data", "out_label"], f"{prefix}-0000.params")
        arrays = mx.nd.load(f"{prefix}-0000.params")
        answers = {
            "module": module.get_outputs()[0],
            "block": block(rows, mx.nd.zeros(label_shape)),
            "by_hand": mx.nd.dot(rows, arrays["arg:fc0_weight"]) + arrays["arg:fc0_bias"],
        }
        return {name: array.asnumpy().tolist() for name, array in answers.items()}


print(json.dumps([predictions(path, mx.nd.array(json.loads(sys.argv[1]))) for path in sys.argv[2:]]))
