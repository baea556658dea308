"""Facts: frozen values and pure functions over them.

Nothing here changes, waits or asks; what does is the engine's.

    media and time   time, timeline, media, avail, signal, plan
    television       service, schedule, product, place, key
    spots            bundle, segments, rulebook, rows, rules
    the household    household, facts, postcodes, portrait, viewed
    what may leave   declared, report, consent, telemetry
"""
