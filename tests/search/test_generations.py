"""Generations of an index: filled beside the old one, flipped in one step, opened only if ours."""

from __future__ import annotations

import json
import shutil
from contextlib import closing

import pytest
from archive_plugins.whoosh_engine import WhooshFactory

from archive.errors import EngineUnknown, IndexDamaged
from archive.search.following import follow
from archive.search.generations import OUTGROWS_WHOOSH, Generations, choose_engine
from archive.search.naive import NaiveEngine
from archive.testing.search_cases import document
from archive.text.query import Everything

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning:whoosh", "ignore::DeprecationWarning:whoosh")


class Factory:
    version = "1"

    def __init__(self, name="memory"):
        self.name = name

    def open(self, folder, *, readonly, documents):
        return NaiveEngine()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "home" / "index").mkdir(parents=True)
    return tmp_path / "home" / "index"


def nothing(_):
    return []


def test_a_new_home_has_none(folder):
    generations = Generations(folder, "h-1")
    assert generations.current() is None
    assert generations.why_not(None, Factory()) is not None


def test_is_read_only_once_it_is_activated(folder):
    generations = Generations(folder, "h-1")
    first = generations.begin(Factory())
    assert generations.current() is None
    generations.activate(first)
    assert generations.current() == first
    assert generations.why_not(first, Factory()) is None
    second = generations.begin(Factory("other"))
    assert generations.current() == first
    generations.activate(second)
    assert Generations(folder, "h-1").current() == second
    generations.sweep()
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [second.name]


def test_an_interrupted_one_is_gone_on_with(folder):
    generations = Generations(folder, "h-1")
    generations.activate(generations.begin(Factory()))
    begun = generations.begin(Factory())
    assert generations.begin(Factory()) == begun != generations.current()


@pytest.mark.parametrize(
    "change", [{"analyzer": 0}, {"engine_version": "0"}, {"engine": "other"}, {"home": "h-2"}, {"inode": 1}]
)
def test_what_does_not_fit_is_made_anew(folder, change):
    generations = Generations(folder, "h-1")
    made = generations.begin(Factory())
    meta = folder / made.name / "meta.json"
    meta.write_text(json.dumps(json.loads(meta.read_text()) | change))
    generations.activate(made)
    found = generations.current()
    assert generations.why_not(found, Factory()) is not None
    with pytest.raises(IndexDamaged):
        generations.open(found, Factory(), readonly=True, documents=nothing)


def test_a_copied_home_does_not_bring_its_index(folder, tmp_path):
    """A Whoosh index is pickles: one that came from elsewhere is never opened."""
    generations = Generations(folder, "h-1")
    generations.activate(generations.begin(Factory()))
    shutil.copytree(tmp_path / "home", tmp_path / "copy")
    copied = Generations(tmp_path / "copy" / "index", "h-1")
    assert copied.why_not(copied.current(), Factory()) is not None


def test_a_folder_that_all_may_write_to_is_not_trusted(folder):
    generations = Generations(folder, "h-1")
    made = generations.begin(Factory())
    assert generations.why_not(made, Factory()) is None
    (folder / made.name).chmod(0o777)
    assert generations.why_not(made, Factory()) is not None


@pytest.mark.parametrize("name", ["", "..", "../../etc", "missing-1", "a/b", "\ud800", "a\x00b"])
def test_a_pointer_to_nothing_is_no_index(folder, name):
    (folder / "current").write_bytes(name.encode("utf-8", "surrogatepass"))
    assert Generations(folder, "h-1").current() is None


@pytest.mark.parametrize("meta", ["", "[]", "{}", '{"name": 1}', "\x00"])
def test_a_broken_description_is_no_index(folder, meta):
    generations = Generations(folder, "h-1")
    made = generations.begin(Factory())
    generations.activate(made)
    (folder / made.name / "meta.json").write_text(meta)
    assert generations.current() is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("suffix", [".trm", ".toc"])
@pytest.mark.parametrize("rubbish", [b"", b"\x00" * 30, b"\x80\x04rubbish" * 9])
def test_broken_files_of_an_index_are_told(folder, suffix, rubbish):
    """Whoosh leaves what it cannot read open to the garbage collector."""
    generations = Generations(folder, "h-1")
    made = generations.begin(WhooshFactory())
    with closing(generations.open(made, WhooshFactory(), readonly=False, documents=nothing)) as engine:
        engine.apply([document(number, "文本") for number in range(3)], [], 1)
    for path in (folder / made.name / "data").iterdir():
        if path.suffix == suffix:
            path.write_bytes(rubbish)
    with pytest.raises(IndexDamaged):
        generations.open(made, WhooshFactory(), readonly=True, documents=nothing)


def test_choosing_an_engine():
    both = {"whoosh": Factory("whoosh"), "tantivy": Factory("tantivy")}

    def chosen(setting, offered, characters=0, current=None):
        return choose_engine(setting, offered, characters=characters, current=current).name

    assert chosen("auto", both) == "whoosh"
    assert chosen("auto", both, OUTGROWS_WHOOSH + 1) == "tantivy"
    assert chosen("auto", both, 0, "tantivy") == "tantivy"
    assert chosen("tantivy", both) == "tantivy"
    assert chosen("auto", {"whoosh": Factory("whoosh")}, OUTGROWS_WHOOSH + 1) == "whoosh"
    assert chosen("auto", {"tantivy": Factory("tantivy")}) == "tantivy"
    for setting in ("auto", "lucene"):
        with pytest.raises(EngineUnknown):
            chosen(setting, {"other": Factory("other")})


@pytest.mark.parametrize(("characters", "looked_at"), [(1, 15), (50_000_000, 8), (500, 14)])
def test_following_the_outbox(characters, looked_at):
    """In steps of one batch, in one step, and in something between."""
    documents = {one.record: one for one in (document(number, "文本") for number in range(7))}
    outbox = [(place + 1, record) for place, record in enumerate([*documents, *documents])] + [(15, "gone")]
    engine = NaiveEngine([document(99, record="gone")])
    del documents["r000000000000003"]

    def waiting(after, limit):
        return [entry for entry in outbox if entry[0] > after][:limit]

    def known(records):
        return [documents[record] for record in records if record in documents]

    assert follow(engine, waiting, known, batch=4, characters=characters) == looked_at
    assert sorted(engine.ids(Everything())) == sorted(documents)
    assert engine.position() == 15
    assert follow(engine, waiting, known) == 0


def test_a_record_that_comes_and_goes_within_a_step_is_gone():
    there = {"r000000000000001": document(1, "文本")}
    outbox = [(1, "r000000000000001"), (2, "r000000000000001")]

    def waiting(after, limit):
        return [entry for entry in outbox if entry[0] > after][:limit]

    def known(records):
        return [there.pop(record) for record in records if record in there]

    engine = NaiveEngine()
    follow(engine, waiting, known, batch=1)
    assert engine.position() == 2
    assert list(engine.ids(Everything())) == []
