"""Tell what a policy says that is no matter of time, in words."""

import textwrap
from collections.abc import Iterable, Iterator

from bot.policy import cautions, numbers, schema, values

#: Columns of a terminal, of which texts use all but the indentation.
WIDTH = 88


def parts(policy: schema.Policy) -> Iterator[list[str]]:
    """Give the rules of a policy, each as its lines."""
    yield _channels(policy)
    yield _thrift(policy)
    yield _grounds(policy)
    yield _kinds(policy)
    yield _places(policy)
    for recipient in policy.recipient:
        yield _recipient(policy, recipient)
    yield _identifiers(policy)
    for rule in policy.forbidden:
        yield _forbidden(policy, rule)


def title(policy: schema.Policy, role_id: str) -> str:
    """Return what a role is called."""
    return next(role.title for role in policy.role if role.id == role_id)


def words(head: str, said: str) -> list[str]:
    """Return a line about something, broken where it is long."""
    return textwrap.wrap(
        f"{head}: {said}", WIDTH, initial_indent="  ", subsequent_indent="      "
    )


def is_searched(policy: schema.Policy, rule: schema.Duty) -> bool:
    """Tell whether a search follows the loss of the footage that a duty is about."""
    return any(
        other.begins == "footage_past"
        and (None in (other.source, rule.source) or other.source == rule.source)
        for other in policy.duty
    )


def _titles(policy: schema.Policy, roles: Iterable[str]) -> str:
    return ", ".join(title(policy, role) for role in roles)


def _channels(policy: schema.Policy) -> list[str]:
    channels = policy.channels
    lines = ["Channels"]
    for name in ("sms", "slack", "voice", "email", "radio"):
        uses: tuple[str, ...] = getattr(channels, name)
        said = " and ".join(uses) or "off"
        if name in cautions.SILENT:
            said += "; nothing is sent or heard by it in this version"
        lines += words(name, said)
    paper = channels.authorisation
    on_record = (
        f"{paper.by}, {paper.given_on:%d %b %Y}; {paper.reference}"
        if paper
        else "none is on record"
    )
    return [
        *lines,
        *words("Authorisation", on_record),
        *words("Authority", channels.authority),
    ]


def _thrift(policy: schema.Policy) -> list[str]:
    budget = policy.budget
    lines = [
        "When and how often people are told",
        *words(
            "An officer on time",
            f"gets {budget.unasked} texts unasked and sends {budget.replies} replies",
        ),
    ]
    for pace in policy.pace:
        said = []
        if pace.every is not None:
            said.append(f"at most one message in {values.write_duration(pace.every)}")
        if pace.is_once_a_watch:
            said.append("one list at each change of watch")
        if pace.but_within is not None:
            within = values.write_duration(pace.but_within)
            said.append(f"and at once what is due or lost within {within}")
        lines += words(title(policy, pace.role), ", ".join(said))
    for quiet in policy.quiet:
        hours = f"{quiet.starts:%H:%M} to {quiet.ends:%H:%M}"
        told = f"{_titles(policy, quiet.roles)}; {quiet.authority}"
        lines += words(f"Quiet hours, {hours}", told)
    return lines


def _grounds(policy: schema.Policy) -> list[str]:
    if not policy.ground:
        return []
    lines = ["Grounds on which footage may be flagged"]
    for ground in policy.ground:
        lines += words(ground.id, ground.text)
        lines += words("  Stated by", _titles(policy, ground.stated_by))
        if ground.default_for:
            default_for = _titles(policy, ground.default_for)
            lines += words("  Taken where none is named, for", default_for)
        lines += words("  Authority", ground.authority)
    return lines


def _kinds(policy: schema.Policy) -> list[str]:
    if not policy.violation:
        return []
    lines = ["Kinds of incident"]
    for kind in policy.violation:
        since = f", from {kind.from_on:%d %b %Y}" if kind.from_on else ""
        until = f", no more from {kind.until_on:%d %b %Y}" if kind.until_on else ""
        lines += words(kind.id, f"{kind.title}{since}{until}")
        lines += words("  Authority", kind.authority)
    return lines


def _places(policy: schema.Policy) -> list[str]:
    if policy.places is None:
        return []
    near = f"{policy.places.file}, within {policy.places.within_metres} metres"
    return [
        "Designated places",
        *words("List", near),
        *words("Suggests", policy.places.kind),
        *words("Authority", policy.places.authority),
    ]


def _recipient(policy: schema.Policy, recipient: schema.Recipient) -> list[str]:
    return [
        f"Referred to: {recipient.title}",
        *words("Authority", recipient.authority),
        *words("What", recipient.threshold),
        *words("Decided by", _titles(policy, recipient.decided_by)),
        *words("Reached through", title(policy, recipient.role)),
        *words("Told by Holdfast", "nobody yet; whoever decides hands it over"),
    ]


def _identifiers(policy: schema.Policy) -> list[str]:
    if not policy.identifier:
        return []
    lines = ["Numbers that people name"]
    for rule in policy.identifier:
        unit = numbers.unit_of(policy, rule.example) if rule.id == "beat" else None
        where = f" (in unit {unit})" if unit else ""
        lines += words(rule.title, f"{rule.example}{where}; {rule.authority}")
    return lines


def _forbidden(policy: schema.Policy, rule: schema.Forbidden) -> list[str]:
    return [
        f"Words held back: {rule.id}",
        *words("Authority", rule.authority),
        *words("Told to the sender", rule.citation),
        *words("Decided by", _titles(policy, rule.decided_by)),
    ]
