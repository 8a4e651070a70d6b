"""Speak the vendor's REST API: create, list and fetch messages.

Only what the product uses. Pages go forward only: `previous_page_uri` is null.
"""

import asyncio
import base64
import binascii
import urllib.parse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from starlette import (
    applications,
    concurrency,
    requests,
    responses,
    routing,
)

from bot.simulator import arranged, records, vendor_rules
from bot.simulator import troubles as trouble_switches

_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize")


class Account(Protocol):
    """What the API needs of the phone company."""

    @property
    def account_sid(self) -> str:
        """Return whose account it is."""
        ...

    @property
    def troubles(self) -> trouble_switches.Troubles:
        """Return what goes wrong today."""
        ...

    def is_credential(self, username: str, password: str) -> bool:
        """Return whether the login opens the account."""
        ...

    def create(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Accept a message and return its first state."""
        ...

    def fetch(self, sid: str) -> dict[str, Any]:
        """Return one message."""
        ...

    def listing(self, query: records.Query) -> tuple[list[dict[str, Any]], int | None]:
        """Return a page, newest first, and its last number if more follow."""
        ...


def build(account: Account) -> applications.Starlette:
    """Return the API of one account as an application."""
    api = _Api(account)
    root = f"/{records.API_VERSION}/Accounts/{{account_sid}}"
    return applications.Starlette(
        routes=[
            routing.Route(f"{root}/Messages.json", api.create, methods=["POST"]),
            routing.Route(f"{root}/Messages.json", api.list_page, methods=["GET"]),
            routing.Route(f"{root}/Messages/{{sid}}.json", api.fetch, methods=["GET"]),
        ],
        exception_handlers={
            404: _not_found,
            405: _not_allowed,
            vendor_rules.Refusal: _refused,
            vendor_rules.NotPlayedError: _not_played,
        },
    )


class _Api:
    def __init__(self, account: Account) -> None:
        self._account = account

    async def create(self, request: requests.Request) -> responses.Response:
        await self._admit(request)
        trouble = self._account.troubles.take_create()
        if trouble is None or trouble.accepts:
            text = (await request.body()).decode(errors="replace")
            form = urllib.parse.parse_qs(text, keep_blank_values=True)
            resource = await concurrency.run_in_threadpool(self._account.create, form)
            if trouble is None:
                return responses.JSONResponse(resource, 201)
        return arranged.response(trouble)

    async def fetch(self, request: requests.Request) -> responses.Response:
        await self._admit(request)
        if (trouble := self._account.troubles.take_listing()) is not None:
            return arranged.response(trouble)
        return responses.JSONResponse(self._account.fetch(request.path_params["sid"]))

    async def list_page(self, request: requests.Request) -> responses.Response:
        await self._admit(request)
        if (trouble := self._account.troubles.take_listing()) is not None:
            return arranged.response(trouble)
        account_sid = self._account.account_sid
        query = _query(request.query_params)
        filters = [
            (name, request.query_params[name])
            for name in _FILTERS
            if name in request.query_params
        ]
        resources, last_number = self._account.listing(query)
        following = (
            None
            if last_number is None
            else records.page_uri(
                account_sid, filters, query.page + 1, f"PA{last_number}"
            )
        )
        start = query.page * query.page_size
        return responses.JSONResponse(
            {
                "end": start + max(len(resources) - 1, 0),
                "first_page_uri": records.page_uri(account_sid, filters, 0, None),
                "messages": resources,
                "next_page_uri": following,
                "page": query.page,
                "page_size": query.page_size,
                "previous_page_uri": None,
                "start": start,
                "uri": f"{request.url.path}?{request.url.query}",
            }
        )

    async def _admit(self, request: requests.Request) -> None:
        """Let in whoever holds the account's credentials.

        Raises:
            Refusal: 20003, or 20005 for a suspended account.
        """
        await asyncio.sleep(self._account.troubles.answer_delay_seconds)
        username, password = _basic_login(request.headers.get("Authorization", ""))
        is_ours = request.path_params["account_sid"] == self._account.account_sid
        if not (is_ours and self._account.is_credential(username, password)):
            raise vendor_rules.Refusal(20003)
        if self._account.troubles.suspended:
            raise vendor_rules.Refusal(20005)


def _basic_login(header: str) -> tuple[str, str]:
    """Return username and password, empty where the header is not a Basic login."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        login = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    username, _, password = login.partition(":")
    return username, password


def _query(asked: Mapping[str, str]) -> records.Query:
    """Read the filters of a listing.

    Raises:
        Refusal: A date is none (20001).
    """
    from_at, until_at = None, None
    if "DateSent" in asked:
        from_at, until_at = _span(asked["DateSent"])
    if "DateSent>" in asked:
        from_at = _span(asked["DateSent>"])[0]
    if "DateSent<" in asked:
        until_at = _span(asked["DateSent<"])[0]
    token = asked.get("PageToken", "").removeprefix("PA")
    return records.Query(
        to_e164=asked.get("To"),
        from_e164=asked.get("From"),
        sent_from_at=from_at,
        sent_until_at=until_at,
        page_size=min(
            max(_count(asked.get("PageSize", ""), records.PAGE_SIZE), 1),
            records.PAGE_SIZE_MAX,
        ),
        page=_count(asked.get("Page", ""), 0),
        before_number=_count(token, 0) if token else None,
    )


def _span(text: str) -> tuple[datetime, datetime]:
    """Return the first and the last second that a date or an instant means, UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise vendor_rules.Refusal(20001) from None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    lasts_for = timedelta(days=1) if len(text) == len("2026-01-31") else timedelta()
    return at, at + max(lasts_for - timedelta(seconds=1), timedelta())


def _count(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else default


def _refused(request: requests.Request, error: Exception) -> responses.Response:
    assert isinstance(error, vendor_rules.Refusal)
    challenge = {"WWW-Authenticate": 'Basic realm="Twilio API"'}
    return responses.JSONResponse(
        error.body(), error.status, challenge if error.status == 401 else None
    )


def _not_found(request: requests.Request, error: Exception) -> responses.Response:
    return _refused(request, vendor_rules.Refusal(20404))


def _not_allowed(request: requests.Request, error: Exception) -> responses.Response:
    return _refused(request, vendor_rules.Refusal(20004))


def _not_played(request: requests.Request, error: Exception) -> responses.Response:
    return responses.JSONResponse({"message": str(error), "status": 501}, 501)
