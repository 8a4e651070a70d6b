"""Run the house: doors, engine and courier, together or each in its own process."""

import contextlib
import gc
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot import probe as probes
from bot.engine import auditor, loops, metronome
from bot.house import House
from bot.outbox import slack_state
from bot.policy import own_words
from bot.settings import Settings
from bot.store import journal
from models import errors, ports

if TYPE_CHECKING:
    from handlers.slack.door import SlackDoor
    from handlers.sms.webhook import SmsDoor

#: The parts of a process that `run --only` can choose among.
PARTS = ("doors", "engine", "courier")

#: Containers that are made before Python looks for garbage. Source: measured, see
#: docs/performance.md; one text makes some hundreds, and almost none in a circle.
_GARBAGE_AFTER = 20_000

#: Couriers in one process: a call to the provider that hangs holds up only one.
COURIERS = 4


def web(house: House) -> Any:
    """Return the doors as an ASGI application."""
    from handlers import http
    from handlers.sms import signature, webhook

    settings = house.settings
    sms = None
    if settings.has_twilio:
        tokens = (settings.twilio_auth_token, settings.twilio_auth_token_secondary)
        sms = webhook.SmsDoor(
            house.desk,
            account_sid=settings.twilio_account_sid or "",
            check=signature.Signature(
                settings.public_url or "",
                [token.get_secret_value() for token in tokens if token],
            ),
            public_url=settings.public_url or "",
            own_words=own_words.of(house.policy),
        )
    token = settings.metrics_token
    slack = slack_door(house)
    return http.app(
        sms=sms,
        slack=slack,
        lifespan=_slack_lifespan(house, slack) if slack is not None else None,
        reader=house.health,
        figures=lambda: _figures(house, sms, slack),
        metrics_token=token.get_secret_value() if token else None,
    )


def slack_door(house: House) -> "SlackDoor | None":
    """Return Slack's door; None where Slack is not set up."""
    if house.slack is None or house.slack_state is None:
        return None
    # Bolt is a heavy import, and not everybody has Slack.
    from handlers.slack import lines, signature
    from handlers.slack.door import SlackDoor

    settings = house.settings
    secret = settings.slack_signing_secret
    check = None
    if settings.slack_app_token is None and secret is not None:
        clock = _MachineSeconds(house.machine_clock)
        check = signature.Signature(secret.get_secret_value(), clock)
    return SlackDoor(
        house.desk,
        house.board,
        house.slack,
        check=check,
        team_id=house.slack_state.team_id,
        timezone=house.policy.timezone,
        names=lines.names(own_words.of(house.policy)),
    )


def _slack_lifespan(house: House, door: "SlackDoor") -> Any:
    """Return what runs beside the doors: the socket, and answers under way."""
    token = house.settings.slack_app_token

    @contextlib.asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        if token is None:
            yield
        else:
            from handlers.slack.sockets import SocketLine

            line = SocketLine(
                door,
                app_token=token.get_secret_value(),
                api_url=house.settings.slack_api_url,
            )
            async with line.running():
                yield
        await door.work.rest()

    return lifespan


