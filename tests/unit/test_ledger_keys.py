"""The installation's key: made once, kept from others, and what it signed."""

import os
import re
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from bot.ledger import keys
from models import errors


def pem(
    private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey,
    lock: serialization.KeySerializationEncryption | None = None,
) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        lock or serialization.NoEncryption(),
    )


def test_key_is_made_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "holdfast.key"

    made = keys.create(path)
    read = keys.load(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read.public_hex == made.public_hex
    assert read.sign(b"words") == made.sign(b"words")
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")


def test_key_is_never_readable_by_others_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys.create(tmp_path / "holdfast.key")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "holdfast.key").stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "holdfast.key"
    first = keys.create(path)

    with pytest.raises(errors.ConfigurationError, match="exists already"):
        keys.create(path)

    assert keys.load(path).public_hex == first.public_hex


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match="cannot be written"):
        keys.create(tmp_path / "nowhere" / "holdfast.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o666, 0o644])
def test_a_key_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "holdfast.key"
    keys.create(path)
    path.chmod(mode)

    with pytest.raises(errors.ConfigurationError, match=f"chmod 600 {path}"):
        keys.load(path)

    path.chmod(0o400)
    keys.load(path)


def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path) -> None:
    path, link = tmp_path / "holdfast.key", tmp_path / "link"
    keys.create(path)
    link.symlink_to(path)

    keys.load(link)
    path.chmod(0o644)
    with pytest.raises(errors.ConfigurationError, match="open to other users"):
        keys.load(link)


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match="does not exist"):
        keys.load(tmp_path / "holdfast.key")


def test_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)

    with pytest.raises(errors.ConfigurationError):
        keys.load(tmp_path)
    with pytest.raises(errors.ConfigurationError, match="is not a file"):
        keys.load(pipe)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no readable key"),
        (b"hunter2", "no readable key"),
        (b"-----BEGIN PRIVATE KEY-----\nhunter2\n", "no readable key"),
        (
            pem(
                ed25519.Ed25519PrivateKey.generate(),
                serialization.BestAvailableEncryption(b"word"),
            ),
            "no readable key",
        ),
        (pem(rsa.generate_private_key(65537, 2048)), "Ed25519 is needed"),
    ],
)
def test_what_is_no_key_is_refused_and_never_quoted(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "holdfast.key"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(errors.ConfigurationError, match=sentence) as caught:
        keys.load(path)

    assert "hunter2" not in str(caught.value)


def test_key_does_not_show_itself(tmp_path: Path) -> None:
    made = keys.create(tmp_path / "holdfast.key")

    assert repr(made) == f"Key(public_hex='{made.public_hex}')"


def test_signature_holds_for_its_key_and_words_only(tmp_path: Path) -> None:
    one, other = keys.create(tmp_path / "one"), keys.create(tmp_path / "other")
    signature = one.sign(b"words")

    assert re.fullmatch("[0-9a-f]{128}", signature)
    assert keys.is_signed(one.public_hex, b"words", signature)
    assert not keys.is_signed(one.public_hex, b"other words", signature)
    assert not keys.is_signed(other.public_hex, b"words", signature)
    for broken in ("", "zz", signature[:-2], signature + "00", "0" * 128):
        assert not keys.is_signed(one.public_hex, b"words", broken)
        assert not keys.is_signed(broken, b"words", signature)


def test_fingerprint_is_half_the_hash_of_the_key_in_groups_of_four() -> None:
    # SHA-256 of 32 zero bytes begins 66687aadf862bd77 6c8fc18b8e9f8e20.
    known = keys.fingerprint("00" * 32)

    assert known == "6668-7aad-f862-bd77-6c8f-c18b-8e9f-8e20"
