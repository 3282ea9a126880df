"""Reading XGBoost's formats: xgboost_files.py PEER TASK. Quality is the number of entries, of Parquet the float64 sum of all cells."""
import numpy as np

from measure import THREADS, data_path, main, measure, report

FILES = {"csv": "table.csv", "libsvm": "rows.libsvm",
         **{f"parquet_{codec}": f"table_{codec}.parquet" for codec in ("none", "snappy", "zstd")}}


def run(version, workload, read, quality, threads=THREADS):
    path = data_path(FILES[workload])
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass
    result, times = measure(lambda: read(path))
    report(version, times, quality(result), threads)


def xgboost(workload):
    """DMatrix from a text URI: parsing and its own pages."""
    import xgboost

    query = {"csv": "?format=csv&label_column=0", "libsvm": "?format=libsvm"}[workload]
    read = lambda path: xgboost.DMatrix(path + query, nthread=THREADS)
    run(xgboost.__version__, workload, read, lambda matrix: matrix.num_nonmissing())


def scikit_learn(workload):
    import sklearn
    from sklearn.datasets import load_svmlight_file

    read = lambda path: load_svmlight_file(path, dtype=np.float32, zero_based=True)
    run(sklearn.__version__, workload, read, lambda result: int(result[0].nnz), 1)


def pyarrow(workload):
    """To a row-major float32 matrix, by blocks of rows that stay in the cache."""
    import pyarrow
    from pyarrow import parquet

    pyarrow.set_cpu_count(THREADS)
    pyarrow.set_io_thread_count(THREADS)

    def read(path):
        table = parquet.read_table(path)
        columns = [column.to_numpy() for column in table.columns]
        matrix = np.empty((table.num_rows, table.num_columns), np.float32)
        for start in range(0, table.num_rows, 4096):
            for j, column in enumerate(columns):
                matrix[start:start + 4096, j] = column[start:start + 4096]
        return matrix

    run(pyarrow.__version__, workload, read, lambda matrix: float(matrix.sum(dtype=np.float64)))


main({"xgboost": xgboost, "scikit-learn": scikit_learn, "pyarrow": pyarrow})
