-- Format 1 of a home's catalogue. `docs/format.md` explains every table of the first part.

-- Part one: the truth. Rows are inserted, never updated; only `tile` and `checkpoint` move on with the tree.

create table event (
    seq integer primary key,          -- place in the ledger, from 0 without gaps
    envelope text not null            -- canonical JSON, the very bytes that are hashed (UTF-8)
);

create table payload (                -- apart from the envelope, so that it can be erased by law
    seq integer primary key,
    salt blob not null,               -- 16 random bytes
    body text not null                -- canonical JSON; SHA-256(salt || body) is the envelope's commitment
);

create table tile (                   -- tlog-tiles: up to 256 hashes of 32 bytes, level 0 are the leaves
    level integer not null,
    idx integer not null,
    hashes blob not null,
    primary key (level, idx)
) without rowid;

create table checkpoint (             -- signed tree heads: the newest, and the last one in each tile of 256
    size integer primary key,
    note text not null
);

create table text_object (            -- extracted text, named by digest in the event that recorded it
    sha256 text primary key,
    body blob not null                -- UTF-8
) without rowid;

-- Part two: projections. `archive rebuild` empties these and makes them again from part one.

create table meta (
    key text primary key,
    value text not null
) without rowid;

create table event_subject (          -- which events speak of what
    subject text not null,
    seq integer not null,
    primary key (subject, seq)
) without rowid;

create table actor (
    id text primary key,
    name text not null,
    known_by text not null,
    unique (name, known_by)
) without rowid;

create table unit (
    id text primary key,
    code text not null,
    name text not null,
    kind text not null,
    state text not null,
    parent text,
    merged_into text,
    since text,
    ended text
) without rowid;

create table unit_name (
    unit text not null,
    position integer not null,
    name text not null,
    folded text not null,             -- search form, white space removed
    kind text not null,
    since text,
    until text,
    primary key (unit, position)
) without rowid;
create index unit_name_folded on unit_name (folded);

create table unit_code (
    unit text not null,
    position integer not null,
    code text not null,               -- as given
    key text not null,                -- normal form for matching: width, case, spaces and hyphens folded
    kind text not null,
    since text,
    until text,
    primary key (unit, position)
) without rowid;
create index unit_code_key on unit_code (key);

create table confirmation (           -- a person said that this printed name means the unit
    unit text not null,
    folded text not null,             -- search form, white space removed
    name text not null,               -- as printed
    record text not null,             -- for which it was said
    actor text not null,
    time text not null,
    seq integer not null,
    primary key (unit, folded)
) without rowid;
create index confirmation_folded on confirmation (folded);

create table contest (                -- a correction that met another's: not made, told to both
    record text not null,
    seq integer not null,
    actor text not null,
    time text not null,
    wanted text not null,             -- canonical JSON: field -> value
    reason text not null,
    primary key (record, seq)
) without rowid;

create table record (
    id text primary key,
    seq integer not null unique,      -- its accession event: the order of accession
    state text not null,
    reason text,
    category text,
    title text,
    doc_no text,
    doc_no_key text,                  -- normal form for matching
    date text,
    due text,                         -- earliest of its due dates
    source text,
    sha256 text not null,
    bytes integer not null,
    name text not null,
    name_raw blob,
    encoding text not null,
    media_type text,
    depositor text not null,
    received_at text not null,
    parse_outcome text,
    parser text,
    parser_version text,
    pages integer,
    characters integer not null default 0,
    text_sha256 text
);
create index record_sha256 on record (sha256);
create index record_doc_no on record (doc_no_key) where doc_no_key is not null;
create index record_state on record (state, seq);
create index record_category on record (category, date);
create index record_date on record (date);
create index record_unread on record (state, category, date)
    where (parse_outcome is null or parse_outcome <> 'ok' or characters = 0);

create table record_unit (
    record text not null,
    unit text not null,
    position integer not null,
    primary key (record, unit)
) without rowid;
create index record_unit_unit on record_unit (unit, record);

create table record_person (
    record text not null,
    position integer not null,
    name text not null,
    role text not null,
    certificate text,
    folded text not null,             -- search form of the name, white space removed
    primary key (record, position)
) without rowid;
create index record_person_name on record_person (name);
create index record_person_folded on record_person (folded);
create index record_person_certificate on record_person (certificate) where certificate is not null;

create table person_key (             -- ids under which those whom a record or duty names may be asked for
    id text not null,
    record text not null,             -- record or duty
    folded text not null,
    primary key (id, record)
) without rowid;
create index person_key_record on person_key (record);

create table person_decision (        -- people said that two ids are one person, or two; a later one wins
    seq integer primary key,
    person text not null,
    other text not null,
    folded text not null,
    other_folded text not null,
    same integer not null,
    reason text not null
);
create index person_decision_folded on person_decision (folded);
create index person_decision_other on person_decision (other_folded);

