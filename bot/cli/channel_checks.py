"""Look which channels the policy allows, and on whose authority."""

from collections.abc import Iterator

from bot.cli import checks
from bot.cli.checks import Check
from bot.policy import cautions
from bot.policy.schema import Policy

#: Channels in the order in which they are listed.
_CHANNELS = ("sms", "slack", "radio")

#: What is left undone where a channel is off for something.
_WITHOUT = {
    ("sms", "intake"): "officers cannot open incidents by text",
    ("sms", "duties"): "nobody is texted unasked",
    ("slack", "intake"): "nobody opens incidents in Slack",
    ("slack", "duties"): "nobody is told or answers in Slack",
    ("radio", "intake"): "notes over the radio are not logged",
    ("radio", "duties"): "answers over the radio are not logged",
}


def of_channels(policy: Policy) -> Iterator[Check]:
    """Look what is off, and whether the agency's authorisation is on record."""
    allowed = policy.channels
    authorisation = allowed.authorisation
    if authorisation is None:
        yield checks.note(
            "channels",
            "no written authorisation to use messages for this work is on record",
            "add [channels.authorisation] to the policy: by, given_on, reference",
        )
    else:
        yield checks.ok(
            "channels",
            f"authorised by {authorisation.by} on {authorisation.given_on}: "
            f"{authorisation.reference}",
        )
    for channel in _CHANNELS:
        uses = getattr(allowed, channel)
        off = [use for use in ("intake", "duties") if use not in uses]
        if off:
            without = [
                _WITHOUT[channel, use] for use in off if (channel, use) in _WITHOUT
            ]
            yield checks.note(
                "channels",
                f"{channel} is off for {' and '.join(off)}"
                + (f": {'; '.join(without)}" if without else "")
                + f" ({allowed.authority})",
            )
    for channel in cautions.SILENT:
        if uses := getattr(allowed, channel):
            yield checks.note(
                "channels",
                f"{channel} is on for {' and '.join(uses)}: "
                "nothing is sent or heard by it in this version",
                f"do not rely on it: {channel} = [] in the policy",
            )
    if "duties" not in allowed.sms and "duties" not in allowed.slack:
        yield checks.note(
            "channels",
            "nobody is told of anything: no channel is on for duties",
            "watch what is open by hand: holdfast incidents",
        )
