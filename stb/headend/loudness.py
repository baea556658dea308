"""How loud a file is as a whole, by EBU R 128: the figure that its gain is made of."""

from __future__ import annotations

from typing import Any

import av

SILENCE_LUFS = -70.0
_MEASURED = "lavfi.r128.I"


class Meter:
    """Integrated loudness of frames of sound, fed one by one in order."""

    def __init__(self) -> None:
        self._graph: Any = None
        self._lufs = SILENCE_LUFS

    def feed(self, frame: av.AudioFrame) -> None:
        """Take one frame of any rate and layout; all of a stream have the same."""
        if self._graph is None:
            self._graph = _graph(frame)
        self._graph.push(frame)
        self._pull()

    def lufs(self) -> float:
        """The loudness of all that was fed, -70 where it was silent or nothing."""
        return self._lufs

    def _pull(self) -> None:
        while True:
            try:
                measured = self._graph.pull()
            except (BlockingIOError, EOFError):
                return
            stated = dict(measured.metadata).get(_MEASURED, "nan")
            if stated not in ("nan", "-inf"):
                self._lufs = max(SILENCE_LUFS, float(stated))


def _graph(frame: av.AudioFrame) -> Any:
    graph: Any = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=frame.time_base,
    )
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph
