"""Save a stage as one file, for a bug report, and begin from such a file.

The file is a ZIP of plain files: the bot's database, the key of the demo (which
opens nothing), roster and policy, and JSON of what the phone company, Slack and the
page knew. It is taken at one instant, as if the power went out then. Opening it runs
nothing that is in it, and writes nothing outside the folder that is named.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.ledger import keys
from bot.simulator import (
    documents,
    handset,
    installation,
    keeping,
    phone_company,
    vendor_rules,
)
from bot.simulator.demo.kept import bundles, rules, snapshots
from bot.simulator.slack import consistency
from bot.simulator.slack import keeping as slack_keeping
from bot.simulator.slack import workspace as slack_workspace
from models import errors

if TYPE_CHECKING:
    from bot.simulator.demo.premises import Premises

#: Raised whenever a document changes its shape.
VERSION = 1

#: Names of the parts; the files lie in the folder under the same names.
DATABASE, KEY = "holdfast.db", "holdfast.key"
ROSTER, POLICY, PLACES = "roster.csv", rules.POLICY, "places.csv"
#: Folder of the policy, so that the list beside it may have any name.
_RULES = "policy"
_PAGE, _COMPANY, _WORKSPACE = "stage.json", "company.json", "slack.json"
_README = "README.txt"
_NEEDED = (_PAGE, _COMPANY, _WORKSPACE, DATABASE, KEY, ROSTER)
_FILES = (DATABASE, KEY, ROSTER)

#: Fastest that a clock may run, in its seconds for one of the machine's.
_SPEED_MAX = 1e6

_WORDS = """\
This is a saved stage of the Holdfast demo.

It holds what was typed on the demo's page, on its phones and in its Slack, and all
that the bot recorded of it. If somebody typed real names, numbers or events there,
they are in here: read it before you give it away.

Open it with:  holdfast demo --open FILE.zip

holdfast.db   the bot's database (SQLite)
holdfast.key  the key of this demo; it was made for it and opens nothing else
roster.csv    the people of the demo
policy.toml   the policy, where it was not the one that is shipped
places.csv    the list of designated places that this policy names
stage.json    the clock, and what the page knew
company.json  what the simulated phone company knew
slack.json    what the simulated Slack knew
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page itself knew."""

    version: int
    clock_at: datetime
    speed: float
    #: Names of strangers by their numbers.
    strangers: dict[str, str]
    #: What became of texts that people sent, by SID.
    texted: dict[str, handset.Exchange]
    #: What Slack itself told people, by user id.
    slack_notes: dict[str, list[dict[str, Any]]]


@dataclass(slots=True, kw_only=True)
class Saved:
    """A stage that was opened: database and key lie in the folder already."""

    #: None: the shipped one.
    policy_file: Path | None
    roster_file: Path
    #: Where the story's clock stood, aware UTC.
    clock_at: datetime
    speed: float
    #: As in `Page`.
    strangers: dict[str, str]
    texted: dict[str, handset.Exchange]
    slack_notes: dict[str, list[dict[str, Any]]]
    company: keeping.Company
    workspace: slack_keeping.Workspace

    def restore_company(self, company: phone_company.PhoneCompany) -> None:
        """Give the phone company what it had.

        Raises:
            ConfigurationError: It was another account's.
        """
        keeping.give_back(company, self.company)

    def restore_workspace(self, workspace: slack_workspace.SlackWorkspace) -> None:
        """Give the workspace what it had.

        Raises:
            ConfigurationError: It was another installation's.
        """
        slack_keeping.give_back(workspace, self.workspace)


def save(p: "Premises") -> bytes:
    """Return the stage as a file, as it is at this instant.

    While it is taken, neither vendor answers the bot: what the database says and
    what they know belong together.

    Raises:
        StorageError: The database cannot be read.
        ConfigurationError: A file cannot be read, or a text cannot be written down.
    """
    with p.lock, p.workspace.state.lock, p.company.network.changed:
        try:
            parts = {
                _README: _WORDS.encode(),
                _COMPANY: documents.write(keeping.kept(p.company)),
                _WORKSPACE: documents.write(slack_keeping.kept(p.workspace)),
                DATABASE: snapshots.copy(Path(p.database.url.database or "")),
                # Last, so that nothing on record is later than the clock.
                _PAGE: documents.write(_page_of(p)),
            }
        except ValueError as error:
            raise errors.ConfigurationError(
                "The stage holds something that cannot be written down."
            ) from error
        parts[KEY] = _file(p.folder / KEY)
        parts[ROSTER] = _file(p.plan.roster_file)
        if p.policy_file is not None:
            parts[POLICY] = _file(p.policy_file)
            listed = rules.list_beside(p.policy_file, parts[POLICY])
            if listed is not None:
                parts[PLACES] = listed
    return bundles.pack(parts)


def _page_of(p: "Premises") -> Page:
    return Page(
        version=VERSION,
        clock_at=p.clock.now(),
        speed=p.speed,
        strangers=dict(p.strangers),
        texted=dict(p.texted),
        slack_notes=dict(p.slack_notes),
    )


def open_file(folder: Path, path: Path) -> Saved:
    """Open a saved stage that lies in a file; otherwise as `open_into`.

    Raises:
        ConfigurationError: It cannot be read, or is none that can be begun from.
    """
    return open_into(folder, _file(path, bundles.LIMIT_PACKED_BYTES + 1))


def open_into(folder: Path, data: bytes) -> Saved:
    """Put the files of a saved stage into a folder, and return what to begin from.

    Args:
        folder: Is there already, and holds none of these files.
        data: What `save` returned, or anything else.

    Raises:
        ConfigurationError: It is no stage that can be begun from; the sentence says
            why. Then nothing is left in the folder.
    """
    parts = bundles.unpack(data, needed=_NEEDED, allowed=(POLICY, PLACES, _README))
    page = _page(parts[_PAGE])
    company = documents.read(keeping.Company, parts[_COMPANY], name=_COMPANY)
    keeping.check(company)
    workspace = documents.read(
        slack_keeping.Workspace, parts[_WORKSPACE], name=_WORKSPACE
    )
    consistency.check(workspace)
    _check_addresses(company)
    _check_page(page, workspace)
    files = {Path(name): parts[name] for name in _FILES}
    if POLICY in parts:
        files |= rules.put(Path(_RULES), parts[POLICY], parts.get(PLACES))
    try:
        _write(folder, files)
    except OSError as error:
        raise errors.ConfigurationError(
            f"The stage cannot be written to {folder}: {error.strerror}."
        ) from error
    return Saved(
        policy_file=folder / _RULES / POLICY if POLICY in parts else None,
        roster_file=folder / ROSTER,
        clock_at=page.clock_at,
        speed=page.speed,
        strangers=page.strangers,
        texted=page.texted,
        slack_notes=page.slack_notes,
        company=company,
        workspace=workspace,
    )


def _page(data: bytes) -> Page:
    """Read the page's document.

    Raises:
        ConfigurationError: It is of another version, or of another shape.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    version = found.get("version") if isinstance(found, dict) else None
    if isinstance(version, int) and version != VERSION:
        raise errors.ConfigurationError(
            f"The stage was saved by another version of Holdfast: it has format "
            f"{version}, and this one reads format {VERSION}."
        )
    return documents.read(Page, data, name=_PAGE)


def _check_page(page: Page, workspace: slack_keeping.Workspace) -> None:
    if not 0 <= page.speed <= _SPEED_MAX:
        raise errors.ConfigurationError("The saved clock runs backwards, or too fast.")
    if not all(map(vendor_rules.is_phone_number, page.strangers)):
        raise errors.ConfigurationError("A saved stranger has no number.")
    if installation.DISPATCH not in {channel.name for channel in workspace.channels}:
        raise errors.ConfigurationError("The saved Slack has no dispatch channel.")


def _check_addresses(company: keeping.Company) -> None:
    """Refuse what would be posted elsewhere than to the bot of the stage.

    Raises:
        ConfigurationError: There is such an address.
    """
    urls = [message.callback_url for message in company.messages]
    urls += [callback.url for callback in company.callbacks]
    ours = f"{installation.PUBLIC_URL}/"
    if not all(url is None or url.startswith(ours) for url in urls):
        raise errors.ConfigurationError(
            "The saved phone company would report to somebody else than the bot."
        )


def _write(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Put files into a folder once they are found good, all of them or none.

    Raises:
        OSError: The folder does not take them.
        ConfigurationError: A file is none that can be used, or is there already.
    """
    with tempfile.TemporaryDirectory(prefix="opening-", dir=folder) as name:
        draft = Path(name)
        for file, data in files.items():
            (draft / file).parent.mkdir(parents=True, exist_ok=True)
            (draft / file).touch(mode=0o600)
            (draft / file).write_bytes(data)
        try:
            keys.load(draft / KEY)
        except errors.ConfigurationError:
            raise errors.ConfigurationError(f"{KEY} holds no key.") from None
        snapshots.check(draft / DATABASE)
        there = [file for file in files if os.path.lexists(folder / file)]
        if there:
            raise errors.ConfigurationError(f"{there[0]} is in the folder already.")
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (draft / file).rename(folder / file)


def _file(path: Path, most_bytes: int = bundles.LIMIT_BYTES) -> bytes:
    """Return what a file holds, and no more than so much of it.

    Raises:
        ConfigurationError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most_bytes)
    except OSError as error:
        raise errors.ConfigurationError(
            f"{path} cannot be read: {error.strerror}."
        ) from error
