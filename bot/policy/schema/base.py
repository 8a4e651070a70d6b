"""Hold what every table of a policy file has in common."""

from pydantic import BaseModel, ConfigDict


class Rule(BaseModel):
    """Refuse unknown keys and stay as loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)
