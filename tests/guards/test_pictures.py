"""The pictures of the documents, which the browser tests take."""

import re
import struct
from pathlib import Path

import pytest

from tests.guards import files

#: The first bytes of every PNG, and what its first block is called.
#: Source: PNG specification, sections 5.2 and 11.2.1.
PNG = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">8s4x4sII")

#: What a page may cost somebody who reads it over a phone, in bytes.
MOST_BYTES = 300_000

#: Smaller ones show nothing, in bytes and pixels.
LEAST_BYTES = 3_000
LEAST_PIXELS = 200
MOST_PIXELS = 3_000

#: A picture in a document: its words for those who do not see it, and its file.
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def shown() -> list[tuple[Path, str, Path]]:
    """List the pictures that documents show: document, words, file."""
    return [
        (document, words, (document.parent / address).resolve())
        for document in files.repository()
        if document.suffix == ".md"
        for words, address in SHOWN.findall(document.read_text())
        if "://" not in address
    ]


def test_every_picture_in_a_document_exists_and_has_words() -> None:
    wrong = [
        f"{document.name}: {picture.name}"
        for document, words, picture in shown()
        if not picture.is_file() or len(words.split()) < 3
    ]

    assert wrong == []


def test_every_picture_is_shown_in_a_document() -> None:
    pictures = set((files.ROOT / "docs" / "pictures").glob("*"))

    assert pictures <= {picture for _, _, picture in shown()}


@pytest.mark.parametrize(
    "picture",
    sorted((files.ROOT / "docs" / "pictures").glob("*")),
    ids=lambda picture: picture.name,
)
def test_picture_is_a_png_of_a_size_that_a_reader_waits_for(picture: Path) -> None:
    data = picture.read_bytes()
    signature, block, width, height = HEADER.unpack_from(data)

    assert (signature, block) == (PNG, b"IHDR")
    assert LEAST_BYTES <= len(data) <= MOST_BYTES
    assert LEAST_PIXELS <= width <= MOST_PIXELS
    assert LEAST_PIXELS <= height <= MOST_PIXELS
