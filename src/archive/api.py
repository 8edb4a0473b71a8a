"""The face of the archive for the command line and for integrators.

from archive.api import Archive

with Archive.open("storage") as archive:
for receipt in archive.add(["检查记录.docx"]):
print(receipt.outcome, receipt.record)
for hit in archive.search("受限空间").hits:
print(hit.title, hit.snippet)
"""
