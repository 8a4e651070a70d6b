"""What the phone company says is sorted, also what it never said before."""

import pytest

from handlers.sms import failures
from handlers.sms.failures import Kind


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("21610", 400, Kind.OPTED_OUT),
        ("21614", 400, Kind.NUMBER),
        ("21211", 400, Kind.NUMBER),
        ("20429", 429, Kind.BUSY),
        (None, 429, Kind.BUSY),
        ("20003", 401, Kind.SETUP),
        (None, 401, Kind.SETUP),
        (None, 503, Kind.UNKNOWN),
        (None, 408, Kind.UNKNOWN),
        (None, 404, Kind.CONTENT),
        ("39999", 400, Kind.CONTENT),
        ("39999", 500, Kind.UNKNOWN),
    ],
)
def test_a_refusal_is_sorted_by_code_and_else_by_status(
    code: str | None, status: int, kind: Kind
) -> None:
    assert failures.of_refusal(code, status).kind is kind


@pytest.mark.parametrize(
    ("code", "kind", "is_bad"),
    [
        ("30003", Kind.HANDSET, False),
        ("30005", Kind.NUMBER, True),
        ("30006", Kind.NUMBER, True),
        ("30007", Kind.CONTENT, False),
        ("30034", Kind.SETUP, False),
        ("39999", Kind.HANDSET, False),
        (None, Kind.HANDSET, False),
    ],
)
def test_a_receipt_says_whether_the_number_is_bad(
    code: str | None, kind: Kind, is_bad: bool
) -> None:
    failure = failures.of_code(code)
    assert (failure.kind, failure.is_number_bad) == (kind, is_bad)
