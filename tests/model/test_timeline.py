from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.model.timeline import Item, Placed, Source, Timeline

#   frame     0        100    150    200
#             |programme|spot A|spot B|
LINE = Timeline(
    (
        Placed(0, Item(Source.PROGRAMME, "p", 0, 100)),
        Placed(100, Item(Source.BROADCAST, "a", 100, 50)),
        Placed(150, Item(Source.CREATIVE, "b", 0, 50)),
    )
)


@pytest.mark.parametrize(
    ("frame", "item"), [(0, "p"), (99, "p"), (100, "a"), (149, "a"), (150, "b"), (199, "b")]
)
def test_the_item_on_air_changes_exactly_at_its_edge(frame: int, item: str) -> None:
    assert LINE.at(frame).item.id == item


@pytest.mark.parametrize("frame", [-1, 200])
def test_no_frame_lies_outside_the_timeline(frame: int) -> None:
    with pytest.raises(ValueError, match="of a timeline of 200"):
        LINE.at(frame)


def test_what_follows_a_frame_starts_with_what_is_on_air() -> None:
    assert [placed.item.id for placed in LINE.after(120)] == ["a", "b"]


@given(st.lists(st.integers(1, 500), min_size=1, max_size=20), st.data())
def test_every_frame_belongs_to_exactly_one_item(lengths: list[int], choice: st.DataObject) -> None:
    starts = [sum(lengths[:place]) for place in range(len(lengths))]
    line = Timeline(
        tuple(
            Placed(at, Item(Source.PROGRAMME, str(at), at, length))
            for at, length in zip(starts, lengths, strict=True)
        )
    )
    frame = choice.draw(st.integers(0, sum(lengths) - 1))

    placed = line.at(frame)

    assert placed.at <= frame < placed.end
    assert placed.item.in_frame == placed.at


@pytest.mark.parametrize(("at", "frames"), [(99, 50), (101, 50)])
def test_a_gap_or_an_overlap_is_a_mistake(at: int, frames: int) -> None:
    with pytest.raises(ValueError, match="expected 100"):
        Timeline((LINE.run[0], Placed(at, Item(Source.BROADCAST, "a", at, frames))))


def test_a_timeline_without_a_first_frame_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="starts at frame 0"):
        Timeline(())


@pytest.mark.parametrize(("in_frame", "frames"), [(-1, 5), (0, 0)])
def test_an_item_without_frames_is_a_mistake(in_frame: int, frames: int) -> None:
    with pytest.raises(ValueError, match="item x"):
        Item(Source.CREATIVE, "x", in_frame, frames)
