"""Value classes behave as the standard library's frozen dataclasses do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field

import pytest

from alemap.values import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    left: int
    right: str = "b"
    note: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Single:
    value: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Own:
    value: float

    def __repr__(self) -> str:
        return "mine"


@dataclass(slots=True)
class Open:
    value: int


def test_equal_values_are_equal_and_hash_alike():
    assert Pair(1) == Pair(1, "b", note="seen")
    assert hash(Pair(1)) == hash(Pair(1, note="seen"))
    assert Pair(1) != Pair(2)
    assert Pair(1) != (1, "b")
    assert Single((1,)) != Pair(1)
    assert len({Single((1, 2)), Single((1, 2)), Single((2,))}) == 2


def test_shows_its_fields_unless_the_class_says_otherwise():
    assert repr(Pair(1)) == "Pair(left=1, right='b')"
    assert repr(Own(1.0)) == "mine"


def test_serves_what_the_standard_library_does_with_dataclasses():
    pair = dataclasses.replace(Pair(1, note="n"), left=3)
    assert dataclasses.asdict(pair) == {"left": 3, "right": "b", "note": "n"}
    assert copy.copy(pair) == pair == pickle.loads(pickle.dumps(pair))  # noqa: S301 - our own bytes
    match pair:
        case Pair(left, right):
            assert (left, right) == (3, "b")


def test_has_slots_only():
    with pytest.raises(AttributeError):
        Pair(1).other = 2


def test_other_kinds_are_the_standard_librarys():
    each = Open(1)
    each.value = 2
    assert each == Open(2)
    with pytest.raises(TypeError):
        hash(each)
