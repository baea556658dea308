"""The head-end's own page: what it serves, for people who open its address in a browser."""

from __future__ import annotations

from html import escape

from stb.headend.grid import nearest_segment
from stb.headend.operator import Operator

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;
background:#11151c;color:#e8ebf0}a{color:#8cc8ff}td,th{padding:.2rem .8rem;text-align:left}
th{color:#9aa4b2;font-weight:600}code{color:#ffd479}
"""


def home_page(operator: Operator) -> str:
    """What is on air now, and where everything else is."""
    now = operator.now()
    rows = []
    for service in operator.lineup.services:
        programme = operator.schedule.event_at(service.id, nearest_segment(now)).programme
        again = (
            f'<a href="/catch-up/{programme.id}/index.m3u8">catch-up</a>'
            if programme.can_be_caught_up(now)
            else ""
        )
        rows.append(
            f"<tr><td>{service.number}</td><td>{escape(service.name)}</td>"
            f"<td>{escape(programme.title)}</td>"
            f'<td><a href="/live/{service.id}/index.m3u8">live</a></td><td>{again}</td></tr>'
        )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Head-end</title>'
        f"<style>{_STYLE}</style><h1>Head-end of the virtual Mediabox</h1>"
        f"<p>Its clock says {now:%Y-%m-%d %H:%M:%S} UTC. The operator is simulated: "
        "all services, advertisers and titles are made up.</p>"
        '<p><a href="/v1/lineup">lineup</a> · <a href="/v1/store">store</a> · '
        f'<a href="/v1/guide/{now:%Y-%m-%d}">guide of today</a> · <a href="/m3u">M3U</a> · '
        '<a href="/xmltv">XMLTV</a> · <a href="/repository/metadata/1.root.json">root</a> · '
        '<a href="/openapi">the interface</a></p>'
        "<table><tr><th>no.<th>service<th>on air<th><th></tr>" + "".join(rows) + "</table></html>"
    )
