"""Ctrl-C before the command has been imported is as quiet as after it."""

from __future__ import annotations

import subprocess
import sys

INTERRUPTED_WHILE = """
import sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
from stb.__main__ import main
sys.argv = ["stb", "version"]
sys.exit(main())
"""


def test_ctrl_c_while_the_verbs_are_imported_leaves_no_traceback():
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE.format(name="stb.cli.verbs")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_without_ctrl_c_it_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "stb", "--help"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0
    assert "Splice engine" in done.stdout
