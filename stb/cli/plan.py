"""`stb plan`: what a box decides for every break of a programme, and why."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.output import print_json
from stb.cli.progress import waiting
from stb.cli.verbs import Verbs, explain
from stb.model.rules import Profile

if TYPE_CHECKING:
    from stb.model.bundle import Creative, Generic
    from stb.model.plan import Decision
    from stb.qa.plans import Planned
    from stb.wiring.configuration import Configuration


_DUTCH = {
    "household {household}, rules of {profile}, {at}":
        "huishouden {household}, regels van {profile}, {at}",
    "today": "nu",
    "groups: {groups}": "groepen: {groups}",
    "refused: {what}: {reason}": "geweigerd: {what}: {reason}",
    "no breaks": "geen reclameblokken",
    "{at}  {id}  ({frames} frames)": "{at}  {id}  ({frames} beelden)",
    "best found, not proved": "het beste dat gevonden is, niet bewezen",
    "as broadcast": "zoals uitgezonden",
    "for: {group} [{segment}]": "voor: {group} [{segment}]",
    "in place of {spot}": "in plaats van {spot}",
    "not {name}": "niet {name}",
    "{count} of another length": "{count} van een andere lengte",
}  # fmt: skip
"""What only this verb says; reasons are those of the screens."""

_DESCRIPTION = """What a household's box decides for every break of a programme, and why: for each
spot what plays, for which group of households, and who was refused for which reason. The box
itself is asked, with what the operator published; nothing is kept or sent."""


_EXAMPLES = """\
examples:
  stb plan sirius-6-20261117T1930Z --lang en
  stb plan sirius-6-20261117T1930Z --household limburg --consent no --json
"""


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said in the language of the plan."""

    language: str
    say: Callable[[str], str]
    """The words of the screens."""

    def __call__(self, text: str, **parts: object) -> str:
        return (_DUTCH[text] if self.language == "nl" else text).format(**parts)

    def reason(self, code: str) -> str:
        from stb.ui.reasons import SPOT_REASONS

        known = SPOT_REASONS.get(code)
        return f"{self.say(known)} [{code}]" if known else code


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add(
        "plan", run, help="what a household's box decides for every break, and why",
        prints_facts=True,
    )  # fmt: skip
    verb.description = _DESCRIPTION
    explain(verb, _EXAMPLES)
    verb.add_argument(
        "programme", metavar="PROGRAMME",
        help="a catch-up programme's id: service and start in UTC, as sirius-6-20261117T1930Z",
    )  # fmt: skip
    options.add_household(verb)
    verb.add_argument(
        "--consent", choices=("yes", "no"), help="what it answered (default: what it would answer)"
    )
    options.add_time(verb, default=options.DEMO_TIME)
    options.add_profile(verb)
    options.add_language(verb, of="what it says")
    verb.add_argument(
        "--all", action="store_true", help="also name those refused for their length only"
    )


def run(arguments: Namespace) -> int:
    """Print the plan of every break; nothing is kept."""
    from stb.qa.plans import plans
    from stb.wiring.assembly import assemble

    wanted = _configuration(arguments)
    told = f"what {wanted.household} would see of {arguments.programme}"
    with waiting(told), assemble(wanted) as mediabox:
        planned = plans(mediabox, arguments.programme)
        words = _Words(wanted.language, mediabox.context.say)
    if arguments.json:
        print_json(_facts(planned, wanted))
    else:
        _print(planned, wanted, words, everyone=arguments.all)
    return 0


def _configuration(arguments: Namespace) -> Configuration:
    from stb.wiring.configuration import Pictures, Switch, Time
    from stb.wiring.households import household as named

    answer = arguments.consent or named(arguments.household).would_answer.value
    wanted = options.configuration(arguments, time=Time.VIRTUAL, pictures=Pictures.NONE)
    return replace(wanted, consent=Switch(answer), keeps=False)


# -- for machines ------------------------------------------------------------------------


