"""Ids are in the order in which they are made, whichever process makes them."""

from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

from bson import ObjectId

from app.infra.database.ids import fresh_id, further_id


def a_fresh_id() -> bytes:
    return fresh_id().binary


def test_ids_of_two_processes_that_take_turns_are_in_the_order_of_the_turns():
    context = get_context("fork")
    with ProcessPoolExecutor(1, context) as one, ProcessPoolExecutor(1, context) as other:
        made = [pool.submit(a_fresh_id).result() for _ in range(50) for pool in (one, other)]
    assert all(earlier < later for earlier, later in pairwise(made))


def test_forked_processes_do_not_make_the_same_ids():
    context = get_context("fork")
    with ProcessPoolExecutor(1, context) as one, ProcessPoolExecutor(1, context) as other:
        processes = {pool.submit(a_fresh_id).result()[6:9] for pool in (one, other)}
    assert len(processes | {fresh_id().binary[6:9]}) == 3


def test_many_ids_of_one_process_differ_and_ascend():
    made = [fresh_id() for _ in range(20_000)]
    assert len(set(made)) == len(made)
    # Within one tick only the count tells the order, and it starts anew once in 16 million.
    assert sum(later < earlier for earlier, later in pairwise(made)) <= 1


def test_an_id_tells_its_second_as_every_object_id_does():
    made, theirs = fresh_id(), ObjectId()
    assert abs((made.generation_time - theirs.generation_time).total_seconds()) <= 1


def test_further_ids_follow_the_first_in_their_order_and_stay_the_same():
    first = fresh_id()
    further = [further_id(first, number) for number in range(1, 500)]
    assert all(earlier < later for earlier, later in pairwise([first, *further]))
    assert further == [further_id(first, number) for number in range(1, 500)]
