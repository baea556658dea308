"""Spots and leaders: every advertiser with a mark, a palette and a motion of its own."""
