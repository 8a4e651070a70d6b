"""A stage is saved in the middle of everything, and goes on elsewhere."""

import contextlib
import dataclasses
import io
import json
import shutil
import sqlite3
import threading
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.simulator import installation, phone_company, serving
from bot.simulator import stage as stages
from bot.simulator.demo.kept import bundles, saved
from bot.simulator.slack import workspace as slack_workspace
from bot.store.connect import Database
from models import errors
from tests.scenarios import slack_desk
from tests.stage import Person, Scene, someone
from tests.storage.databases import on

pytestmark = on("sqlite")

JSON_PARTS = ("stage.json", "company.json", "slack.json")
WAITING = "NEW second car at the bridge, beat 0715"
TYPED = "two men in a grey van"
STRANGER = "+17735550100"


@pytest.fixture
def has_slack() -> bool:
    return True


@pytest.fixture
def discards_memory() -> bool:
    return False


class Reopened(stages.Stage):
    """A stage that goes on where a saved one stood."""

    def __init__(self, opened: saved.Saved, **more: Any) -> None:
        self._opened = opened
        super().__init__(start_at=opened.clock_at, **more)

    def _open_workspace(
        self, serve: Callable[[slack_workspace.SlackWorkspace], str]
    ) -> dict[str, Any]:
        self._opened.restore_company(self.company)
        found = super()._open_workspace(serve)
        assert self.workspace is not None
        self._opened.restore_workspace(self.workspace)
        channel_id = self.workspace.channel(installation.DISPATCH).id
        return {**found, "slack_dispatch_channel": channel_id}


@dataclasses.dataclass(frozen=True)
class Middle:
    """The middle of everything, and what is known of it."""

    scene: Scene
    premises: Any
    asha: Person
    boyd: Person
    dora: Person
    reference: str
    card_ts: str

    def save(self) -> bytes:
        return saved.save(self.premises)


@pytest.fixture
def middle(scene: Scene, tmp_path: Path) -> Middle:
    """A thread, an open form, a held queue, a phone off, a STOP, a text that waits."""
    asha, boyd, dora, cole = slack_desk.enrols(
        scene, someone("Cole", "sergeant", "7002", watch="third")
    )
    cole.is_ignored = True
    # From here on the bot knows up to when it fetched texts.
    scene.stage.fetch()
    reference = slack_desk.opens(scene, asha)
    card = slack_desk.card(scene, reference)
    boyd.slack.says("dispatch", "on my way", thread_ts=card.ts)
    boyd.slack.says("dispatch", "a word\nin the channel")
    scene.settle()
    dora.types("")
    dora.slack.fill("f_text", TYPED)
    cole.phone.texts("STOP")
    boyd.phone.is_on = False
    company = scene.stage.company
    company.troubles.hold_queue = True
    scene.advance(minutes=25)
    company.troubles.bot_unreachable = True
    scene.workspace.troubles.bot_unreachable = True
    assert asha.phone.texts(WAITING).status is None
    dora.slack.opens_home()
    scene.workspace.change_user(dora.slack, real_name="Dora Diaz")
    assert scene.stage.house.key().public_hex
    return Middle(
        scene=scene,
        premises=premises_of(scene, tmp_path),
        asha=asha,
        boyd=boyd,
        dora=dora,
        reference=reference,
        card_ts=card.ts,
    )


def premises_of(scene: Scene, folder: Path) -> Any:
    """What `save` needs of the demo's premises, of a stage in this process."""
    roster = folder / "cast.csv"
    roster.write_text("name,role\nAsha,officer\n")
    assert scene.stage.workspace is not None
    return SimpleNamespace(
        lock=threading.RLock(),
        folder=folder,
        plan=SimpleNamespace(roster_file=roster),
        policy_file=None,
        clock=scene.stage.clock,
        speed=60.0,
        database=scene.stage.house.database,
        company=scene.stage.company,
        workspace=scene.stage.workspace,
        strangers={STRANGER: "Neighbour"},
        texted={},
        slack_notes={"U0DORA": [{"at": "2026-03-10T21:00:00Z", "words": "too late"}]},
    )


@contextlib.contextmanager
def going_on(opened: saved.Saved, folder: Path) -> Iterator[Scene]:
    """Begin from what was opened, with a bot that knows only its database."""
    with contextlib.ExitStack() as exits:

        def serve(app: Any) -> str:
            return exits.enter_context(serving.serve(app.asgi()))

        stage = Reopened(
            opened,
            database=Database(f"sqlite:///{folder / 'holdfast.db'}"),
            api=serve,
            slack_api=lambda workspace: f"{serve(workspace)}/api/",
            key_file=str(folder / "holdfast.key"),
        )
        exits.callback(stage.close)
        yield Scene(stage)


