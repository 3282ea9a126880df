"""Every flat column of numbers in the files of parquet-testing, as pyarrow reads it: freeze.py FOLDER > pyarrow.json

A column is frozen as the SHA-256 of its values as little-endian float32, nulls and NaN as 7fc00000. What has a type that is no number,
or cannot be read, is frozen as null. Made with pyarrow 26.0.1.
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from pyarrow import parquet, types


def is_number(kind):
    return types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind) or types.is_decimal(kind)


def digest(column):
    values = np.array([np.nan if value is None else float(value) for value in column.to_pylist()], np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        bits = values.astype("<f4").view("<u4")
    bits[(bits & 0x7FFFFFFF) > 0x7F800000] = 0x7FC00000
    return hashlib.sha256(bits.tobytes()).hexdigest()


def freeze(path):
    try:
        file = parquet.ParquetFile(path)
        columns = {}
        groups = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        if sum(groups) != file.metadata.num_rows:
            return {"error": "the footer and its row groups do not agree on the number of rows"}
        for field in file.schema_arrow:
            columns[field.name] = digest(file.read([field.name]).column(0)) if is_number(field.type) else None
        return {"rows": file.metadata.num_rows, "columns": columns}
    except Exception as error:
        return {"error": type(error).__name__}


frozen = {path.name: freeze(path) for path in sorted(Path(sys.argv[1]).glob("*.parquet"))}
json.dump(frozen, sys.stdout, indent=1)
print()
