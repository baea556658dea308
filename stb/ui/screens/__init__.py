"""The screens, by the name that QA knows them by; a new one adds a line here."""

from __future__ import annotations

from stb.ui.screen import Screen
from stb.ui.screens.about import About
from stb.ui.screens.catch_up import CatchUp
from stb.ui.screens.consent import Consent
from stb.ui.screens.declared import DeclaredList
from stb.ui.screens.detail import Detail
from stb.ui.screens.fact import FactEdit
from stb.ui.screens.go_on import GoOn
from stb.ui.screens.guide import Guide
from stb.ui.screens.kept import Kept
from stb.ui.screens.keys import Keys
from stb.ui.screens.live import Live
from stb.ui.screens.menu import Menu
from stb.ui.screens.my_group import MyGroup
from stb.ui.screens.pin import PinEntry
from stb.ui.screens.player import Player
from stb.ui.screens.privacy import Privacy
from stb.ui.screens.product import Ordered, OrderPage, ProductPage
from stb.ui.screens.receipts import AsShown, Receipts
from stb.ui.screens.reset import Reset
from stb.ui.screens.sent import SentBytes, SentList
from stb.ui.screens.standby import Standby
from stb.ui.screens.store import Store
from stb.ui.screens.tips import Tips
from stb.ui.screens.why import Why

SCREENS: dict[str, type[Screen]] = {
    "live": Live,
    "player": Player,
    "guide": Guide,
    "detail": Detail,
    "catch-up": CatchUp,
    "consent": Consent,
    "privacy": Privacy,
    "my-group": MyGroup,
    "fact": FactEdit,
    "kept": Kept,
    "receipts": Receipts,
    "as-shown": AsShown,
    "declared": DeclaredList,
    "reset": Reset,
    "go-on": GoOn,
    "pin": PinEntry,
    "sent": SentList,
    "bytes": SentBytes,
    "store": Store,
    "tips": Tips,
    "product": ProductPage,
    "order": OrderPage,
    "ordered": Ordered,
    "menu": Menu,
    "keys": Keys,
    "about": About,
    "why": Why,
    "standby": Standby,
}
"""A live picture calls itself "banner" or "digits" while it shows them."""
