"""Every combination of what a folder and a form can say of unit and category."""

from __future__ import annotations

import itertools

import pytest

from archive.ingest.place import Statements, decide
from archive.model.category import BUILT_IN
from archive.model.placement import Proposal
from archive.model.unit import CodeKind, Unit, UnitCode, UnitKind, UnitName, UnitState

CODE_A, CODE_B, CODE_X = "91330100MA27XL0A1X", "91330100MA27XL0B2Y", "91330100MA27XL0C3Y"


def unit(identity: str, name: str, code: str, kind: CodeKind = CodeKind.USCC) -> Unit:
    return Unit(
        id=identity,
        code=code,
        name=name,
        kind=UnitKind.ENTERPRISE,
        state=UnitState.ACTIVE,
        parent=None,
        merged_into=None,
        names=(UnitName(name, "name", None, None),),
        codes=(UnitCode(code, kind, None, None),),
    )


A = unit("u-a", "甲公司", CODE_A)
B = unit("u-b", "乙公司", CODE_B)
LOCAL = unit("u-l", "丙公司", "L-1", CodeKind.LOCAL)
TWIN1, TWIN2 = unit("u-t1", "双公司", "91330100MA27XL0D4A"), unit("u-t2", "双公司", "91330100MA27XL0E5B")
UNITS = (A, B, LOCAL, TWIN1, TWIN2)


class Directory:
    def by_code(self, code: str) -> Unit | None:
        return next((each for each in UNITS if each.code == code), None)

    def by_name(self, name: str) -> list[Unit]:
        return [each for each in UNITS if each.name == name]


def by_id(identity: str) -> Unit | None:
    return next((each for each in UNITS if each.id == identity), None)


def category_key(name: str) -> str | None:
    return next((c.key for c in BUILT_IN if name in (c.key, c.zh, c.en, *c.aliases)), None)


def place(*proposals: tuple[str, str, float], **said: object):
    offered = tuple(("forms 1", Proposal(field, value, sure, "read")) for field, value, sure in proposals)
    return decide(Statements(proposals=offered, **said), Directory(), by_id, category_key)


FOLDER_UNITS = [None, "甲公司", CODE_A, "丙公司"]
FORM_UNITS = [
    (),
    (("unit_code", CODE_A, 0.99),),
    (("unit", "u-a", 0.95),),
    (("unit", "u-a", 0.95), ("unit_code", CODE_A, 0.99)),
    (("unit_code", CODE_B, 0.99),),
    (("unit", "u-b", 0.95),),
    (("unit_code", CODE_X, 0.99),),
    (("unit_name", "丁公司", 0.95),),
    (("unit", "u-a", 0.5),),
    (("unit", "u-b", 0.89),),
    (("unit", "u-a", 0.95), ("unit_code", CODE_B, 0.99)),
    (("unit", "u-a", 0.95), ("unit", "u-b", 0.95)),
    (("unit", "u-a", 0.95), ("unit_code", CODE_X, 0.99)),
    (("unit", "u-l", 0.95), ("unit_code", CODE_X, 0.99)),
    (("unit", "u-a", 0.6), ("unit_code", CODE_B, 0.6)),
    (("unit_code", CODE_B, 0.98), ("unit", "u-a", 0.95), ("unit", "u-b", 0.95)),
    (("unit", "u-a", 0.95), ("unit_code", CODE_B, 0.5)),
]
NO = "no-unit"
# Rows: what the form says; columns: no folder, folder of A by name, by code, folder of LOCAL.
# A tuple is what it is filed to, a word is why it is not.
EXPECTED_UNITS = [
    [NO, ("u-a",), ("u-a",), ("u-l",)],
    [("u-a",), ("u-a",), ("u-a",), "conflict"],
    [("u-a",), ("u-a",), ("u-a",), "conflict"],
    [("u-a",), ("u-a",), ("u-a",), "conflict"],
    [("u-b",), "conflict", "conflict", "conflict"],
    [("u-b",), "conflict", "conflict", "conflict"],
    ["unregistered", "conflict", "conflict", ("u-l",)],
    ["unregistered", "conflict", "conflict", "conflict"],
    [NO, ("u-a",), ("u-a",), ("u-l",)],
    [NO, ("u-a",), ("u-a",), ("u-l",)],
    ["conflict", "conflict", "conflict", "conflict"],
    [("u-a", "u-b"), ("u-a", "u-b"), ("u-a", "u-b"), "conflict"],
    ["conflict", "conflict", "conflict", "conflict"],
    [("u-l",), "conflict", "conflict", ("u-l",)],
    ["conflict", "conflict", "conflict", "conflict"],
    [("u-a", "u-b"), ("u-a", "u-b"), ("u-a", "u-b"), "conflict"],
    [("u-a",), ("u-a",), ("u-a",), "conflict"],
]


