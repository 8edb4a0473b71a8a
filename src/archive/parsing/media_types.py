"""The media types that the archive tells apart, by the names that the registries give them."""

from __future__ import annotations

__all__ = [
    "CONTENT_TYPES",
    "CSV",
    "DOC",
    "DOCX",
    "EML",
    "EMPTY",
    "ENCRYPTED_OFFICE",
    "FLAT_OPC",
    "HTML",
    "MHT",
    "MSG",
    "OCTETS",
    "OFD",
    "OLE",
    "OPEN_DOCUMENT",
    "PDF",
    "PLAIN",
    "PPT",
    "RTF",
    "SPREADSHEET_ML",
    "WORD_ML",
    "WORKS",
    "XLS",
    "XML",
    "ZIP",
    "ZIP_BASED",
]  # fmt: skip

_OPEN_XML = "application/vnd.openxmlformats-officedocument."

EMPTY = "inode/x-empty"
OCTETS = "application/octet-stream"
PLAIN = "text/plain"
CSV = "text/csv"
HTML = "text/html"
XML = "application/xml"
RTF = "application/rtf"
PDF = "application/pdf"
EML = "message/rfc822"
MHT = "multipart/related"
ZIP = "application/zip"
OFD = "application/ofd"
DOCX = _OPEN_XML + "wordprocessingml.document"
OLE = "application/x-ole-storage"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
WORKS = "application/vnd.ms-works"
ENCRYPTED_OFFICE = "application/x-ooxml-encrypted"
"""An OLE file that holds an office document under a password."""
WORD_ML = "application/vnd.ms-wordml"
"""Word 2003 XML in one file."""
SPREADSHEET_ML = "application/vnd.ms-spreadsheetml"
"""Excel 2003 XML in one file."""
FLAT_OPC = "application/vnd.ms-word.flat-opc+xml"
"""A docx in one XML file, without zip."""

CONTENT_TYPES = {
    _OPEN_XML + "wordprocessingml.document.main+xml": DOCX,
    _OPEN_XML + "wordprocessingml.template.main+xml": _OPEN_XML + "wordprocessingml.template",
    "application/vnd.ms-word.document.macroEnabled.main+xml": "application/vnd.ms-word.document.macroEnabled.12",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": (
        "application/vnd.ms-word.template.macroEnabled.12"
    ),
    _OPEN_XML + "spreadsheetml.sheet.main+xml": _OPEN_XML + "spreadsheetml.sheet",
    _OPEN_XML + "spreadsheetml.template.main+xml": _OPEN_XML + "spreadsheetml.template",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "application/vnd.ms-excel.template.macroEnabled.12",
    "application/vnd.ms-excel.addin.macroEnabled.main+xml": "application/vnd.ms-excel.addin.macroEnabled.12",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    _OPEN_XML + "presentationml.presentation.main+xml": _OPEN_XML + "presentationml.presentation",
    _OPEN_XML + "presentationml.slideshow.main+xml": _OPEN_XML + "presentationml.slideshow",
    _OPEN_XML + "presentationml.template.main+xml": _OPEN_XML + "presentationml.template",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": (
        "application/vnd.ms-powerpoint.presentation.macroEnabled.12"
    ),
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": (
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.12"
    ),
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml": (
        "application/vnd.ms-powerpoint.template.macroEnabled.12"
    ),
}
"""Content type of a package's main part -> media type of the file."""

OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

ZIP_BASED = (*dict.fromkeys(CONTENT_TYPES.values()), OFD)
"""Types whose bytes are a zip and go through the gates; every OPEN_DOCUMENT type does too."""
