"""What the peer scripts share: threads, timing, and the one JSON line that run.mjs reads."""
import json
import os
import resource
import sys
import time

THREADS = int(os.environ["BENCH_THREADS"])
DATA = os.environ["BENCH_DATA"]
WARM_UPS = int(os.environ.get("BENCH_WARM_UPS", "1"))
REPEATS = int(os.environ["BENCH_REPEATS"])


def data_path(name):
    return os.path.join(DATA, name)


def machine_busy():
    """CPU seconds that the whole machine has spent so far."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def measure(work):
    """WARM_UPS runs, then REPEATS timed ones: (last result, their seconds and the share of the machine that others used)."""
    result, seconds, foreign = None, [], []
    for _ in range(WARM_UPS):
        result = work()
    for _ in range(REPEATS):
        del result
        busy, own = machine_busy(), time.process_time()
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
        others = machine_busy() - busy - (time.process_time() - own)
        foreign.append(min(1.0, max(0.0, others / (seconds[-1] * os.cpu_count()))))
    return result, {"seconds": seconds, "foreign": foreign}


def peak_rss_mb():
    unit = 1 << (20 if sys.platform == "darwin" else 10)  # Linux counts in kilobytes, macOS in bytes
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def report(version, times, quality, threads=THREADS, **extra):
    line = {"version": str(version), "threads": threads, **times, "quality": quality}
    print(json.dumps({**line, "peak_rss_mb": peak_rss_mb(), **extra}))


def main(peers):
    """peers: {name: function(workload)}; command line: PEER WORKLOAD."""
    peer, workload = sys.argv[1:]
    peers[peer](workload)
