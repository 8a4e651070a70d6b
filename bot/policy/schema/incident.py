"""Hold what an incident is about, and what may be said of it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from bot.policy import values
from bot.policy.schema.base import Rule


class Fact(Rule):
    """Name something that may be so at a scene, and that duties depend on."""

    #: Name in the record and in conditions.
    id: values.Name
    #: What people are shown.
    title: values.Text
    #: Word by which an officer states it; NO after it takes it back.
    word: values.Word


class Violation(Rule):
    """Name a kind of incident: an alleged violation of state or local law."""

    #: Name in the record; it may come again for later days.
    id: values.Name
    #: What people are shown.
    title: values.Text
    #: In force from this day on; None: always was.
    from_on: date | None = None
    #: No more in force from this day on.
    until_on: date | None = None
    #: What it rests on: statute, order, or the words that nobody verified it.
    authority: values.Authority


class Identifier(Rule):
    """Say how a number looks that people name."""

    #: Which number it is.
    id: Literal["rd_number", "event_number", "event_short", "star", "beat"]
    #: What people are shown.
    title: values.Text
    #: Regular expression that the whole number matches, folded to capitals; blanks
    #: and hyphens that it allows are not kept.
    pattern: Annotated[str, Field(min_length=1, max_length=200)]
    #: One of them, which people are shown.
    example: Annotated[str, Field(min_length=1, max_length=40)]
    #: Of a beat: how many of its figures, from the left, are the number of the unit
    #: that it lies in; None: it says nothing of that.
    unit_figures: Annotated[StrictInt, Field(ge=1, le=9)] | None = None
    #: What its form rests on.
    authority: values.Authority


class Places(Rule):
    """Name the agency's list of designated places, offered as suggestions."""

    #: CSV file, relative to the policy file.
    file: values.Text
    #: Kind of incident that one of these places suggests.
    kind: values.Name
    #: How near a place is that is offered, in metres.
    within_metres: Annotated[StrictInt, Field(ge=1, le=5000)] = 150
    #: What the list rests on.
    authority: values.Authority


class Recipient(Rule):
    """Name an office that an incident may be referred to."""

    #: Name in the record.
    id: values.Name
    #: What people are shown.
    title: values.Text
    #: Role of the roster through which it is reached.
    role: values.Name
    #: Roles that decide on referring.
    decided_by: Annotated[tuple[values.Name, ...], Field(min_length=1)]
    #: What is referred there.
    threshold: values.Text
    #: What it rests on.
    authority: values.Authority


class Tell(Rule):
    """Name a role that is told when an incident opens."""

    #: Who is told; the desk, where nobody of the role is on duty.
    role: values.Name
    #: What, in the phone's alphabet.
    text: Annotated[str, Field(min_length=1, max_length=60)]


class Phrase(Rule):
    """Name a sentence that a desk may text to the officer who opened an incident."""

    #: Name in the record.
    id: values.Name
    #: In the phone's alphabet, no names.
    text: Annotated[str, Field(min_length=1, max_length=60)]


class Forbidden(Rule):
    """Name words that may not be asked for, kept or shared.

    Texts that match are held back until a person decides.
    """

    #: Name in the record.
    id: values.Name
    #: Regular expressions, matched without regard to case.
    patterns: Annotated[tuple[str, ...], Field(min_length=1)]
    #: Citation told to the sender; short.
    citation: Annotated[str, Field(min_length=1, max_length=40)]
    #: What it rests on.
    authority: values.Authority
    #: Roles that decide.
    decided_by: Annotated[tuple[values.Name, ...], Field(min_length=1)]
