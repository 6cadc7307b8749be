"""SQL over the renewals that a person may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from tenure.foundation.models import User
from tenure.renewals.models import Renewal


def rows_seen(
    sql: str, params: Mapping[str, Any], user: User, *, owner_ids: Sequence[int] | None = None
) -> Iterator[Sequence[Any]]:
    """Run it with `{visible}` standing for the ids of the renewals that the user may see.

    With `owner_ids` only of those that these people own now. There are no rows where there can be
    none.
    """
    visible = Renewal.objects.visible_to(user).order_by().values("pk")
    if owner_ids is not None:
        visible = visible.filter(owner_id__in=list(owner_ids))
    try:
        seen, given = visible.query.sql_with_params()
    except EmptyResultSet:
        return
    names = {f"seen_{place}": value for place, value in enumerate(given)}
    seen = seen % tuple(f"%({name})s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{visible}", seen), {**params, **names})
        yield from cursor.fetchall()
