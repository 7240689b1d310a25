"""A lake's files read by Spark: on this machine or on a cluster that sees the same folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from polku.foundation.errors import PolkuError
from polku.insight.canonical import TABLES
from polku.insight.lake import Lake
from polku.insight.measures.store import Rows, as_sql, whole

THIS_MACHINE = "local[*]"
_KINDS = {
    pa.string(): "string", pa.bool_(): "boolean", pa.int8(): "tinyint", pa.int16(): "smallint", pa.int32(): "int",
    pa.int64(): "bigint", pa.float64(): "double", pa.date32(): "date",
}  # fmt: skip
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
}


class Spark:
    """The current version of a lake, read by a Spark session."""

    def __init__(self, lake: Lake, session: Any) -> None:
        self.lake, self.session = lake, session

    def fetch(self, query: ir.Table, tables: Sequence[str]) -> Rows:
        errors = import_module("pyspark.errors").PySparkException, import_module("py4j.protocol").Py4JError
        try:
            for name in tables:
                self._view(name)
            return [whole(tuple(row)) for row in self.session.sql(as_sql(query, "pyspark")).collect()]
        except errors as error:
            raise (self.lake.damage() if self.lake.damaged() else error) from error

    def _view(self, name: str) -> None:
        files = [str(file.resolve()) for file in self.lake.files(name)]
        reader = self.session.read.schema(columns(name))
        rows = reader.parquet(*files) if files else self.session.createDataFrame([], columns(name))
        rows.createOrReplaceTempView(name)


def session(master: str) -> Any:
    """The process's Spark session, begun on the master; it ends with the process."""
    if find_spec("pyspark") is None:
        raise PolkuError(
            "no pyspark", "Polku's extra spark", "install it with `uv sync --extra spark`, or pip install 'polku[spark]'"
        )
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise PolkuError("no Java", "Java 17 or newer for Spark", "install it, such as by apt install default-jre-headless")
    builder = import_module("pyspark.sql").SparkSession.builder.appName("polku").master(master)
    for name, value in {**_SETTINGS, **(_LOCAL if master.startswith("local") else {})}.items():
        builder = builder.config(name, value)
    errors = import_module("pyspark.errors").PySparkException, import_module("py4j.protocol").Py4JError
    try:
        return builder.getOrCreate()
    except errors as error:
        raise PolkuError(
            f"Spark does not begin on --master {master!r}",
            "local[2], spark://HOST:PORT, yarn or k8s://…",
            "correct --master, or see that Java is 17 or newer",
        ) from error


def columns(name: str) -> str:
    """A canonical table's columns in Spark's words."""
    return ", ".join(f"{field.name} {_kind(field.type)}" for field in TABLES[name])


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "timestamp"
    return _KINDS[kind.value_type if pa.types.is_dictionary(kind) else kind]
