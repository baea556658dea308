"""Which function draws what: every clip names one of these.

Each takes the canvas, the frame's number in its clip and the clip's length,
and draws that one frame completely, whatever was drawn before.
"""

from __future__ import annotations

from collections.abc import Callable

from stb.studio.canvas import Canvas
from stb.studio.scenes import (
    cartoon,
    drama,
    films,
    football,
    kitchen,
    nature,
    news,
    quiz,
    talk,
    train,
    weather,
)
from stb.studio.spots import food, life, market, money, shops, sport, wheels
from stb.studio.spots.leaders import STYLES, leader

Draw = Callable[[Canvas, int, int], None]

DRAWINGS: dict[str, Draw] = {
    "news-a": news.draw_a,
    "news-b": news.draw_b,
    "football-a": football.draw_a,
    "football-b": football.draw_b,
    "nature-a": nature.draw_a,
    "nature-b": nature.draw_b,
    "kitchen-a": kitchen.draw_a,
    "kitchen-b": kitchen.draw_b,
    "quiz-a": quiz.draw_a,
    "quiz-b": quiz.draw_b,
    "weather-a": weather.draw_a,
    "weather-b": weather.draw_b,
    "cartoon-a": cartoon.draw_a,
    "cartoon-b": cartoon.draw_b,
    "talk-a": talk.draw_a,
    "talk-b": talk.draw_b,
    "drama-a": drama.draw_a,
    "drama-b": drama.draw_b,
    "train-a": train.draw_a,
    "train-b": train.draw_b,
    "nachttrein": films.nachttrein,
    "dijkwacht": films.dijkwacht,
    **{f"opener-{style}": leader(style, "reclame", closing=False) for style in STYLES},
    **{f"closer-{style}": leader(style, "einde reclame", closing=True) for style in STYLES},
    "dehoek": shops.dehoek,
    "glinster": shops.glinster,
    "olifant": shops.olifant,
    "pontmarkt": market.pontmarkt,
    "spijker": shops.spijker,
    "kaasboer": food.kaasboer,
    "morgenrood": food.morgenrood,
    "rodehaan": food.rodehaan,
    "vlaai": food.vlaai,
    "bries": sport.bries,
    "doelpuntpakket": sport.doelpuntpakket,
    "sprint": sport.sprint,
    "wandelmaat": sport.wandelmaat,
    "fluks": wheels.fluks,
    "meander": wheels.meander,
    "zoem": wheels.zoem,
    "polderbank": money.polderbank,
    "vangnet": money.vangnet,
    "lotoland": money.lotoland,
    "komeet": money.komeet,
    "eikenhaag": money.eikenhaag,
    "gokgigant": money.gokgigant,
    "waterwolf": life.waterwolf,
    "wolkje": life.wolkje,
    "hoorhuis": life.hoorhuis,
    "mergelrijk": life.mergelrijk,
    "noorderduin": life.noorderduin,
}
