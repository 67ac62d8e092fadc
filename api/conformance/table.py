"""The table of requirements, read from requirements.yaml beside this file."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

Force = Literal["SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", "MAY", "DEPRECATED"]
OWN = "imaging-cds@"
"""What the ids of this project's own rows begin with."""


class Requirement(BaseModel):
    """One row: what is required, and the check that shows it or why there is none.

    `unseen` tells why a check may find nothing to look at.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: str
    force: Force
    says: str
    by: str | None = None
    why: str | None = None
    unseen: str = "nothing of the kind came"

    @property
    def binding(self) -> bool:
        """Whether a service that breaks it does not conform."""
        return self.force in {"SHALL", "SHALL NOT"}


@cache
def requirements() -> tuple[Requirement, ...]:
    """Return all rows in the order of the file."""
    text = files(__package__).joinpath("requirements.yaml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Requirement, ...]).validate_python(tuple(yaml.safe_load(text)))
