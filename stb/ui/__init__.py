"""Screens as values: what stands on them, and what a key makes of them. Nothing here can draw.

A new screen is a file in `screens` and a line in its registry.

    the television    television, screen, screens, context
    how it looks      scene, theme, layout
    over any screen   marks, overlay, captions
    in words          words, reasons, facts, genres, notices, tariff
"""
