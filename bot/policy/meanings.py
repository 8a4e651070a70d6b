"""Say what each key of a policy file means, in the words of the schema itself."""

import inspect
import re

from bot.policy import schema

_KEY = re.compile(r"    ([a-z_]+): ")


def of(model: type[schema.Rule]) -> dict[str, str]:
    """Return what each key of a table means.

    Read from the comments that stand above the keys in the program, which is only
    done where somebody asks for the JSON Schema.
    """
    found: dict[str, str] = {}
    said: list[str] = []
    for line in inspect.getsource(model).splitlines():
        comment = line.strip().removeprefix("#: ")
        if line.strip().startswith("#: "):
            said.append(comment)
            continue
        if said and (key := _KEY.match(line)):
            found[key[1]] = " ".join(said)
        said = []
    return found
