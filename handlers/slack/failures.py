"""Sort what Slack says when it does not do what was asked; pure.

Source: the error lists of each method in Slack's Web API reference. What is not
listed is taken as refused for good: asking again would bring the same.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Name what a failure means for the next try."""

    #: The message is no longer there or can no longer be changed.
    GONE = "gone"
    #: This channel cannot be written to; another one may.
    PLACE = "place"
    #: This person cannot be written to.
    PERSON = "person"
    #: This very message or form is refused.
    CONTENT = "content"
    #: Our token or set-up is wrong; the operator has to act.
    SETUP = "setup"
    #: Too much, too fast, or nothing left our machine: later.
    BUSY = "busy"
    #: It may or may not have been carried out.
    UNKNOWN = "unknown"
    #: Somebody took too long; what was to be shown has no way to them any more.
    EXPIRED = "expired"
    #: Somebody else showed something there meanwhile.
    CONFLICT = "conflict"


_KINDS = {
    Kind.GONE: (
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "is_inactive",
        "thread_not_found",
    ),
    Kind.PLACE: (
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "team_not_found",
    ),
    Kind.PERSON: (
        "user_disabled",
        "user_not_found",
        "users_not_found",
        "cannot_dm_bot",
        "user_not_visible",
        "user_not_in_channel",
        "messages_tab_disabled",
    ),
    Kind.SETUP: (
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "no_permission",
        "missing_scope",
        "not_allowed_token_type",
        "ekm_access_denied",
        "org_login_required",
        "team_access_not_granted",
        "access_denied",
        "not_enabled",
        "two_factor_setup_required",
        "accesslimited",
    ),
    Kind.BUSY: ("ratelimited", "rate_limited", "service_unavailable"),
    Kind.UNKNOWN: ("internal_error", "fatal_error", "request_timeout"),
    Kind.EXPIRED: (
        "expired_trigger_id",
        "exchanged_trigger_id",
        "invalid_trigger_id",
        "trigger_expired",
        "used_url",
        "expired_url",
    ),
    Kind.CONFLICT: ("hash_conflict",),
}

#: What every call is refused with while the token or the app is not accepted at
#: all; the other errors of a set-up concern one call or another.
OF_EVERY_CALL = (
    "not_authed",
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "org_login_required",
    "team_access_not_granted",
    "two_factor_setup_required",
)

#: Our own word where no answer came.
UNREACHABLE = "unreachable"

#: Too much, too fast: what rests is only what was asked too often.
OF_HASTE = _KINDS[Kind.BUSY][:2]

_BY_ERROR = {name: kind for kind, names in _KINDS.items() for name in names}

#: What Slack calls a late form at times, with the reason only in its messages.
_LATE_ARGUMENT = "invalid_arguments"


def of_error(error: str, messages: tuple[str, ...] = ()) -> Kind:
    """Return what Slack's own error means.

    Args:
        error: The answer's `error`.
        messages: What its `response_metadata` says beside.
    """
    if error == _LATE_ARGUMENT and any("trigger_id" in said for said in messages):
        return Kind.EXPIRED
    return _BY_ERROR.get(error, Kind.CONTENT)


def of_status(status: int) -> Kind | None:
    """Return what an HTTP status means; None: the answer says more."""
    if status == 429:
        return Kind.BUSY
    if status >= 500:
        return Kind.UNKNOWN
    if status in (401, 403):
        return Kind.SETUP
    return None


def of_kind(kind: Kind) -> tuple[str, ...]:
    """Return the errors of Slack's that are of a kind."""
    return _KINDS.get(kind, ())
