"""Ids sort in the order in which they were given, whatever the clock does."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from bot.store import ids


def test_ids_are_uuids_of_version_7_that_begin_with_their_time() -> None:
    at = 1_774_000_000_000

    given = uuid.UUID(ids.Ids(lambda: at).new())

    assert (given.version, given.variant) == (7, uuid.RFC_4122)
    assert given.int >> 80 == at


def test_ids_of_one_millisecond_and_of_a_clock_set_back_sort_by_their_order() -> None:
    times = iter((7, 7, 8, 8, 3, 3, 8, 9))
    one = ids.Ids(lambda: next(times))

    given = [one.new() for _ in range(8)]

    assert given == sorted(set(given))
    assert [uuid.UUID(each).int >> 80 for each in given] == [7, 7, 8, 8, 8, 8, 8, 9]


def test_two_processes_do_not_give_the_same_id_in_one_millisecond() -> None:
    here, there = ids.Ids(lambda: 7), ids.Ids(lambda: 7)

    given = {one.new() for _ in range(1_000) for one in (here, there)}

    assert len(given) == 2_000


def test_threads_are_given_different_ids() -> None:
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: ids.new_id(), range(4_000)))

    assert len(set(given)) == 4_000
