"""Person (人员): a cluster of mentions that are taken to be of one human being. There is no row of it anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.model.duty import holder_id

__all__ = ["Key", "Mention", "Ruling", "clusters"]


@dataclass(frozen=True, slots=True)
class Key:
    """What tells people of one name apart: a certificate, an employer, or neither for officers of the authority."""

    folded: str
    """Search form of the name."""
    certificate: str | None = None
    employer: str | None = None
    """Unit id."""

    @property
    def id(self) -> str:
        """`n-…`, as `archive.model.duty.holder_id`."""
        return holder_id(self.folded, self.certificate, self.employer)

    @property
    def rank(self) -> tuple[int, str]:
        """Order in which the keys of a person name it: certificate, authority, employer."""
        return (0 if self.certificate else 2 if self.employer else 1, self.certificate or self.employer or "")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name on a paper, or in a duty."""

    key: Key
    """Its employer, or the authority."""
    certificate: str | None

    @property
    def keys(self) -> tuple[Key, ...]:
        return (self.key, *([Key(self.key.folded, self.certificate)] if self.certificate else []))


@dataclass(frozen=True, slots=True)
class Ruling:
    """Somebody decided that two ids are one person, or two."""

    one: str
    other: str
    same: bool


def clusters(
    mentions: Iterable[Mention], families: Mapping[str, str], rulings: Sequence[Ruling]
) -> tuple[tuple[Key, ...], ...]:
    """The keys of each person, by rank; persons by their first key.

    A certificate joins the mentions that bear it. Whoever is named without one belongs to those of the same employer
    (`families`: unit id to who stands for it) or of the authority, unless these bear several certificates: then nobody
    can say to whom, and each stands alone. Rulings are applied in their order: a later one wins; a split leaves the
    first id alone with what was joined to it afterwards.
    """
    found = tuple(mentions)
    keys = {key.id: key for mention in found for key in mention.keys}
    edges = _edges(found, families)
    for ruling in rulings:
        if ruling.one not in keys or ruling.other not in keys:
            continue
        if ruling.same:
            edges.add(frozenset((ruling.one, ruling.other)))
        elif ruling.other in _reach(ruling.one, edges):
            edges = {edge for edge in edges if ruling.one not in edge}
    persons, seen = [], set[str]()
    for each in sorted(keys):
        if each not in seen:
            group = _reach(each, edges)
            seen |= group
            persons.append(tuple(sorted((keys[one] for one in group), key=lambda key: (key.rank, key.folded))))
    return tuple(sorted(persons, key=lambda group: (group[0].rank, group[0].folded)))


def _edges(mentions: Sequence[Mention], families: Mapping[str, str]) -> set[frozenset[str]]:
    places: dict[tuple[str, str], set[Key]] = {}
    certificates: dict[tuple[str, str], set[Key]] = {}
    for mention in mentions:
        employer = mention.key.employer
        place = (mention.key.folded, families.get(employer, employer) if employer else "")
        places.setdefault(place, set()).add(mention.key)
        certificates.setdefault(place, set()).update(mention.keys[1:])
    edges: set[frozenset[str]] = set()
    for place, members in places.items():
        first, *others = sorted(members, key=lambda key: key.rank)
        edges |= {frozenset((first.id, other.id)) for other in others}
        if len(certificates[place]) == 1:
            edges |= {frozenset((first.id, only.id)) for only in certificates[place]}
    return edges


def _reach(start: str, edges: set[frozenset[str]]) -> set[str]:
    near: dict[str, set[str]] = {}
    for edge in edges:
        for each in edge:
            near.setdefault(each, set()).update(edge)
    group, waiting = {start}, [start]
    while waiting:
        more = near.get(waiting.pop(), set()) - group
        group |= more
        waiting += more
    return group
