"""What the phone company knows is kept as JSON, and given back whole."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator import clock as clocks
from bot.simulator import documents, keeping, phone_company, troubles
from models import errors

START_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
NUMBER, ASHA, BOYD = "+13125550100", "+13125550111", "+13125550112"
HOOK = "https://bot.example/twilio/sms"
STATUS = "https://bot.example/twilio/status"


def company_at(clock: clocks.MovedClock) -> phone_company.PhoneCompany:
    return phone_company.PhoneCompany(
        clock=clock,
        account_sid=phone_company.SIMULATED_ACCOUNT_SID,
        auth_token="token-of-a-simulated-account",
        numbers=(NUMBER,),
        sms_webhook_url=HOOK,
        post=_answer,
    )


def _answer(
    url: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    said = b"<Response><Message>noted</Message></Response>"
    return 200, {"Content-Type": "text/xml"}, said


def creates(company: phone_company.PhoneCompany, to: str = ASHA) -> str:
    form = {"To": [to], "From": [NUMBER], "Body": ["due"], "StatusCallback": [STATUS]}
    return str(company.create(form)["sid"])


def written(company: phone_company.PhoneCompany) -> bytes:
    with company.network.changed:
        return documents.write(keeping.kept(company))


def brought_back(
    company: phone_company.PhoneCompany, clock: clocks.MovedClock
) -> phone_company.PhoneCompany:
    known = documents.read(keeping.Company, written(company), name="it")
    keeping.check(known)
    other = company_at(clock)
    # Whatever it knew before is gone.
    other.phone("+13125550199").texts("hello")
    other.troubles.suspended = True
    keeping.give_back(other, known)
    return other


def _stops(company: phone_company.PhoneCompany) -> object:
    return company.phone(BOYD).texts("STOP")


def _toggles(company: phone_company.PhoneCompany) -> None:
    company.troubles.hold_queue = not company.troubles.hold_queue


def _loses(company: phone_company.PhoneCompany) -> None:
    company.troubles.every_create = troubles.accept_then_drop()
    company.troubles.listing_delay_for = timedelta(minutes=3)
    company.troubles.extra_parameters = {"New": "1"}


def _breaks(company: phone_company.PhoneCompany) -> None:
    phone = company.phone(ASHA)
    phone.is_on, phone.kind, phone.fails_with = False, "landline", 30005


DEEDS: tuple[Callable[[phone_company.PhoneCompany], object], ...] = (
    lambda company: company.phone(ASHA).texts("NEW a car & a van «ü» 🚓"),
    lambda company: company.phone(BOYD).texts("YES", media=2),
    lambda company: creates(company),
    lambda company: company.settle(),
    lambda company: company.network.advance(),
    _stops,
    _toggles,
    _loses,
    _breaks,
)


@given(st.lists(st.sampled_from(DEEDS), max_size=8))
def test_a_company_is_brought_back_as_it_was(
    deeds: list[Callable[[phone_company.PhoneCompany], object]],
) -> None:
    clock = clocks.MovedClock(START_AT)
    company = company_at(clock)
    for deed in deeds:
        clock.advance(timedelta(seconds=1.5))
        deed(company)
    other = brought_back(company, clock)
    assert written(other) == written(company)
    # It goes on by itself: nothing is shared with the first one.
    before = written(company)
    other.troubles.hold_queue = other.troubles.suspended = False
    other.phone(ASHA).is_on = True
    other.phone(ASHA).texts("more")
    other.settle()
    assert written(company) == before
    sids = [message.sid for message in other.messages]
    assert len(set(sids)) == len(sids)


def test_what_waited_goes_out_after_all() -> None:
    clock = clocks.MovedClock(START_AT)
    company = company_at(clock)
    company.troubles.hold_queue = True
    sid = creates(company)
    company.settle()
    other = brought_back(company, clock)
    other.settle()
    assert other.fetch(sid)["status"] == "queued"
    other.troubles.hold_queue = False
    other.settle()
    assert other.fetch(sid)["status"] == "delivered"
    assert [text.body for text in other.phone(ASHA).received] == ["due"]
    assert company.phone(ASHA).received == []


def test_a_callback_that_was_not_posted_is_posted_after_all() -> None:
    clock = clocks.MovedClock(START_AT)
    company = company_at(clock)
    creates(company)
    company.network.advance()
    assert [one.form["MessageStatus"] for one in company.network.callbacks.take()] == [
        "sent",
        "delivered",
    ]
    creates(company)
    company.network.advance()
    other = brought_back(company, clock)
    assert other.settle() == 2
    assert other.settle() == 0


def test_somebody_who_stopped_stays_so() -> None:
    clock = clocks.MovedClock(START_AT)
    company = company_at(clock)
    company.phone(BOYD).texts("STOP")
    other = brought_back(company, clock)
    assert other.phone(BOYD).has_opted_out
    assert not other.phone(ASHA).has_opted_out
    other.phone(BOYD).texts("START")
    assert not other.phone(BOYD).has_opted_out


@pytest.fixture
def known() -> keeping.Company:
    company = company_at(clocks.MovedClock(START_AT))
    company.troubles.hold_queue = True
    company.phone(ASHA).texts("NEW a van")
    company.phone(BOYD).texts("STOP")
    creates(company)
    return documents.read(keeping.Company, written(company), name="it")


def with_message(known: keeping.Company, **fields: Any) -> keeping.Company:
    messages = [dataclasses.replace(known.messages[0], **fields), *known.messages[1:]]
    return dataclasses.replace(known, messages=messages)


IMPOSSIBLE: dict[str, Callable[[keeping.Company], keeping.Company]] = {
    "account": lambda k: dataclasses.replace(k, account_sid="AC" + "a" * 32),
    "numbers": lambda k: dataclasses.replace(k, numbers=()),
    "service": lambda k: dataclasses.replace(k, service_sid="MG1"),
    "numbering": lambda k: dataclasses.replace(k, messages=k.messages[1:], unsent=[]),
    "doubles": lambda k: with_message(k, sid=k.messages[1].sid),
    "no sid": lambda k: with_message(k, sid=""),
    "to nobody": lambda k: with_message(k, to_e164="the moon"),
    "from nobody": lambda k: with_message(k, from_e164=None),
    "valid for ever": lambda k: with_message(k, validity_seconds=10**18),
    "sent by nobody": lambda k: dataclasses.replace(
        k,
        messages=[
            *k.messages[:-1],
            dataclasses.replace(k.messages[-1], from_e164=None),
        ],
    ),
    "phone twice": lambda k: dataclasses.replace(k, phones=[k.phones[0]] * 2),
    "no phone": lambda k: dataclasses.replace(
        k, phones=[dataclasses.replace(k.phones[0], e164="x")]
    ),
    "unsent of nobody": lambda k: dataclasses.replace(k, unsent=["SM1"]),
    "unsent of a person": lambda k: dataclasses.replace(k, unsent=[k.messages[0].sid]),
    "unsent twice": lambda k: dataclasses.replace(k, unsent=k.unsent * 2),
    "foreign stop": lambda k: dataclasses.replace(k, opt_outs=[("+13125550177", BOYD)]),
    "stop of nobody": lambda k: dataclasses.replace(k, opt_outs=[(NUMBER, "x")]),
    "foreign partner": lambda k: dataclasses.replace(
        k, partners={ASHA: "+13125550177"}
    ),
    "endless wait": lambda k: dataclasses.replace(
        k, troubles=troubles.Troubles(answer_delay_seconds=1e9)
    ),
    "negative wait": lambda k: dataclasses.replace(
        k, troubles=troubles.Troubles(answer_delay_seconds=-1.0)
    ),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_no_company_could_know_is_refused(
    what: str, known: keeping.Company
) -> None:
    keeping.check(known)
    with pytest.raises(errors.ConfigurationError, match=r"^The saved .*\.$") as refused:
        keeping.check(IMPOSSIBLE[what](known))
    assert ASHA not in str(refused.value)


def test_a_company_with_other_numbers_takes_nothing(known: keeping.Company) -> None:
    other = company_at(clocks.MovedClock(START_AT))
    before = written(other)
    strange = dataclasses.replace(known, numbers=("+13125550177",))
    with pytest.raises(errors.ConfigurationError, match="another account"):
        keeping.give_back(other, strange)
    assert written(other) == before
    keeping.give_back(other, known)
    assert written(other) != before
