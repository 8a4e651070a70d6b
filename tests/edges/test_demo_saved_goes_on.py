"""A stage whose bot is a process of its own is saved at any moment, and goes on."""

import datetime
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from bot.ledger import audit, keys
from bot.simulator.demo import premises
from bot.simulator.demo.kept import saved
from bot.simulator.demo.premises import Premises
from bot.simulator.nursery import Nursery

ASHA, CARL = "+13125550101", "+13125550103"
#: How often is looked, and how long, in real seconds.
_LOOK_SECONDS, _PATIENCE_SECONDS = 0.05, 60


def until(is_so: Callable[[], object]) -> None:
    waited = threading.Event()
    for _ in range(int(_PATIENCE_SECONDS / _LOOK_SECONDS)):
        if is_so():
            return
        waited.wait(_LOOK_SECONDS)
    raise AssertionError("it never came true")


def incidents(p: Premises) -> list[str]:
    with p.database.reading() as connection:
        found = connection.execute(text("SELECT reference FROM incident")).scalars()
        return list(found)


def cards(p: Premises) -> Counter[str]:
    """How many cards of each incident stand in the channel."""
    posted = [one for one in p.workspace.messages("dispatch") if one.metadata]
    return Counter(one.text.split()[0] for one in posted)


def test_a_text_to_a_bot_that_was_killed_is_worked_off_after_opening(
    nursery: Nursery, tmp_path: Path
) -> None:
    with premises.opened(tmp_path / "one", nursery=nursery) as p:
        asha = p.company.phone(ASHA)
        asha.texts("NEW agents at 26th and Kedzie, beat 1021")
        until(lambda: cards(p))
        boyd = p.workspace.user("U0BOYD")
        boyd.command("/incident")
        until(lambda: boyd.view is not None)
        boyd.fill("f_text", "two men in a grey van")
        p.add_phone("Neighbour")
        p.kill_bot()
        lost = asha.texts("NEW second car at the bridge, beat 0715")
        assert lost.status is None
        p.texted[lost.sid] = lost
        data = saved.save(p)
        (before,) = cards(p)
        stood_at = p.clock.now()

    opened = saved.open_into(_made(tmp_path / "two" / "stage-1"), data)
    with premises.opened(tmp_path / "two", nursery=nursery, saved=opened) as p:
        assert p.clock.now() == stood_at
        assert list(p.strangers.values()) == ["Neighbour"]
        assert p.texted == {lost.sid: lost}
        until(lambda: len(cards(p)) == 2)
        assert cards(p)[before] == 1
        boyd = p.workspace.user("U0BOYD")
        assert boyd.submit().failed is None
        until(lambda: len(cards(p)) == 3)
        assert set(cards(p).values()) == {1}
        assert Counter(incidents(p)).keys() == cards(p).keys()


def test_what_is_saved_in_the_middle_of_things_loses_and_doubles_nothing(
    nursery: Nursery, tmp_path: Path
) -> None:
    saves: list[bytes] = []
    with premises.opened(tmp_path / "one", nursery=nursery) as p:

        def texts(e164: str) -> None:
            for number in range(4):
                p.company.phone(e164).texts(f"NEW a car of {e164}, number {number}")

        people = [threading.Thread(target=texts, args=(one,)) for one in (ASHA, CARL)]
        for person in people:
            person.start()
        while any(person.is_alive() for person in people):
            saves.append(saved.save(p))
        for person in people:
            person.join()

    # The one in the midst of the others.
    opened = saved.open_into(
        _made(tmp_path / "two" / "stage-1"), saves[len(saves) // 2]
    )
    with premises.opened(tmp_path / "two", nursery=nursery, saved=opened) as p:
        texts_in = [one for one in p.company.messages if one.direction == "inbound"]
        until(lambda: len(incidents(p)) >= len(texts_in))
        p.jump_to(p.clock.now() + datetime.timedelta(minutes=1))
        assert len(incidents(p)) == len(texts_in)
        key = keys.load(p.folder / "holdfast.key").public_hex
        with p.database.reading() as connection:
            assert audit.verify(connection, key=key).is_sound


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