def _facts(planned: Planned, wanted: Configuration) -> dict[str, object]:
    playing = planned.playing
    return {
        "programme": playing.media_id,
        "title": playing.title,
        "rate": str(playing.rate),
        "household": wanted.household,
        "at": wanted.at,
        "profile": wanted.profile,
        "consent": wanted.consent,
        "segments": [segment.id for segment in planned.segments],
        "refused": planned.refused,
        "breaks": [
            {
                "id": brk.id,
                "at_frame": brk.at,
                "frames": brk.frames,
                "proved": all(decision.proved for decision in decisions),
                "spots": [_decision(decision, planned.named) for decision in decisions],
            }
            for brk, decisions in planned.breaks
        ],
    }


def _decision(made: Decision, named: Mapping[str, Generic]) -> dict[str, object]:
    own = named.get(made.spot.id)
    return {
        "id": made.spot.id,
        "broadcast": None
        if own is None
        else {
            "title": own.title,
            "advertiser": own.advertiser,
            "category": own.category,
        },
        "at_frame": made.spot.at,
        "frames": made.spot.frames,
        "replaceable": made.spot.replaceable,
        "chosen": None if made.creative is None else _creative(made.creative),
        "segment": made.segment,
        "reason": made.reason,
        "refused": [
            _creative(rejected.creative) | {"reason": rejected.reason} for rejected in made.rejected
        ],
    }


def _creative(creative: Creative) -> dict[str, object]:
    return {
        "creative": creative.id,
        "campaign": creative.campaign,
        "advertiser": creative.advertiser,
        "category": creative.category,
        "title": creative.title,
        "frames": creative.frames,
    }


# -- for people --------------------------------------------------------------------------


def _print(planned: Planned, wanted: Configuration, words: _Words, *, everyone: bool) -> None:
    from stb.ui.reasons import why_refused

    playing, profile = planned.playing, wanted.profile.value
    year = words(profile) if profile == Profile.TODAY.value else profile
    print(f"{playing.title}  ({playing.media_id})")
    print(
        words(
            "household {household}, rules of {profile}, {at}",
            household=wanted.household,
            profile=year,
            at=wanted.at,
        )
    )
    groups = "; ".join(segment.in_words(wanted.language) for segment in planned.segments)
    print(words("groups: {groups}", groups=groups or "-"))
    for one in planned.refused:
        reason = f"{why_refused(words.say, one)} [{one.code}]"
        print(words("refused: {what}: {reason}", what=one.what, reason=reason))
    if not planned.breaks:
        print(words("no breaks"))
    for brk, decisions in planned.breaks:
        at = playing.rate.timecode(brk.at)
        place = words("{at}  {id}  ({frames} frames)", at=at, id=brk.id, frames=brk.frames)
        proved = all(made.proved for made in decisions)
        print(f"\n{place}{'' if proved else '  ' + words('best found, not proved')}")
        for made in decisions:
            _print_spot(made, planned, words, everyone=everyone)


def _print_spot(made: Decision, planned: Planned, words: _Words, *, everyone: bool) -> None:
    from stb.engine.objections import LENGTH

    at, own = planned.playing.rate.timecode(made.spot.at), planned.named.get(made.spot.id)
    shown = words("as broadcast") if made.creative is None else _name(made.creative)
    why = words.reason(made.reason) if made.creative is None else _group(made, planned, words)
    print(f"  {at}  {made.spot.id:<18} {made.spot.frames:>5}  {shown:<24} {why}")
    if own is not None and own.advertiser:
        spot = f"{own.advertiser}: {own.title}" if own.title else own.advertiser
        told = spot if made.creative is None else words("in place of {spot}", spot=spot)
        print(f"{'':<40}  {told}")
    short = 0
    for rejected in made.rejected:
        if rejected.reason == LENGTH and not everyone:
            short += 1
        else:
            name = words("not {name}", name=_name(rejected.creative))
            print(f"{'':<40}  {name:<24} {words.reason(rejected.reason)}")
    if short:
        print(f"{'':<40}  {words('{count} of another length', count=short)}")


def _group(made: Decision, planned: Planned, words: _Words) -> str:
    known = {segment.id: segment.in_words(words.language) for segment in planned.segments}
    group = known.get(made.segment, made.segment)
    return words("for: {group} [{segment}]", group=group, segment=made.segment)


def _name(creative: Creative) -> str:
    return creative.advertiser or creative.campaign
