"""What XGBoost, scikit-learn and pyarrow read, and write: read.py TASKS.json. Numbers are float32 bits, so that nothing is lost on the way."""
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


def example():
    """Labels and features with what a text or a page may get wrong."""
    random = np.random.default_rng(11)
    features = random.normal(0, 1e3, (300, 4)).astype(np.float32)
    features[::3, 1] = 0
    return random.integers(0, 2, 300).astype(np.float32), features


def sklearn_writes(task):
    from sklearn.datasets import dump_svmlight_file

    labels, features = example()
    dump_svmlight_file(features, labels, task["path"], zero_based=True)
    return sklearn(task)


def pyarrow_writes(task):
    import pyarrow
    from pyarrow import parquet

    labels, features = example()
    columns = {f"f{j}": pyarrow.array(column, mask=column == 0) for j, column in enumerate(features.T)}
    table = pyarrow.table({"label": labels.astype(np.int64), **columns})
    parquet.write_table(table, task["path"], row_group_size=128, data_page_size=256, **task["options"])
    return {"labels": bits(labels), "values": sum(bits(np.where(features == 0, np.nan, features)), [])}


def answer(task):
    try:
        return {"xgboost": xgboost, "sklearn": sklearn, "pyarrow": pyarrow,
                "sklearn-writes": sklearn_writes, "pyarrow-writes": pyarrow_writes}[task["with"]](task)
    except Exception as error:
        return {"error": str(error).splitlines()[0] if str(error) else type(error).__name__}


with open(sys.argv[1]) as file:
    tasks = json.load(file)
json.dump([answer(task) for task in tasks], sys.stdout)
