"""Django's `migrate`, which on an empty database begins from the kept schema.

A hundred migrations take half a minute, nearly all of it spent on the models' history and not in
PostgreSQL. What they come to is kept beside them (`starting_schema.sql`) and laid down at once; the
migrations younger than it follow as ever.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from tenure.foundation import starting_schema


class Command(migrate.Command):
    """Bring a database to this version."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add to Django's own options the one that leaves the kept schema aside."""
        super().add_arguments(parser)
        parser.add_argument(
            "--each", action="store_true",
            help="apply each migration, also to an empty database",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Lay down the kept schema where everything is asked for and nothing is there."""
        asked_for_less = ("each", "app_label", "plan", "check_unapplied", "fake", "prune")
        if not any(options[name] for name in asked_for_less):
            starting_schema.lay_down_if_empty(connections[options["database"]])
        super().handle(*args, **options)
