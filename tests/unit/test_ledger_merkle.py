"""Merkle trees as RFC 6962 defines them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import merkle

#: Leaves and roots that the certificate-transparency project tests its trees with.
#: Source: google/certificate-transparency, merkle tree tests.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

trees = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def by_definition(leaves: list[bytes]) -> bytes:
    """Hash a tree as RFC 6962 section 2.1 words it, by splitting."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = middle(leaves)
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def path_by_definition(leaves: list[bytes], index: int) -> list[bytes]:
    """List what RFC 6962 section 2.1.1 words as the audit path, by splitting."""
    if len(leaves) == 1:
        return []
    split = middle(leaves)
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*path_by_definition(left, index), by_definition(right)]
    return [*path_by_definition(right, index - split), by_definition(left)]


def middle(leaves: list[bytes]) -> int:
    """Return the largest power of two below the number of leaves."""
    return 1 << (len(leaves) - 1).bit_length() - 1


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_tree_has_the_published_root(size: int) -> None:
    assert merkle.tree_hash(LEAVES[:size]) == ROOTS[size]


@given(trees)
def test_tree_has_the_root_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.tree_hash(leaves) == by_definition(leaves).hex()


@pytest.mark.parametrize(
    ("size", "index", "path"),
    [
        (1, 0, []),
        (
            8,
            0,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            8,
            5,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (3, 2, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_leaf_has_the_published_path(size: int, index: int, path: list[str]) -> None:
    assert merkle.audit_path(LEAVES[:size], index) == path


@given(trees, st.data())
def test_every_leaf_has_the_path_of_the_definition(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = path_by_definition(leaves, index)

    assert merkle.audit_path(leaves, index) == [step.hex() for step in path]


@pytest.mark.parametrize("index", [-1, 8])
def test_no_leaf_has_no_path(index: int) -> None:
    with pytest.raises(IndexError):
        merkle.audit_path(LEAVES, index)
