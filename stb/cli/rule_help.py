"""The forms of a group's rule, as `stb headend segment add --help` explains them."""

from __future__ import annotations

RULES = """\
a rule is a JSON object, one of these:
  {"fact": "children", "at_least": 1}             a number; also "at_most"
  {"fact": "province", "is": "limburg"}           a word, a number, true or false
  {"fact": "packages", "has": "sport"}            a list that has this word
  {"fact": "postcode", "in": ["6000-6499"]}       one of these; a-b is a range of digits
  {"all": [RULE, ...]}  {"any": [RULE, ...]}      all, or one, of these hold
  {"not": RULE}                                   this does not hold
  {}                                              every household

facts of the administration: postcode, province, adults, children, youngest_child,
oldest_adult, genders, packages, interests; by the postcode's digits: income_class,
families_class, elderly_class (1 to 5); of viewing, with --counted telemetry only:
{"fact": "watches_most", "is": "sport"}, or "in" a list of kinds. `stb households` lists
facts of the demo households. A fact that is not known makes a test false.

A group is refused here, and by every box, that has fewer than 100 households, whose count
is not known by its method, that is made of other groups of the week by "all" or "not", or
without which another would leave fewer than 100.

example, with {"all": [{"fact": "interests", "has": "cooking"}, {"fact": "children",
"at_least": 1}]} in cooks.json:
  stb headend segment add cooks --households 240 --rule cooks.json --words "Koken met kinderen"
"""
