"""Reading a file into a matrix: reading.py PEER SET. Quality is the float64 sum of all cells, label included."""
import io

import numpy as np

from measure import THREADS, data_path, main, measure, report

FILES = {"csv": "table.csv", "rec_dense": "dense.rec", "rec_sparse": "sparse.rec"}
CELLS = 29


def warm(path):
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass


def run(version, workload, read, total, threads=THREADS):
    path = data_path(FILES[workload])
    warm(path)
    result, times = measure(lambda: read(path))
    report(version, times, total(result), threads)


def matrix_sum(matrix):
    return float(matrix.sum(dtype=np.float64))


# ---------------------------------------------------------------- CSV
def polars(workload):
    import polars

    schema = {f"c{i}": polars.Float32 for i in range(CELLS)}
    read = lambda path: polars.read_csv(path, has_header=False, schema=schema).to_numpy(order="c")
    run(polars.__version__, workload, read, matrix_sum)


def pyarrow(workload):
    import pyarrow
    from pyarrow import csv

    pyarrow.set_cpu_count(THREADS)
    pyarrow.set_io_thread_count(THREADS)
    names = [f"c{i}" for i in range(CELLS)]
    reading = csv.ReadOptions(column_names=names, block_size=1 << 22)
    conversion = csv.ConvertOptions(column_types={name: pyarrow.float32() for name in names})

    def read(path):
        table = csv.read_csv(path, reading, convert_options=conversion)
        columns = [column.to_numpy() for column in table.columns]
        matrix = np.empty((table.num_rows, table.num_columns), np.float32)
        for start in range(0, table.num_rows, 4096):  # blocks of rows stay in the cache while they are transposed
            for j, column in enumerate(columns):
                matrix[start:start + 4096, j] = column[start:start + 4096]
        return matrix

    run(pyarrow.__version__, workload, read, matrix_sum)


# ---------------------------------------------------------------- RecordIO-protobuf
SDK_RECORDS = 100_000


def frames_end(data, records):
    """(bytes that the first `records` frames take, how many records the file has)"""
    view, at, count, end = memoryview(data), 0, 0, 0
    while at < len(data):
        at += 8 + (int.from_bytes(view[at + 4:at + 8], "little") + 3 & ~3)
        count += 1
        if count <= records:
            end = at
    return end, count


def sagemaker_sdk(workload):
    """The SDK's own reader on the C-backed protobuf. It is slow: the head of the file, scaled to the whole."""
    from importlib.metadata import version

    from google.protobuf.internal import api_implementation
    from sagemaker.amazon.common import read_records

    assert api_implementation.Type() == "upb", "the C-backed protobuf is missing"
    with open(data_path(FILES[workload]), "rb") as file:
        data = file.read()
    end, count = frames_end(data, SDK_RECORDS)
    head = data[:end]

    def read():
        values, labels = [], []
        for record in read_records(io.BytesIO(head)):
            tensor = record.features["values"].float32_tensor
            values.append(np.array(tensor.values, np.float32))
            if workload == "rec_sparse":
                values.append(np.array(tensor.keys, np.int32))
            labels.append(record.label["values"].float32_tensor.values[0])
        return values, labels

    (values, labels), times = measure(read)
    share = count / len(labels)
    scaled = {**times, "seconds": [share * seconds for seconds in times["seconds"]]}
    tensors = values[::2] if workload == "rec_sparse" else values
    total = float(sum(row.sum(dtype=np.float64) for row in tensors)) + float(sum(labels))
    note = {} if share == 1 else {"note": f"{len(labels)} of {count} records, seconds times {share:g}"}
    report(f"{version('sagemaker')}, protobuf {version('protobuf')}", scaled, total, 1,
           quality_records=len(labels), **note)


def memory_copy(reuse):
    """The file's bytes, already in memory, copied once by one thread."""

    def run_copy(workload):
        source = np.fromfile(data_path(FILES[workload]), np.uint8)
        target = source.copy()

        def copy():
            if not reuse:
                return source.copy()
            np.copyto(target, source)
            return target

        _, times = measure(copy)
        report(np.__version__, times, None, 1)

    return run_copy


main({"polars": polars, "pyarrow": pyarrow, "sagemaker-sdk": sagemaker_sdk, "memory-copy": memory_copy(reuse=False),
      "memory-copy-warm": memory_copy(reuse=True)})
