"""The rules of tailored spots as one table: law, code and custom, with dates and sources.

What differs between 2006, 2019 and today is data, and a new rule is a row. The nineteen rules of
the trade are all here: those that are figures, and the principles that no figure can change.

Marks at the end of a source: [v] read there, [g] general knowledge, [?] the day is about right,
[house] nobody's law but good custom, ours to change.
"""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction

from stb.model.bundle import Pace, Scope
from stb.model.rows import (
    AgeClock,
    AimedAt,
    AloneInStream,
    Apart,
    Ban,
    BesideSponsor,
    Caps,
    CategoryClock,
    Children,
    Fit,
    Hours,
    Impression,
    Loudness,
    NeverAbove,
    OnceInBreak,
    Pacing,
    Position,
    Positions,
    Principle,
    Row,
    Share,
    Tailoring,
    Trade,
    Unsuitable,
)

_NIGHT = time(6)
_YOUTH = frozenset({"jeugd", "kinderen", "children", "children's", "kids", "cartoon"})
_ALCOHOL = frozenset(frozenset({"alcohol", other}) for other in ("toys", "baby", "mobility"))
_CHANCE = frozenset(frozenset({"lottery", other}) for other in ("toys", "baby", "bank"))
_FOOD = frozenset({"food", "sweets", "snacks", "drinks", "bakery", "coffee", "cheese"})
_NOT_FOR_CHILDREN = frozenset(
    {"cars", "sports-cars", "alcohol", "lottery", "gambling", "bank", "insurance"}
)
_AGE_CODES = ("plan.age_hours", "plan.age_slot")
_CHANCE_CODES = ("plan.chance_hours", "plan.chance_slot")

