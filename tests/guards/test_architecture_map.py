"""The map in docs/architecture.md shows the tree as it is."""

import re

from tests.guards import files

TEXT = (files.ROOT / "docs" / "architecture.md").read_text()

#: Room, what it is, its modules.
ROW = re.compile(r"^\| `((?:bot|handlers|models)/(?:\w+/)*)` \| .+? \| (.*)\|$", re.M)


def standing() -> dict[str, set[str]]:
    """Return the modules that are in the tree, by room."""
    found: dict[str, set[str]] = {}
    for path in files.modules():
        room = f"{path.parent.relative_to(files.ROOT)}/"
        names = found.setdefault(room, set())
        if path.name != "__init__.py":
            names.add(path.name)
    return found


def rooms() -> dict[str, list[str]]:
    """Return the rooms of the map that hold modules."""
    text = TEXT.partition("\n## The rooms\n")[2].partition("\n## ")[0]
    return {
        room: re.findall(r"`(\w+\.py)`", modules) for room, modules in ROW.findall(text)
    }


def test_every_room_of_the_tree_is_on_the_map_and_no_other() -> None:
    assert set(rooms()) - {"models/migrations/"} == set(standing())


def test_every_module_is_on_the_map_in_its_room() -> None:
    shown = rooms()
    missing = {
        room: sorted(names - set(shown.get(room, [])))
        for room, names in standing().items()
    }

    assert {room: names for room, names in missing.items() if names} == {}


def test_every_module_on_the_map_exists_and_is_shown_once() -> None:
    tree = standing()
    for room, names in rooms().items():
        assert [name for name in names if name not in tree.get(room, set())] == [], room
        assert len(names) == len(set(names)), room


def test_every_file_that_the_text_names_exists() -> None:
    named = re.findall(r"`((?:bot|handlers|models|tests)/[\w/]+(?:\.py|/))`", TEXT)

    assert named
    assert [name for name in named if not (files.ROOT / name).exists()] == []
