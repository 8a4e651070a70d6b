"""Hold which channels may be used, on whose authority, and with what patience."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from bot.policy import values
from bot.policy.schema.base import Rule

#: What a channel can be used for: opening incidents and adding to them, and
#: telling people what they owe and hearing their answers.
Use = Literal["intake", "duties"]

_BOTH: tuple[Use, ...] = ("intake", "duties")


class Authorisation(Rule):
    """Hold the agency's written authorisation to use messages for this work."""

    #: Who gave it: an office or a rank, no name.
    by: values.Text
    #: On which day.
    given_on: date
    #: Where the paper is.
    reference: values.Text


class Channels(Rule):
    """Say what each channel may be used for; nothing: it is off."""

    #: Text messages.
    sms: tuple[Use, ...] = _BOTH
    #: Slack, by commands, buttons and forms.
    slack: tuple[Use, ...] = _BOTH
    #: Telephone calls; nothing is sent or heard by them in this version.
    voice: tuple[Use, ...] = ()
    #: Electronic mail; the same.
    email: tuple[Use, ...] = ()
    #: Answers over the police radio, which a dispatcher logs.
    radio: tuple[Use, ...] = _BOTH
    #: The authorisation that these rest on; None: none is on record.
    authorisation: Authorisation | None = None
    #: What all of this rests on.
    authority: values.Authority = "the agency's choice"


class Slack(Rule):
    """Say what is shown in Slack."""

    #: True: the first words of an incident stand on its card, for everybody in the
    #: channel.
    words_on_card: StrictBool = False


class Limits(Rule):
    """Hold the patience and the thrift of texting."""

    #: Free words join an incident that their sender texted about this recently.
    free_text_joins_within: values.Wait = timedelta(hours=12)
    #: A new incident is offered to be linked with one opened this recently.
    offer_join_within: values.Wait = timedelta(minutes=30)
    #: The same words from the same number within this are one incident.
    same_text_within: values.Wait = timedelta(minutes=10)
    #: Answers to one number that nobody knows.
    unknown_answers_per_hour: values.Count = 3
    #: Answers to one number to texts that are not understood.
    unclear_answers_per_hour: values.Count = 6
    #: How long after opening nothing unsolicited reaches the opener.
    quiet_at_scene: values.Wait = timedelta(minutes=20)
    #: Texts that are worked off later than this are marked late.
    late_after: values.Wait = timedelta(minutes=2)
    #: How long a page is of use.
    notice_valid_for: values.Span = timedelta(minutes=30)
    #: Longest tour where no watch ends it.
    tour: values.Span = timedelta(hours=9)
    #: Countries whose numbers may be texted.
    countries: Annotated[tuple[values.Country, ...], Field(min_length=1)] = ("US",)
    #: Pace at which what is new on a list in Slack notifies its reader, and at which
    #: the desk hears that more texts of unknown numbers wait.
    digest_every: values.Span = timedelta(minutes=15)
