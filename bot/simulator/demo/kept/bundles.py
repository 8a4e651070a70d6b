"""Pack the parts of a saved stage into a ZIP, and read one that may be hostile.

Nothing is written here, and nothing is believed: not a name, not a size.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping

from models import errors

#: The most that all parts together may hold; a day of the demo holds a few MB.
LIMIT_BYTES = 100_000_000
#: The most that the file itself may hold.
LIMIT_PACKED_BYTES = 30_000_000
#: More entries than any saved stage has; each has such a mark in the table.
_ENTRIES_MAX = 100
_MARK = b"PK\1\2"
#: Date of every entry: the earliest that the format can write.
#: Source: PKWARE APPNOTE 6.3.10 section 4.4.6.
_DATE = (1980, 1, 1, 0, 0, 0)
#: A plain file that its owner may read and write; how Unix writes it down.
_ATTRIBUTES, _UNIX = (stat.S_IFREG | 0o600) << 16, 3
#: How an entry may be packed: as it is, or deflated. Encrypted entries have a flag.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of these parts, in their order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.external_attr = _UNIX, _ATTRIBUTES
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


def unpack(
    data: bytes, *, needed: Collection[str], allowed: Collection[str]
) -> dict[str, bytes]:
    """Return the parts by name.

    Args:
        data: The file.
        needed: Names of the parts that have to be there.
        allowed: Names of those that may be there besides.

    Raises:
        ConfigurationError: It is no ZIP, too large, or holds something that has no
            place in it; or a part is missing.
    """
    if len(data) > LIMIT_PACKED_BYTES or data.count(_MARK) > _ENTRIES_MAX:
        raise errors.ConfigurationError("The file is too large for a saved stage.")
    known = {*needed, *allowed}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _read(archive, known)
    except _UNREADABLE as error:
        raise errors.ConfigurationError(
            "This is no saved stage: the file is no ZIP, or is damaged."
        ) from error
    missing = sorted(set(needed) - set(parts))
    if missing:
        raise errors.ConfigurationError(
            f"This is no saved stage: {missing[0]} is missing."
        )
    return parts


def _read(archive: zipfile.ZipFile, known: Collection[str]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    room_bytes = LIMIT_BYTES
    for info in archive.infolist():
        _check(info, known)
        if info.filename in parts:
            raise errors.ConfigurationError(f"{info.filename} is there twice.")
        with archive.open(info) as file:
            # What the table says of sizes may be a lie.
            content = file.read(room_bytes + 1)
        room_bytes -= len(content)
        if room_bytes < 0:
            raise errors.ConfigurationError("What is in the file is too large.")
        parts[info.filename] = content
    return parts


def _check(info: zipfile.ZipInfo, known: Collection[str]) -> None:
    """Refuse an entry that is no plain file of a known name.

    Raises:
        ConfigurationError: It is none. Its name is not repeated: it may be anything.
    """
    name = info.orig_filename
    if "/" in name or "\\" in name or name in (".", ".."):
        raise errors.ConfigurationError(
            "The file names a path; a saved stage has no folders."
        )
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise errors.ConfigurationError(
            "The file holds a link or a device; a saved stage has plain files only."
        )
    if name not in known:
        raise errors.ConfigurationError(
            "The file holds something that is no part of a saved stage."
        )
    if info.compress_type not in _PACKED or info.flag_bits & _ENCRYPTED:
        raise errors.ConfigurationError(
            "The file is encrypted, or packed in a foreign way."
        )


_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    UnicodeDecodeError,
)
