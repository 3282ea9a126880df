"""Rows for PCA: normal in every direction, with a spread that falls from one direction to the next."""
import numpy as np

from sets.common import generator
from sets.files import field, framed, tensor_entry


def spectrum(name, rows, cols, decay):
    """Direction j has spread j^-decay; the directions are a random basis, the mean is 0.5."""
    random = generator(name)
    basis, _ = np.linalg.qr(random.normal(0, 1, (cols, cols)))
    turned = np.power(np.arange(1.0, cols + 1), -decay)[:, None] * basis.T
    points = np.empty((rows, cols), np.float32)
    for start in range(0, rows, 50_000):
        block = points[start:start + 50_000]
        block[:] = random.normal(0, 1, block.shape) @ turned + 0.5
    return points


def pca_tall(out, smoke):
    """1,000,000 x 100, as a matrix and as RecordIO-protobuf."""
    points = spectrum("pca_tall", 5_000 if smoke else 1_000_000, 100, 0.7)
    np.save(f"{out}/pca_tall.npy", points)
    mark = b"\xAA" * (4 * points.shape[1])
    frame = framed(field(1, tensor_entry(mark)))
    at = frame.index(mark)
    with open(f"{out}/pca_tall.rec", "wb") as file:
        for start in range(0, len(points), 50_000):
            block = points[start:start + 50_000]
            frames = np.tile(np.frombuffer(frame, np.uint8), (len(block), 1))
            frames[:, at:at + len(mark)] = block.astype("<f4").view(np.uint8)
            file.write(frames.tobytes())


def pca_wide(out, smoke):
    """20,000 x 2,000"""
    rows, cols = (600, 200) if smoke else (20_000, 2_000)
    np.save(f"{out}/pca_wide.npy", spectrum("pca_wide", rows, cols, 0.6))
