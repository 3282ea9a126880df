"""Reads an LDA artifact with real MXNet, makes the first topic half as likely, and saves it as a user would: edit.py IN OUT."""
import json
import sys

import mxnet as mx

alpha, beta = mx.nd.load(sys.argv[1])
print(json.dumps({"alpha": alpha.asnumpy().tolist(), "beta": beta.asnumpy().tolist(), "dtypes": [alpha.dtype.__name__, beta.dtype.__name__]}))
alpha[0] = alpha[0] / 2
mx.nd.save(sys.argv[2], [alpha, beta])
