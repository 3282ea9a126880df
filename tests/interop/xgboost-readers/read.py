"""What XGBoost, scikit-learn and pyarrow read: read.py TASKS.json. Numbers are float32 bits, so that nothing is lost on the way."""
import json
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")


def bits(values):
    return np.ascontiguousarray(values, np.float32).view(np.uint32).tolist()


def xgboost(task):
    import xgboost

    xgboost.set_config(verbosity=0)
    matrix = xgboost.DMatrix(task["path"] + task["query"], nthread=1)
    rows = matrix.get_data()
    return {
        "rows": matrix.num_row(), "cols": matrix.num_col(), "labels": bits(matrix.get_label()), "weights": bits(matrix.get_weight()),
        "rowStarts": rows.indptr.tolist(), "columns": rows.indices.tolist(), "values": bits(rows.data),
    }


def sklearn(task):
    from sklearn.datasets import load_svmlight_file

    rows, labels = load_svmlight_file(task["path"], zero_based=True, dtype=np.float32)
    return {"labels": bits(labels), "rowStarts": rows.indptr.tolist(), "columns": rows.indices.tolist(), "values": bits(rows.data)}


def pyarrow(task):
    """The flat columns of numbers."""
    from pyarrow import parquet, types

    table = parquet.read_table(task["path"], partitioning=None)
    columns = {}
    for name, column in zip(table.column_names, table.columns):
        kind = column.type
        if types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind):
            columns[name] = bits([np.nan if value is None else float(value) for value in column.to_pylist()])
    return {"rows": table.num_rows, "columns": columns}


def answer(task):
    try:
        return {"xgboost": xgboost, "sklearn": sklearn, "pyarrow": pyarrow}[task["with"]](task)
    except Exception as error:
        return {"error": str(error).splitlines()[0] if str(error) else type(error).__name__}


with open(sys.argv[1]) as file:
    tasks = json.load(file)
json.dump([answer(task) for task in tasks], sys.stdout)
