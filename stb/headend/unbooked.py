"""Why an order is not booked: held for a reason, or turned away."""

from __future__ import annotations

from enum import Enum

from stb.errors import InputError, RefusedError


class Why(Enum):
    """Why an order is held."""

    SIGNATURE = "signature"
    KEY = "key"
    GAP = "gap"
    FORK = "fork"
    ID = "id"


WORDS = {
    Why.SIGNATURE: "its signature does not hold",
    Why.KEY: "its key is of no box that is known of this household",
    Why.GAP: "an order before it has not come",
    Why.FORK: "another order stands in its place or before it",
    Why.ID: "another order has its id",
}


class NotHeld(InputError):
    """No order of this id is held."""

    code = "order.not_held"


class NotBookable(RefusedError):
    """An order that is held, and that nobody may book as it is."""

    code = "order.not_bookable"


class BadSignature(RefusedError):
    """An order that nobody can tell who sent, or that was changed on its way."""

    code = "order.signature"


class NotProven(RefusedError):
    """An order by a box that nobody knows, with a proof that the household's set did not make."""

    code = "order.proof"


class Unknown(RefusedError):
    """An order of a household that is none of ours."""

    code = "order.household"


class TooManyHeld(RefusedError):
    """An order that would be held, of a household of which as many are held as may be."""

    code = "order.too_many_held"
