"""Keep the installation's signing key, and check what it signed.

One Ed25519 key signs seals and packets. It lives in KEY_FILE as PEM (PKCS8, not
encrypted), readable by its owner alone. What is signed is the caller's business:
each kind of thing starts with words of its own, so that no signature over one can
be shown as a signature over another.
"""

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import exceptions
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from models import errors

#: Hexadecimal digits of a fingerprint: 128 bits, beyond any search for a second
#: key with the same one, and short enough to read out over a telephone.
FINGERPRINT_DIGITS = 32
#: A key file holds about 120 bytes; more than this is something else.
_LARGEST_FILE_BYTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Sign in the installation's name."""

    #: Never printed, never leaves this module but in its file.
    private: ed25519.Ed25519PrivateKey = field(repr=False)
    #: Raw public key, 64 hexadecimal digits.
    public_hex: str

    @property
    def fingerprint(self) -> str:
        """Return what people compare: `a1b2-c3d4-...`, eight groups of four."""
        return fingerprint(self.public_hex)

    def sign(self, data: bytes) -> str:
        """Sign the bytes as they are; return 128 hexadecimal digits.

        The same key and bytes give the same signature, always.

        Source: RFC 8032 section 5.1.6.
        """
        return self.private.sign(data).hex()


def create(path: Path) -> Key:
    """Make a new key and write it to a file that only its owner may read.

    Raises:
        errors.ConfigurationError: The file exists already (a key is never
            overwritten: what it signed could no longer be tied to its owner) or
            cannot be written.
    """
    private = ed25519.Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        # Never readable by others, not even before a chmod could follow.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise errors.ConfigurationError(
            f"KEY_FILE {path} exists already and is left as it is."
        ) from error
    except OSError as error:
        raise errors.ConfigurationError(
            f"KEY_FILE {path} cannot be written: {error.strerror}."
        ) from error
    return _key(private)


def load(path: Path) -> Key:
    """Read the installation's key.

    Raises:
        errors.ConfigurationError: The file is missing, others may read or write
            it, or it holds no Ed25519 key; the sentence says what to do.
    """
    pem = _read_private(path)
    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, exceptions.UnsupportedAlgorithm) as error:
        # The reason may quote the file: it is not passed on.
        raise errors.ConfigurationError(
            f"KEY_FILE {path} holds no readable key (PEM, PKCS8, not encrypted)."
        ) from error
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise errors.ConfigurationError(
            f"KEY_FILE {path} holds a key of another kind; Ed25519 is needed."
        )
    return _key(private)


def fingerprint(public_hex: str) -> str:
    """Shorten a public key to what people compare.

    Args:
        public_hex: Raw public key, 64 hexadecimal digits.

    Returns:
        The first 32 hexadecimal digits of its SHA-256, in groups of four.
    """
    digits = hashlib.sha256(bytes.fromhex(public_hex)).hexdigest()[:FINGERPRINT_DIGITS]
    return "-".join(re.findall("....", digits))


def is_signed(public_hex: str, data: bytes, signature_hex: str) -> bool:
    """Say whether that key signed these bytes; what is no signature is a "no"."""
    try:
        key = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
        key.verify(bytes.fromhex(signature_hex), data)
    except (ValueError, exceptions.InvalidSignature):
        return False
    return True


def _read_private(path: Path) -> bytes:
    """Read the file, judging the very file that is read and not its name."""
    try:
        # Not blocking: a pipe of that name must not hang the start.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            status = os.fstat(handle)
            pem = os.read(handle, _LARGEST_FILE_BYTES)
        finally:
            os.close(handle)
    except FileNotFoundError as error:
        raise errors.ConfigurationError(
            f"KEY_FILE {path} does not exist; `holdfast init` makes it."
        ) from error
    except OSError as error:
        raise errors.ConfigurationError(
            f"KEY_FILE {path} cannot be read: {error.strerror}."
        ) from error
    if not stat.S_ISREG(status.st_mode):
        raise errors.ConfigurationError(f"KEY_FILE {path} is not a file.")
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise errors.ConfigurationError(
            f"KEY_FILE {path} is open to other users of this machine; "
            f"run: chmod 600 {path}"
        )
    return pem


def _key(private: ed25519.Ed25519PrivateKey) -> Key:
    public = private.public_key().public_bytes_raw()
    return Key(private=private, public_hex=public.hex())
