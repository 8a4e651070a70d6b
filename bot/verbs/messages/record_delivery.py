"""Note what a provider says of a message; news only moves it forward."""

from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Change, Decision, Insert, Mint, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.messages import second_tries, unheard
from bot.verbs.people import consent
from handlers.sms import failures
from models import commands, enums, ledger, views
from models.notice import Attempt, Notice, Receipt
from models.people import Contact


def decide(
    situation: Situation,
    command: commands.RecordDelivery,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record a receipt or the end of a try.

    A page that is known not to have arrived pulls the duty's next step forward,
    so that the next rung hears of it now and not at the end of the wait. What then
    arrives after all, when it is tried once more, is not said again so soon. What
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
            upkeep=(
                *upkeep,
                moved,
                *second_tries.once_more(notice, command, now, mint),
            ),
        )
    changes: list[Change] = [
        moved,
        *second_tries.once_more(notice, command, now, mint),
        *second_tries.by_other_channel(situation, notice, command, policy, now, mint),
    ]
    acts: list[Act] = []
    if command.state in second_tries.LOST:
        others_hear_at = situation.others_hear_at
        changes += unheard.pull_forward(situation, notice, now, others_hear_at)
        acts += _mark_number(situation, notice, command, policy, now)
    elif unheard.is_heard(notice, command.state):
        changes += unheard.put_off(situation, notice, notice.created_at, now)
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
        acts=(told, *acts, *_of_carried(situation, notice, command, now)),
        incident_id=notice.incident_id,
        upkeep=tuple(upkeep),
    )


def _of_carried(
    situation: Situation,
    digest: Notice,
    command: commands.RecordDelivery,
    now: datetime,
) -> list[Act]:
    """Let the messages that went together share what became of the one that left.

    Delivered with it, each counts as told; lost with it, none does, unless it arrives
    when it is tried once more.
    """
    rank, acts = enums.NOTICE_RANK, []
    is_heard = unheard.is_heard(digest, command.state)
    for one in situation.carried:
        is_after_all = is_heard and one.state in second_tries.LOST
        if rank[command.state] <= rank[one.state] and not is_after_all:
            continue
        values = {"state": command.state, "reason": command.reason}
        changes: list[Change] = [Update(Notice, one, values)]
        if command.state in second_tries.LOST:
            others_hear_at = situation.carried_heard_at.get(one.id)
            changes += unheard.pull_forward(situation, one, now, others_hear_at)
        elif is_after_all:
            changes += unheard.put_off(situation, one, digest.created_at, now)
        acts.append(
            Act(
                ledger_id=one.incident_id or ledger.SYSTEM,
                event=f"notice:{command.state.value}",
                facts={
                    "notice": one.id,
                    "digest": digest.id,
                    "duty": one.duty_id,
                    "person": one.person_id,
                    "channel": digest.channel.value,
                    "reason": command.reason,
                },
                changes=tuple(changes),
            )
        )
    return acts


def _is_news(notice: Notice, command: commands.RecordDelivery) -> bool:
    """Tell whether this moves the message on, or back to a new try of ours.

    That another copy of it did not arrive says nothing of the one that was sent.
    """
    rank = enums.NOTICE_RANK
    if (
        command.state in (enums.NoticeState.NOT_DELIVERED, enums.NoticeState.CANCELLED)
        and command.attempt is None
        and notice.provider_id not in (None, command.provider_id)
    ):
        return False
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


def _mark_number(
    situation: Situation,
    notice: Notice,
    command: commands.RecordDelivery,
    policy: Policy,
    now: datetime,
) -> list[Act]:
    """Note that this number cannot be texted, so that nobody counts on it.

    Those who keep the roster are told: nobody else can mend it.
    """
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
            notices=consent.tell_keepers(
                situation, contact, failure.reason, policy, now
            ),
        )
        for contact in situation.roster.contacts_of_number(notice.to_e164 or "")
        if getattr(contact, next(iter(values))) is None
    ]
