"""Named policies that somebody proposes, as plain JSON and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tenure.pricing.rules.policies import AnyPolicy
from tenure.pricing.rules.policy_cells import cells_of, policy_of
from tenure.pricing.rules.policy_kinds import KINDS, kind_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold a policy that is not published, with its name."""

    name: str
    policy: AnyPolicy


def proposals_as_json(proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Return proposals as plain JSON; `proposals_from` reads them back."""
    return [
        {"kind": kind_of(one.policy).name, "name": one.name, "cells": cells_of(one.policy)}
        for one in proposals
    ]


def proposals_from(told: Iterable[Mapping[str, Any]]) -> list[Proposal]:
    """Return the proposals that JSON holds; raise NotAPolicy for what is none."""
    return [Proposal(row["name"], policy_of(KINDS[row["kind"]], row["cells"])) for row in told]
