"""The plug-in as a project of somebody else meets it: an entry point, and nothing else."""

from __future__ import annotations

import pytest


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with one test file, run with the plug-in that its installation brings."""
    pytester.makeini("[pytest]\nfilterwarnings = error")
    return pytester


def test_box_headend_and_faults_are_fixtures_and_a_failure_keeps_picture_and_log(
    project: pytest.Pytester,
):
    project.makepyfile(
        """
        import pytest
        from datetime import datetime
        from stb.headend.faults import EVERY

        @pytest.fixture(autouse=True)
        def quickly(faults):
            faults.withheld.add(EVERY)  # nothing to fetch and look through

        @pytest.mark.box(pictures="none", household="limburg", consent="yes", language="en",
                         at="2026-11-18T21:00:00+01:00")
        def test_all(box, headend, faults):
            box.press("GUIDE")

            assert box.state.screen == "guide"
            assert box.state.consent == "yes"
            assert "Wed 18 November" in box.text
            assert box.screen
            assert box.clock.utc() >= datetime.fromisoformat("2026-11-18T21:00:00+01:00")
            assert box.frame().shape == (720, 1280, 3)
            assert box.sent == ()
            assert box.as_run
            assert faults is headend.faults
            assert headend.ledger()["orders"] == []
            assert box.state.screen == "store", "as it should"
        """
    )

    result = project.runpytest_subprocess("--box-out", "kept")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*as it should*", "*Mediabox*", "State(service=*", "*.png"])
    kept = sorted(path.suffix for path in (project.path / "kept").iterdir())
    assert kept == [".jsonl", ".png"]


def test_a_test_that_passes_leaves_nothing(project: pytest.Pytester):
    project.makepyfile("def test_fine(): pass")

    result = project.runpytest_subprocess()

    result.assert_outcomes(passed=1)
    assert not (project.path / "out").exists()
