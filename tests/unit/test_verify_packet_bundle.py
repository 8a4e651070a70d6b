"""Packing: the same files give the same bytes, everywhere and always."""

import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence import bundle, verify_packet

names = st.from_regex(bundle._NAME, fullmatch=True).map(str.lower)


def test_zip_has_the_bytes_it_has_always_had() -> None:
    packed = bundle.zip_bytes({"b.txt": b"two\n", "a.txt": b"one\n"})

    assert hashlib.sha256(packed).hexdigest() == (
        "5373ced5862792832cc9c6de6e35b345f5fc469f7d7bdf52ddc1c4d99ef825c7"
    )


@given(st.dictionaries(names, st.binary(max_size=50), max_size=6))
def test_order_does_not_matter_and_all_comes_out_again(files: dict[str, bytes]) -> None:
    packed = bundle.zip_bytes(files)

    assert packed == bundle.zip_bytes(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == sorted(files)
        assert {name: archive.read(name) for name in files} == files
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            assert info.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("name", ["", "../a", "a/b", ".a", "-a", "é", "a" * 101, "a\n"])
def test_a_name_that_not_every_system_can_unpack_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a file"):
        bundle.zip_bytes({name: b""})


def test_names_that_differ_in_case_only_are_refused() -> None:
    assert bundle.zip_bytes({"a": b"", "b": b""})
    with pytest.raises(ValueError, match="differ in case"):
        bundle.zip_bytes({"a": b"", "A": b""})


def test_packer_and_checker_agree_on_names() -> None:
    assert bundle._NAME.pattern == verify_packet.FILE_NAME.pattern
