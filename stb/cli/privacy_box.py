"""What the privacy page shows and does, by verb: what left, withdraw, erase.

`withdraw` and `erase` give the box the command that the screen gives, on its folder alone: no
head-end is asked or started. Nothing here can agree to anything: that is for keys on the screen.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.output import print_json
from stb.cli.verbs import Verbs
from stb.errors import RefusedError
from stb.model.consent import Purpose

if TYPE_CHECKING:
    from stb.engine.commands import Command
    from stb.engine.snapshot import Snapshot
    from stb.model.report import Sent

ERASED = {
    "use": (
        "where programmes and films were left, the last channel",
        "answers, orders and rentals; the profile, which goes when the consent is withdrawn",
    ),
    "all": (
        "answers, profile, what was kept of viewing, orders and rentals that the operator has,"
        " the list of what left, settings",
        "an order that the operator does not have yet, because it is owed, until it is sent;"
        " the key that orders are signed with, by which the operator knows the box, for good;"
        " creatives and signed metadata, which are the same on every box",
    ),
}
"""What is erased by each word, and what survives it, why and how long."""

_STEPS = 4
_OFFLINE = """\
Done at once, on the box's folder alone: without a network, and without its head-end. The
operator is not told; the last lines say what he will notice, or be sent, from the next
start on. The television must be off meanwhile.
"""
_NOTICED = {
    Purpose.TAILORED_SPOTS: "asks for no tokens and sends no envelopes of plays any more",
    Purpose.VIEWING_TIPS: "",
    Purpose.TELEMETRY: "asks for no token and sends no answer for viewing figures any more",
}
"""What the operator may notice of a consent that was withdrawn; of tips nothing ever leaves."""


class NotSure(RefusedError):
    """Erasing was asked for without `--yes`; nothing was erased."""

    code = "privacy.not_sure"


class NotDone(RefusedError):
    """The box could not take it down; it says why."""

    code = "privacy.not_done"


def register(family: Verbs) -> None:
    """Add the verbs."""
    sent = family.add(
        "sent", run_sent, help="what left this box, byte for byte, when and why, and what waits",
        prints_facts=True,
    )  # fmt: skip
    sent.add_argument("--hex", action="store_true", help="each message in hexadecimal as well")
    budget = family.add(
        "budget", run_budget, help="what viewing figures have told of this household in a year",
        prints_facts=True,
    )  # fmt: skip
    withdraw = family.add(
        "withdraw", run_withdraw, help="withdraw a consent, and erase what was kept under it"
    )
    withdraw.add_argument(
        "purpose", choices=("tailored-spots", "viewing-tips", "telemetry", "all"),
        metavar="PURPOSE",
        help="what was agreed to: tailored-spots, viewing-tips, telemetry, or all",
    )  # fmt: skip
    erase = family.add("erase", run_erase, help="erase what the box keeps, and say what survives")
    erase.add_argument(
        "what", choices=tuple(ERASED),
        help="use: where you were in what you watched; all: back to the factory settings",
    )  # fmt: skip
    erase.add_argument("--yes", action="store_true", help="do it; without it is only told")
    for verb in (sent, budget):
        verb.description = (verb.description or "") + " The television must be off meanwhile."
    for verb in (withdraw, erase):
        verb.description = f"{verb.description} {_OFFLINE}"
    for verb in (sent, budget, withdraw, erase):
        options.add_household(verb)


def run_sent(arguments: Namespace) -> int:
    """Print every message that left, oldest first, and how many wait."""
    from stb.cli.privacy import open_store
    from stb.ui.screens.sent import hex_lines

    with closing(open_store(arguments)) as store:
        left, orders, plays = store.sent(), len(store.queued()), len(store.waiting())
    if arguments.json:
        print_json({"sent": [_fact(each) for each in left],
                    "waiting": {"orders": orders, "plays": plays}})  # fmt: skip
        return 0
    for each in left:
        print(_headed(each))
        print(f"  {each.body.decode('utf-8', 'replace') if each.body else '(erased)'}")
        if arguments.hex:
            print("\n".join(f"  {line}" for line in hex_lines(each.body)))
    print(f"{len(left)} sent; {orders} orders and {plays} plays wait")
    return 0


def _fact(each: Sent) -> dict[str, object]:
    from stb.formats.fields import write_instant
    from stb.model.declared import DECLARED

    return {
        "at": write_instant(each.at),
        "kind": each.kind.value,
        "purpose": each.purpose,
        "grounds": DECLARED[each.kind].clause,
        "body": each.body.decode("utf-8", "replace"),
        "hex": each.body.hex(),
        "erased": not each.body,
        "envelope_bytes": each.envelope,
        "envelope_sha256": each.sha256,
    }


def _headed(each: Sent) -> str:
    from stb.formats.fields import write_instant
    from stb.model.declared import DECLARED

    size = f"{len(each.body)} bytes"
    if each.envelope:
        size += f", on the wire an envelope of {each.envelope} with SHA-256 {each.sha256}"
    grounds = DECLARED[each.kind].clause
    return f"{write_instant(each.at)}  {each.kind.value}  {each.purpose}  ({grounds})  {size}"


def run_budget(arguments: Namespace) -> int:
    """Print the privacy loss of the answers that left in the last 52 weeks, and the most."""
    from stb.adapters.clock import SystemClock
    from stb.cli.privacy import open_store
    from stb.model.report import Kind
    from stb.model.telemetry import ANSWERS_A_YEAR, EPSILON, answered_periods, loss_in_a_year

    with closing(open_store(arguments)) as store:
        left = [each.at for each in store.sent() if each.kind is Kind.TELEMETRY]
    used = answered_periods(left, SystemClock().utc())
    if arguments.json:
        print_json({"answers": used, "answers_a_year": ANSWERS_A_YEAR, "epsilon": used * EPSILON,
                    "epsilon_an_answer": EPSILON, "epsilon_a_year": loss_in_a_year()})  # fmt: skip
        return 0
    print(
        f"{used} of {ANSWERS_A_YEAR} answers in 52 weeks: epsilon {used * EPSILON} of"
        f" {loss_in_a_year()} at the worst, {EPSILON} an answer"
    )
    return 0


def run_withdraw(arguments: Namespace) -> int:
    """Withdraw one consent or all, as the switch on the page does."""
    from stb.engine.commands import AnswerConsent
    from stb.model.consent import Answer, Method

    named = arguments.purpose
    wanted = tuple(each for each in Purpose if named in ("all", each.value))

    def told(before: Snapshot) -> tuple[Command, ...]:
        return tuple(
            AnswerConsent(each, Answer.NO, Method.COMMAND, record.notice)
            for each in wanted
            if before.allows(each) and (record := before.consents.latest(each)) is not None
        )

    before, after = _by_the_box(arguments, told)
    ended = tuple(each for each in wanted if before.allows(each))
    for each in wanted:
        if after.allows(each):
            raise NotDone(f"{each.value} is still allowed")
        done = "withdrawn, and what was kept under it is erased"
        print(f"{each.value}: {done if each in ended else 'was not in force'}")
    print("\n".join(_at_the_next_start(ended, after)))
    return 0


def run_erase(arguments: Namespace) -> int:
    """Erase, and say what survives."""
    from stb.engine.commands import FactoryReset, ForgetUse

    goes, stays = ERASED[arguments.what]
    if not arguments.yes:
        print(f"would be erased: {goes}\nwould stay: {stays}")
        raise NotSure("nothing was erased; add --yes to do it")
    command = ForgetUse() if arguments.what == "use" else FactoryReset()
    before, after = _by_the_box(arguments, lambda _: (command,))
    ended = tuple(each for each in Purpose if before.allows(each) and not after.allows(each))
    print(f"erased: {goes}\nstays: {stays}")
    print("\n".join(_at_the_next_start(ended, after)))
    return 0


def _at_the_next_start(ended: tuple[Purpose, ...], after: Snapshot) -> Iterator[str]:
    """What the operator will be sent, or may notice, once the box is on again."""
    noticed = [_NOTICED[each] for each in ended if _NOTICED[each]]
    yield "told to the operator of this: nothing, now or later"
    for words in noticed:
        yield f"what he may notice: from now on the box {words}"
    for state in after.orders:
        if not state.delivered:
            yield f"not sent yet, and sent at the next start, as it is owed: {state.order.title}"


def _by_the_box(
    arguments: Namespace, commands: Callable[[Snapshot], tuple[Command, ...]]
) -> tuple[Snapshot, Snapshot]:
    """Give the box, without its line, what ``commands`` answers; before, and after.

    Raises:
        NotDone: the box says that it could not.
    """
    from stb.wiring.configuration import Pictures, Time
    from stb.wiring.unplugged import unplugged

    wanted = options.configuration(arguments, time=Time.REAL, pictures=Pictures.NONE)
    with unplugged(wanted) as box:
        after = before = box.step()
        for command in commands(before):
            box.send(command)
        for _ in range(_STEPS):
            after = box.step()
        held = [trouble for trouble in after.troubles if trouble not in before.troubles]
    if held:
        raise NotDone(f"the box says {held[0].code}")
    return before, after
