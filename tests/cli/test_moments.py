"""Days and moments as people write them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import click
import pytest

from archive.cli.moments import first_day, last_day, local_time, moment_after, moment_of


@pytest.fixture
def in_china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-2", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-06-01", "2024-06-01", "2024-06-01"),
        ("2024/6/1", "2024-06-01", "2024-06-01"),
        ("20240601", "2024-06-01", "2024-06-01"),
        ("2024年6月", "2024-06-01", "2024-06-30"),
        ("2024年6月1日", "2024-06-01", "2024-06-01"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_a_partial_date_means_its_whole_period(written: str, first: str, last: str) -> None:
    assert (first_day(written), last_day(written)) == (first, last)


@pytest.mark.parametrize(
    "written", ["", "2024-13", "2024-02-30", "24-1-1", "昨天", "2024-06-01-", "0000", "2024-1-1\n2"]
)
def test_days_that_do_not_exist_are_refused(written: str) -> None:
    with pytest.raises(click.BadParameter):
        first_day(written)


@pytest.mark.usefixtures("in_china")
def test_times_are_taken_as_local_and_turned_to_utc() -> None:
    assert moment_of("2024-06-01") == "2024-05-31T16:00:00.000Z"
    assert moment_after("2024-06-01") == "2024-06-01T16:00:00.000Z"
    assert moment_of("2024-06-01 08:30") == "2024-06-01T00:30:00.000Z"
    assert moment_after("2024-06-01T08:30") == "2024-06-01T00:31:00.000Z"
    assert moment_after("2024-06-01 08:30:59") == "2024-06-01T00:31:00.000Z"
    assert moment_after("2024-06") == "2024-06-30T16:00:00.000Z"


@pytest.mark.parametrize("written", ["2024-06-01 25:00", "2024-06-01 8", "2024-06-01 08:30 pm", "08:30"])
def test_clocks_that_do_not_exist_are_refused(written: str) -> None:
    with pytest.raises(click.BadParameter):
        moment_of(written)


@pytest.mark.usefixtures("in_china")
def test_times_are_shown_in_local_time() -> None:
    assert local_time("2026-11-23T18:42:00.123Z") == "2026-11-24 02:42"
    assert local_time("never") == "never"
