"""The composition root: a configuration and adapters become a running Mediabox.

configuration   what was asked for: household, time, consent, whose head-end
assembly        builds every adapter once and joins them; the only importer of the egress
mediabox        box + screens on one clock: press, step, look
show            the same in real time: window, sound, keys
"""
