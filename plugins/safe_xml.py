"""XML from strangers: no entities, no network, no huge trees, no document type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["local", "parse_xml", "refuse_document_type"]


def parse_xml(data: bytes, *, recover: bool = False) -> etree._Element:
    """The root of an XML document. Raise ParseFailed (corrupt) where it is none or has a document type.

    `recover` reads on over errors of syntax, as far as lxml can.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
        recover=recover,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseFailed(Outcome.CORRUPT, f"XML: {error}"[:300]) from error
    if root is None:
        raise ParseFailed(Outcome.CORRUPT, N_("A part of the file is no XML."))
    refuse_document_type(root)
    return root


def refuse_document_type(root: etree._Element) -> None:
    """Raise ParseFailed where the tree declares a document type: no office format needs one, bombs do."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise ParseFailed(Outcome.CORRUPT, N_("The file declares entities of its own, which no document needs."))


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
