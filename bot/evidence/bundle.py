"""Pack files into a ZIP that is the same, byte for byte, whenever it is made.

Knows nothing of incidents: what goes into a packet is decided elsewhere. The files
that every packet carries along, the checker and its instructions, are read here.
"""

import io
import re
import string
import zipfile
from collections.abc import Mapping
from pathlib import Path

#: Date of every file: the earliest that the format can write, the same for all.
#: Source: PKWARE APPNOTE 6.3.10 section 4.4.6 (MS-DOS date and time).
_DATE = (1980, 1, 1, 0, 0, 0)
#: A plain file that its owner may write and all may read, as Unix writes it down.
_ATTRIBUTES = 0o100644 << 16
_UNIX = 3
#: One flat folder, and names that every system can unpack.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_HERE = Path(__file__).parent


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Pack files, sorted by name, stored as they are.

    Stored, because compression depends on the version of the library at hand.

    Args:
        files: Content by name; no folders.

    Raises:
        ValueError: A name is not one that every system can unpack, or two differ in
            case only.
    """
    if len({name.lower() for name in files}) != len(files):
        raise ValueError("two file names differ in case only")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name for a file in a packet")
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = _UNIX
            info.external_attr = _ATTRIBUTES
            archive.writestr(info, files[name])
    return packed.getvalue()


def checker_files(
    *, reference: str, ledger: str, position: int, head: str, fingerprint: str
) -> dict[str, bytes]:
    """Return `verify_packet.py` and `VERIFY.txt` for one packet.

    Args:
        reference: Of the incident.
        ledger: Id of its ledger.
        position: Of the last entry in the packet.
        head: Hash of that entry.
        fingerprint: Of the key that signs the packet.
    """
    template = string.Template((_HERE / "verify.txt").read_text(encoding="utf-8"))
    text = template.substitute(
        reference=reference,
        ledger=ledger,
        position=position,
        head=head,
        fingerprint=fingerprint,
    )
    return {
        "verify_packet.py": (_HERE / "verify_packet.py").read_bytes(),
        "VERIFY.txt": text.encode(),
    }
