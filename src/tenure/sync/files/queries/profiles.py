"""The profiles that are shipped, and the mappings that extend them."""

from __future__ import annotations

from importlib import resources

from tenure.sync.files.rules.expressions import MappingError
from tenure.sync.files.rules.mapping import Profile, extended, from_toml

SHIPPED = ("plain", "salesforce-cpq", "zuora")


def load_profile(name: str, mapping: str = "") -> Profile:
    """Return a shipped profile, changed by a mapping's TOML when one is given.

    Raise MappingError for an unknown name or a mapping that cannot be understood.
    """
    if mapping:
        name = extended(mapping) or name
    if name not in SHIPPED:
        raise MappingError(f"There is no profile '{name}'; shipped are {', '.join(SHIPPED)}.")
    folder = resources.files("tenure.sync.files") / "profiles"
    profile = from_toml((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return from_toml(mapping, base=profile) if mapping else profile
