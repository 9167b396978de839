"""The cost of safety is measured on writes that happen."""

from pathlib import Path

from tests.bench.safety import measure_safety


async def test_every_step_is_timed_as_often_as_asked(tmp_path: Path) -> None:
    table = await measure_safety(tmp_path, 3)
    assert [row[1] for row in table.rows] == ["3"] * 4
    assert all(float(row[2]) > 0 for row in table.rows)
