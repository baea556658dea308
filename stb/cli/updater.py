"""`stb updater`: the box's updater as a client of its own, so that others can judge it."""

from __future__ import annotations

import sys
import traceback
from argparse import Namespace
from pathlib import Path

from stb.cli.verbs import Verbs, explain
from stb.errors import StbError

_EPILOG = """\
  stb updater --metadata-dir D init ROOTFILE
      trust the root metadata in ROOTFILE; nothing is asked of any server
  stb updater --metadata-dir D --metadata-url U refresh
      bring the trusted metadata to what is published at U; it stands in D as ROLE.json
  stb updater --metadata-dir D --metadata-url U --target-name T [--target-name T2 ...]
              --target-dir X --target-base-url V download
      refresh, and have the files T, T2 ... from V in X; what is there already is not fetched

The command line is that of the conformance suite of The Update Framework. It works with
every repository that keeps to the specification, by the system's clock; no redirect is
followed and no proxy used. Exit codes: 0 done, 1 refused or not to be had, 2 usage.
"""


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add(
        "updater", run, help="the box's updater on any TUF repository, for its conformance suite"
    )
    explain(verb, _EPILOG)
    verb.add_argument("command", choices=("init", "refresh", "download"), help="see below")
    verb.add_argument("root", metavar="ROOTFILE", nargs="?", type=Path, help="for init")
    verb.add_argument("--metadata-dir", metavar="D", type=Path, required=True,
                      help="folder of the trusted metadata")  # fmt: skip
    verb.add_argument("--metadata-url", metavar="U", help="where the metadata is published")
    verb.add_argument(
        "--target-name", metavar="T", action="append", default=[],
        help="a file to download, as the metadata names it; may be repeated",
    )  # fmt: skip
    verb.add_argument("--target-dir", metavar="X", type=Path, help="folder of downloaded files")
    verb.add_argument("--target-base-url", metavar="V", help="where the files are published")


def run(arguments: Namespace) -> int:
    """Do one command; 0, or 1 with the reason on stderr."""
    _check_usage(arguments)
    try:
        _do(arguments)
    except StbError as error:
        _tell(arguments, f"{error} [{error.code}]")
    except Exception as error:  # noqa: BLE001  whoever judges us gets an answer, not a trace
        _tell(arguments, f"{type(error).__name__}: {error} [updater.failed]")
    else:
        return 0
    return 1


def _do(arguments: Namespace) -> None:
    from stb.adapters import tuf_command

    folder: Path = arguments.metadata_dir
    match arguments.command:
        case "init":
            tuf_command.begin(folder, arguments.root)
        case "refresh":
            tuf_command.refresh(folder, arguments.metadata_url)
        case "download":
            tuf_command.download(
                folder,
                arguments.metadata_url,
                names=arguments.target_name,
                targets=arguments.target_dir,
                targets_url=arguments.target_base_url,
            )


def _check_usage(arguments: Namespace) -> None:
    needed = {
        "init": {"ROOTFILE": arguments.root},
        "refresh": {"--metadata-url": arguments.metadata_url},
        "download": {
            "--metadata-url": arguments.metadata_url,
            "--target-name": arguments.target_name,
            "--target-dir": arguments.target_dir,
            "--target-base-url": arguments.target_base_url,
        },
    }[arguments.command]
    missing = [name for name, value in needed.items() if not value]
    if missing:
        arguments.parser.error(f"{arguments.command} needs {', '.join(missing)}")


def _tell(arguments: Namespace, line: str) -> None:
    if arguments.debug:
        traceback.print_exc()
    print(f"stb: {line}", file=sys.stderr)
