"""What the peer scripts share: threads, timing, and the one JSON line that run.mjs reads."""
import json
import os
import resource
import sys
import time

THREADS = int(os.environ["BENCH_THREADS"])
DATA = os.environ["BENCH_DATA"]
REPEATS = int(os.environ["BENCH_REPEATS"])


def data_path(name):
    return os.path.join(DATA, name)


def measure(work):
    """One run to warm up, then REPEATS timed ones: (last result, seconds of each)."""
    result, seconds = work(), []
    for _ in range(REPEATS):
        del result
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return result, seconds


def peak_rss_mb():
    unit = 1 << (20 if sys.platform == "darwin" else 10)  # Linux counts in kilobytes, macOS in bytes
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def report(version, seconds, quality, threads=THREADS, **extra):
    line = {"version": str(version), "threads": threads, "seconds": seconds, "quality": quality}
    print(json.dumps({**line, "peak_rss_mb": peak_rss_mb(), **extra}))


def main(peers):
    """peers: {name: function(workload)}; command line: PEER WORKLOAD."""
    peer, workload = sys.argv[1:]
    peers[peer](workload)
