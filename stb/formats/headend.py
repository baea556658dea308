"""What the head-end says of itself: lineup, guide and store, as JSON.

Both sides use these functions, so the box reads what the head-end writes.
Addresses are relative to the head-end's own and may not leave it. One entry
that is wrong is left out and named in a note; the rest is used. The interface
stands in docs/headend.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import urljoin, urlsplit

from pydantic import Field

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import (
    Closed,
    FileName,
    Id,
    Instant,
    Line,
    Path,
    Text,
    checked,
    each,
    write_instant,
)
from stb.model.product import Product
from stb.model.schedule import Programme, Schedule
from stb.model.service import BreakPolicy, Lineup, Service

LINEUP_CAP = 1 << 20
GUIDE_CAP = 8 << 20
STORE_CAP = 1 << 20

Notes = tuple[str, ...]

_Policy = Literal["free", "no-fast-forward"]
_FREE = BreakPolicy.FREE
"""Not written: a box that knows no policy reads such a lineup too."""


class BadLineup(InputError):
    """The list of services is not in the form that its version states."""

    code = "lineup.form"


class BadGuide(InputError):
    """A day of the guide is not in the form that its version states."""

    code = "guide.form"


class BadStore(InputError):
    """The list of films and games is not in the form that its version states."""

    code = "store.form"


class _Service(Closed):
    id: Id
    number: Annotated[int, Field(ge=1, le=9999)]
    name: Line
    live: Path
    catch_up: Path | Literal[""] = ""
    catch_up_days: Annotated[int, Field(ge=0, le=31)] = 0
    tailored: bool = False
    logo: FileName = ""
    group: Line = ""
    radio: bool = False
    break_policy: _Policy = "free"


class _Lineup(Closed):
    v: Literal[1]
    services: Annotated[list[object], Field(max_length=2000)]


class _Programme(Closed):
    id: Id
    service: Id
    start: Instant
    end: Instant
    title: Line
    subtitle: Line = ""
    synopsis: Text = ""
    category: Line = ""
    rating: Line = ""
    contents: Annotated[list[Line], Field(max_length=16, default_factory=list)]
    catch_up: bool = True
    still: FileName = ""
    break_policy: _Policy | None = None


class _Guide(Closed):
    v: Literal[1]
    programmes: Annotated[list[object], Field(max_length=20_000)]


class _Product(Closed):
    id: Id
    title: Line
    synopsis: Text = ""
    price_cents: Annotated[int, Field(ge=0, le=100_000)]
    media: Path
    year: Annotated[int, Field(ge=0, le=9999)] = 0
    minutes: Annotated[int, Field(ge=0, le=10_000)] = 0
    rating: Line = ""
    category: Line = ""
    poster: FileName = ""
    kind: Literal["film", "game"] = "film"


class _Store(Closed):
    v: Literal[1]
    products: Annotated[list[object], Field(max_length=2000)]


# -- lineup ----------------------------------------------------------------------------


def read_lineup(data: bytes, *, base_url: str) -> tuple[Lineup, Notes]:
    """The lineup in ``data``, its addresses made absolute, and what was left out of it.

    Raises:
        InputError: no lineup at all: not JSON, another version, too large.
    """
    whole = checked(_Lineup, strict_json.loads(data, cap=LINEUP_CAP), BadLineup)
    taken: set[str | int] = set()

    def read(entry: object) -> Service:
        service = _service(_Service.model_validate(entry), base_url)
        if service.id in taken or service.number in taken:
            raise BadLineup(f"its id or number {service.number} is taken")
        taken.update((service.id, service.number))
        return service

    services, notes = each(whole.services, read, what="service")
    return Lineup(tuple(services)), tuple(notes)


def _service(entry: _Service, base_url: str) -> Service:
    return Service(
        id=entry.id,
        number=entry.number,
        name=entry.name,
        live_url=_absolute(base_url, entry.live),
        catch_up_url=_absolute(base_url, entry.catch_up) if entry.catch_up else "",
        catch_up_days=entry.catch_up_days,
        tailored=entry.tailored,
        logo=entry.logo,
        group=entry.group,
        radio=entry.radio,
        break_policy=BreakPolicy(entry.break_policy),
    )


def write_lineup(lineup: Lineup) -> bytes:
    """``lineup`` as JSON; its addresses are written as they stand."""
    services = [
        {
            "id": s.id,
            "number": s.number,
            "name": s.name,
            "live": s.live_url,
            "catch_up": s.catch_up_url,
            "catch_up_days": s.catch_up_days,
            "tailored": s.tailored,
            "logo": s.logo,
            "group": s.group,
            "radio": s.radio,
            **({"break_policy": s.break_policy.value} if s.break_policy is not _FREE else {}),
        }
        for s in lineup.services
    ]
    return strict_json.dumps({"v": 1, "services": services})


# -- guide -----------------------------------------------------------------------------


def read_guide(data: bytes) -> tuple[Schedule, Notes]:
    """The programmes in ``data``, and what was left out of them.

    Raises:
        InputError: no guide at all: not JSON, another version, too large.
    """
    whole = checked(_Guide, strict_json.loads(data, cap=GUIDE_CAP), BadGuide)
    programmes, notes = each(whole.programmes, _programme, what="programme")
    return Schedule.of(tuple(programmes)), tuple(notes)


def _programme(value: object) -> Programme:
    entry = _Programme.model_validate(value)
    if entry.end <= entry.start:
        raise BadGuide("it ends before it starts")
    return Programme(
        id=entry.id,
        service_id=entry.service,
        start=entry.start,
        end=entry.end,
        title=entry.title,
        subtitle=entry.subtitle,
        synopsis=entry.synopsis,
        category=entry.category,
        rating=entry.rating,
        contents=tuple(entry.contents),
        catch_up=entry.catch_up,
        still=entry.still,
        break_policy=BreakPolicy(entry.break_policy) if entry.break_policy else None,
    )


def write_guide(programmes: Iterable[Programme]) -> bytes:
    """``programmes`` as JSON, in the order of services and of time."""
    entries = [
        {
            "id": p.id,
            "service": p.service_id,
            "start": write_instant(p.start),
            "end": write_instant(p.end),
            "title": p.title,
            "subtitle": p.subtitle,
            "synopsis": p.synopsis,
            "category": p.category,
            "rating": p.rating,
            "contents": list(p.contents),
            "catch_up": p.catch_up,
            "still": p.still,
            **({"break_policy": p.break_policy.value} if p.break_policy else {}),
        }
        for p in sorted(programmes, key=lambda p: (p.service_id, p.start, p.id))
    ]
    return strict_json.dumps({"v": 1, "programmes": entries})


# -- store -----------------------------------------------------------------------------


def read_store(data: bytes, *, base_url: str) -> tuple[tuple[Product, ...], Notes]:
    """The films and games in ``data``, their addresses absolute, and what was left out.

    ``{id}`` in an address stands for the product's own id.

    Raises:
        InputError: no store at all: not JSON, another version, too large.
    """
    whole = checked(_Store, strict_json.loads(data, cap=STORE_CAP), BadStore)
    taken: set[str] = set()

    def read(value: object) -> Product:
        entry = _Product.model_validate(value)
        if entry.id in taken:
            raise BadStore("its id is taken")
        taken.add(entry.id)
        facts = entry.model_dump(exclude={"media"})
        url = _absolute(base_url, entry.media.replace("{id}", entry.id))
        return Product(**facts, url=url)

    products, notes = each(whole.products, read, what="product")
    return tuple(products), tuple(notes)


def write_store(products: Iterable[Product]) -> bytes:
    """``products`` as JSON; their addresses are written as they stand."""
    entries = [
        {
            "id": p.id,
            "title": p.title,
            "synopsis": p.synopsis,
            "price_cents": p.price_cents,
            "media": p.url,
            "year": p.year,
            "minutes": p.minutes,
            "rating": p.rating,
            "category": p.category,
            "poster": p.poster,
            "kind": p.kind,
        }
        for p in products
    ]
    return strict_json.dumps({"v": 1, "products": entries})


def _absolute(base_url: str, path: str) -> str:
    base = base_url if base_url.endswith("/") else base_url + "/"
    url = urljoin(base, path)
    if urlsplit(url)[:2] != urlsplit(base)[:2]:
        raise InputError("its address leaves the head-end")
    return url
