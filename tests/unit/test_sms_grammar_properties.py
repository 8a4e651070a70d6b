"""What holds for every text that anybody can send."""

import time
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sms import (
    answers,
    dates,
    grammar,
    identifiers,
    parsed,
    spelling,
    supervisor,
    targets,
    words,
)
from models.commands import Target

TODAY = date(2026, 11, 22)
POLICY_WORDS = frozenset({"RADIO", "POD", "STOP", "YES"})
OURS = grammar.VERBS.keys() | words.DUTY_WORDS | POLICY_WORDS

#: One of each kind, as written in the manual.
PLAIN = [
    "ACK",
    "ACK 4K7QX",
    "ACK 12",
    "ACK 26-0042K",
    "DONE",
    "DONE 4K7QX 10 MAR 29",
    "DONE CASE 123",
    "UNDO 4K7QX",
    "STATUS",
    "STATUS 26-0042K",
    "MENU",
    "ON UNTIL 2300",
    "ON",
    "OFF",
    "JOIN 26-0042K 26-0041H",
    "NOTE 26-0042K AGENTS LEFT",
    "NOTE TO SELF",
    "NEW AGENTS AT 47TH",
    "NEW",
    "AID EMS CALLED",
    "SUP SMITH 4411 ICE",
    "CAMS 1234 5678",
    "DOCK",
    "FLAG 10 MAR 29",
    "FLAG NEVER",
    "NOVIDEO BATTERY DIED",
    "REPORT JK123456",
    "SEEN 4K7QX",
    "RADIO ASKED",
    "LATE 2230 AT HOSPITAL",
    "LATE 4K7QX 30M",
    "PASS 4K7QX ON ANOTHER SCENE",
    "PASS",
    "NOTME 26-0042K",
    "NOT ME",
    "OK",
    "10-4",
    *words.CARRIER_WORDS,
    "STOP PLEASE",
    "AGENTS STRUCK A MAN",
    "REPORT OF AGENTS STRIKING A MAN",
    "ON SCENE AGENTS HIT A MAN",
    "THANKS",
]

#: Letters, marks, blanks and emoji that make trouble, around words of ours.
TEXTS = st.one_of(
    st.text(),
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.lists(
        st.one_of(
            st.sampled_from(
                [*OURS, *PLAIN, "'", '"', "\u201c", "\u201d", "#", ":", "-", " ", "\n"]
            ),
            st.sampled_from(["\u200b", "\u0301", "\ufb00", "\U0001f44d", "CASE", "12"]),
            st.text(max_size=5),
        )
    ).map("".join),
)


def in_full_width(text: str) -> str:
    return "".join(
        chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else "\u3000"
        for character in text
    )


