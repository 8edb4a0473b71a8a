"""The archive answers every question about a small county's year as its truth has it; the county itself is one."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from archive.testing.desk import Desk
from county.examine import QUESTIONS, examine
from county.filing import Filed
from county.shelves import PHONE
from county.story import Story, tell
from county.truth import chain_on, closing, truth
from county.world import build

pytestmark = pytest.mark.xdist_group("county")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_right(question: str, story: Story, filed: Filed) -> None:
    answers = examine(story, filed, [question])
    assert sum(answer.asked for answer in answers) > 0
    for answer in answers:
        assert not answer.misses, f"{answer.question}: " + "\n".join(answer.misses[:5])


def test_the_same_seed_tells_the_same_story() -> None:
    once, again = (truth(tell(build(1, 6, 3))) for _ in range(2))
    assert json.dumps(once, ensure_ascii=False) == json.dumps(again, ensure_ascii=False)
    assert truth(tell(build(2, 6, 3)))["units"] != once["units"]


def test_a_county_of_the_usual_size_has_what_the_questions_need() -> None:
    story = tell(build(1, 60, 12))
    assert 1500 <= len(story.papers) <= 2500
    kinds = Counter(act.kind for act in story.world.acts)
    assert {"rename", "recode", "merge", "close", "move", "handover", "assign", "end"} <= set(kinds)
    assert any(act.data["until"] for act in story.world.acts if act.kind == "handover"), "nobody deputises"
    ways = Counter((each.level, each.how) for each in story.dangers)
    assert set(ways) == {("general", way) for way in ("recheck", "register", None)} | {
        ("major", "document"), ("major", None),
    }  # fmt: skip
    assert any(each.overdue_on("2025-12-31") for each in story.dangers)
    assert any(len(each.due) > 1 for each in story.dangers), "nobody got a new term"
    assert story.facts.expired
    assert story.facts.double
    assert story.facts.gaps


def test_the_truth_of_a_handover_is_what_a_person_would_say(story: Story) -> None:
    world = story.world
    first, second, third = world.officers[:3]
    theirs = next(term.unit for term in world.roll if term.role == "supervisor" and term.person == first)
    assert theirs is not None
    names = {
        day: {name for name, _, _ in chain_on(world, theirs, day)[0]["supervisor"]}
        for day in ("2025-04-14", "2025-04-15", "2025-07-15")
    }
    assert names == {
        "2025-04-14": {first.name},
        "2025-04-15": {second.name},
        "2025-07-15": {second.name, third.name},
    }


def test_fewer_are_closed_in_the_middle_of_the_year(story: Story) -> None:
    found, closed = closing(story.dangers, "2025-06-30")
    later, closed_later = closing(story.dangers, "2025-12-31")
    assert (found, closed) < (later, closed_later)
    assert closed_later < later, "some are never closed"


def test_the_phone_of_whoever_reported_is_starred_wherever_it_stands(story: Story, filed: Filed) -> None:
    desk = Desk(filed.archive.home.parent)
    minutes = next(paper.key for paper in story.papers if paper.form.kind == "meeting")
    desk.run("show", filed.records[minutes], "--text").ok().hides(PHONE).shows("来电反映夜间动火")
    desk.run("search", PHONE).ok().hides(PHONE).shows(filed.records[minutes])
