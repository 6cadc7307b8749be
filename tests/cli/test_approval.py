"""`tenure approval`: what waits, deciding for a person, rules over time, seats and cover."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tests.world import World, build

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(session, "set_up", system_actor)
    return build(timezone.localdate())


def told(capsys: Captured, *words: str) -> dict[str, Any]:
    assert main(["approval", "--json", *words]) == 0, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_what_waits_is_decided_for_a_person(capsys: Captured, world: World) -> None:
    number = world.quotes["C-1001"].number
    [row] = told(capsys, "waiting")["waiting"]
    assert (row["quote"], row["part"], row["approver"]) == (number, "director", "sam")
    assert told(capsys, "waiting", "--of", "hana")["waiting"] == []
    assert told(capsys, "show", number)["state"] == "waiting"
    done = told(capsys, "decide", number, "director", "approve", "--by", "sam")
    assert (done["state"], done["may_be_sent"]) == ("approved", True)
    assert done["steps"][1]["decisions"][0]["by"] == "sam"
    assert main(["approval", "show", number]) == 0
    assert "Approved by Sam Silva" in capsys.readouterr().out


def test_a_changed_payment_term_is_asked_for_anew(capsys: Captured, world: World) -> None:
    number = world.quotes["C-1001"].number
    assert told(capsys, "defaults")["published"] > 10
    told(capsys, "decide", number, "director", "approve", "--by", "sam")
    now = told(capsys, "terms", number, "--payment-days", "45", "--by", "alice")
    assert (now["state"], now["may_be_sent"]) == ("waiting", False)
    assert now["steps"][0]["why"] == ["Payment in 45 days is later than 30 days."]
    same = told(capsys, "terms", number, "--payment-days", "45", "--by", "alice")
    assert same["state"] == "waiting"


def test_mails_are_sent_once(
    capsys: Captured, world: World, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    assert told(capsys, "remind") == {"written": 1, "sent": 1, "failed": 0, "waiting": 0}
    assert told(capsys, "remind")["written"] == 0
    assert [message.to for message in mailoutbox] == [["sam@example.com"]]


def test_rules_over_time(capsys: Captured, world: World) -> None:
    told(capsys, "defaults")
    start = world.today + timedelta(days=30)
    words = ("publish", "pay-45", "payment_days", "--over", "45", "--role", "finance")
    assert told(capsys, *words, "--from", str(start))["words"] == "over 45 days"
    now = {rule["code"] for rule in told(capsys, "rules")["rules"]}
    assert "payment-terms" in now
    assert "pay-45" not in now
    then = told(capsys, "rules", "--on", str(start))
    assert {"pay-45"} <= {rule["code"] for rule in then["rules"]}
    assert [rule["code"] for rule in then["earlier"]] == ["payment-terms"]
    ended = ("publish", "no-pay", "payment_days", "--ends", "--role", "finance")
    told(capsys, *ended, "--from", str(start + timedelta(days=1)))
    last = told(capsys, "rules", "--on", str(start + timedelta(days=1)))
    assert not {"pay-45", "no-pay"} & {rule["code"] for rule in last["rules"]}
    assert main(["approval", "rules", "--on", str(start)]) == 0
    assert "was from 2000-01-01: over 30 days (payment-terms)" in capsys.readouterr().out


def test_seats_and_cover(capsys: Captured, world: World) -> None:
    day = str(world.today)
    made = told(capsys, "seat", "director", "sam", "--region", "EMEA")
    [seat] = told(capsys, "seats")["seats"]
    assert (seat["user"], seat["region"], seat["is_held"]) == ("sam", "EMEA", True)
    told(capsys, "delegate", "sam", "hana", "--from", day, "--until", day)
    [cover] = told(capsys, "cover")["cover"]
    assert (cover["away"], cover["stands_in"], cover["last_day"]) == ("sam", "hana", day)
    assert len(told(capsys, "waiting", "--of", "hana")["waiting"]) == 1
    told(capsys, "back", str(cover["cover"]))
    assert told(capsys, "cover")["cover"] == []
    told(capsys, "leave", str(made["seat"]), "--from", str(world.today + timedelta(days=1)))
    assert told(capsys, "seats")["seats"][0]["last_day"] == day


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("show", "Q-0"), "no quote Q-0"),
        (("seat", "cfo", "charlie"), "no colleague 'charlie'"),
        (("publish", "x", "weather", "--from", "2100-01-01"), "trigger: One of discount"),
        (("publish", "x", "discount", "--role", "cfo", "--over", "much", "--from", "2100-01-01"),
         "as in 12.5 %"),
        (("publish", "x", "discount", "--role", "cfo", "--over", "5", "--from", "2020-01-01"),
         "starts today or later"),
        (("publish", "x", "value", "--over", "5", "--tiers", "9", "--currency", "EUR",
          "--from", "2100-01-01"), "1, 2 or 3 tiers"),
        (("publish", "x", "paper", "--role", "legal", "--over", "5", "--from", "2100-01-01"),
         "leave it empty"),
        (("delegate", "sam", "sam", "--from", "2100-01-01", "--until", "2100-01-02"),
         "Somebody else"),
    ],
)  # fmt: skip
def test_refusals_say_why(
    capsys: Captured, world: World, words: tuple[str, ...], reason: str
) -> None:
    assert main(["approval", *words]) == 2
    assert reason in capsys.readouterr().err
