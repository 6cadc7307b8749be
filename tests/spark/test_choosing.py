"""Spark is reached by its URL, or it is said what is missing; quotes come out the same."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenure.pricing.commands import price_book
from tenure.pricing.models import PricedLine, PricingRun
from tenure.pricing.queries import EngineNotReady, chosen_engine, engines
from tenure.quotes.commands import make_quotes
from tenure.quotes.models import QuoteLine
from tests.quotes.conftest import ON, Book, book
from tests.spark.conftest import MASTER, BothEngines

__all__ = ["book"]

PRICE = """
import sys
from pathlib import Path
import django
django.setup()
from tests.pricing.test_oracle import POLICIES, draw
from tests.spark.conftest import BothEngines
from tenure.pricing.queries.spark import spark_engine
import random
rows = [draw(random.Random(seed), seed, 10**10) for seed in range(200)]
both = BothEngines(Path(sys.argv[2]), None)
with spark_engine(sys.argv[1]) as engine:
    assert both.price(engine, rows, POLICIES) == both.duckdb(rows, POLICIES)
    print("the same on", engine.session.sparkContext.master)
"""


def test_quotes_are_the_same(
    spark: Any, book: Book, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, facts in enumerate(({"uplift_bp": 700}, {"uplift_cap_bp": 0}, {})):
        book.due(f"C-{place}", **facts)
        book.due(f"S-{place}", **facts)
    settings.PRICING_ENGINE = MASTER
    monkeypatch.setattr(engines, "WORTH_SPARK", 3)
    assert make_quotes(by=book.head, on=ON, limit=3).count == 3
    monkeypatch.setattr(engines, "WORTH_SPARK", 10**9)
    assert make_quotes(by=book.head, on=ON).count == 3
    traces = {
        line.quote.renewal.contract.key: (line.trace, line.proposed_minor)
        for line in QuoteLine.objects.select_related("quote__renewal__contract")
    }
    assert len(traces) == 6
    for place in range(3):
        assert traces[f"C-{place}"] == traces[f"S-{place}"]


@pytest.mark.django_db(transaction=True)  # it writes from threads of its own
def test_the_whole_book_is_the_same(
    spark: Any, book: Book, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, facts in enumerate(({"uplift_bp": 700}, {"uplift_cap_bp": 0}, {"lines": 3})):
        book.contract(f"C-{place}", **facts)
    settings.DATA_DIR, settings.PRICING_ENGINE = tmp_path, MASTER
    runs = []
    for fewest in (1, 10**9):
        monkeypatch.setattr(engines, "WORTH_SPARK", fewest)
        run = price_book(on=ON, by=book.head, again=True)
        assert (run.lines, run.refused) == (5, 0)
        slot = PricedLine.objects.filter(slot=PricingRun.objects.get(dropped_at=None).slot)
        runs.append(list(slot.order_by("id").values()))
    for on_spark, on_duckdb in zip(*runs, strict=True):
        assert on_spark | {"slot": 0} == on_duckdb | {"slot": 0}


def test_without_java_it_is_said(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRICING_ENGINE = MASTER
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    refused = pytest.raises(EngineNotReady, match="needs Java 17 or newer")
    with refused, chosen_engine(tmp_path, lines=10**9):
        pass


@pytest.fixture
def cluster(spark: Any) -> Iterator[str]:
    """Start a master and a worker of a cluster, as processes of their own; yield its URL."""
    import pyspark

    started = Path(pyspark.__file__).parent / "bin" / "spark-class"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"spark://127.0.0.1:{port}"
    here = ["--host", "127.0.0.1", "--webui-port", "0"]
    deploy = "org.apache.spark.deploy"
    commands = [
        [started, f"{deploy}.master.Master", "--port", str(port), *here],
        [started, f"{deploy}.worker.Worker", "--cores", "2", "--memory", "1g", *here, url],
    ]
    running = []
    for command in commands:
        running.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        time.sleep(1)
    yield url
    for process in reversed(running):
        process.terminate()
        process.wait(20)


def test_a_cluster_by_its_url(cluster: str, engines: BothEngines, tmp_path: Path) -> None:
    """Its workers have neither our files nor Python; a program of its own drives it."""
    done = subprocess.run(
        [sys.executable, "-c", PRICE, cluster, str(tmp_path)],
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert f"the same on {cluster}" in done.stdout, done.stderr
