"""The tester's side: a box that is driven by a script, and what holds it against its claims.

A test (`plugin`) and a script (`script`) press keys by `driver`, on a box headless and virtual.

    a box by script   driver, script, script_lines, plugin, plans, render
    proofs            recorder, fuzz, fuzz_targets, fuzz_outside, fuzz_kept, fuzz_metadata,
                      fuzz_script, fuzz_told
    many households   neighbours, drawer
    to be looked at   demo, story, film, shots
    what it costs     bench
"""
