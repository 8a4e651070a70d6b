"""Hash many leaves into one root, and prove one leaf without the others.

Pure. What a leaf means is the caller's; `verify_packet.py` climbs the path again.
Hashes come out as 64 lower-case hexadecimal digits (SHA-256).

Source: RFC 6962 section 2.1 (tree hash, audit path).
"""

import hashlib
from collections.abc import Sequence

#: Set before a leaf and before a pair of hashes, so that neither can pass for the
#: other. Source: RFC 6962 section 2.1.
_LEAF, _NODE = b"\x00", b"\x01"


def tree_hash(leaves: Sequence[bytes]) -> str:
    """Hash all leaves into the root; no leaves give the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = [_leaf(data) for data in leaves]
    while len(level) > 1:
        level = _next_level(level)
    return level[0].hex()


def audit_path(leaves: Sequence[bytes], index: int) -> list[str]:
    """List the hashes that lead from one leaf to the root, nearest first.

    Args:
        leaves: All leaves of the tree, in order.
        index: Place of the leaf, from 0.

    Raises:
        IndexError: The tree has no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    path = []
    level = [_leaf(data) for data in leaves]
    while len(level) > 1:
        sibling = index ^ 1
        # The last of an odd number has no sibling: it rises as it is.
        if sibling < len(level):
            path.append(level[sibling].hex())
        level = _next_level(level)
        index //= 2
    return path


def _next_level(level: list[bytes]) -> list[bytes]:
    """Pair neighbours; an odd last one rises.

    Gives the tree of RFC 6962, which splits at the largest power of two below the
    size: both fill complete subtrees from the left.
    """
    pairs = range(0, len(level) - 1, 2)
    risen = [_node(level[at], level[at + 1]) for at in pairs]
    return risen + level[-1:] if len(level) % 2 else risen


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(_LEAF + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
