"""Put a policy into a folder of its own, with the list of places that it names."""

import tomllib
from pathlib import Path, PurePosixPath

from models import errors

POLICY = "policy.toml"


def list_beside(policy_file: Path, text: bytes) -> bytes | None:
    """Return the list of places that a policy names, as it stands beside a file.

    Args:
        policy_file: Where the policy stands, or would stand.
        text: The policy, as its file has it.

    Returns:
        None: it names none, or there is none.

    Raises:
        ConfigurationError: The name leads out of the folder.
    """
    name = _name_of_list(text)
    try:
        return (policy_file.parent / name).read_bytes() if name else None
    except OSError:
        # Whoever loads the policy is told so, with the line that names it.
        return None


def put(folder: Path, text: bytes, listed: bytes | None) -> dict[Path, bytes]:
    """Return the files of a policy in a folder, the policy first.

    Args:
        folder: A folder of its own.
        text: The policy, as its file has it.
        listed: The list of places that it names; None: there is none.

    Raises:
        ConfigurationError: The list's name leads out of the folder.
    """
    files = {folder / POLICY: text}
    name = _name_of_list(text)
    if name and listed is not None:
        files[folder / name] = listed
    return files


def _name_of_list(text: bytes) -> str | None:
    """Return what a policy, sound or not, calls its list of places.

    Raises:
        ConfigurationError: It leads out of the folder.
    """
    try:
        named = tomllib.loads(text.decode("utf-8-sig")).get("places")
    except (ValueError, RecursionError):
        return None
    name = named.get("file") if isinstance(named, dict) else None
    if not isinstance(name, str):
        return None
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not name.isprintable():
        raise errors.ConfigurationError(
            "The list of places that the policy names (places.file) must lie in the "
            "policy's own folder, or in one below it."
        )
    return name
