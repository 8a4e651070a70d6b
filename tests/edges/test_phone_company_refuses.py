"""The phone company refuses what the vendor refuses, with the vendor's codes."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from twilio.base import exceptions

from bot.simulator import phone_company
from tests.edges import phone_company_stage as stage
from tests.wire import Wire

OTHER_NUMBER = "+13125550199"


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


@pytest.mark.parametrize(
    ("wrong", "status_and_code", "right"),
    [
        ({"to": ""}, (400, 21604), {"to": stage.ASHA}),
        ({"to": "3125550111"}, (400, 21211), {"to": "+13125550111"}),
        ({"to": "+1312555011"}, (400, 21211), {"to": "+13125550111"}),
        ({"to": "+131255501111"}, (400, 21211), {"to": "+13125550111"}),
        ({"to": "+1 312 555 0111"}, (400, 21211), {"to": "+13125550111"}),
        ({"to": "+447911123456"}, (400, 21408), {"to": "+12175550111"}),
        ({"to": stage.DESK}, (400, 21266), {"to": stage.ASHA}),
        ({"from_": OTHER_NUMBER}, (400, 21659), {"from_": stage.DESK}),
        ({"from_": ""}, (400, 21603), {"from_": stage.DESK}),
        ({"body": ""}, (400, 21602), {"body": " "}),
        ({"body": "x" * 1601}, (400, 21617), {"body": "x" * 1600}),
        (
            {"media_url": ["https://bot.example/a.jpg"] * 11},
            (400, 21623),
            {"media_url": ["https://bot.example/a.jpg"] * 10},
        ),
        ({"validity_period": 0}, (400, 21624), {"validity_period": 1}),
        ({"validity_period": 36_001}, (400, 21624), {"validity_period": 36_000}),
        ({"validity_period": "soon"}, (400, 21624), {"validity_period": "300"}),
        ({"status_callback": "/status"}, (400, 21609), {"status_callback": ""}),
        (
            {"status_callback": "ftp://bot.example/status"},
            (400, 21609),
            {"status_callback": "http://bot.example/status"},
        ),
        (
            {"status_callback": "https://the_bot.example/status"},
            (400, 21609),
            {"status_callback": "https://the-bot.example/status?notice=1"},
        ),
        (
            {"status_callback": "https://bot.example/" + "x" * 4000},
            (400, 21609),
            {"status_callback": "https://bot.example/" + "x" * 3000},
        ),
        (
            {"status_callback": "https://[bot/status"},
            (400, 21609),
            {"status_callback": "http://127.0.0.1:8000/status"},
        ),
    ],
)
def test_a_wrong_parameter_is_refused_and_a_right_one_is_not(
    play: stage.Play,
    wrong: dict[str, Any],
    status_and_code: tuple[int, int],
    right: dict[str, Any],
) -> None:
    assert play.refusal(**wrong) == status_and_code
    assert play.company.messages == []
    assert play.sends(**right).status == "queued"
    assert len(play.company.messages) == 1


def test_a_country_is_texted_once_it_is_enabled(play: stage.Play) -> None:
    assert play.refusal(to="+447911123456") == (400, 21408)
    play.open(enabled_prefixes=("+1", "+44"))
    assert play.sends(to="+447911123456").status == "queued"


@pytest.mark.parametrize("code", [21606, 21659, 21660])
def test_the_code_for_a_foreign_sender_can_be_chosen(
    play: stage.Play, code: int
) -> None:
    play.company.troubles.foreign_sender_refusal = code
    assert play.refusal(from_=OTHER_NUMBER) == (400, code)
    assert play.sends().status == "queued"


def test_only_the_account_s_own_messaging_service_sends(play: stage.Play) -> None:
    play.open(messaging_service_sid=stage.SERVICE)
    assert play.refusal(messaging_service_sid="MG" + "7" * 32) == (400, 21701)
    accepted = play.sends(messaging_service_sid=stage.SERVICE)
    assert (accepted.status, accepted.from_) == ("accepted", None)


def test_whoever_stopped_is_not_texted_until_start(play: stage.Play) -> None:
    asha = play.company.phone(stage.ASHA)
    asha.texts("STOP")
    assert play.refusal() == (400, 21610)
    assert play.sends(to=stage.BELLO).status == "queued"
    asha.texts("START")
    assert play.sends().status == "queued"


def test_a_full_queue_takes_no_more(play: stage.Play) -> None:
    play.company.troubles.queue_full = True
    assert play.refusal() == (429, 21611)
    play.company.troubles.queue_full = False
    assert play.sends().status == "queued"


@pytest.mark.parametrize("code", [21614, 21635])
def test_a_landline_is_refused_where_the_company_looks(
    play: stage.Play, code: int
) -> None:
    play.company.phone(stage.ASHA).kind = "landline"
    play.company.troubles.landline_refusal = code
    assert play.refusal() == (400, code)
    assert play.sends(to=stage.BELLO).status == "queued"
    assert play.sends(force_delivery=True).status == "queued"
    play.company.troubles.landline_refusal = None
    assert play.sends().status == "queued"


def test_a_suspended_account_does_nothing(play: stage.Play) -> None:
    play.company.troubles.suspended = True
    assert play.refusal() == (403, 20005)
    with pytest.raises(exceptions.TwilioException, match="Unable to fetch page"):
        play.client.messages.list()
    play.company.troubles.suspended = False
    assert play.sends().status == "queued"
    assert len(play.client.messages.list()) == 1


def test_the_api_opens_to_the_account_s_credentials_only(play: stage.Play) -> None:
    play.open(api_keys={stage.API_KEY: stage.API_SECRET})
    good = [(stage.ACCOUNT, stage.TOKEN), (stage.API_KEY, stage.API_SECRET)]
    bad = [
        (stage.ACCOUNT, "wrong"),
        (stage.ACCOUNT, stage.API_SECRET),
        (stage.API_KEY, stage.TOKEN),
        ("SK" + "0" * 32, stage.API_SECRET),
    ]
    for username, password in bad:
        play.client = play.login(username, password)
        assert play.refusal() == (401, 20003)
    for username, password in good:
        play.client = play.login(username, password)
        assert play.sends().status == "queued"


def test_another_account_is_not_found_behind_these_credentials(
    play: stage.Play,
) -> None:
    play.client = play.login(stage.ACCOUNT, stage.TOKEN, "AC" + "9" * 32)
    assert play.refusal() == (401, 20003)
    play.client = play.login(stage.ACCOUNT, stage.TOKEN)
    assert play.sends().status == "queued"


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic ???", "Basic /w=="])
def test_a_broken_login_is_refused_like_a_wrong_one(
    play: stage.Play, header: str
) -> None:
    url = f"{play.wire.base}/2010-04-01/Accounts/{stage.ACCOUNT}/Messages.json"
    answer = requests.get(url, headers={"Authorization": header}, timeout=5)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


def test_what_is_not_there_says_so_in_json(play: stage.Play) -> None:
    accounts = f"{play.wire.base}/2010-04-01/Accounts"
    missing = requests.get(accounts, timeout=5)
    assert (missing.status_code, missing.json()["code"]) == (404, 20404)
    message = f"{accounts}/{stage.ACCOUNT}/Messages/SM1.json"
    unchangeable = requests.post(message, data={"Body": ""}, timeout=5)
    assert (unchangeable.status_code, unchangeable.json()["code"]) == (405, 20004)


def test_unknown_parameters_are_ignored(play: stage.Play) -> None:
    http = play.client.http_client
    answer = http.request(
        "POST",
        f"https://api.twilio.com/2010-04-01/Accounts/{stage.ACCOUNT}/Messages.json",
        data={"To": stage.ASHA, "From": stage.DESK, "Body": "x", "Wobble": "1"},
        auth=(stage.ACCOUNT, stage.TOKEN),
    )
    assert answer.status_code == 201
    assert play.company.messages[0].body == "x"


def test_a_feature_that_is_not_played_is_refused_loudly(play: stage.Play) -> None:
    with pytest.raises(exceptions.TwilioRestException) as refused:
        play.sends(schedule_type="fixed", send_at="2026-02-01T12:00:00Z")
    assert refused.value.status == 501
    assert play.company.messages == []
    assert play.sends().status == "queued"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"account_sid": "AC" + "a" * 32}, {"account_sid": stage.ACCOUNT}),
        (
            {"account_sid": "AC5131" + "f" * 28},
            {"account_sid": "AC5131" + "0" * 20 + "0000002a"},
        ),
        ({"numbers": ()}, {"numbers": (stage.DESK, OTHER_NUMBER)}),
        ({"numbers": ("5550100",)}, {"numbers": (stage.DESK,)}),
        ({"messaging_service_sid": "MG1"}, {"messaging_service_sid": stage.SERVICE}),
        (
            {"advanced_opt_out": True},
            {"advanced_opt_out": True, "messaging_service_sid": stage.SERVICE},
        ),
        ({"api_keys": {"key": "x"}}, {"api_keys": {stage.API_KEY: "x"}}),
        ({"sms_webhook_url": "/sms"}, {"sms_webhook_url": stage.HOOK + "#rc=2"}),
        ({"fallback_url": "bot.example"}, {"fallback_url": "https://bot.example/f"}),
    ],
)
def test_no_account_is_opened_that_could_not_be_or_could_be_real(
    play: stage.Play, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        play.open(**wrong)
    assert isinstance(play.open(**right), phone_company.PhoneCompany)


def test_a_phone_needs_a_number(play: stage.Play) -> None:
    with pytest.raises(ValueError, match="phone number"):
        play.company.phone("312 555 0111")
    assert play.company.phone(stage.ASHA) is play.company.phone(stage.ASHA)
