"""Drafts of plays: saved right or wrong, published only on the version they were made from."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from tenure.desk.commands.playbook import (
    lock_playbook,
    publish_read,
    require_publisher,
    required_version,
)
from tenure.desk.models import PlayComment, PlayDraft, PlayVersion
from tenure.desk.queries.playbook import held_version
from tenure.desk.rules.plays import LONGEST, is_play_code
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed

SAVE_VERB = "desk.save_draft"
DROP_VERB = "desk.drop_draft"


class DraftOutdated(Conflict):
    """Somebody published the play meanwhile: look at what changed before publishing."""


class DraftInTheWay(Conflict):
    """The person is writing something else on this play, and it would be lost."""


def require_writer(person: User) -> None:
    """Raise NotAllowed unless the person may draft and propose changes of plays."""
    if not may(person.role, Permission.PROPOSE_PLAYS):
        raise NotAllowed("Your role may read the playbook but not change it.")


@transaction.atomic
def save_draft(*, code: str, source: str, by: User, on: date) -> PlayDraft:
    """Keep what a person is writing of a play, also when it is not right yet.

    The first save remembers the version that holds; later ones keep it. The same text again
    changes nothing. Raises InvalidInput for a name that no play may have and for a text past all
    measure; nothing else of the text is judged here.
    """
    require_writer(by)
    if not is_play_code(code):
        raise InvalidInput("A play is named by a-z, 0-9 and dashes, at most 40 of them.")
    source = source.replace("\r\n", "\n")
    if len(source) > LONGEST:
        raise InvalidInput(f"A play has at most {LONGEST:,} characters.")
    draft, made = PlayDraft.objects.select_for_update().get_or_create(
        by=by, code=code,
        defaults={"source": source, "base": held_version(code), "saved_on": on},
    )  # fmt: skip
    if not made and draft.source == source:
        return draft
    if not made:
        draft.source, draft.saved_on = source, on
        draft.saved_at = Now()  # the database's clock
        draft.save(update_fields=["source", "saved_on", "saved_at"])
    detail = {"code": code, "base": draft.base.version if draft.base else None}
    record_event(by=by, on=on, verb=SAVE_VERB, subject=draft, detail=detail)
    return draft


@transaction.atomic
def drop_draft(*, code: str, by: User, on: date) -> None:
    """Throw a person's draft away. None there: it changes nothing."""
    draft = PlayDraft.objects.select_for_update().filter(by=by, code=code).first()
    if draft is not None:
        record_event(by=by, on=on, verb=DROP_VERB, subject=draft, detail={"code": code})
        draft.delete()


@transaction.atomic
def move_draft(*, code: str, version: int, by: User, on: date) -> PlayDraft:
    """Take a draft to the version that holds, once the person has seen what changed in it.

    `version` is the one that was looked at. Raises DraftOutdated when another was published since.
    """
    require_writer(by)
    lock_playbook()
    draft, held = _required_draft(code, by), required_version(code)
    if held.version != version:
        raise DraftOutdated(f"Version {held.version} was published meanwhile; look at it first.")
    if draft.base_id != held.pk:
        draft.base = held
        draft.save(update_fields=["base"])
        detail = {"code": code, "base": version}
        record_event(by=by, on=on, verb=SAVE_VERB, subject=draft, detail=detail)
    return draft


@transaction.atomic
def publish_draft(*, code: str, why: str, by: User, on: date) -> PlayVersion:
    """Publish a person's draft as the play's next version, and put the draft away.

    Raises DraftOutdated when somebody published meanwhile, PlaybookRefused with the line and
    reason of what is wrong; the draft stays then. A text that changes nothing is refused too.
    """
    require_publisher(by)
    lock_playbook()
    draft, held = _required_draft(code, by), held_version(code)
    if draft.base_id != (held.pk if held else None):
        said = f"Version {held.version} was published" if held else "The play was published"
        raise DraftOutdated(f"{said} meanwhile. Nothing is lost: look at what changed first.")
    done = publish_read(sources={code: draft.source}, why=why, by=by, on=on)
    if not done.versions:
        raise InvalidInput("The draft says the same as the version that holds.")
    draft.delete()
    return done.versions[0]


def publish_text(*, code: str, source: str, why: str, by: User, on: date) -> PlayVersion:
    """Keep a text as the person's draft, then publish it.

    In two transactions: a refusal to publish leaves the draft, so that nothing is lost.
    """
    save_draft(code=code, source=source, by=by, on=on)
    return publish_draft(code=code, why=why, by=by, on=on)


def move_text(*, code: str, source: str, version: int, by: User, on: date) -> PlayDraft:
    """Keep a text as the person's draft, then take it to the version that was looked at."""
    save_draft(code=code, source=source, by=by, on=on)
    return move_draft(code=code, version=version, by=by, on=on)


@transaction.atomic
def restore_version(*, code: str, version: int, by: User, on: date) -> PlayDraft:
    """Open an earlier version as a draft on the one that holds. A draft in the way: refused."""
    held = required_version(code)
    earlier = PlayVersion.objects.filter(play=held.play, version=version).first()
    if earlier is None:
        raise InvalidInput(f"The play has no version {version}.")
    return _opened(code, earlier.source, by=by, on=on)


@transaction.atomic
def open_proposal(*, proposal_id: int, by: User, on: date) -> PlayDraft:
    """Open the text that a proposal carries as a draft. A draft in the way: refused."""
    proposal = PlayComment.objects.select_related("play").filter(pk=proposal_id).first()
    if proposal is None or not proposal.source:
        raise InvalidInput("This proposal carries no text.")
    draft = _opened(proposal.play.code, proposal.source, by=by, on=on)
    if draft.base_id != proposal.version_id:
        # It was written on an earlier version: publishing it must first show what came since.
        draft.base = proposal.version
        draft.save(update_fields=["base"])
    return draft


def _opened(code: str, source: str, *, by: User, on: date) -> PlayDraft:
    draft = PlayDraft.objects.filter(by=by, code=code).first()
    if draft is not None and draft.source != source:
        raise DraftInTheWay("You have a draft of this play. Publish, propose or discard it first.")
    return save_draft(code=code, source=source, by=by, on=on)


def _required_draft(code: str, by: User) -> PlayDraft:
    drafts = PlayDraft.objects.select_for_update(of=("self",)).select_related("base")
    draft = drafts.filter(by=by, code=code).first()
    if draft is None:
        raise InvalidInput("You have no draft of this play.")
    return draft
