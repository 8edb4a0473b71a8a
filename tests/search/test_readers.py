"""An account that may only read the home can search, also while an index is written and when no writer lives."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing

import pytest
from archive_plugins.tantivy_engine import TantivyFactory, archive_search_engines
from archive_plugins.whoosh_engine import WhooshFactory

from archive.testing.search_cases import document
from archive.text.query import Everything

FACTORIES = [WhooshFactory(), *([TantivyFactory()] if archive_search_engines() else [])]
NOBODY = 65534
pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(os.getuid() != 0, reason="becoming another user needs root"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning:whoosh", "ignore::DeprecationWarning:whoosh"),
]


@pytest.fixture
def folder(tmp_path):
    """A folder that everybody may read and nobody else may write to."""
    import tempfile

    made = tempfile.mkdtemp(prefix="archive-readers-")
    os.chmod(made, 0o755)
    yield tmp_path.__class__(made)
    shutil.rmtree(made)


def as_nobody(work) -> int:
    """Exit code of `work` run in a process of another account."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            code = work()
        except BaseException as error:
            print(repr(error), file=sys.stderr)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def opened(factory, folder, *, readonly):
    return closing(factory.open(folder / factory.name, readonly=readonly, documents=lambda _: []))


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.name)
def test_who_may_read_may_search(factory, folder):
    def count():
        with opened(factory, folder, readonly=True) as engine:
            return engine.count(Everything())

    with opened(factory, folder, readonly=False) as writer:
        writer.apply([document(number) for number in range(5)], [], 1)
        assert as_nobody(count) == 5
        writer.apply([document(number) for number in range(5, 8)], [], 2)
    assert as_nobody(count) == 8


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.name)
def test_a_reader_sees_whole_steps_while_others_write(factory, folder):
    def read():
        seen = set()
        with opened(factory, folder, readonly=True) as engine:
            for _ in range(60):
                seen.add((engine.count(Everything())) % 10)
        return len(seen - {0})

    with opened(factory, folder, readonly=False) as writer:
        writer.apply([document(number) for number in range(10)], [], 1)
        child = os.fork()
        if child == 0:
            os._exit(as_nobody(read))
        for step in range(1, 12):
            writer.apply([document(number) for number in range(10 * step, 10 * step + 10)], [], step + 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
