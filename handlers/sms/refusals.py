"""Word why nothing was done, where it leaves as a text; pure."""

from handlers.sms.wording import Wording
from models import enums, errors, views

#: What was done with a duty that is open no more.
_SETTLED = {
    enums.DutyState.ATTESTED: "recorded",
    enums.DutyState.VERIFIED: "checked",
    enums.DutyState.LOST: "recorded as lost",
}


def say(wording: Wording, view: views.Refused) -> str:
    """Return why nothing changed, or who did it before and when."""
    error = view.error
    if not isinstance(error, errors.AlreadyDone):
        is_code = error.fields.get("field") == "code" or "code_named" in error.fields
        more = " STATUS shows what is open." if is_code else ""
        return f"Nothing changed. {error}{more}"
    fields, at = error.fields, wording.time(error.at)
    what = " ".join(fields[name] for name in ("reference", "word") if name in fields)
    done = _SETTLED.get(fields.get("state", ""))
    if what and done:
        return f"{what} was {done} by {error.by}, {at}. Nothing changed."
    return f"{what}: {error.by} has it since {at}.".removeprefix(": ")
