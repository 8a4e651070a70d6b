"""Hash many leaves into one root, and prove one leaf without the others.

Pure. Answers "does this root hold this leaf?"; what a leaf means is the caller's.
Hashes go in and come out as 64 lower-case hexadecimal digits (SHA-256).

Source: RFC 6962 section 2.1 (tree hash, audit path); RFC 9162 section 2.1.3.2
(verification of an audit path).
"""

import hashlib
import re
from collections.abc import Sequence

#: Set before a leaf and before a pair of hashes, so that neither can pass for the
#: other. Source: RFC 6962 section 2.1.
_LEAF, _NODE = b"\x00", b"\x01"
_HASH = re.compile(r"[0-9a-f]{64}")


def leaf_hash(data: bytes) -> str:
    """Hash one leaf."""
    return hashlib.sha256(_LEAF + data).hexdigest()


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


def verify_inclusion(
    leaf_data: bytes, index: int, size: int, path: Sequence[str], root: str
) -> bool:
    """Say whether the tree of that root and size holds the leaf at that place.

    Does not raise: a path that is no path is a "no".

    Args:
        leaf_data: The leaf itself, not its hash.
        index: Its place, from 0.
        size: Number of leaves of the whole tree.
        path: Hashes of the audit path, nearest first.
        root: Hash of the whole tree.
    """
    if not 0 <= index < size or not all(_HASH.fullmatch(step) for step in path):
        return False
    node, last = index, size - 1
    found = _leaf(leaf_data)
    for step in map(bytes.fromhex, path):
        if last == 0:
            return False
        if node & 1 or node == last:
            found = _node(step, found)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found = _node(found, step)
        node >>= 1
        last >>= 1
    return last == 0 and found.hex() == root


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