class _MachineSeconds:
    """Tell the machine's time in seconds, as checks of signatures want it."""

    def __init__(self, clock: ports.Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


def _figures(
    house: House, sms: "SmsDoor | None", slack: "SlackDoor | None"
) -> Mapping[str, float]:
    """Return what is counted, by the name under which it is published."""
    counted = {}
    if sms is not None:
        counted["holdfast_sms_refused_total"] = sms.refused
    if slack is not None:
        counted["holdfast_slack_refused_total"] = slack.counts.refused
        counted["holdfast_slack_unknown_total"] = slack.counts.unknown
    return {
        **counted,
        "holdfast_writer_commits_total": house.writer.commits,
        "holdfast_writer_jobs_total": house.writer.jobs,
        "holdfast_writer_waiting": house.writer.waiting,
        "holdfast_engine_faults_total": house.engine.faults,
        **house.auditor.figures(),
        **house.health.figures(),
    }


@contextlib.contextmanager
def running(
    house: House,
    parts: tuple[str, ...] = PARTS,
    *,
    seal_every: timedelta = metronome.SEAL_EVERY,
    audit_every: timedelta = auditor.PACE,
) -> Iterator[metronome.Beat]:
    """Run the chosen parts of a house in threads, until the block ends."""
    mark = house.health.mark_in(house.writer)
    workers = loops.Loops(mark)
    house.desk.on_change = workers.nudge
    if "engine" in parts:
        workers.add("engine", house.engine.step, rest=house.engine.rest_seconds)
        workers.add("watches", house.watches.step)
    courier, pressed = house.courier, lambda: house.engine.is_pressed
    if "courier" in parts and courier is not None:
        for _ in range(COURIERS):
            workers.add("courier", courier.step, gives_way=pressed)
    if "courier" in parts and house.live is not None:
        workers.add("slack", house.live.step)
    # Only the engine's own beat counts: another process's says nothing of it.
    told = mark if "engine" in parts else lambda name: None
    beats = metronome.Metronome(workers.nudge, told)
    workers.on_silence = beats.keep_pace
    if "engine" in parts:
        beats.every(seal_every, house.seal, at_once=False)
        beats.every(audit_every, house.auditor.run, at_once=False)
    if "courier" in parts and house.fetcher is not None:
        beats.every(metronome.FETCH_EVERY, house.fetcher.step, at_once=True)
    if "courier" in parts and house.slack_state is not None:
        beats.every(slack_state.STEP_EVERY, house.slack_state.step, at_once=True)
    beats.every(journal.PACE, house.database.take_log_over, at_once=False)
    workers.start()
    beats.start()
    try:
        yield beats.beat
    finally:
        # Their threads may have the beats keep their pace until they have ended.
        workers.stop()
        beats.stop()


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    only: str | None = None,
    clock: ports.Clock | None = None,
    machine_clock: ports.Clock | None = None,
    probe: probes.Probe = probes.silent,
    on_serving: Callable[[int, metronome.Beat], None] = lambda port, beat: None,
    seal_every: timedelta = metronome.SEAL_EVERY,
    audit_every: timedelta = auditor.PACE,
) -> None:
    """Run until told to stop.

    Args:
        settings: Where everything is.
        host: Address on which the doors listen.
        port: Port on which they listen; 0: any that is free.
        only: The one part to run; None: all of them.
        clock: As for `House`.
        machine_clock: As for `House`.
        probe: As for `House`.
        on_serving: Called with the port once everything runs; 0 without doors.
        seal_every: Pace of the seals.
        audit_every: Pace of the auditor's rounds.

    Raises:
        ConfigurationError: Something is set up wrongly.
    """
    parts = (only,) if only else PARTS
    house = House(settings, clock=clock, machine_clock=machine_clock, probe=probe)
    loops.finish_on_signal()
    try:
        house.open()
        house.key()
        if "doors" in parts:
            _require_free(host, port)
        _spare_the_collector()
        with running(
            house, parts, seal_every=seal_every, audit_every=audit_every
        ) as beat:
            if "doors" in parts:
                _serve_doors(house, host, port, lambda at: on_serving(at, beat))
            else:
                on_serving(0, beat)
                loops.wait_for_signal()
    finally:
        house.close()


def _spare_the_collector() -> None:
    """Look for garbage seldom, and not among what lives as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE_AFTER, *gc.get_threshold()[1:])
    gc.enable()


def _require_free(host: str, port: int) -> None:
    """Return if a port can be listened on; looked at before anything is begun.

    Raises:
        ConfigurationError: It cannot.
    """
    try:
        kinds = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in kinds:
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
    except OSError as error:
        raise errors.ConfigurationError(
            f"Port {port} of {host} cannot be used: {error.strerror}."
        ) from error


def _serve_doors(
    house: House, host: str, port: int, on_serving: Callable[[int], None]
) -> None:
    import uvicorn

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.servers:
                on_serving(self.servers[0].sockets[0].getsockname()[1])

    config = uvicorn.Config(
        web(house),
        host,
        port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    Announcing(config).run()
