"""Files for the readers of XGBoost's formats; the CSV is the first-party readers' own."""
import numpy as np

from sets.common import generator
from sets.files import table


def libsvm(out, smoke):
    """200,000 x 5,000 with 50 entries a row, indices from 0, six significant digits."""
    rows, cols, entries = (2_000 if smoke else 200_000), 5_000, 50
    random = generator("libsvm")
    # Sorted and without repetition: every entry is one of its own hundredth of the columns.
    share = cols // entries
    columns = np.arange(entries) * share + random.integers(0, share, (rows, entries))
    values = random.gamma(1.5, 1, (rows, entries))
    labels = random.integers(0, 2, rows)
    with open(f"{out}/rows.libsvm", "w") as file:
        for label, keys, row in zip(labels.tolist(), columns.tolist(), values.tolist()):
            file.write(f"{label} " + " ".join(f"{key}:{value:.6g}" for key, value in zip(keys, row)) + "\n")


def parquet(out, smoke):
    """The same table as the CSV: float32 columns in row groups of 131,072 rows, one file for each way to compress."""
    import pyarrow
    from pyarrow import parquet as files

    features, labels = table(smoke)
    columns = {"label": labels, **{f"f{j}": features[:, j] for j in range(features.shape[1])}}
    for codec in ("none", "snappy", "zstd"):
        files.write_table(pyarrow.table(columns), f"{out}/table_{codec}.parquet", compression=codec, row_group_size=131_072, use_dictionary=False)
