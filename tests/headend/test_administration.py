"""The operator's file of households, when it is not what he wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stb.headend.provisioning import Administration, BadAdministration

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
DAMAGED = (
    b"x", b"{}", b"[]", b"5", b'{"households":5}', b'{"households":[5]}', b'{"households":[{}]}',
)  # fmt: skip


@pytest.mark.parametrize("octets", DAMAGED)
def test_a_damaged_file_is_told_and_never_a_fault_of_ours(tmp_path: Path, octets: bytes):
    ours = Administration(tmp_path)
    ours.enrol("young-family", {}, NOW)
    (tmp_path / "households.json").write_bytes(octets)

    for asked in (
        lambda: ours.knows("young-family"), ours.households, ours.target,
        lambda: ours.enrol("young-family", {}, NOW),
    ):  # fmt: skip
        with pytest.raises(BadAdministration, match=r"households\.json cannot be read back"):
            asked()


def test_what_was_written_is_read_back(tmp_path: Path):
    Administration(tmp_path).enrol("young-family", {"children": 2}, NOW)

    again = Administration(tmp_path)

    assert again.knows("young-family")
    assert not again.knows("limburg")
    assert [one.household for one in again.households()] == ["young-family"]
