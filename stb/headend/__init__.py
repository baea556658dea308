"""The operator, simulated: playout, catch-up, store, signed bundles and the collectors.

It plays nothing of the box and imports no adapter: whoever serves the interface
of `docs/headend.md` can take its place.
"""