ROWS: tuple[Row, ...] = (
    # 1
    Principle(
        trade=Trade.CONSENT, name="nothing without a yes",
        codes=("consent.none", "plan.no_segment"),
        source="GDPR art. 6(1)(a), 7(3) [v]; the announcement of 2019: an explicit yes, and one"
        " may go back on it at any time [v]",
    ),
    Tailoring(
        trade=Trade.CONSENT, name="tailored spots in catch-up", since=date(2019, 1, 1),
        codes=("plan.not_yet", "service.not_tailored"),
        source="a Dutch operator's announcement, 2019: catch-up of four channels [?]",
    ),
    # 2
    Principle(
        trade=Trade.EXACT_DURATION, name="as long as the spot, to the frame",
        codes=("plan.length", "plan.no_fit"),
        source="ETSI TS 103 752-1: an opportunity has the length of its spot [v]",
    ),
    # 3
    Share(
        trade=Trade.SHARE_OF_GENERICS, name="not all of a break is tailored",
        replaced=Fraction(1, 2), until=date(2020, 1, 1), codes=("plan.share",),
        source="the announcement of 2019: you also see what the whole country sees; at most every"
        " second spot [v]",
    ),
    Share(
        trade=Trade.SHARE_OF_GENERICS, name="the signal says what is left of a break",
        replaced=Fraction(1), since=date(2020, 1, 1), codes=("plan.share",),
        source="ETSI TS 103 752-1: what is no opportunity stays, so the broadcaster keeps the"
        " share [v]; a lower one of our own is this figure [house]",
    ),
    Positions(
        trade=Trade.SHARE_OF_GENERICS, name="dear positions", codes=("plan.position",),
        premium=((Position.FIRST, 250), (Position.SECOND, 150),
                 (Position.LAST_BUT_ONE, 100), (Position.LAST, 125)),
        source="a sales house's tariff, 2020 [v]; which ones are closed says the broadcaster's"
        " own signal: a spot without a placement opportunity stays",
    ),
    # 4
    Principle(
        trade=Trade.FLIGHT_DATES, name="a campaign has its dates",
        codes=("plan.flight_not_begun", "plan.flight_over"),
        source="the booking, in the signed bundle: of a creative and of its campaign; judged when"
        " it is seen [house]",
    ),
    # 5
    Pacing(
        trade=Trade.PACING, name="even pace", pace=Pace.EVEN, codes=("plan.paced",),
        begins=Fraction(1), ends=Fraction(1),
        source="[house]: the same share of breaks on every day of a flight",
    ),
    Pacing(
        trade=Trade.PACING, name="front-loaded pace", pace=Pace.FRONT, codes=("plan.paced",),
        begins=Fraction(3, 2), ends=Fraction(1, 2),
        source="[house]: half more at its start and half less at its end, the same on the whole",
    ),
    # 6
    Caps(
        trade=Trade.FREQUENCY_CAPS, name="frequency of a creative", scope=Scope.CREATIVE,
        codes=("plan.cap_creative", "plan.cap_stream"),
        source="[house]: no bound for all; a creative's own are in the signed bundle",
    ),
    Caps(
        trade=Trade.FREQUENCY_CAPS, name="frequency of a campaign", scope=Scope.CAMPAIGN,
        codes=("plan.cap_hour", "plan.cap_day", "plan.cap", "plan.cap_lifetime",
               "plan.cap_stream"),
        source="[house]: no bound for all; a campaign's own are in the signed bundle",
    ),
    Caps(
        trade=Trade.FREQUENCY_CAPS, name="frequency of an advertiser", scope=Scope.ADVERTISER,
        codes=("plan.cap_advertiser", "plan.cap_stream"),
        source="[house]: no bound for all; an advertiser's own are in the signed bundle",
    ),
    # 7
    Principle(
        trade=Trade.RECENCY, name="a pause between two plays", codes=("plan.recent",),
        source="the booking, in the signed bundle: least seconds [house]",
    ),
    OnceInBreak(
        trade=Trade.RECENCY, name="once in a break", kinds=frozenset({"creative", "campaign"}),
        codes=("plan.twice_in_break",),
        source="[house]: nor the same as a spot of the broadcast that stays in it",
    ),
    # 8
    OnceInBreak(
        trade=Trade.COMPETITIVE_EXCLUSION, name="no competitor in a break",
        kinds=frozenset({"advertiser", "category"}),
        codes=("plan.competitor", "plan.advertiser_twice"),
        source="custom of sales houses; the broadcast's own spots that stay count [g]",
    ),
    AloneInStream(
        trade=Trade.COMPETITIVE_EXCLUSION, name="no competitor in a programme",
        categories=frozenset({"bank", "insurance"}), codes=("plan.competitor_in_stream",),
        source="custom of sales houses for those who pay for it [g]; which trades: [house]",
    ),
    Apart(
        trade=Trade.COMPETITIVE_EXCLUSION, name="bad neighbours", pairs=_ALCOHOL | _CHANCE,
        codes=("plan.neighbour",),
        source="[house], after the alcohol code: not next to what is for minors [v]",
    ),
    BesideSponsor(
        trade=Trade.COMPETITIVE_EXCLUSION, name="not beside a programme's sponsor",
        positions=frozenset({Position.FIRST, Position.LAST}), codes=("plan.sponsor",),
        source="custom of sales houses: a sponsor is named where the programme stops and where it"
        " goes on, and nothing of its trade stands there [g]",
    ),
    Unsuitable(
        trade=Trade.COMPETITIVE_EXCLUSION, name="not for children to see",
        programmes=_YOUTH, categories=_NOT_FOR_CHILDREN, codes=("plan.unsuitable",),
        source="[house], where the rule that nothing is replaced for children would not hold;"
        " alcohol by its code [v]",
    ),
    # 9
    CategoryClock(
        trade=Trade.ALCOHOL, name="alcohol", since=date(2009, 1, 1), category="alcohol",
        hours=Hours(time(21), _NIGHT), codes=("plan.alcohol_hours", "plan.alcohol_slot"),
        source="Mediawet 2008, art. 2.94: not 06:00-21:00 [v]",
    ),
    # 10
    CategoryClock(
        trade=Trade.GAMBLING, name="games of chance", since=date(2021, 4, 1), category="lottery",
        hours=Hours(time(19), _NIGHT), codes=_CHANCE_CODES,
        source="decree on advertising for games of chance, text of 2020: not before 19:00 [?]",
    ),
    Ban(
        trade=Trade.GAMBLING, name="remote gambling without a licence", until=date(2021, 10, 1),
        category="gambling", codes=("plan.gambling",),
        source="Wet op de kansspelen: no licence existed until then [g]",
    ),
    CategoryClock(
        trade=Trade.GAMBLING, name="remote gambling, law", since=date(2021, 10, 1),
        until=date(2022, 4, 1), category="gambling", hours=Hours(time(21), _NIGHT),
        codes=_CHANCE_CODES, source="from 21:00, 2021 [v]",
    ),
    CategoryClock(
        trade=Trade.GAMBLING, name="remote gambling, code", since=date(2022, 4, 1),
        until=date(2023, 7, 1), category="gambling", hours=Hours(time(22), _NIGHT),
        codes=_CHANCE_CODES,
        source="the industry's code, spring of 2022: from 22:00, one in a block [?]",
    ),
    Ban(
        trade=Trade.GAMBLING, name="remote gambling", since=date(2023, 7, 1), category="gambling",
        codes=("plan.gambling",),
        source="ban on untargeted advertising, 1 July 2023 [v]; targeted asks for proof of 24"
        " years, and only online [v], which no television can give",
    ),
    # 11
    Children(
        trade=Trade.CHILDREN, name="nothing tailored in children's programmes", categories=_YOUTH,
        codes=("plan.children",),
        source="[house]; from 2021 the public broadcaster has no spots there at all [v]",
    ),
    AimedAt(
        trade=Trade.CHILDREN, name="food aimed at children", audience="children",
        categories=_FOOD, since=date(2015, 1, 1), codes=("plan.food_for_children",),
        source="Reclamecode voor Voedingsmiddelen, art. 8, since 2015 [?]: none aimed at children"
        " under 13; what the code still allows from 7 on is not tailored either [house]",
    ),
    # 12
    NeverAbove(
        trade=Trade.KIJKWIJZER, name="a spot is never rated above its programme",
        codes=("plan.rating",), source="Kijkwijzer's rules for trailers and spots [g]",
    ),
    AgeClock(
        trade=Trade.KIJKWIJZER, name="Kijkwijzer 12", until=date(2020, 1, 1),
        ages=frozenset({"12"}), hours=Hours(time(20), _NIGHT), codes=_AGE_CODES,
        source="12 from 20:00 [v]",
    ),
    AgeClock(
        trade=Trade.KIJKWIJZER, name="Kijkwijzer 16", until=date(2018, 1, 1),
        ages=frozenset({"16", "18"}), hours=Hours(time(22), _NIGHT), codes=_AGE_CODES,
        source="16 from 22:00, until 31 December 2017 [v]",
    ),
    AgeClock(
        trade=Trade.KIJKWIJZER, name="Kijkwijzer 16, pilot", since=date(2018, 1, 1),
        until=date(2020, 1, 1), ages=frozenset({"16", "18"}), hours=Hours(time(20), _NIGHT),
        codes=_AGE_CODES, source="pilot of 1 January 2018: 16 from 20:00 [v]",
    ),
    AgeClock(
        trade=Trade.KIJKWIJZER, name="Kijkwijzer 12, 14, 16", since=date(2020, 1, 1),
        ages=frozenset({"12", "14", "16"}), hours=Hours(time(20), _NIGHT), codes=_AGE_CODES,
        source="12, 14 and 16 from 20:00, since 2020 [v]",
    ),
    AgeClock(
        trade=Trade.KIJKWIJZER, name="Kijkwijzer 18", since=date(2020, 1, 1),
        ages=frozenset({"18"}), hours=Hours(time(0), _NIGHT), codes=_AGE_CODES,
        source="18 from 00:00, since 2020 [v]",
    ),
    # 13
    Principle(
        trade=Trade.AD_TIME, name="no more advertising than was broadcast",
        source="the announcement of 2019 [v]; openers, closers and idents are no spots, so they"
        " are never replaced",
    ),
    # 14
    Loudness(
        trade=Trade.LOUDNESS, name="as loud as what it replaces", lufs=-23.0, within_lu=1.0,
        codes=("plan.loudness",), source="EBU R 128 s1: -23 LUFS [v]; a jump of 1 LU is heard [g]",
    ),
    # 15
    Fit(
        trade=Trade.TECHNICAL_FIT, name="pictures and sound that this box can show",
        aspects=frozenset({"16:9", "4:3"}), channels=frozenset({1, 2}),
        colours=frozenset({"bt709", "smpte170m", "bt470bg"}),
        codes=("plan.aspect", "plan.channels", "plan.colour"),
        source="a television of standard range with two loudspeakers [house]",
    ),
    Principle(
        trade=Trade.TECHNICAL_FIT, name="whole, decoded, and of one family of rates",
        codes=("plan.rate", "creative.not_ready"),
        source="checked when a creative comes to the box: its hash, and every frame decoded"
        " [house]",
    ),
    # 16
    Principle(
        trade=Trade.FALLBACK, name="the broadcast stays beneath",
        codes=("plan.no_fit", "plan.not_decided", "splice.late"),
        source="targeted, the next candidate, the broadcast's own at the same frame; a fault is"
        " no impression [house]",
    ),
    # 17
    Impression(
        trade=Trade.IMPRESSION, name="three quarters seen", seen=Fraction(3, 4),
        source="the trade's measure: 75 % viewed, once in a viewing [v]",
    ),
    # 18
    Principle(
        trade=Trade.SEEKING, name="a choice stands for the whole viewing",
        source="the same spot at the same offset after a seek [house]",
    ),
    # 19
    Principle(
        trade=Trade.TRICK_PLAY, name="what a viewer may do in a break is the operator's to say",
        source="free, or not faster forward, as in Belgium since 2021 [v]",
    ),
)  # fmt: skip