create table record_due (
    record text not null,
    position integer not null,
    item text not null,
    date text not null,
    primary key (record, position)
) without rowid;
create index record_due_date on record_due (date);

create table record_detail (          -- further fields of the form
    record text not null,
    position integer not null,
    field text not null,
    value text not null,
    primary key (record, position)
) without rowid;
create index record_detail_field on record_detail (field, value);

create table record_finding (         -- what checks of the form found
    record text not null,
    position integer not null,
    code text not null,
    severity text not null,
    text text not null,
    clause text not null,
    place text not null,              -- where on the form
    primary key (record, position)
) without rowid;
create index record_finding_code on record_finding (code);

create table record_link (
    record text not null,
    position integer not null,
    type text not null,
    target text,
    doc_no text,
    doc_no_key text,
    since text,                       -- of a superseding: the day from which it holds
    primary key (record, position)
) without rowid;
create index record_link_target on record_link (target);
create index record_link_waiting on record_link (doc_no_key) where target is null;

create table record_part (
    record text not null,
    position integer not null,
    id text not null,
    role text not null,
    sha256 text not null,
    bytes integer not null,
    name text not null,
    name_raw blob,
    primary key (record, position)
) without rowid;
create index record_part_sha256 on record_part (sha256);

create table decision (               -- why a field has its value; suggestions beside
    record text not null,
    position integer not null,
    suggested integer not null,
    field text not null,
    value text not null,
    by text not null,
    confidence real not null,
    reason text not null,
    primary key (record, position)
) without rowid;

create table record_alias (           -- ids of deliveries that turned out to be duplicates
    id text primary key,
    record text not null
) without rowid;

create table enclosed (               -- records within others: members, attachments, rows of a register
    parent text not null,
    seq integer not null,             -- accession event of the inner record
    record text not null,             -- as accessioned; resolved through record_alias
    kind text not null,               -- member or row
    path text not null,               -- path in a container, name of an attachment; sheet of a row
    number integer,                   -- of a row in its sheet
    primary key (parent, seq)
) without rowid;
create index enclosed_record on enclosed (record);

create table delivery (
    key text primary key,
    record text not null,             -- as accessioned; resolved through record_alias
    part text,
    inbox text not null,
    path text not null,
    path_raw blob,
    size integer not null,
    mtime_ns integer not null,
    ctime_ns integer not null,
    folder_unit text,
    folder_category text,
    seq integer not null
) without rowid;
create index delivery_path on delivery (inbox, path, seq);
create index delivery_record on delivery (record);

create table duty (                   -- who answered for what, from a day to a day, both included
    id text primary key,
    seq integer not null,             -- the event that began it
    name text not null,
    folded text not null,             -- search form of the name, white space removed
    certificate text,
    employer text,
    role text not null,
    post text,
    unit text,
    grid text,
    scope text,
    since text not null,
    until text,
    source text,                      -- record that says so
    deputy_for text,                  -- duty that it stands in for
    reason text,
    end_reason text,
    end_source text
) without rowid;
create index duty_unit on duty (unit, since);
create index duty_grid on duty (grid, since);
create index duty_folded on duty (folded, since);
create index duty_deputy on duty (deputy_for) where deputy_for is not null;
create index duty_certificate on duty (certificate) where certificate is not null;

create table duty_leave (             -- who gave all duties away for good
    seq integer primary key,
    name text not null,
    folded text not null,
    certificate text,
    employer text,
    on_day text not null              -- the first day without them
);
create index duty_leave_folded on duty_leave (folded);

create table grid (
    id text primary key,
    name text not null,
    folded text not null,
    code text,
    code_key text,
    parent text,
    since text
) without rowid;
create index grid_folded on grid (folded);

create table grid_unit (              -- which units lay in a grid, from a day to a day, both included
    grid text not null,
    unit text not null,
    since text not null,
    until text,
    primary key (grid, unit, since)
) without rowid;
create index grid_unit_unit on grid_unit (unit, since);

create table sealed (                 -- encrypted originals
    record text primary key,
    seq integer not null,
    token text not null,              -- keyed digest of the plain file
    key text not null,                -- which key opens it
    of text                           -- the record or part that it was sealed from
) without rowid;
create index sealed_token on sealed (token);

create table seal_exclusion (         -- who may not read a sealed record
    record text not null,
    who text not null,                -- keyed digest of the account's name
    primary key (record, who)
) without rowid;

create table look (                   -- who looked at what is masked or sealed
    record text not null,
    seq integer not null,
    actor text not null,
    time text not null,
    how text not null,
    purpose text not null,
    primary key (record, seq)
) without rowid;
create index look_seq on look (seq);

