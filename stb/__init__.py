"""A virtual Mediabox: television, catch-up, tailored spots, and a proof of all that leaves the box.

The map of the rooms. Imports point downwards only; rooms on one line do not know each other.

    cli                         verbs and flags: the one command `stb`
    qa         studio           the tester's side; our own material, drawn and encoded
    wiring                      configuration + adapters -> a running box
    adapters   headend          the world, one library in one place; the operator, simulated
    ui   remotes   formats      screens as values; key names; shapes of bytes
    engine                      behaviour: what changes with time, one step per frame
    model                       facts: frozen values and pure functions
    errors                      four families, by who must act

From `ui` downwards nothing touches the outside: no file, socket, thread, clock or chance.
The contracts that keep this true stand in pyproject.toml; `lint-imports` checks them.
"""

__version__ = "0.1.0"
