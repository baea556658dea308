"""`stb privacy schemas` and `register`: what may leave a box, for whoever wants to check it."""

from __future__ import annotations

import json
import textwrap
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stb.cli.output import make_place, print_json
from stb.cli.verbs import Verbs

if TYPE_CHECKING:
    from stb.formats.register import Row

_WIDE = 88


def register(family: Verbs) -> None:
    """Add the verbs."""
    schemas = family.add(
        "schemas", run_schemas, help="print the JSON Schema of every kind that may leave",
        prints_facts=True,
    )  # fmt: skip
    schemas.add_argument(
        "--out", type=Path, metavar="DIR", help="write them there, KIND-vN.schema.json each"
    )
    schemas.description = (
        "The closed list of kinds: what is not here cannot be sent, and an unknown key is an"
        " error on the box and at the collector. One JSON document, a schema by the name of its"
        " kind; --json puts it on one line."
    )
    declared = family.add(
        "register", run_register, prints_facts=True,
        help="print the declaration: purpose, grounds, keeping time, recipient of each kind",
    )  # fmt: skip
    declared.description = (
        "The register of processing (GDPR article 30), made from the declarations that the box"
        " obeys and the schemas it writes by."
    )


def run_schemas(arguments: Namespace) -> int:
    """Print the schemas, or write a file each."""
    from stb.formats.reports import schemas

    published = schemas()
    if arguments.out is None:
        print_json(published, indent=None if arguments.json else 1)
        return 0
    make_place(arguments.out)
    files = []
    for name, schema in published.items():
        version = str(schema["$id"]).rpartition("/")[2]
        files.append(arguments.out / f"{name}-{version}.schema.json")
        files[-1].write_text(json.dumps(schema, indent=1) + "\n", encoding="utf-8")
    if arguments.json:
        print_json(files, indent=None)
        return 0
    for file in files:
        print(file)
    return 0


def run_register(arguments: Namespace) -> int:
    """Print the register, a row a kind."""
    from stb.formats.register import register

    rows = register()
    if arguments.json:
        print_json(rows)
        return 0
    print("\n\n".join(_told(row) for row in rows))
    return 0


def _told(row: Row) -> str:
    """One row, for a person."""
    needs = f"yes to {row['consent']}" if row["consent"] else "no consent needed"
    facts = {
        "contents": row["contents"],
        "keys": "; or ".join(", ".join(form) for form in row["forms"]),
        "named": "says which household sends it" if row["names_household"] else "names nobody",
        "when": row["when"],
        "purpose": row["purpose"],
        "grounds": f"{row['clause']} ({needs}), text {row['terms']}",
        "controller": row["controller"],
        "recipient": row["recipient"],
        "kept there": row["kept"],
        "kept here": row["kept_on_box"],
    }
    lines = [f"{row['kind']}  ({row['schema']})"]
    for name, value in facts.items():
        lines += textwrap.wrap(
            value, _WIDE, initial_indent=f"  {name:<12}", subsequent_indent=" " * 14
        )
    return "\n".join(lines)