def opened_in(folder: Path, data: bytes) -> saved.Saved:
    folder.mkdir()
    return saved.open_into(folder, data)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def json_of(data: bytes) -> dict[str, Any]:
    parts = parts_of(data)
    return {name: json.loads(parts[name]) for name in JSON_PARTS}


def changed(data: bytes, part: str, change: Callable[[Any], Any]) -> bytes:
    """The file with a JSON part changed."""
    parts = parts_of(data)
    value = json.loads(parts[part])
    change(value)
    return bundles.pack({**parts, part: json.dumps(value).encode()})


def replaced(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The file with whole parts replaced, or left out."""
    parts = {**parts_of(data), **changes}
    return bundles.pack({name: one for name, one in parts.items() if one is not None})


def test_what_was_saved_is_opened_and_saved_again_the_same(
    middle: Middle, tmp_path: Path
) -> None:
    data = middle.save()
    opened = opened_in(tmp_path / "next", data)
    with going_on(opened, tmp_path / "next") as scene:
        again = premises_of(scene, tmp_path / "next")
        assert json_of(saved.save(again)) == json_of(data)
    assert opened.roster_file.read_text() == "name,role\nAsha,officer\n"
    assert opened.policy_file is None
    assert opened.speed == 60.0
    assert opened.strangers == {STRANGER: "Neighbour"}
    assert opened.slack_notes["U0DORA"][0]["words"] == "too late"
    assert (tmp_path / "next" / "holdfast.key").stat().st_mode & 0o077 == 0


def test_everything_goes_on_where_it_stood(middle: Middle, tmp_path: Path) -> None:
    data = middle.save()
    before = json_of(data)
    known_sids = {one["sid"] for one in before["company.json"]["messages"]}
    last_ts = max(one["ts"] for one in before["slack.json"]["messages"])
    folder = tmp_path / "next"
    with going_on(opened_in(folder, data), folder) as scene:
        stage, workspace = scene.stage, scene.workspace
        stage.company.troubles.bot_unreachable = False
        workspace.troubles.bot_unreachable = False

        # The text that waited is fetched, and recorded as late.
        stage.fetch()
        words = [row.content for row in scene.rows("SELECT content FROM item")]
        assert WAITING.removeprefix("NEW ") in words

        # The form that was open is sent as it was filled in.
        dora = workspace.user("U0DORA")
        assert dora.view is not None
        assert TYPED in dora.view.rendered
        dora.fill("f_beat", "0715")
        assert dora.submit().failed is None
        stage.settle()
        words = [row.content for row in scene.rows("SELECT content FROM item")]
        assert TYPED in words

        # The card is changed where it stands, with its thread, and not posted again.
        def cards() -> list[Any]:
            found = workspace.user("U0BOYD").sees()
            mine = [one for one in found if one.bot_id and not one.message.is_reply]
            return [o for o in mine if o.rendered.startswith(middle.reference)]

        (card,) = cards()
        assert card.ts == middle.card_ts
        edits = card.edits
        assert workspace.user("U0BOYD").press(card, "I have it").failed is None
        stage.settle()
        scene.advance(seconds=5)
        (card,) = cards()
        assert (card.ts, card.edits > edits) == (middle.card_ts, True)
        thread = workspace.user("U0BOYD").thread(card)
        assert "on my way" in [one.rendered for one in thread]

        # What was held goes out now, to the phones that can take it.
        company = stage.company
        held = before["company.json"]["unsent"]
        assert held
        company.troubles.hold_queue = False
        stage.settle()
        states = {one.sid: one.status for one in company.messages}
        assert {states[sid] for sid in held} <= {"delivered", "undelivered"}
        assert not company.phone("+13125550102").is_on
        assert company.phone("+13125557002").has_opted_out

        # Nothing new bears the name of anything old.
        fresh = [one for one in company.messages if one.sid not in known_sids]
        assert fresh
        assert len({one.sid for one in company.messages}) == len(company.messages)
        posted = [one.ts for one in workspace.messages("dispatch") if one.ts > last_ts]
        assert posted
        asha = workspace.user("U0ASHA")
        asha.command("/incident")
        stage.settle()
        assert asha.view is not None
        assert asha.view.id not in data.decode("latin-1")
        scene.verify()


def test_saving_changes_nothing_for_those_on_stage(middle: Middle) -> None:
    first = middle.save()
    assert json_of(middle.save()) == json_of(first)
    middle.scene.stage.company.troubles.bot_unreachable = False
    middle.scene.workspace.troubles.bot_unreachable = False
    middle.scene.stage.fetch()
    assert json_of(middle.save()) != json_of(first)


def test_a_policy_of_ones_own_goes_along(middle: Middle, tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text("# a policy\n")
    middle.premises.policy_file = own
    opened = opened_in(tmp_path / "next", middle.save())
    assert opened.policy_file == tmp_path / "next" / "policy" / "policy.toml"
    assert opened.policy_file.read_text() == "# a policy\n"


def test_the_list_of_places_goes_along_with_its_policy(
    middle: Middle, tmp_path: Path
) -> None:
    own = tmp_path / "mine.toml"
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "roster.csv").write_text("name,address\n")
    own.write_text('[places]\nfile = "lists/roster.csv"\n')
    middle.premises.policy_file = own
    opened = opened_in(tmp_path / "next", middle.save())
    assert opened.policy_file is not None
    beside = opened.policy_file.parent / "lists" / "roster.csv"
    assert beside.read_text() == "name,address\n"
    assert opened.roster_file.read_text() == "name,role\nAsha,officer\n"

    again = tmp_path / "again"
    middle.premises.policy_file = opened.policy_file
    assert parts_of(middle.save())["places.csv"] == b"name,address\n"
    beside.unlink()
    assert "places.csv" not in parts_of(middle.save())
    assert opened_in(again, middle.save()).policy_file is not None


@pytest.mark.parametrize("name", ["/tmp/escaped.csv", "../escaped.csv", "a\\u0000b"])
def test_a_list_of_places_elsewhere_is_neither_saved_nor_opened(
    middle: Middle, tmp_path: Path, name: str
) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(f'[places]\nfile = "{name}"\n')
    good = replaced(
        middle.save(), {"policy.toml": own.read_bytes(), "places.csv": b"x"}
    )
    middle.premises.policy_file = own
    with pytest.raises(errors.ConfigurationError, match="must lie in the policy's own"):
        middle.save()
    with pytest.raises(errors.ConfigurationError, match="must lie in the policy's own"):
        opened_in(tmp_path / "next", good)
    assert list((tmp_path / "next").iterdir()) == []


def test_a_file_is_opened_by_its_name(middle: Middle, tmp_path: Path) -> None:
    data = middle.save()
    (tmp_path / "stage.zip").write_bytes(data)
    (tmp_path / "next").mkdir()
    opened = saved.open_file(tmp_path / "next", tmp_path / "stage.zip")
    assert opened.clock_at == middle.scene.now()
    with pytest.raises(errors.ConfigurationError, match="cannot be read: No such"):
        saved.open_file(tmp_path, tmp_path / "nothing.zip")


def test_the_file_says_what_it_is_and_what_it_holds(middle: Middle) -> None:
    words = parts_of(middle.save())["README.txt"].decode()
    assert "what was typed" in words
    assert "--open" in words


def test_what_cannot_be_written_down_is_not_saved(middle: Middle) -> None:
    middle.premises.strangers[STRANGER] = "half a \ud83d"
    with pytest.raises(errors.ConfigurationError, match="cannot be written down"):
        middle.save()
    middle.premises.strangers[STRANGER] = "a whole 🚓"
    assert json_of(middle.save())["stage.json"]["strangers"][STRANGER] == "a whole 🚓"


# --- What is refused -----------------------------------------------------------------


class Spoiler:
    """Spoiler that are no saved stage, made of one that is."""

    def __init__(self, good: bytes) -> None:
        self.good = good

    def entry(
        self,
        name: str,
        *,
        mode: int = 0o100600,
        data: bytes = b"x",
        compression: int = zipfile.ZIP_STORED,
    ) -> bytes:
        """The file with one more entry."""
        packed = io.BytesIO(self.good)
        info = zipfile.ZipInfo(name)
        info.create_system, info.compress_type = 3, compression
        info.external_attr = mode << 16
        with zipfile.ZipFile(packed, "a") as archive, warnings.catch_warnings():
            # The library doubts that anybody wants two entries of one name.
            warnings.simplefilter("ignore", UserWarning)
            archive.writestr(info, data)
        return packed.getvalue()

    def database(self, *statements: str) -> bytes:
        """The file with a database to which this was done."""
        parts = parts_of(self.good)
        target = sqlite3.connect(":memory:")
        with contextlib.closing(target):
            # A database in memory cannot be one that keeps a log.
            target.deserialize(_without_log(parts["holdfast.db"]))
            for statement in statements:
                target.execute(statement)
            target.commit()
            return replaced(self.good, {"holdfast.db": target.serialize()})

    def json(self, part: str, *place: str | int, value: Any) -> bytes:
        """The file with another value at a place of a document."""

        def change(document: Any) -> None:
            for step in place[:-1]:
                document = document[step]
            document[place[-1]] = value

        return changed(self.good, part, change)

    def without(self, part: str, *place: str | int) -> bytes:
        """The file with a field left out."""

        def change(document: Any) -> None:
            for step in place[:-1]:
                document = document[step]
            del document[place[-1]]

        return changed(self.good, part, change)


def _without_log(database: bytes) -> bytes:
    """Source: SQLite, Database File Format, section 1.3.3: 1 is rollback, 2 is WAL."""
    return database[:18] + b"\x01\x01" + database[20:]


REFUSED: dict[str, tuple[Callable[[Spoiler], bytes], str]] = {
    "no ZIP": (lambda f: b"PK and nothing else", "no ZIP"),
    "an empty file": (lambda f: b"", "no ZIP"),
    "a cut ZIP": (lambda f: f.good[:-100], "no ZIP"),
    "a flipped byte": (
        lambda f: f.good[:200] + bytes([f.good[200] ^ 1]) + f.good[201:],
        "no ZIP, or is damaged",
    ),
    "a path": (lambda f: f.entry("../../escaped.txt"), "names a path"),
    "a path of Windows": (lambda f: f.entry("..\\escaped.txt"), "names a path"),
    "an absolute path": (lambda f: f.entry("/tmp/escaped.txt"), "names a path"),
    "a symlink": (
        lambda f: f.entry("policy.toml", mode=0o120777, data=b"/etc/passwd"),
        "link or a device",
    ),
    "something else": (lambda f: f.entry("run.py"), "no part of a saved stage"),
    "a foreign compression": (
        lambda f: f.entry("policy.toml", compression=zipfile.ZIP_BZIP2),
        "packed in a foreign way",
    ),
    "a part twice": (lambda f: f.entry("roster.csv"), "there twice"),
    "too much": (
        lambda f: replaced(f.good, {"policy.toml": bytes(bundles.LIMIT_BYTES)}),
        "too large",
    ),
    "too large a file": (
        lambda f: f.good + bytes(bundles.LIMIT_PACKED_BYTES),
        "too large",
    ),
    **{
        f"no {name}": (
            lambda f, name=name: replaced(f.good, {name: None}),  # type: ignore[misc]
            f"{name} is missing",
        )
        for name in (*JSON_PARTS, "holdfast.db", "holdfast.key", "roster.csv")
    },
    "another version": (
        lambda f: f.json("stage.json", "version", value=2),
        "another version of Holdfast: it has format 2",
    ),
    "no version": (lambda f: f.without("stage.json", "version"), "stage.json is not"),
    "no JSON": (lambda f: replaced(f.good, {"stage.json": b"{"}), "stage.json is not"),
    "too deep a JSON": (
        lambda f: replaced(f.good, {"stage.json": b"[" * 100_000}),
        "stage.json is not",
    ),
    "a clock that runs backwards": (
        lambda f: f.json("stage.json", "speed", value=-1.0),
        "runs backwards",
    ),
    "a clock without a zone": (
        lambda f: f.json("stage.json", "clock_at", value="2026-03-10T21:00:00"),
        "clock_at: timezone aware",
    ),
    "a stranger without a number": (
        lambda f: f.json("stage.json", "strangers", value={"+1": "x"}),
        "no number",
    ),
    "one field more": (
        lambda f: f.json("company.json", "run", value="rm"),
        "run: extra forbidden",
    ),
    "one field less": (
        lambda f: f.without("company.json", "messages", 0, "callback_url"),
        "messages.0.callback_url: missing",
    ),
    "a number as text": (
        lambda f: f.json("company.json", "messages", 0, "number", value="0"),
        "messages.0.number: int type",
    ),
    "an account that could be real": (
        lambda f: f.json("company.json", "account_sid", value="AC" + "1" * 32),
        "simulated accounts only",
    ),
    "callbacks to somebody else": (
        lambda f: f.json(
            "company.json", "messages", 0, "callback_url", value="http://198.51.100.1/"
        ),
        "report to somebody else",
    ),
    "a Slack token that could be real": (
        lambda f: f.json("slack.json", "app", "bot_token", value="xoxb-1-2-3"),
        "Slack is simulated",
    ),
    "no dispatch channel": (
        lambda f: changed(
            f.good,
            "slack.json",
            lambda one: [c.update(name="other") for c in one["channels"]],
        ),
        "no dispatch channel",
    ),
    "an id that comes again": (
        lambda f: f.json("slack.json", "next_number", value=1),
        "given out before",
    ),
    "no database": (
        lambda f: replaced(f.good, {"holdfast.db": b"CREATE TABLE x"}),
        "is no database",
    ),
    "half a database": (
        lambda f: replaced(
            f.good,
            {"holdfast.db": parts_of(f.good)["holdfast.db"][:20_000]},
        ),
        "holdfast.db is damaged",
    ),
    "an older database": (
        lambda f: f.database("UPDATE alembic_version SET version_num = '0001'"),
        "not of this version of Holdfast",
    ),
    "a database of somebody else": (
        lambda f: f.database("DROP TABLE alembic_version"),
        "not of this version of Holdfast",
    ),
    "a table more": (lambda f: f.database("CREATE TABLE more (x)"), "not Holdfast's"),
    "a trigger": (
        lambda f: f.database(
            "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END"
        ),
        "not Holdfast's",
    ),
    "no key": (
        lambda f: replaced(f.good, {"holdfast.key": b"-----BEGIN"}),
        "holds no key",
    ),
}


@pytest.fixture(scope="module")
def kept_file() -> dict[str, bytes]:
    """One saved stage for all refusals."""
    return {}


@pytest.fixture
def spoiler(
    request: pytest.FixtureRequest, kept_file: dict[str, bytes], database_kind: str
) -> Spoiler:
    if not kept_file:
        kept_file["good"] = request.getfixturevalue("middle").save()
    return Spoiler(kept_file["good"])


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_saved_stage_is_refused_in_a_sentence(
    what: str, spoiler: Spoiler, tmp_path: Path
) -> None:
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    make, why = REFUSED[what]
    with pytest.raises(errors.ConfigurationError) as refused:
        saved.open_into(folder, make(spoiler))
    sentence = str(refused.value)
    assert why in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert list((tmp_path / "in").rglob("*")) == [folder]

    saved.open_into(folder, spoiler.good)
    names = {path.name for path in folder.iterdir()}
    assert names == {"holdfast.db", "holdfast.key", "roster.csv"}


def test_a_folder_with_a_database_in_it_is_left_alone(
    spoiler: Spoiler, tmp_path: Path
) -> None:
    (tmp_path / "holdfast.db").write_text("mine")
    with pytest.raises(errors.ConfigurationError, match="in the folder already"):
        saved.open_into(tmp_path, spoiler.good)
    assert (tmp_path / "holdfast.db").read_text() == "mine"
    assert not (tmp_path / "roster.csv").exists()


def test_a_link_in_the_folder_is_not_followed(spoiler: Spoiler, tmp_path: Path) -> None:
    folder = tmp_path / "next"
    folder.mkdir()
    (folder / "roster.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(errors.ConfigurationError, match="in the folder already"):
        saved.open_into(folder, spoiler.good)
    assert not (tmp_path / "elsewhere").exists()
    shutil.rmtree(folder)
    opened_in(folder, spoiler.good)


def test_a_stage_of_another_account_is_not_given_back(
    spoiler: Spoiler, tmp_path: Path
) -> None:
    other = "AC51310000000000000000000000000002"
    opened = opened_in(
        tmp_path / "next", spoiler.json("company.json", "account_sid", value=other)
    )
    opened_well = opened_in(tmp_path / "other", spoiler.good)
    company = phone_company.PhoneCompany(
        clock=None,  # type: ignore[arg-type]  # nothing is dated here
        account_sid=phone_company.SIMULATED_ACCOUNT_SID,
        auth_token=installation.AUTH_TOKEN,
        numbers=(installation.OUR_NUMBER,),
        sms_webhook_url=f"{installation.PUBLIC_URL}/twilio/sms",
        post=lambda *_: (500, {}, b""),
    )
    with pytest.raises(errors.ConfigurationError, match="another account"):
        opened.restore_company(company)
    assert company.messages == []
    opened_well.restore_company(company)
    assert company.messages
