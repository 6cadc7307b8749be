"""Background work on policies: simulate what proposed ones would do, one simulation at a time."""

from __future__ import annotations

from datetime import date

from procrastinate.contrib.django import app

from tenure.foundation.models import User
from tenure.pricing.commands import run_simulation
from tenure.pricing.models import PolicySimulation

LOCK = "pricing.simulate"


@app.task(lock=LOCK, name="pricing.simulate")
def simulate_asked(*, simulation_id: int, by_id: int, on: str) -> None:
    """Carry out a simulation; its row tells how it went. Repeating does no harm."""
    run_simulation(
        simulation_id=simulation_id, by=User.objects.get(pk=by_id), on=date.fromisoformat(on)
    )


def queue_simulation(simulation: PolicySimulation) -> None:
    """Queue a simulation for the worker."""
    simulate_asked.defer(
        simulation_id=simulation.pk, by_id=simulation.asked_by_id, on=simulation.on.isoformat()
    )