@st.composite
def respelt(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a plain text, and the same as a phone in a hurry may send it."""
    plain = draw(st.sampled_from(PLAIN))
    text = "".join(draw(st.sampled_from([one, one.lower()])) for one in plain)
    if draw(st.booleans()):
        text = in_full_width(text)
    gap = draw(st.sampled_from([" ", "  ", "\xa0", "\n", "\u200b ", "\t"]))
    text = text.replace(" ", gap)
    text += draw(st.sampled_from(["", ".", "...", "!", "?", "!!", " .", " "]))
    quotes = draw(
        st.sampled_from(
            ["", "''", '""', "\u201c\u201d", "\u2018\u2019", "\u00ab\u00bb"]
        )
    )
    text = quotes[:1] + text + quotes[1:]
    before = draw(st.sampled_from(["", " ", "\n", "\u200b", "\ufeff", "\U0001f6a8 "]))
    after = draw(
        st.sampled_from(["", " ", "\n", "\u200b", ".", " \U0001f64f\U0001f3fd"])
    )
    return plain, before + text + after


def gist(read: parsed.Parsed) -> list[object]:
    """Give what was understood, with free text reduced to its plain words."""
    values: list[object] = [type(read)]
    for field in fields(read):
        value = getattr(read, field.name)
        is_text = isinstance(value, str)
        values.append(spelling.tokens(value) if is_text else value)
    return values


@given(respelt())
def test_spelling_changes_nothing(spellings: tuple[str, str]) -> None:
    plain, text = spellings
    understood = grammar.parse(text, duty_words=POLICY_WORDS)
    expected = grammar.parse(plain, duty_words=POLICY_WORDS)
    assert gist(understood) == gist(expected)


@given(TEXTS, st.sampled_from([frozenset(), POLICY_WORDS]))
def test_no_text_raises_and_every_reader_takes_every_text(
    text: str, duty_words: frozenset[str]
) -> None:
    read = grammar.parse(text, duty_words=duty_words)
    assert read == grammar.parse(text, duty_words=duty_words)
    stars, _ = answers.read_stars(text)
    assert all(star.isascii() and star.isdigit() for star in stars)
    identifiers.read_rd_number(text)
    identifiers.read_event_number(text)
    identifiers.read_beat(text)
    supervisor.read_supervisor(text)
    if answers.read_deletion(text, TODAY) is not None:
        assert answers.looks_like_deletion(text)


@given(TEXTS)
def test_what_is_kept_was_written_by_the_sender(text: str) -> None:
    read = grammar.parse(text)
    for name in ("text", "rest", "until_text", "at_text"):
        assert getattr(read, name, "") in text


@given(TEXTS)
def test_a_target_is_one_thing_and_has_its_shape(text: str) -> None:
    target = getattr(grammar.parse(text), "target", Target())
    named = [part for part in (target.code, target.reference) if part is not None]
    assert len(named) + (target.malformed is not None) <= 1
    for part in named:
        assert targets.find(part) == target
        assert part in spelling.fold(text) or target.reference
    assert len(target.malformed or "") <= targets.MALFORMED_LENGTH


@given(TEXTS, st.text(max_size=20))
def test_free_text_after_another_word_never_acts(text: str, word: str) -> None:
    first = (spelling.tokens(word) or ["X"])[0]
    head, _ = spelling.split_word(first)
    if head in OURS or first in words.OKAY_WORDS or first in ("OPT", *words.REACTIONS):
        return
    read = grammar.parse(f"{first} {text}", duty_words=POLICY_WORDS)
    allowed = parsed.Free | parsed.Reaction | parsed.CarrierWord
    assert isinstance(read, allowed)
    if isinstance(read, parsed.CarrierWord):
        assert read.word == first.upper()


@given(st.sampled_from(sorted(words.CARRIER_WORDS)), TEXTS)
def test_a_carriers_word_is_never_one_of_ours(word: str, text: str) -> None:
    duty_words = frozenset(OURS | words.CARRIER_WORDS.keys())
    for said in (word, f"{word} {text}", f"{word}: {text}"):
        read = grammar.parse(said, duty_words=duty_words)
        assert isinstance(read, parsed.CarrierWord | parsed.Free | parsed.Reaction)


@given(st.text("34679CDFGHJKMNPQRTVWX", min_size=5, max_size=5), st.integers(0, 4))
def test_a_code_with_one_wrong_character_is_never_a_code(code: str, at: int) -> None:
    assert grammar.parse(f"ack {code.lower()}") == parsed.Acknowledge(
        target=Target(code=code)
    )
    for wrong in "0O1IL2Z5S8BAEUY":
        mistyped = code[:at] + wrong + code[at + 1 :]
        for word in ("ACK", "UNDO", "STATUS", "DONE"):
            read = grammar.parse(f"{word} {mistyped}")
            target = getattr(read, "target", None)
            assert target is not None
            assert target.code is None
            if isinstance(read, parsed.Done) and read.rest:
                # "3DEC3": after DONE that is meant as a date, and answered as one.
                assert answers.looks_like_deletion(mistyped)
                continue
            assert target.reference or target.malformed == mistyped


@given(st.integers(0, 99), st.integers(0, 999_999), st.sampled_from("ABKXZ"))
def test_a_reference_is_read_in_all_its_spellings(
    year: int, number: int, letter: str
) -> None:
    stored = f"{year:02d}-{number:04d}{letter}"
    short = f"{year:02d}-{number}{letter}".lower()
    for text in (stored, stored.lower(), stored.replace("-", ""), short):
        read = grammar.parse(f"ACK {text}")
        assert read == parsed.Acknowledge(target=Target(reference=stored))


HOSTILE = {
    "letters": "a" * 100_000,
    "blanks": "ON" + " " * 100_000 + "2300",
    "quotes": "'\"" * 50_000,
    "nested quotes": "\u201c" * 50_000 + "ACK" + "\u201d" * 50_000,
    "combining marks": "a" + "\u0301\u0323" * 50_000,
    "wide ligatures": "\ufdfa" * 100_000,
    "hashes": "ACK " + "#" * 100_000,
    "labels": "ACK " + "CODE " * 20_000,
    "codes": "ACK " + "4K7QX " * 16_000,
    "figures": "DONE " + "1" * 100_000,
    "references": "JOIN " + "26-0042K " * 11_000,
    "dates": "FLAG " + "10 MAR 29 " * 10_000,
    "date labels": "FLAG " + "ON " * 33_000,
    "stars": "CAMS " + "1 " * 50_000,
    "agencies": "SUP " + "ICE " * 25_000,
    "beats": "NEW " + "BEAT " * 20_000 + "BEAT" + " " * 20_000,
    "report labels": "REPORT " + "RD " * 33_000,
    "hyphens": "FLAG CASE " + "-" * 100_000,
    "understood": "K " * 50_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_is_read_in_linear_time(kind: str) -> None:
    text = HOSTILE[kind]
    rest = text.split(" ", 1)[-1]
    began = time.process_time()
    grammar.parse(text)
    answers.read_stars(rest)
    answers.read_deletion(rest, TODAY)
    identifiers.read_rd_number(rest)
    identifiers.read_event_number(rest)
    identifiers.read_beat(rest)
    supervisor.read_supervisor(rest)
    dates.read_date(rest, today=TODAY)
    dates.read_time(rest)
    # Seconds of processor time; the slowest takes one, quadratic work takes minutes.
    assert time.process_time() - began < 10