@pytest.mark.parametrize(("row", "column"), list(itertools.product(range(len(FORM_UNITS)), range(len(FOLDER_UNITS)))))
def test_units(row: int, column: int) -> None:
    form, folder, expected = FORM_UNITS[row], FOLDER_UNITS[column], EXPECTED_UNITS[row][column]
    result = place(*form, folder_unit=folder, folder_category="日常检查")
    if isinstance(expected, tuple):
        assert (result.units, result.reason) == (expected, None)
        assert {d["value"] for d in result.decisions if d["field"] == "unit"} == set(expected)
    else:
        assert (result.units, result.reason) == ((), expected)
        assert not [d for d in result.decisions if d["field"] == "unit"]
    assert result.category == "inspection"
    said = {value for field, value, _ in form}
    told = {d["value"] for d in (*result.decisions, *result.suggestions)}
    codes = {CODE_A: "u-a", CODE_B: "u-b"}
    assert {codes.get(value, value) for value in said} <= told | {"u-a"}, "nothing that was read is forgotten"
    if expected == "conflict" and folder is not None:
        assert {"u-a" if column in (1, 2) else "u-l"} <= {s["value"] for s in result.suggestions}


def test_the_unit_of_a_joint_form_is_the_first_that_it_addresses_in_whoever_s_folder_it_lay() -> None:
    joint = (("unit", "u-a", 0.95), ("unit", "u-b", 0.95))
    assert place(*joint, folder_unit="乙公司", folder_category="检查").units == ("u-a", "u-b")


FOLDER_CATEGORIES = [None, "日常检查", "检查", "recheck"]
FORM_CATEGORIES = [
    (),
    (("category", "inspection", 0.95),),
    (("category", "recheck", 0.95),),
    (("category", "recheck", 0.5),),
    (("category", "inspection", 0.95), ("category", "recheck", 0.92)),
    (("category", "no-such-category", 0.99),),
]
NONE = "no-category"
EXPECTED_CATEGORIES = [
    [NONE, "inspection", "inspection", "recheck"],
    ["inspection", "inspection", "inspection", "conflict"],
    ["recheck", "conflict", "conflict", "recheck"],
    [NONE, "inspection", "inspection", "recheck"],
    ["conflict", "inspection", "inspection", "recheck"],
    [NONE, "inspection", "inspection", "recheck"],
]


CATEGORY_CASES = list(itertools.product(range(len(FORM_CATEGORIES)), range(len(FOLDER_CATEGORIES))))


@pytest.mark.parametrize(("row", "column"), CATEGORY_CASES)
def test_categories(row: int, column: int) -> None:
    expected = EXPECTED_CATEGORIES[row][column]
    result = place(*FORM_CATEGORIES[row], folder_unit="甲公司", folder_category=FOLDER_CATEGORIES[column])
    assert result.units == ("u-a",)
    if expected in ("conflict", NONE):
        assert (result.category, result.reason) == (None, expected)
    else:
        assert (result.category, result.reason) == (expected, None)
        assert any(d["field"] == "category" and d["value"] == expected for d in result.decisions)


def test_a_conflict_of_units_outweighs_a_missing_category() -> None:
    assert place(("unit", "u-b", 0.95), folder_unit="甲公司").reason == "conflict"


def test_a_name_of_two_units_needs_a_person_or_the_form() -> None:
    alone = place(folder_unit="双公司", folder_category="检查")
    assert (alone.units, alone.reason) == ((), "conflict")
    assert {s["value"] for s in alone.suggestions} == {"u-t1", "u-t2"}
    helped = place(("unit_code", TWIN2.code, 0.99), folder_unit="双公司", folder_category="检查")
    assert (helped.units, helped.reason) == (("u-t2",), None)
    form = place(("unit_name", "双公司", 0.99), folder_category="检查")
    assert (form.units, form.reason) == ((), "no-unit")
    assert {s["value"] for s in form.suggestions} == {"u-t1", "u-t2"}


@pytest.mark.parametrize(
    ("folders", "reason", "suggested"),
    [
        (("某某化工有限公司",), "unregistered", {("unit_name", "某某化工有限公司")}),
        ((CODE_X,), "unregistered", {("unit_code", CODE_X)}),
        (("2024年", "扫描件"), "no-unit", set()),
        (("Acme Chemicals Ltd",), "unregistered", {("unit_name", "Acme Chemicals Ltd")}),
    ],
)
def test_a_folder_that_may_be_an_unregistered_unit(folders, reason, suggested) -> None:
    result = place(folders_ignored=folders, folder_category="检查")
    assert result.reason == reason
    assert {(s["field"], s["value"]) for s in result.suggestions} == suggested


def test_the_form_outweighs_a_folder_that_says_nothing() -> None:
    result = place(("unit", "u-a", 0.95), folders_ignored=("某某化工有限公司",), folder_category="检查")
    assert (result.units, result.reason) == (("u-a",), None)


def test_what_a_person_named_is_said_by_a_person() -> None:
    result = place(folder_unit="甲公司", folder_category="检查", named=frozenset({"unit"}))
    assert {(d["field"], d["by"], d["confidence"]) for d in result.decisions} == {
        ("unit", "person", 1.0),
        ("category", "folder", 1.0),
    }
