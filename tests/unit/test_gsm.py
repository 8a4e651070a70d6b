"""Counting, folding and trimming in the alphabet of the phone network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator import segments as billed
from handlers.sms import gsm

EURO = "\u20ac"
EMOJI = "\U0001f44d"
PLAIN = st.text(sorted(gsm.BASIC | gsm.EXTENSION), max_size=400)
ANY = st.text(max_size=400) | st.text("ab \u2019\u00e1^\U0001f44d\U0001f3fd\u200d")


def test_the_alphabet_has_its_127_characters_and_the_table_its_10() -> None:
    assert len(gsm.BASIC) == 127
    assert len(gsm.EXTENSION) == 10
    assert not gsm.BASIC & gsm.EXTENSION


@pytest.mark.parametrize("character", "^{}\\[]~|" + EURO)
def test_a_character_of_the_extension_table_takes_two_septets(character: str) -> None:
    assert gsm.septets(character) == 2
    assert gsm.septets(character * 80) == 160
    assert gsm.segments(character * 80) == 1
    assert gsm.segments(character * 80 + "a") == 2


@pytest.mark.parametrize(
    "character",
    ["`", "\u2019", "\u2014", "\xa0", "\t", "\x1b", "\u00e7", EMOJI, "\x00"],
)
def test_one_character_outside_the_alphabet_makes_the_message_ucs2(
    character: str,
) -> None:
    assert gsm.septets("a" * 100) == 100
    assert gsm.septets("a" * 100 + character) is None
    assert gsm.segments("a" * 100 + character) == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        # The extension character does not fit into the 153rd place.
        ("a" * 152 + EURO + "a" * 152, 3),
        ("a" * 151 + EURO + "a" * 153, 2),
        ("\u2019" * 70, 1),
        ("\u2019" * 71, 2),
        ("\u2019" * 134, 2),
        ("\u2019" * 135, 3),
        (EMOJI * 35, 1),
        (EMOJI * 36, 2),
        # 33 pairs are 66 units, and the 34th does not fit into the 67th.
        (EMOJI * 66, 2),
        (EMOJI * 67, 3),
        ("a" + EMOJI * 66, 2),
        ("[INC-1] " * 20, 2),
        ("a" * 1601, 11),
        ("\ud800" * 70, 1),
    ],
)
def test_segments_are_counted_as_the_carriers_count(text: str, count: int) -> None:
    assert gsm.segments(text) == count


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("\u201cgo\u201d he said, \u2018now\u2019", "\"go\" he said, 'now'"),
        ("`tick`", "'tick'"),
        ("23:00\u201323:30 \u2014 dock\u2026", "23:00-23:30 - dock..."),
        ("a\xa0b\u202fc\u3000d\te", "a b c d e"),
        ("\uff21\uff23\uff2b \uff11\uff12\uff01", "ACK 12!"),
        ("Jos\u00e9 Pe\u00f1a, M\u00fcller", "Jos\u00e9 Pe\u00f1a, M\u00fcller"),
        ("Jose\u0301 Garc\u00eda, \u0141\u00f3d\u017a", "Jose Garcia, Lodz"),
        ("Gar\u00e7on, Wa\u0142\u0119sa, \u0160", "Garcon, Walesa, S"),
        ("45\u00b0 \u00bd \u2264 2 \u00d7 3", "45 deg 1/2 <= 2 x 3"),
        ("done \u2705", "done ?"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 here", "? here"),
        ("\U0001f44d\U0001f3fd\U0001f44d", "?"),
        ("\U0001f1fa\U0001f1f8 \u2764\ufe0f!", "? ?!"),
        ("\u7279\u5de5", "??"),
        ("\ud55c", "?"),
        ("\u0410\u0411", "??"),
        ("a\u200bb\ufeff\u00adc", "abc"),
        ("a\x00b\x1bc", "a b c"),
        ("line\r\nline\n", "line\r\nline\n"),
        ("\ud800", "?"),
        (EURO + "5 {x}", EURO + "5 {x}"),
        ("what??", "what??"),
        ("\u2122 \u00a9 \ufb01ne", "TM (c) fine"),
    ],
)
def test_text_is_folded_to_its_nearest_likeness(text: str, folded: str) -> None:
    assert gsm.fold(text) == folded


@given(ANY)
def test_what_is_folded_is_in_the_alphabet_and_stays_as_it_is(text: str) -> None:
    folded = gsm.fold(text)
    assert gsm.septets(folded) is not None
    assert gsm.fold(folded) == folded


@given(PLAIN)
def test_what_is_in_the_alphabet_is_not_folded(text: str) -> None:
    assert gsm.fold(text) == text


@given(PLAIN)
def test_the_septets_bound_the_segments(text: str) -> None:
    septets = gsm.septets(text)
    assert septets is not None
    count = gsm.segments(text)
    if septets <= 160:
        assert count == 1
    else:
        # Each full segment may be one septet short of 153.
        assert -(-septets // 153) <= count <= -(-septets // 152)


@given(st.text(min_size=1, max_size=300))
def test_ucs2_segments_are_bounded_by_their_units(text: str) -> None:
    text += EMOJI
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    count = gsm.segments(text)
    if units <= 70:
        assert count == 1
    else:
        assert -(-units // 67) <= count <= -(-units // 66)


@given(PLAIN | ANY)
def test_the_phone_company_bills_the_segments_that_are_counted(text: str) -> None:
    assert gsm.segments(text) == billed.segments(text)


@given(ANY, st.text(max_size=60), st.integers(0, 320))
def test_what_is_fitted_fits_and_keeps_its_end(
    text: str, keep: str, limit: int
) -> None:
    fitted = gsm.fit(text, keep=keep, limit=limit)
    septets = gsm.septets(fitted)
    assert septets is not None
    assert septets <= limit
    kept = gsm.fold(keep)
    if (gsm.septets(kept) or 0) <= limit:
        assert fitted.endswith(kept)
    whole = gsm.fold(text) + kept
    if (gsm.septets(whole) or 0) <= limit:
        assert fitted == whole


@given(st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), min_size=2))
def test_a_word_is_not_cut_while_one_before_it_stands(words: list[str]) -> None:
    fitted = gsm.fit(" ".join(words), limit=30)
    if fitted.endswith(gsm.CUT):
        left = fitted.removesuffix(gsm.CUT).split(" ")
        assert left == words[: len(left)]


@pytest.mark.parametrize(
    ("text", "keep", "limit", "fitted"),
    [
        ("short", " ACK 4K7QX", 160, "short ACK 4K7QX"),
        ("one two three", "", 12, "one two.."),
        ("one two three", "", 10, "one two.."),
        ("one two, three", "", 11, "one two.."),
        ("one two three", "", 9, "one two.."),
        ("one two three", "", 8, "one.."),
        ("one two three", " ACK", 11, "one.. ACK"),
        ("unbrokenword", "", 8, "unbrok.."),
        ("unbrokenword", "ACK", 4, "ACK"),
        ("one two", "ACK", 3, "ACK"),
        ("one two", "ACK 4K7QX", 5, "ACK 4"),
        ("\u2026\u2019a b c d", "", 8, "...'a.."),
        ("{}{} {}{}", "", 12, "{}{}.."),
        ("", "ACK", 160, "ACK"),
        ("... one", "", 6, ""),
        ("one\ntwo three", "", 9, "one\ntwo.."),
        ("one  two", "", 6, "one.."),
    ],
)
def test_text_is_cut_after_a_word_and_what_must_arrive_is_kept(
    text: str, keep: str, limit: int, fitted: str
) -> None:
    assert gsm.fit(text, keep=keep, limit=limit) == fitted
