"""The operator, simulated: playout, catch-up, store, signed bundles and the collectors.

It plays nothing of the box and imports no adapter: whoever serves the interface
of `docs/headend.md` can take its place.

    serving               operator, server, app, front, home, relay, certificates, faults,
                          errors
    the schedule          schedule, services, dayparts, casting, titles, advertising, events,
                          grid, lists
    playout               live, catch_up, store, cues, generics, catalogue, reels, prepared, lru
    programmes taken in   ingest, ingested, cuesheet, remux
    spots taken in        spots, measure, measured, judge, slots, conform, house, loudness
    bundles               repository, inventory, bookings, counting, readable, publication,
                          summary, revocations, rehearsal
    who signs             trust, keys, keyfile, signing
    households            provisioning
    the collectors        collector, issuer, redeeming, envelopes, figures, ledger, orders,
                          unbooked, invoice, report
    files                 assets, files
"""
