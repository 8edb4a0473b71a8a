"""Posting lists of the Whoosh engine: what was written is read again, whatever it is."""

from __future__ import annotations

from archive_plugins.whoosh_engine.blocks import DOCUMENT_BITS, documents_in, encoded, frequency_of, places_in
from hypothesis import given, settings
from hypothesis import strategies as st

PLACES = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=30, unique=True)


@given(PLACES, st.integers(1, 200))
@settings(max_examples=60, deadline=None)
def test_places_come_back(found, repeated):
    places = sorted(document << DOCUMENT_BITS | position for document, position in found)
    postings = encoded(places, positioned=True)
    assert places_in(postings) == places
    assert frequency_of(postings) == len({document for document, _ in found})
    dense = [document << DOCUMENT_BITS | at for document in range(40) for at in range(repeated)]
    assert places_in(encoded(dense, positioned=True)) == dense


@given(st.lists(st.integers(0, 2**32 - 1), max_size=30, unique=True).map(sorted))
@settings(max_examples=60, deadline=None)
def test_documents_come_back(documents):
    assert documents_in(encoded(documents, positioned=False)) == documents


@given(st.lists(st.integers(0, 5000), max_size=6, unique=True).map(sorted), st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_blocks_that_are_left_out_hold_none_that_is_wanted(within, repeated):
    """Occurrences in one document may be parted by the border of two blocks."""
    places = [document << DOCUMENT_BITS | at for document in range(0, 5000, 5) for at in range(repeated % 7 + 1)]
    kept = places_in(encoded(places, positioned=True), within)
    wanted = [place for place in places if place >> DOCUMENT_BITS in within]
    assert [place for place in kept if place >> DOCUMENT_BITS in within] == wanted
