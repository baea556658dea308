"""Real pictures and sound: reading, splicing, showing, hearing and writing.

PyAV, numpy and SDL's sound live in this room and nowhere else of the box.
Every error that leaves it is one of ours (`errors`), every position is a whole
frame, every sound is float32, (2, samples), 48 kHz.
"""
