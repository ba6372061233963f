"""The same function under Spark's mapInArrow: what two of its processes find is what one process finds, correlations included."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="the extra spark (pyspark) is not installed")
pa = pytest.importorskip("pyarrow", reason="the extra scale (pyarrow) is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, which this machine does not have", allow_module_level=True)

import vonggac  # noqa: E402
from sources.hunting.scale.scalelogs import BAD, OPTIONS, RULES, hunted, lines, objects, told, write_logs  # noqa: E402
from vonggac.engines.hunt import RuleSet  # noqa: E402
from vonggac.sources.events import DEFAULT  # noqa: E402
from vonggac.sources.hunting import Options, Watched, hunt  # noqa: E402
from vonggac.sources.hunting.scale import gathered, hunt_in_arrow, place_table, sql_schema, units  # noqa: E402
from vonggac.sources.hunting.scale.listening import family_of, listening  # noqa: E402
from vonggac.sources.hunting.scale.schema import LINES  # noqa: E402
from vonggac.sources.sigma import STARTER, read_rules  # noqa: E402

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark in this machine's two cores, open on 127.0.0.1 alone."""
    from pyspark.sql import SparkSession

    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYSPARK_PYTHON", "SPARK_LOCAL_IP")}
    ours = str(Path(vonggac.__file__).parents[1])
    os.environ.update(PYTHONPATH=ours, PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("spark")), "spark.driver.memory": "1g",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    doors = listening(family_of(os.getpid()))
    session.stop()
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
    assert doors
    assert {door.address for door in doors} == {"127.0.0.1"}, doors


def shared(spark: Any, folder: list[Path], rules: RuleSet, options: Options, parts: int) -> tuple[list[str], Watched]:
    places, bad = place_table(folder)
    watched = Watched()
    watched.take_bad(bad)
    work = spark.createDataFrame(places).repartition(parts)
    found = work.mapInArrow(hunt_in_arrow(rules, options), sql_schema()).toArrow()
    return objects(gathered([found], rules, watched, places=places)), watched


def test_spark_finds_what_one_process_finds(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "UNIT", 5_000)
    folder = write_logs(tmp_path / "logs")
    alone, watched = hunted(folder)
    found, seen = shared(spark, [folder], RULES, OPTIONS, 4)
    assert sorted(found) == sorted(alone)
    seen.files_all = watched.files_all
    assert told(seen) == (*told(watched)[:1], seen.files, *told(watched)[2:])
    assert shared(spark, [folder], RULES, OPTIONS, 3)[0] == found


def test_lines_in_a_table_of_spark_give_the_same(spark: Any, tmp_path: Path) -> None:
    log = tmp_path / "a.json"
    log.write_text(lines(200), encoding="utf-8")
    rows = [("a.json", number, text) for number, text in enumerate(log.read_text(encoding="utf-8").split("\n")[:-1], 1)]
    table = spark.createDataFrame(rows, sql_schema(LINES)).repartition(3)
    found = table.mapInArrow(hunt_in_arrow(RuleSet((BAD,))), sql_schema()).toArrow()
    alone = objects(hunt([log], RuleSet((BAD,)), Options(limits=DEFAULT)))
    assert len(alone) == 29
    assert sorted(objects(gathered([found], RuleSet((BAD,))))) == sorted(alone)


def test_spark_finds_the_same_in_real_logs(spark: Any, reference: Path) -> None:
    rules = read_rules([STARTER]).ruleset
    logs = sorted((reference / "data" / "hunt").rglob("*.evtx"))[:40]
    alone = objects(hunt(logs, rules, Options()))
    assert len(alone) > 10
    assert sorted(shared(spark, logs, rules, Options(), 2)[0]) == sorted(alone)
