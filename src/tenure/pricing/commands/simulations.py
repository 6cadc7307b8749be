"""Writers of simulations: ask for one, carry it out, publish what was simulated."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed, TenureError
from tenure.pricing.commands.policies import publish_policy
from tenure.pricing.models import PolicySimulation, PublishedPolicy
from tenure.pricing.queries.simulation import simulate
from tenure.pricing.rules.proposals import Proposal, proposals_as_json, proposals_from

MOST_PROPOSED = 200


class SimulationNotFound(InvalidInput):
    """Refuse a simulation that nobody asked for, or that is not the person's to see."""


def ask_simulation(*, proposals: Sequence[Proposal], by: User, on: date) -> PolicySimulation:
    """Keep what is to be simulated; `run_simulation` carries it out.

    Raise NotAllowed for who may not publish policies, InvalidInput for none or too many.
    """
    if not may(by.role, Permission.SET_POLICY):
        raise NotAllowed("Only those who may publish policies see what they would do.")
    if not 0 < len(proposals) <= MOST_PROPOSED:
        raise InvalidInput(f"Simulate from 1 to {MOST_PROPOSED} policies at a time.")
    with transaction.atomic():
        asked = PolicySimulation.objects.create(
            on=on, asked_by=by, proposed=proposals_as_json(proposals)
        )
        codes = [one.policy.code for one in proposals]
        record_event(
            by=by, on=on, verb="pricing.ask_simulation", subject=asked, detail={"codes": codes}
        )
    return asked


def run_simulation(*, simulation_id: int, by: User, on: date) -> PolicySimulation:
    """Carry out a simulation that was asked for, for the day it was asked for.

    Its row tells meanwhile how far it is, and in the end the result or why there is none. One that
    is finished stays as it is; one that was killed is carried out anew.
    """
    asked = PolicySimulation.objects.visible_to(by).filter(pk=simulation_id).first()
    if asked is None:
        raise SimulationNotFound("There is no such simulation.")
    if asked.finished_at is not None:
        return asked
    row = PolicySimulation.objects.filter(pk=asked.pk)
    row.update(started_at=Now(), step="", done=0, total=0)
    folder = Path(settings.DATA_DIR) / "tmp" / f"simulation-{asked.pk}"
    shutil.rmtree(folder, ignore_errors=True)  # of one that was killed
    folder.mkdir(parents=True)

    def tell(step: str, done: int, total: int) -> None:
        row.update(step=step, done=done, total=total)

    try:
        proposed = [one.policy for one in proposals_from(asked.proposed)]
        found = simulate(proposed, on=asked.on, user=by, folder=folder, tell=tell)
    except TenureError as error:
        row.update(error=str(error), finished_at=Now())
    except Exception as error:
        row.update(error=f"The program failed: {error}"[:2000], finished_at=Now())
        raise
    else:
        with transaction.atomic():
            row.update(result=found.as_json(), finished_at=Now())
            record_event(by=by, on=on, verb="pricing.simulate", subject=asked)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    asked.refresh_from_db()
    return asked


def publish_simulated(*, simulation_id: int, by: User, on: date) -> list[PublishedPolicy]:
    """Publish the policies that were simulated, all of them or none.

    Again it changes nothing. Raise SimulationNotFound, InvalidInput before there is a result, and
    PolicyConflict where one of them cannot be published any more.
    """
    asked = PolicySimulation.objects.visible_to(by).filter(pk=simulation_id).first()
    if asked is None:
        raise SimulationNotFound("There is no such simulation.")
    if asked.result is None:
        raise InvalidInput("The simulation has no result yet; what it would do is not known.")
    with transaction.atomic():
        return [
            publish_policy(policy=one.policy, name=one.name, by=by, on=on)
            for one in proposals_from(asked.proposed)
        ]
