"""Freezes what real MXNet 1.9.1 learns when it trains the network of a factorization machine, for the tests beside this file.

    pip install mxnet==1.9.1 "numpy<1.24"
    python tests/oracle/factorization-machines/mxnet_training.py > tests/oracle/factorization-machines/mxnet-training.json

The network is written here from the formula with MXNet's own operators, trained by MXNet's own Adam (lazy on sparse rows): nothing of this
project takes part.
"""
import json
import sys

import mxnet as mx
import numpy as np

ROWS, BATCH, FEATURES, FACTORS, EPOCHS = 40, 10, 12, 3, 3
RATES = {"bias": 0.1, "linear": 0.01, "factors": 0.02}
DECAYS = {"bias": 0.01, "linear": 0.001, "factors": 0.05}
SPARSE = {"bias": "w0_weight", "linear": "w1_weight", "factors": "v"}
DENSE = {"bias": "Linear_Plus_Bias_bias", "linear": "Linear_Plus_Bias_weight", "factors": "v"}


def output(score, classifier):
    kind = mx.sym.LogisticRegressionOutput if classifier else mx.sym.LinearRegressionOutput
    return kind(score, mx.sym.Variable("out_label"), name="out")


def sparse_network(classifier):
    x = mx.sym.Variable("data", stype="csr")
    w0 = mx.sym.Variable("w0_weight", shape=(1,))
    w1 = mx.sym.Variable("w1_weight", shape=(FEATURES, 1), stype="row_sparse")
    v = mx.sym.Variable("v", shape=(FEATURES, FACTORS), stype="row_sparse")
    linear = mx.sym.broadcast_add(mx.sym.dot(x, w1), w0)
    together = mx.sym.sum(mx.sym.square(mx.sym.dot(x, v)), axis=1, keepdims=True)
    alone = mx.sym.dot(mx.sym.square(x), mx.sym._internal._square_sum(v, axis=1, keepdims=True))
    return output(mx.sym.broadcast_add(linear, 0.5 * mx.sym.broadcast_sub(together, alone)), classifier)


def dense_network(classifier):
    x, v = mx.sym.Variable("data"), mx.sym.Variable("v", shape=(FACTORS, FEATURES))
    linear = mx.sym.FullyConnected(x, num_hidden=1, name="Linear_Plus_Bias")
    layer = {"num_hidden": FACTORS, "no_bias": True}
    together = mx.sym.square(mx.sym.FullyConnected(x, weight=v, **layer))
    alone = mx.sym.FullyConnected(mx.sym.square(x), weight=mx.sym.square(v), **layer)
    pairs = 0.5 * mx.sym.sum(together - alone, axis=1, keepdims=True)
    return output(mx.sym.broadcast_add(linear, pairs), classifier)


def case(name, sparse, classifier, **options):
    random = np.random.RandomState(len(name))
    x = np.where(random.uniform(size=(ROWS, FEATURES)) < 0.3, random.normal(size=(ROWS, FEATURES)), 0).astype(np.float32)
    y = (random.uniform(size=ROWS) < 0.4 if classifier else random.normal(size=ROWS)).astype(np.float32)
    start = {
        "bias": random.normal(0, 0.1, 1).astype(np.float32),
        "linear": random.normal(0, 0.1, FEATURES).astype(np.float32),
        "factors": random.normal(0, 0.3, (FEATURES, FACTORS)).astype(np.float32),
    }
    names = SPARSE if sparse else DENSE
    network = (sparse_network if sparse else dense_network)(classifier)
    executor = network.simple_bind(mx.cpu(), data=(BATCH, FEATURES), out_label=(BATCH, 1), grad_req={
        each: "null" if each in ("data", "out_label") else "write" for each in network.list_arguments()})
    layout = {"bias": lambda a: a, "linear": lambda a: a.reshape(-1, 1) if sparse else a.reshape(1, -1),
              "factors": lambda a: a if sparse else a.T}
    for group, values in start.items():
        mx.nd.array(layout[group](values)).tostype(executor.arg_dict[names[group]].stype).copyto(executor.arg_dict[names[group]])
    adam = mx.optimizer.Adam(learning_rate=1.0, wd=1.0, lazy_update=True, param_idx2name=dict(enumerate(names.values())),
                             rescale_grad=options.get("rescale_grad", 1 / BATCH), clip_gradient=options.get("clip_gradient"),
                             epsilon=options.get("eps", 1e-8))
    adam.set_lr_mult({names[group]: rate for group, rate in RATES.items()})
    adam.set_wd_mult({names[group]: decay for group, decay in DECAYS.items()})
    update, predicted = mx.optimizer.get_updater(adam), []
    for _ in range(EPOCHS):
        for at in range(0, ROWS, BATCH):
            batch = mx.nd.array(x[at:at + BATCH])
            executor.arg_dict["data"][:] = batch.tostype("csr") if sparse else batch
            executor.arg_dict["out_label"][:] = y[at:at + BATCH].reshape(-1, 1)
            predicted.append(executor.forward(is_train=True)[0].asnumpy().ravel().tolist())
            executor.backward()
            for index, each in enumerate(names.values()):
                update(index, executor.grad_dict[each], executor.arg_dict[each])
    learned = {group: executor.arg_dict[names[group]].asnumpy() for group in names}
    if not sparse:
        learned["factors"] = learned["factors"].T
    flat = lambda arrays: {group: array.ravel().tolist() for group, array in arrays.items()}
    return {"name": name, "sparse": sparse, "classifier": classifier, "options": options, "x": x.tolist(), "y": y.tolist(),
            "start": flat(start), "learned": flat(learned), "predicted": predicted}


json.dump({
    "mxnet": mx.__version__, "batch": BATCH, "epochs": EPOCHS, "factors": FACTORS, "rates": RATES, "decays": DECAYS,
    "cases": [
        case("sparse classifier", True, True),
        case("sparse regressor", True, False),
        case("dense classifier", False, True),
        case("dense regressor", False, False),
        case("sparse, gradients cut", True, False, clip_gradient=0.05),
        case("sparse, gradients summed, a large epsilon", True, True, rescale_grad=1.0, eps=0.01),
    ],
}, sys.stdout)
print()
