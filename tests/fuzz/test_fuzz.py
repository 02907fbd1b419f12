"""A short run of the fuzzer (`make fuzz` is the long one): damaged files give rows or one error."""

from __future__ import annotations

import pytest

from kit.forms import FORMS
from kit.reading import inspected_or_refused, rows_or_refused

from .readers import SEED, made

INPUTS = 100
INSPECTED = 25


@pytest.mark.parametrize("name", FORMS)
def test_damaged_files_give_rows_or_one_error(name, capfd):
    form = FORMS[name]
    assert all(rows_or_refused(form, file) is not None for file in form.files)
    for number in range(len(form.files), INPUTS):
        try:
            rows_or_refused(form, made(name, form, SEED, number))
        except BaseException as error:
            error.add_note(f"see it with: python tests/fuzz/readers.py --only {number} '{name}'")
            raise
    capfd.readouterr()  # a library that panics says so on standard error, and is caught


@pytest.mark.parametrize("name", FORMS)
def test_damaged_files_are_described_or_refused(name, capfd):
    for number in range(INSPECTED):
        try:
            inspected_or_refused(FORMS[name], made(name, FORMS[name], SEED, number))
        except BaseException as error:
            error.add_note(f"see it with: python tests/fuzz/readers.py --inspect --only {number} '{name}'")
            raise
    capfd.readouterr()
