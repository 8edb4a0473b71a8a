"""Sentences that lower rooms compose, listed so that they are collected for translation.

A reason with names and numbers in it stands in the ledger in English, filled in; `render` finds
the template that it was made from. What is not listed here or marked in its own room is shown
as it is.
"""

from __future__ import annotations

from archive.errors import N_

__all__ = ["PHRASES"]

PHRASES = (
    # the system, of why it did not do what it was asked
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Input/output error"),
    N_("Read-only file system"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("No such file or directory"),
    N_("Not a directory"),
    N_("Is a directory"),
    N_("File name too long"),
    N_("File too large"),
    N_("Too many open files"),
    N_("Too many levels of symbolic links"),
    N_("Directory not empty"),
    N_("Invalid argument"),
    N_("{fault} (at line {line}, column {column})"),
    N_("database or disk is full"),
    N_("disk I/O error"),
    # archive.ingest.place: who said where a file belongs
    N_("named as {value} when the file was added"),
    N_("the file lay in the folder {name}, which no registered unit bears"),
    N_("the file lay in the folder {value}"),
    # archive.ingest.rows: rows of registers
    N_("row {number} of the sheet {sheet}, in a register of this unit"),
    N_("row {number} of the sheet {sheet}, in a register of this category"),
    N_("row {number} of the sheet {sheet}"),
    N_("row {number}, in a register of this unit"),
    N_("row {number}, in a register of this category"),
    N_("row {number}"),
    N_("{count} rows name units that are not registered: {names}"),
    N_("records were made of the first {most} rows of {count}; the others are text of the register"),
    # archive_plugins.safety_forms: where on the form it was read
    N_("{reason}: {name} was confirmed by {person} on {date} for record {record}"),
    N_("confirmed in the triage list {name}"),
    N_("checked in triage"),
    N_("in the column {column}"),
    N_("a register with the columns {columns}"),
    N_("{reason}; the register's rows are of several units"),
    N_("beside {label} in {place}"),
    N_("{code} beside {label} in {place}"),
    N_("addressed in {place}"),
    N_("before the title in line {number}"),
    N_("letterhead in {place}"),
    N_("signed in {place}"),
    N_("inspected, says {place}"),
    N_("date beside the signature in {place}"),
    N_("first date in the text, line {number}"),
    N_("date in line {number}"),
    N_("deadline in {place}"),
    N_("introduced in line {number}"),
    N_("in line {number}"),
    N_("in the page footer"),
    N_("in the title"),
    N_("in the text"),
    N_("total in line {number}"),
    N_("sum of the fines in the text"),
    N_("number in line {number}"),
    N_("line {number}"),
    N_("the page header"),
    N_("the page footer"),
    N_("title {title} in line {number}"),
    N_("{reason}, a title of forms until {date}"),
    N_("form {form}"),
    N_("no agency is named on the form"),
    N_("{reason}; the form names more than one unit"),
    N_("{reason}; this code is one reading of it"),
    N_("{reason} is no valid code: {wrong}"),
    # damage, as archive.preserve names it
    N_("The object {digest} is missing"),
    N_("The object {digest} cannot be read: {error}"),
    N_("The object {digest} was changed: its SHA-256 is now {now}"),
    N_("The object {digest} has {size} bytes, not {expected}"),
    N_("The text {digest} was changed"),
    N_("The text {digest} is missing"),
    N_("The texts cannot be read: {error}"),
    N_("The list of objects cannot be read: {error}"),
    N_("The payload of event {seq} is not the one that was committed to"),
    N_("Event {seq} is missing"),
    N_("Events {first} to {last} are missing"),
    N_("The hash of event {seq} in tile {tile} is not that of the event that was signed"),
    N_("Tile {tile} is missing or cannot be read"),
    N_("The tree at {size} is not the one that the checkpoint signs"),
    N_("No signed checkpoint covers the events from {first} on"),
    N_("Payload {seq} belongs to no event"),
    N_("The payloads cannot be read: {error}"),
    N_("The checkpoints cannot be read: {error}"),
    N_("The checkpoint of size {size} does not hold: {error}"),
    N_("No checkpoint of this ledger holds"),
    N_("The public key {path} is missing or broken: {error}"),
    N_("The tables cannot be compared with the events: a table is missing or not of its form"),
    N_("Table {table}: {row}"),
    N_("No record refers to the object {digest}; a crash during intake leaves such a one"),
)
"""Templates; the names of the blanks are ours."""
