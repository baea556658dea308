"""Programmes and films: one file a generator, each with two editions."""
