"""The composition root: a configuration and adapters become a running Mediabox.

`assembly` builds every adapter once and joins them; it alone imports the egress. `mediabox` is
box and screens on one clock: press, step, look. `show` is the same in real time.

    what was asked for   configuration, households, installing, context
    what is built        assembly, admitting, creatives, origins, visitor, telling, unplugged
    what runs            mediabox, show, line, screens
"""
