"""What a later statement proves of a pending transaction: every combination of days and kinds, without a database."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.imports.dedup.lapse import LONG_PENDING, Statement, is_lapsed

START = datetime(2026, 10, 1, tzinfo=UTC)
CAME = datetime(2026, 11, 1, tzinfo=UTC)


def day(number):
    return START + timedelta(days=number)


@st.composite
def statements(draw, kinds=("table a", "table b", "mt940", "camt", "ofx")):
    first = draw(st.integers(0, 40))
    last = first + draw(st.integers(0, 40))
    came = CAME + timedelta(minutes=draw(st.integers(0, 99)))
    return Statement(
        draw(st.sampled_from(kinds)), (day(first), day(last)), came, draw(st.sampled_from([True, False, None]))
    )


CASES = st.tuples(
    st.integers(0, 60), st.lists(statements(), min_size=1, max_size=3), st.lists(statements(), max_size=4)
)


@given(CASES)
def test_only_a_later_whole_statement_with_newer_lines_lapses_anything(case):
    pending, containing, others = day(case[0]), case[1], case[2]
    newest = max(each.made for each in containing)
    able = [each for each in others if each.is_whole and each.made > newest and each.period[1] >= pending]
    assert is_lapsed(pending, containing, others) == is_lapsed(pending, containing, able)
    assert able or not is_lapsed(pending, containing, others)


@given(CASES)
def test_the_order_in_which_statements_are_looked_at_says_nothing(case):
    pending, containing, others = day(case[0]), case[1], case[2][:3]
    found = {is_lapsed(pending, containing, order) for order in permutations(others)}
    assert len(found) == 1


@given(CASES, statements())
def test_a_statement_that_has_it_never_makes_it_lapse(case, again):
    pending, containing, others = day(case[0]), case[1], case[2]
    if not is_lapsed(pending, containing, others):
        return
    last = max(each.made for each in others)
    listed = Statement(again.kind, (again.period[0], max(last[0], again.period[1])), last[1] + timedelta(days=1), True)
    assert not is_lapsed(pending, [*containing, listed], others)


@given(st.integers(0, 30), st.integers(1, 9), st.sampled_from(["table b", "mt940", "camt"]))
def test_another_kind_proves_nothing_within_ten_days(number, later, kind):
    pending = day(number)
    containing = [Statement("table a", (day(0), pending), CAME, True)]
    near = Statement(kind, (day(0), pending + timedelta(days=later)), CAME, True)
    late = Statement(kind, (day(0), pending + LONG_PENDING), CAME, True)
    assert (is_lapsed(pending, containing, [near]), is_lapsed(pending, containing, [late])) == (False, True)


@given(st.integers(0, 30), st.integers(1, 60))
def test_the_same_kind_that_covers_its_day_proves_it_at_once(number, later):
    pending = day(number)
    containing = [Statement("table a", (day(0), pending), CAME, True)]
    assert is_lapsed(pending, containing, [Statement("table a", (day(0), pending + timedelta(days=later)), CAME, True)])


@given(st.integers(2, 30), st.integers(0, 40))
def test_a_gap_between_the_statements_proves_nothing(gap, length):
    pending = day(5)
    containing = [Statement("table a", (day(0), day(6)), CAME, True)]
    behind = day(6) + timedelta(days=gap)
    assert not is_lapsed(
        pending, containing, [Statement("table a", (behind, behind + timedelta(days=length)), CAME, True)]
    )
