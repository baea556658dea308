"""`stb headend publish`: sign and publish, and tell what is in it."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.headend_common import many, repository, size, table
from stb.cli.output import print_json, told_on_stderr
from stb.cli.verbs import Verbs, explain

if TYPE_CHECKING:
    from datetime import datetime

    from stb.headend.summary import Summary

_MORE = """\
The first line names the weeks. A head-end that runs publishes by itself when a box asks and
something was booked, a week began or metadata nears its end; this verb does it now, and
shows what is in it: every group, what a box has to fetch, when each role ends, and what
changed since the publication before (+ new, - gone, ~ changed).
--dry-run signs and writes nothing.
"""


def add_verbs(family: Verbs) -> None:
    """Add the verb."""
    verb = family.add(
        "publish", publish, help="sign and publish the bundles of now and next week",
        prints_facts=True,
    )  # fmt: skip
    explain(verb, _MORE)
    options.add_moment(verb)
    verb.add_argument(
        "--dry-run", action="store_true", help="show what would be published, and publish nothing"
    )


def publish(arguments: Namespace) -> int:
    """Publish now."""
    from stb.headend.faults import Faults
    from stb.headend.summary import summarise

    now = options.moment_of(arguments)
    signed = repository(arguments)
    summary = summarise(signed.manifests(now), signed.published_manifests())
    refused = signed.inventory.stock().refused
    ends = {} if arguments.dry_run else signed.publish(now, Faults()).ends
    if arguments.json:
        facts = {"published": not arguments.dry_run, "ends": ends, "summary": summary}
        print_json(facts | {"refused": dict(refused)})
        return 0
    for group, objection in refused.items():
        told_on_stderr(f"{group} is not published [{objection.code}]: {objection.reason}")
    print(" ".join(summary.weeks))
    print(_text(summary, ends))
    if arguments.dry_run:
        print("nothing was published: --dry-run")
    return 0


def _text(summary: Summary, ends: dict[str, datetime]) -> str:
    rows = [("segment", "households", "spots", "size")]
    rows += [
        (one.segment, str(one.households), str(one.spots), size(one.bytes))
        for one in summary.segments
    ]
    lines = [
        table(rows),
        f"{many(summary.spots, 'spot')}, {size(summary.bytes)}; manifests"
        f" {size(summary.manifest_bytes)}: what every box fetches",
    ]
    if ends:
        until = ", ".join(
            f"{role} {end:%Y-%m-%d %H:%M}" for role, end in sorted(ends.items(), key=_end)
        )
        lines.append(f"valid until (UTC): {until}")
    lines += summary.changes or ("nothing changed since the publication before",)
    return "\n".join(lines)


def _end(entry: tuple[str, datetime]) -> datetime:
    return entry[1]
