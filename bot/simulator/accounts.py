"""Tell accounts at the phone company that cannot be real from those that could."""

import re
from collections.abc import Iterable

from bot.simulator import vendor_rules

#: An account SID that no real account has.
SIMULATED_ACCOUNT_SID = "AC51310000000000000000000000000001"

#: Real SIDs are random; twenty zeros in a row do not occur.
_SIMULATED = re.compile(r"AC51310{20}[0-9a-f]{8}")
_SERVICE = re.compile(r"MG[0-9a-f]{32}")
_API_KEY = re.compile(r"SK[0-9a-f]{32}")


def check(
    account_sid: str,
    numbers: tuple[str, ...],
    service_sid: str | None,
    api_keys: Iterable[str] = (),
) -> None:
    """Let no account in that could be a real one, or that nobody could have.

    Args:
        account_sid: Of the account.
        numbers: Its own numbers, E.164.
        service_sid: Of its Messaging Service, if it has one.
        api_keys: SIDs of its API keys.

    Raises:
        ValueError: It is such an account.
    """
    if _SIMULATED.fullmatch(account_sid) is None:
        raise ValueError(
            "the phone company takes simulated accounts only, such as "
            f"{SIMULATED_ACCOUNT_SID}"
        )
    if not numbers or not all(map(vendor_rules.is_phone_number, numbers)):
        raise ValueError("the account needs numbers of its own, in E.164")
    if service_sid is not None and _SERVICE.fullmatch(service_sid) is None:
        raise ValueError("a Messaging Service SID is MG and 32 hex digits")
    if not all(_API_KEY.fullmatch(key) for key in api_keys):
        raise ValueError("an API key SID is SK and 32 hex digits")
