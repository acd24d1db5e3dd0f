-- Version 1. Never edited once released: later versions are further files.

-- What happened, once and for all. The rowid keeps the order of arrival.
create table event (
    id       blob primary key check (length(id) = 16),  -- UUIDv7; UUIDv8 where rows are coalesced
    at       integer not null,                          -- ms since 1970-01-01 UTC
    device   text not null,
    kind     text not null,                             -- the verb, such as question.answered
    object   text not null,                             -- a stable id
    revision text not null,                             -- content hash of the object at that time
    data     text not null                              -- JSON object: result and context
) strict;

-- The few events that can be taken back, found again by what they are about.
create index event_undoable on event (object)
    where kind in ('lesson.completed', 'bookmark.set', 'note.written');

create trigger event_is_never_deleted before delete on event
begin
    select raise(abort, 'events are never deleted');
end;

create trigger event_is_never_changed before update on event
when old.kind not in ('lesson.position', 'exercise.drafted') or new.at < old.at
    or new.id <> old.id or new.kind <> old.kind or new.object <> old.object
begin
    select raise(abort, 'events are never changed');
end;

-- What this database is: its device, the version of its projections.
create table about (
    name  text primary key,
    value text not null
) strict, without rowid;
