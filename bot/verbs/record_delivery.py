"""Note what a provider says of a message; news only moves it forward."""

from datetime import datetime, timedelta
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.decision import Act, Change, Decision, Insert, Mint, Update
from bot.verbs.situation import Situation
from handlers.sms import failures
from models import commands, enums, ledger, views
from models.duty import Duty
from models.notice import Attempt, Notice, Receipt
from models.people import Contact

#: Purposes whose failure leaves a duty without anybody who heard of it.
PAGES = (
    enums.Purpose.ASK,
    enums.Purpose.REMIND,
    enums.Purpose.ESCALATE,
    enums.Purpose.NOBODY,
)

#: When a message is tried once more after the phone could not be reached.
#: Source: our choice; the vendor advises one later try.
ONCE_MORE_AFTER = timedelta(minutes=5)

#: End of the key of such a second message; there is no third.
_ONCE_MORE = ":again"

#: End of the key of a message that goes by Slack because the text did not arrive.
_BY_SLACK = ":slack"

#: Purposes that concern the phone itself, or whoever texted with it.
_OF_THE_PHONE = (enums.Purpose.ANSWER, enums.Purpose.ENROL)


def decide(
    situation: Situation,
    command: commands.RecordDelivery,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record a receipt or the end of a try.

    A page that is known not to have arrived pulls the duty's next step forward,
    so that the next rung hears of it now and not at the end of the wait. What
    becomes of an answer is machinery: the entry of the act holds what was said.
    """
    notice = situation.notice
    if notice is None:
        return Decision(answer=views.Recorded(changed=False))
    upkeep = [*_attempt(command), *_receipt(command, now, mint)]
    is_news = _is_news(notice, command)
    values = _machinery(notice, command, is_news=is_news)
    if command.provider_id is not None and notice.provider_id is None:
        values["provider_id"] = command.provider_id
    if is_news:
        values.update(
            state=command.state,
            reason=command.reason,
            vendor_code=command.vendor_code,
        )
    if not values:
        return Decision(answer=views.Recorded(changed=False), upkeep=tuple(upkeep))
    moved = Update(Notice, notice, values)
    if not is_news or not _is_act(notice, command):
        return Decision(
            answer=views.Recorded(changed=is_news),
            upkeep=(*upkeep, moved, *_once_more(notice, command, now, mint)),
        )
    changes: list[Change] = [
        moved,
        *_once_more(notice, command, now, mint),
        *_by_slack(situation, notice, command, policy, now, mint),
    ]
    acts: list[Act] = []
    if command.state is enums.NoticeState.NOT_DELIVERED:
        changes += _pull_forward(situation, notice, now)
        acts += _mark_number(situation, notice, command, now)
    told = Act(
        ledger_id=notice.incident_id or ledger.SYSTEM,
        event=f"notice:{command.state.value}",
        facts={
            "notice": notice.id,
            "duty": notice.duty_id,
            "person": notice.person_id,
            "channel": notice.channel.value,
            "provider_id": command.provider_id or notice.provider_id,
            "vendor_code": command.vendor_code,
            "reason": command.reason,
        },
        changes=tuple(changes),
    )
    return Decision(
        answer=views.Recorded(),
        acts=(told, *acts),
        incident_id=notice.incident_id,
        upkeep=tuple(upkeep),
    )


def _is_news(notice: Notice, command: commands.RecordDelivery) -> bool:
    """Tell whether this moves the message on, or back to a new try of ours."""
    rank = enums.NOTICE_RANK
    if rank[command.state] > rank[notice.state]:
        return True
    return (
        command.attempt is not None
        and rank[notice.state] < rank[enums.NoticeState.ACCEPTED]
        and command.state is not notice.state
    )


def _is_act(notice: Notice, command: commands.RecordDelivery) -> bool:
    """Tell whether the ledger hears of it: not of claims, nor of answers."""
    if notice.purpose is enums.Purpose.ANSWER:
        return False
    is_claim_ended = (
        command.state is enums.NoticeState.QUEUED
        and notice.state is enums.NoticeState.SENDING
    )
    return not is_claim_ended


def _machinery(
    notice: Notice, command: commands.RecordDelivery, *, is_news: bool
) -> dict[str, Any]:
    """Return when the courier looks at the notice next, if that changes."""
    state = command.state if is_news else notice.state
    if state in enums.FINAL_NOTICE_STATES:
        next_at = None
    elif command.attempt is not None:
        next_at = command.attempt.next_attempt_at
    else:
        return {}
    return {} if next_at == notice.next_attempt_at else {"next_attempt_at": next_at}


def _attempt(command: commands.RecordDelivery) -> list[Change]:
    result = command.attempt
    if result is None:
        return []
    return [
        Update(
            Attempt,
            result.attempt_id,
            {
                "finished_at": result.finished_at,
                "outcome": result.outcome,
                "vendor_code": command.vendor_code,
                "http_status": result.http_status,
                "provider_id": command.provider_id,
            },
        )
    ]


def _receipt(
    command: commands.RecordDelivery, now: datetime, mint: Mint
) -> list[Change]:
    """Keep what the provider said, whatever it changes."""
    if command.attempt is not None or command.provider_id is None:
        return []
    return [
        Insert(
            Receipt,
            {
                "id": mint.new_id(),
                "notice_id": command.notice_id,
                "provider_id": command.provider_id,
                "state": command.state,
                "vendor_code": command.vendor_code,
                "received_at": command.heard_at or now,
            },
        )
    ]


def _once_more(
    notice: Notice, command: commands.RecordDelivery, now: datetime, mint: Mint
) -> list[Change]:
    """Return a second message where the phone could not be reached, once."""
    if (
        command.state is not enums.NoticeState.NOT_DELIVERED
        or notice.key.endswith(_ONCE_MORE)
        or notice.first_send_at is None
        # Refused, or given up before it left: no phone was tried.
        or (command.provider_id or notice.provider_id) is None
        or failures.of_code(command.vendor_code).kind is not failures.Kind.HANDSET
    ):
        return []
    again_at = (command.heard_at or notice.first_send_at) + ONCE_MORE_AFTER
    more = {"to_e164": notice.to_e164, "next_attempt_at": again_at}
    return [_another(notice, _ONCE_MORE, notice.channel, now, mint, **more)]


def _by_slack(
    situation: Situation,
    notice: Notice,
    command: commands.RecordDelivery,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> list[Change]:
    """Return a message for the person's list in Slack where a text did not arrive."""
    roster = situation.roster
    person = roster.by_id.get(notice.person_id or "")
    if (
        command.state is not enums.NoticeState.NOT_DELIVERED
        or notice.channel is not enums.Channel.SMS
        or notice.purpose in _OF_THE_PHONE
        or notice.key.endswith(_ONCE_MORE)
        or person is None
        or not roster.has_slack
        or roster.slack_of(person) is None
        or not roster.is_on_duty(person, policy, now)
    ):
        return []
    return [_another(notice, _BY_SLACK, enums.Channel.SLACK, now, mint)]


def _another(
    notice: Notice,
    key_end: str,
    channel: enums.Channel,
    now: datetime,
    mint: Mint,
    **more: Any,
) -> Insert:
    """Return a message that says the same to the same person, late."""
    row = {
        "id": mint.new_id(),
        "key": notice.key[: 160 - len(key_end)] + key_end,
        "incident_id": notice.incident_id,
        "duty_id": notice.duty_id,
        "person_id": notice.person_id,
        "to_e164": None,
        "channel": channel,
        "purpose": notice.purpose,
        "body": notice.body,
        "state": enums.NoticeState.QUEUED,
        "is_late": True,
        "created_at": now,
        "expires_at": notice.expires_at,
        "next_attempt_at": None,
        "attempts": 0,
    }
    return Insert(Notice, row | more)


def _pull_forward(situation: Situation, notice: Notice, now: datetime) -> list[Change]:
    """Let the engine go on at once, unless somebody else heard of it."""
    if notice.purpose not in PAGES or situation.others_reached:
        return []
    if notice.purpose is enums.Purpose.NOBODY:
        # No rung is left to hear of it: it is announced again at its own pace.
        return []
    if notice.key.endswith((_ONCE_MORE, _BY_SLACK)):
        # The first one's failure did that.
        return []
    file = situation.files.get(notice.incident_id or "")
    for duty in file.duties if file else ():
        if (
            duty.id == notice.duty_id
            and duty.state in (enums.DutyState.NOTIFIED, enums.DutyState.OVERDUE)
            and duty.next_step_at is not None
            and duty.next_step_at > now
            # A later rung was told since: this failure is old news to it.
            and (duty.rung_at is None or duty.rung_at <= notice.created_at)
        ):
            return [Update(Duty, duty, {"next_step_at": now})]
    return []


def _mark_number(
    situation: Situation,
    notice: Notice,
    command: commands.RecordDelivery,
    now: datetime,
) -> list[Act]:
    """Note that this number cannot be texted, so that nobody counts on it."""
    failure = failures.of_code(command.vendor_code)
    if failure.kind is failures.Kind.OPTED_OUT:
        values: dict[str, Any] = {"opted_out_at": now}
    elif failure.is_number_bad:
        values = {"unreachable_at": now, "unreachable_reason": failure.reason}
    else:
        return []
    return [
        Act(
            ledger_id=ledger.ROSTER,
            event=f"contact:{failure.kind.value}",
            facts={"contact": contact.id, "vendor_code": command.vendor_code},
            changes=(Update(Contact, contact, values),),
        )
        for contact in situation.roster.contacts_of_number(notice.to_e164 or "")
        if getattr(contact, next(iter(values))) is None
    ]
