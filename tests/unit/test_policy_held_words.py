"""Which words the shipped policy holds back, and which it must let through.

Both lists are made up; no text here was ever sent.
"""

import time

import pytest

from bot.policy import load, schema
from bot.verbs.ground import held

POLICY: schema.Policy = load.load(load.shipped())[0]

HELD_BACK = [
    "agents said he is an illegal alien",
    "two illegals in the van",
    "man is undocumented",
    "Undocumented workers at the site",
    "they asked for his immigration status",
    "IMMIGRATION STATUS unknown",
    "immigration-status: none",
    "visa overstay per agents",
    "he overstayed his visa",
    "subject has an expired visa",
    "on an H-1B visa",
    "in the country illegally",
    "entered the US unlawfully",
    "been here illegally since May",
    "agents read out A123456789",
    "A-12345678 on the sheet",
    "A# 123456789",
    "a# 123 456 789",
    "A 123-456-789",
    "A-number 123456789",
    "alien registration number on form",
    "born in Mexico",
    "she was born outside the country",
    "place of birth Guatemala",
    "country of origin given",
    "birthplace asked",
    "proof of citizenship",
    "US citizen detained anyway",
    "U.S. citizen",
    "american citizen",
    "not a citizen",
    "he isn't a citizen",
    "says she's a citizen",
    "He is a citizen, showed ID",
    "noncitizen",
    "non-citizen",
    "citizen of Venezuela",
    "has a green card",
    "green-card holder",
    "lawful permanent resident",
    "DACA recipient",
    "asylum seeker",
    "applied for asylum last year",
    "foreign national",
    "a Venezuelan national",
    "nationality asked",
    "was deported in 2019",
    "has a removal order",
    "order of removal shown",
    "work authorization expired",
    "naturalized in 2012",
    "estatus migratorio",
    "es indocumentado",
    "sin papeles",
]

LET_THROUGH = [
    "ICE agents took a man at 26th and Kedzie",
    "immigration agents used pepper spray",
    "immigration officers left, no warrant shown",
    "detained outside immigration court",
    "agents entered the house illegally",
    "illegal entry into the garage",
    "illegal search of vehicle 3",
    "parked here illegally",
    "agents had no papers and no warrant",
    "status of the man: conscious, EMS on scene",
    "status unknown",
    "citizen complained that agents struck him",
    "citizens filming from the sidewalk",
    "complainant is a citizen reporting by phone",
    "this is not a citizen complaint",
    "she is a citizen witness",
    "citizens of Chicago gathered",
    "citizens of the 22nd ward gathered",
    "senior citizen pushed to the ground",
    "undocumented injuries to left arm",
    "undocumented use of force by agents",
    "threatened to deport him if he filmed",
    "I-94 at 31st St, northbound",
    "event 2603101234, beat 1024",
    "event 01234, RD JK123456",
    "star 12345, unit A1234",
    "call back 312 555 0142",
    "took a number 49 bus",
    "a 2603101234 event",
    "baby born in the ambulance",
    "DOB, born in 1990",
    "National Guard on scene",
    "American National Bank, 33rd St",
    "paid with a Visa card",
    "construction crew without a work permit",
    "agents identified as Border Patrol, badge 4411",
    "please have it documented",
    "snow removal blocked the street",
    "force used, knee on neck, EMS called",
    "resident filmed it on a phone",
    "",
]


@pytest.mark.parametrize("text", HELD_BACK)
def test_words_about_status_are_held_back(text: str) -> None:
    rule = held.rule_against(POLICY, text)

    assert rule is not None
    assert rule.id == "immigration_status"


@pytest.mark.parametrize("text", HELD_BACK)
def test_words_about_status_are_held_back_in_any_case(text: str) -> None:
    assert held.rule_against(POLICY, text.upper()) is not None
    assert held.rule_against(POLICY, f"agents at 26th st. {text.lower()}!") is not None


@pytest.mark.parametrize("text", LET_THROUGH)
def test_other_words_are_let_through(text: str) -> None:
    assert held.rule_against(POLICY, text) is None


@pytest.mark.parametrize(
    "pattern",
    [r"\bticket number\b", r"\bTicket NUMBER\b", r"\bticket\snumber\B|[A-Z]icket n"],
)
def test_a_pattern_may_be_written_in_any_case(pattern: str) -> None:
    (rule,) = POLICY.forbidden
    own = rule.model_copy(update={"patterns": (pattern,)})
    policy = POLICY.model_copy(update={"forbidden": (own,)})

    for text in ("the ticket number", "THE TICKET NUMBER", "Ticket  Number 4"):
        assert held.rule_against(policy, text) is own
    assert held.rule_against(policy, "the ticket booth, number 4") is None


@pytest.mark.parametrize("part", ["a ", "citizen ", "born in ", "1", "illegal-", "é"])
def test_the_longest_text_is_looked_through_at_once(part: str) -> None:
    # 1,600 characters is the longest text that a carrier hands over.
    text = (part * 1600)[:1600]

    begun = time.perf_counter()
    held.rule_against(POLICY, text)

    assert time.perf_counter() - begun < 5.0
