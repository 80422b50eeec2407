"""The repeat counter counts as a Counter does, in less memory."""

import tracemalloc
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.drafting.repeat_counter import RepeatCounter


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5))))
def test_it_counts_as_a_counter_does(things):
    seen, counter = RepeatCounter(), Counter()
    for thing in things:
        assert seen.count(thing) == counter[thing]
        counter[thing] += 1


@pytest.mark.slow
def test_two_hundred_thousand_different_things_take_little():
    tracemalloc.start()
    seen = RepeatCounter()
    again = [number for number in range(200_000) if seen.count(f"row {number}")]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not again
    assert held < 30e6
