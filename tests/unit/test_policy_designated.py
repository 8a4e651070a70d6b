"""Designated places are suggested by address or by distance, and never by chance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import designated, load

PLACES = designated.load(load.shipped().with_name("chicago_places.csv"))
HARRISON, DAMEN = PLACES

DEGREES = st.tuples(
    st.floats(-89, 89, allow_nan=False), st.floats(-179, 179, allow_nan=False)
)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("agents on the lot at Harrison and Kedzie", HARRISON.name),
        ("HARRISON & KEDZIE, six vans", HARRISON.name),
        ("vans at Kedzie/Harrison", HARRISON.name),
        ("vacant lot 46th and Damen", DAMEN.name),
        ("46 & damen", DAMEN.name),
        ("staging at 41.8738, -87.7056", HARRISON.name),
        ("41.8103 -87.6750", DAMEN.name),
    ],
)
def test_place_is_found_by_address_or_coordinates(words: str, name: str) -> None:
    assert [place.name for place in designated.suggest(PLACES, words, 150)] == [name]


@pytest.mark.parametrize(
    "words",
    [
        "agents struck a man",
        "agents on Kedzie",
        "Damen and 47th",
        "a lot of vans",
        "vacant lot",
        "41.8738",
        "41.9000, -87.7056",
        "event 2606812345 beat 1134",
        "Harrisonburg and Kedzie",
        "",
    ],
)
def test_other_words_name_no_place(words: str) -> None:
    assert designated.suggest(PLACES, words, 150) == ()


def test_nearness_is_that_of_the_policy() -> None:
    # About 200 metres north.
    words = "41.8755, -87.7057"

    assert designated.suggest(PLACES, words, 150) == ()
    assert designated.suggest(PLACES, words, 250) == (HARRISON,)


def test_nearest_comes_first_and_at_most_three() -> None:
    many = [
        designated.Place(
            name=f"Lot {number}",
            address="x",
            latitude=41.0 + number / 10_000,
            longitude=-87.0,
            kind="lot",
            sign_posted_on=None,
        )
        for number in (4, 3, 2, 1, 0)
    ]

    found = designated.suggest(many, "41.00000, -87.00000", 5000)

    assert [place.name for place in found] == ["Lot 0", "Lot 1", "Lot 2"]


def test_degree_of_latitude_is_as_long_as_it_is() -> None:
    # Source: a meridian degree of a sphere with the mean radius: 111.195 km.
    assert math.isclose(designated.metres((41, -87), (42, -87)), 111_195, rel_tol=1e-4)


@given(DEGREES, DEGREES)
def test_distance_is_the_same_both_ways_and_nought_to_itself(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there = designated.metres(one, other)

    assert math.isclose(there, designated.metres(other, one), abs_tol=1e-3)
    assert designated.metres(one, one) == 0
    assert 0 <= there <= math.pi * 6_371_009 + 1


@given(st.text())
def test_no_words_raise(words: str) -> None:
    assert len(designated.suggest(PLACES, words, 150)) <= designated.MOST


@given(st.text())
def test_no_list_raises(text: str) -> None:
    found, wrong = designated.read(text)

    assert wrong or all(place.name for place in found)
