"""`stb studio`: make the material anew from its recipes."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from stb.cli.progress import progress
from stb.cli.verbs import Verbs


def register(verbs: Verbs) -> None:
    """Add the family."""
    family = verbs.family("studio", help="make programmes, spots and pictures from their recipes")
    build = family.add("build", run, help="draw and encode what has changed, and nothing else")
    build.add_argument(
        "--only", metavar="ID", nargs="+", default=(), help="these reels and creatives only"
    )
    build.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to build (default: assets/media)"
    )
    build.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=os.cpu_count() or 1,
        help="processes that encode (default: one a core)",
    )


def run(arguments: Namespace) -> int:
    """Build, and name what was made."""
    from stb.adapters import assets
    from stb.studio.build import build
    from stb.studio.pictures import build_pictures

    out = arguments.out or assets.folder() / "media"
    with progress("studio") as tell:
        made = build(
            out,
            only=arguments.only,
            progress=lambda _name, done, of: tell(done, of),
            workers=arguments.workers,
        )
    if not arguments.only:
        pictures = build_pictures(out.parent / "pictures")
        made = (*made, *([f"{pictures} pictures"] if pictures else []))
    print("\n".join(made) if made else "everything is up to date")
    return 0
