"""The store: films to order, and their media.

A film of ours is a reel repeated for its length: the material is small, and a
film that plays is worth more than a title that does not.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from stb.formats.hls import Entry, write_vod
from stb.headend.assets import read_json
from stb.headend.catalogue import Catalogue, Kind, Reel
from stb.headend.catch_up import SECONDS
from stb.headend.dayparts import draw
from stb.headend.errors import NotThere
from stb.headend.grid import SEGMENT_TICKS
from stb.headend.reels import Reels
from stb.model.product import Product
from stb.model.time import TICKS_WRAP


def read_products(assets: Path) -> tuple[Product, ...]:
    """The films that the operator sells."""
    return tuple(
        Product(
            id=row["id"],
            title=row["title"],
            synopsis=row["synopsis"],
            price_cents=row["price_cents"],
            url=f"film/{row['id']}/index.m3u8",
            year=row["year"],
            minutes=row["minutes"],
            rating=row["rating"],
            category=row["category"],
            poster=f"{row['id']}.png",
        )
        for row in read_json(assets / "headend" / "store.json")["products"]
    )


def read_reel_names(assets: Path) -> dict[str, str]:
    """The clip of a film that is not named like the film itself."""
    rows = read_json(assets / "headend" / "store.json")["products"]
    return {row["id"]: row["reel"] for row in rows if "reel" in row}


class FilmStore:
    """Films by product id. ``named``: the clips of those with another name."""

    def __init__(
        self,
        products: tuple[Product, ...],
        *,
        named: dict[str, str],
        catalogue: Catalogue,
        reels: Reels,
    ) -> None:
        self.products = products
        self._reels = reels
        by_clip = {reel.layout[0].clip.id: reel for reel in catalogue.reels}
        films = catalogue.of_kind(Kind.FILM) or catalogue.of_kind(Kind.PROGRAMME)
        self._films = {
            product.id: by_clip.get(named.get(product.id, product.id), films[place % len(films)])
            for place, product in enumerate(products)
        }
        self._minutes = {product.id: product.minutes for product in products}

    def playlist(self, product_id: str) -> str:
        """The film as VOD.

        Raises:
            NotThere: no such film.
        """
        count = self._segments(product_id, self._film(product_id))
        return write_vod([Entry(f"{n}.ts", SECONDS) for n in range(count)])

    def segment(self, product_id: str, n: int) -> bytes:
        """Segment ``n`` of the film.

        Raises:
            NotThere: no such film or segment.
        """
        reel = self._film(product_id)
        if not 0 <= n < self._segments(product_id, reel):
            raise NotThere(f"no segment {n} of {product_id}")
        base = draw(product_id, "pts") % (1 << 31)
        pts = (base + n * SEGMENT_TICKS) % TICKS_WRAP
        return self._reels.segment(reel, n % len(reel.segments), pts=pts)

    def _film(self, product_id: str) -> Reel:
        found = self._films.get(product_id)
        if found is None:
            raise NotThere(f"no film {product_id}")
        return found

    def _segments(self, product_id: str, reel: Reel) -> int:
        """Whole reels, as many as come nearest to the stated length."""
        asked = Fraction(self._minutes[product_id] * 60) / SECONDS
        return max(1, round(asked / len(reel.segments))) * len(reel.segments)
