"""Files for the readers."""
import struct

import numpy as np

from sets.common import generator

MAGIC = 0xCED7230A


def table(smoke):
    """1,000,000 x 28 features of mixed shape with a 0/1 label: momenta, angles, tags, products of them."""
    rows = 10_000 if smoke else 1_000_000
    random = generator("table")
    features = random.normal(0, 1, (rows, 28)).astype(np.float32)
    features[:, 7] = np.exp(0.5 * features[:, 7])
    features[:, 11] = features[:, 3] * features[:, 4] + 0.3 * features[:, 11]
    features[:, 20] = np.round(features[:, 20] * 3)
    labels = (random.random(rows) < 1 / (1 + np.exp(-features[:, 0]))).astype(np.float32)
    return features, labels


def csv(out, smoke):
    """Label first, no header, six decimals."""
    import polars

    features, labels = table(smoke)
    columns = {"label": labels, **{f"f{j}": features[:, j] for j in range(features.shape[1])}}
    polars.DataFrame(columns).write_csv(f"{out}/table.csv", include_header=False, float_precision=6)


def varint(number):
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number])


def field(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def tensor_entry(values, keys=None, width=None):
    """The map entry "values" -> Value holding a Float32Tensor."""
    tensor = field(1, values)
    if keys is not None:
        tensor += field(2, keys) + field(3, varint(width))
    return field(1, b"values") + field(2, field(2, tensor))


def framed(message):
    return struct.pack("<II", MAGIC, len(message)) + message + bytes(-len(message) % 4)


def rec_dense(out, smoke):
    features, labels = table(smoke)
    cols = features.shape[1]
    # All records have one length, so one frame is tiled and the numbers are laid into it.
    mark, label_mark = b"\xAA" * (4 * cols), b"\xBB" * 4
    frame = framed(field(1, tensor_entry(mark)) + field(2, tensor_entry(label_mark)))
    at, label_at = frame.index(mark), frame.rindex(label_mark)
    with open(f"{out}/dense.rec", "wb") as file:
        for start in range(0, len(features), 100_000):
            block = features[start:start + 100_000]
            frames = np.tile(np.frombuffer(frame, np.uint8), (len(block), 1))
            frames[:, at:at + 4 * cols] = block.astype("<f4").view(np.uint8)
            frames[:, label_at:label_at + 4] = labels[start:start + 100_000, None].astype("<f4").view(np.uint8)
            file.write(frames.tobytes())


def rec_sparse(out, smoke):
    """200,000 x 50,000 with 50 entries a row, popular columns first."""
    rows, cols, entries = (2_000 if smoke else 200_000), 50_000, 50
    random = generator("sparse")
    columns = (cols * random.random((rows, entries), dtype=np.float32) ** 2).astype(np.int64)
    columns.sort(axis=1)
    columns = np.minimum(np.maximum.accumulate(columns - np.arange(entries), axis=1) + np.arange(entries), cols - 1)
    values = random.gamma(1.5, 1, (rows, entries)).astype("<f4")
    labels = random.integers(0, 2, rows).astype("<f4")
    encoded = [varint(column) for column in range(cols)]
    with open(f"{out}/sparse.rec", "wb") as file:
        for keys, row, label in zip(columns.tolist(), values, labels):
            features = tensor_entry(row.tobytes(), b"".join(encoded[key] for key in keys), cols)
            file.write(framed(field(1, features) + field(2, tensor_entry(label.tobytes()))))
