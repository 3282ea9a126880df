"""What the scripts that freeze XGBoost's trees tell them apart by; its twin is tests/support/tree-structure.ts."""
import hashlib
import struct


def structure(tree):
    """A hash of a line a node: children, column, threshold to the bit and default direction; `deleted` where pruning gave it up."""
    lines = []
    for node, left in enumerate(tree["left_children"]):
        if tree["split_indices"][node] == 2**31 - 1:
            lines.append("deleted")
        elif left == -1:
            lines.append("leaf")
        else:
            threshold = struct.pack("<f", tree["split_conditions"][node]).hex()
            side = int(tree["default_left"][node])
            lines.append(f"{left} {tree['right_children'][node]} {tree['split_indices'][node]} {threshold} {side}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
