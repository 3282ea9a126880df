"""Reads every .pbr file of a folder with the SageMaker Python SDK (2.257.7) and writes what it found as JSON:

    python read.py FOLDER OUTPUT.json
"""

import hashlib
import json
import pathlib
import struct
import sys

from sagemaker.amazon.common import read_records


def plain_value(value):
    kind = value.WhichOneof("value")
    if kind is None:
        return {"type": "unset"}
    if kind == "bytes":
        return {
            "type": "bytes",
            "value": [item.hex() for item in value.bytes.value],
            "contentType": value.bytes.content_type,
        }
    tensor = getattr(value, kind)
    return {
        "type": kind.removesuffix("_tensor"),
        "values": [struct.pack("<d", number).hex() for number in tensor.values],
        "keys": list(tensor.keys),
        "shape": list(tensor.shape),
    }


def plain_map(values):
    return {name: plain_value(value) for name, value in sorted(values.items())}


def plain_record(record):
    texts = {name: getattr(record, name) for name in ("uid", "metadata", "configuration") if record.HasField(name)}
    maps = {name: plain_map(getattr(record, name)) for name in ("features", "label")}
    return {**maps, **texts}


def plain_file(path):
    with path.open("rb") as file:
        records = [plain_record(record) for record in read_records(file)]
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "records": records}


folder, output = map(pathlib.Path, sys.argv[1:])
files = {path.name: plain_file(path) for path in sorted(folder.glob("*.pbr"))}
output.write_text(json.dumps(files, separators=(",", ":")).replace('{"sha256"', '\n{"sha256"') + "\n")
