from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.credit_code import (
    ALPHABET,
    check,
    inner_check_character,
    normalise,
    outer_check_character,
    suggest,
)

STANDARD_EXAMPLE = "91350100M000100Y43"


def make_code(region: str, body: str, kind: str = "91") -> str:
    """A valid code for an invented unit: `region` 6 digits, `body` 8 characters of the alphabet."""
    seventeen = kind + region + body + inner_check_character(body)
    return seventeen + outer_check_character(seventeen)


CODES = [
    STANDARD_EXAMPLE,
    make_code("320500", "MA9XK2T1"),
    make_code("320700", "00000000"),
    make_code("110108", "12345678", "92"),
]


@pytest.mark.parametrize("code", CODES)
def test_valid_codes_are_valid(code: str) -> None:
    assert check(code) is None


def test_written_with_spaces_hyphens_width_and_case() -> None:
    assert normalise(" 9135-0100 m000　100y43 ") == STANDARD_EXAMPLE
    assert normalise("９１３５０１００Ｍ０００１００Ｙ４３") == STANDARD_EXAMPLE
    assert check("9135 0100 M000 100Y 43") is None


@pytest.mark.parametrize("code", CODES)
def test_every_single_substitution_is_found(code: str) -> None:
    for place in range(18):
        for character in ALPHABET:
            if character != code[place]:
                assert check(code[:place] + character + code[place + 1 :]) is not None


@pytest.mark.parametrize("code", CODES)
def test_every_swap_of_neighbours_is_found(code: str) -> None:
    for place in range(17):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if swapped != code:
            assert check(swapped) is not None


def test_what_fails_is_said() -> None:
    assert "18 characters" in (check("9135") or "")
    assert "18 characters" in (check("") or "")
    assert "do not use" in (check("91350100O000100Y43") or "")
    assert "region" in (check("91A50100M000100Y43") or "")
    assert "GB 11714" in (check("91350100M000100X43") or "")
    assert "GB 32100" in (check("91350100M000100Y42") or "")


def test_a_misread_letter_is_suggested_and_never_repaired() -> None:
    misread = STANDARD_EXAMPLE.replace("0", "O")
    assert check(misread) is not None
    assert suggest(misread) == STANDARD_EXAMPLE
    assert suggest(STANDARD_EXAMPLE) is None
    assert suggest("9135O100M000100Y42") is None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    normalise(text)
    check(text)
    suggest(text)
