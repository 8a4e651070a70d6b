"""The checker's own Ed25519, against the standard and against another program."""

import hashlib

import pytest
from cryptography import exceptions
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence import verify_packet
from tests.unit import packets

#: Public key, message and signature. Source: RFC 8032 section 7.1.
VECTORS = {
    "test 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "test 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
        "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "test 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
        "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "test SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890"
        "9351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}
KEY = packets.key()
GOOD = KEY.sign(b"words")
P, L = verify_packet.P, verify_packet.L


def little(number: int) -> str:
    return number.to_bytes(32, "little").hex()


@pytest.mark.parametrize("name", VECTORS)
def test_vector_of_the_standard_holds_and_every_changed_bit_is_refused(
    name: str,
) -> None:
    key, message, signature = VECTORS[name]

    assert verify_packet.is_signed(key, message, signature)
    assert not verify_packet.is_signed(key, message + b"\0", signature)
    for bit in range(0, 512, 37):
        flipped = bytearray.fromhex(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not verify_packet.is_signed(key, message, flipped.hex())


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_what_the_other_program_signs_holds(seed: bytes, message: bytes) -> None:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw().hex()
    signature = private.sign(message).hex()

    assert verify_packet.is_signed(public, message, signature)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_both_programs_refuse_alike(public: bytes, signature: bytes) -> None:
    try:
        key = ed25519.Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, b"words")
        holds = True
    except (exceptions.InvalidSignature, ValueError):
        holds = False

    found = verify_packet.is_signed(public.hex(), b"words", signature.hex())

    assert found == holds


def test_the_same_signature_with_a_larger_scalar_is_refused() -> None:
    start, scalar = GOOD[:64], int.from_bytes(bytes.fromhex(GOOD[64:]), "little")

    assert verify_packet.is_signed(KEY.public_hex, b"words", start + little(scalar))
    for more in (L, 2 * L, 8 * L):
        assert not verify_packet.is_signed(
            KEY.public_hex, b"words", start + little(scalar + more)
        )


@pytest.mark.parametrize(
    "public",
    [
        little(1),  # the neutral point
        little(1 | 1 << 255),  # the same, written with a sign
        little(P - 1),  # order 2
        little(0),  # order 4
        little(1 << 255),
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # order 8
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        little(P),  # 0 and 1, written in a second way
        little(P + 1),
        little(2),  # no point of the curve
    ],
)
def test_a_key_under_which_anything_passes_is_refused(public: str) -> None:
    # With S = 0 and R the neutral point, a key of small order signs many messages.
    signature = little(1) + little(0)

    for number in range(64):
        message = b"%d" % number
        assert not verify_packet.is_signed(public, message, signature)


@pytest.mark.parametrize("y", range(19))
def test_a_point_has_one_way_to_be_written(y: int) -> None:
    second = bytes.fromhex(little(P + y))

    assert verify_packet._decoded(second) is None


@pytest.mark.parametrize("y", [1, P - 1])
def test_a_zero_has_no_sign(y: int) -> None:
    plain, signed = (bytes.fromhex(little(y | sign << 255)) for sign in (0, 1))

    assert verify_packet._decoded(plain) == (0, y, 1, 0)
    assert verify_packet._decoded(signed) is None


def test_every_point_is_read_as_it_was_written() -> None:
    for number in range(50):
        written = bytes.fromhex(packets.key(number).public_hex)
        point = verify_packet._decoded(written)
        assert point is not None
        assert verify_packet._encoded(point) == written


def test_what_lies_beside_the_curve_is_no_point() -> None:
    # Half of all numbers are no y of a point. Which ones, the curve's equation says:
    # (y * y - 1) / (D * y * y + 1) must be a square.
    for y in range(2, 100):
        square = (y * y - 1) * pow(verify_packet.D * y * y + 1, -1, P) % P
        is_point = pow(square, (P - 1) // 2, P) == 1
        found = verify_packet._decoded(bytes.fromhex(little(y)))
        assert (found is not None) == is_point


def test_a_start_that_is_written_in_a_second_way_is_refused() -> None:
    # The neutral point as R: with S = h * a it holds, as 1 and not as P + 1.
    seed = hashlib.sha256(b"key 1").digest()
    half = bytearray(hashlib.sha512(seed).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    secret = int.from_bytes(half, "little")

    def with_start(start: str) -> str:
        hashed = hashlib.sha512(bytes.fromhex(start + KEY.public_hex) + b"words")
        digest = int.from_bytes(hashed.digest(), "little")
        return start + little(digest * secret % L)

    assert verify_packet.is_signed(KEY.public_hex, b"words", with_start(little(1)))
    second = with_start(little(P + 1))
    assert not verify_packet.is_signed(KEY.public_hex, b"words", second)


@pytest.mark.parametrize(
    "signature", ["", GOOD[:-1], GOOD + "00", GOOD.upper(), "x" * 128, " " + GOOD[1:]]
)
def test_what_is_no_signature_is_refused(signature: str) -> None:
    assert not verify_packet.is_signed(KEY.public_hex, b"words", signature)


@pytest.mark.parametrize("public", ["", KEY.public_hex[:-2], "x" * 64])
def test_what_is_no_key_is_refused(public: str) -> None:
    assert not verify_packet.is_signed(public, b"words", GOOD)