create table hold (                   -- what forbids destroying and withdrawing, placed by people
    id text primary key,
    seq integer not null,
    kind text not null,
    case_name text not null,
    basis text not null,
    since text not null,
    actor text not null,
    released_seq integer,
    released_on text,
    released_by text,
    release_reason text
);

create table hold_subject (           -- records and units under a hold
    subject text not null,
    hold text not null,
    primary key (subject, hold)
) without rowid;
create index hold_subject_hold on hold_subject (hold);

create table schedule_row (           -- periods of an office or a unit
    schedule text not null,
    position integer not null,
    unit text,
    row text not null,                -- canonical JSON
    primary key (schedule, position)
) without rowid;

create table correction_wanted (      -- corrections that wait for a second person
    record text not null,
    seq integer not null,
    actor text not null,
    wanted text not null,             -- canonical JSON: field -> value
    reason text not null,
    primary key (record, seq)
) without rowid;

create table archive_number (         -- numbers that were given, and void ones
    number text primary key,          -- as printed
    seq integer not null,
    volume text not null,
    item integer not null,
    record text,                      -- null: void
    reason text                       -- why it is void
) without rowid;
create unique index archive_number_record on archive_number (record) where record is not null;
create unique index archive_number_item on archive_number (volume, item);

create table archive_volume (         -- volumes that numbers speak of
    volume text primary key,          -- as printed
    head text not null,
    ordinal integer not null,
    unit text
) without rowid;

create table report_step (            -- what was done with a report from the public
    record text not null,
    seq integer not null,
    step text not null,
    on_day text not null,
    document text,
    reason text,
    primary key (record, seq)
) without rowid;

create table hazard_step (            -- people said that a hidden danger reached a state
    hazard text not null,
    seq integer primary key,
    state text not null,
    on_day text not null,
    record text,                      -- that says so
    reason text not null
);

create table hazard_level (           -- people said how grave one is; the last one holds
    hazard text not null,
    seq integer primary key,
    level text not null,
    reason text not null
);

create table hazard_supervision (     -- people said by whom one, or an accident, is supervised; the last one holds
    subject text not null,
    seq integer primary key,
    level text,
    body text,
    doc_no text,
    due text,
    lifted_on text,
    record text,
    reason text not null
);

create table deadline_met (           -- people said that a deadline was met
    rule text not null,
    subject text not null,            -- record or unit that it is counted from
    seq integer primary key,
    on_day text not null,
    record text,
    reason text not null
);

create table disposal (               -- lists of records to be destroyed
    id text primary key,
    seq integer not null,
    state text not null
) without rowid;

create table disposal_item (
    list text not null,
    position integer not null,
    record text not null,
    primary key (list, position)
) without rowid;
create index disposal_item_record on disposal_item (record);

create table disposal_paper (         -- certificates: objects that no record has
    list text not null,
    name text not null,
    sha256 text not null,
    bytes integer not null,
    signature text not null,          -- Ed25519, base64
    primary key (list, name)
) without rowid;

create table disposed (               -- what is left of a record that was destroyed
    record text primary key,
    seq integer not null,
    list text not null,
    tombstone text not null           -- canonical JSON
) without rowid;

create table disposed_event (         -- events whose payload was erased with a record
    seq integer primary key,
    record text not null
);

create table disposed_text (          -- texts that went with a record
    record text not null,
    sha256 text not null,
    primary key (record, sha256)
) without rowid;

create table kept_on (                -- an appraisal gave a record another period; the last one holds
    record text primary key,
    seq integer not null,
    until text,                       -- null: for ever
    reason text not null
) without rowid;

create table queue (                  -- received records that wait to be parsed and placed
    record text primary key,
    seq integer not null,
    owner text,                       -- staging folder of the process that has it, null if free
    attempts integer not null default 0
) without rowid;

create table ocr_queue (              -- archived records whose pictures wait to be read by OCR
    record text primary key,
    seq integer not null,             -- the event that asks for it
    pages integer not null,
    owner text,                       -- staging folder of the process that has it, null if free
    attempts integer not null default 0
) without rowid;

create table ocr_done (               -- how long the newest took, for telling how long the rest will take
    seq integer primary key,
    pages integer not null,
    seconds real not null
);

create table reread_queue (           -- what 'archive reparse' was asked for; rows stay until all of them are done
    record text primary key,
    parser text not null,             -- by this one; empty: by the best
    slow integer not null,
    done integer not null default 0,
    owner text,
    attempts integer not null default 0
) without rowid;

create table outbox (                 -- what the search index has to look at again
    position integer primary key autoincrement,
    record text not null
);

create table safekeeping (            -- backups, replicas, restores, anchors, keys
    seq integer primary key,
    kind text not null,
    time text not null,
    body text not null,               -- the payload
    token text,                       -- SHA-256 of what the outside gave back
    bytes integer
);
