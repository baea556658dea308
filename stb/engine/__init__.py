"""Behaviour: what changes with time, one step a frame, with no clock and no line of its own.

Begin at `box`: the order of one step stands there, in one place.

    the box                 box, setup, ports, commands, events, snapshot, about
    on the screen           showing, stage, staging, player, places, policy
    one viewing             viewing, splicer, aired, impressions, billing
    what plays in a break   planning, planner, objections, frequency, stream, lots, search,
                            reduction, relaxation, losses
    the household           agreement, belonging, profile, profile_store
    what may leave          privacy, outbox, plays, post, answering, figures, figures_store,
                            watching
    fetched and bought      provisions, till, pin, timekeeping, troubles
"""
