-- Tables that can be dropped and rebuilt from the events at any time.

drop table if exists given;
drop table if exists sitting;
drop table if exists quiz;
drop table if exists question;
drop table if exists lesson;
drop table if exists exercise;
drop table if exists attempt;
drop table if exists mission;
drop table if exists bookmark;
drop table if exists note;
drop table if exists undone;
drop table if exists day;
drop table if exists latest;

create table lesson (
    id           text primary key,
    opened_at    integer,           -- the first time
    seen_at      integer not null,  -- the last time
    times        integer not null default 0,
    completed_at integer,
    -- where the reader was last
    byte         integer,
    percent      integer not null default 0,
    revision     text not null default '',
    placed_at    integer,
    -- the furthest point reached
    furthest     integer not null default 0
) strict, without rowid;

create table question (
    id         text primary key,
    seen_at    integer not null,
    right      integer not null default 0,
    wrong      integer not null default 0,
    last_right integer not null,
    revision   text not null
) strict, without rowid;

create table quiz (
    id        text primary key,
    attempts  integer not null default 0,
    best      integer not null default 0,  -- percent
    last      integer not null default 0,  -- percent
    last_at   integer not null default 0,
    passed_at integer                      -- the first time
) strict, without rowid;

create table sitting (
    id          text primary key,
    quiz        text not null,
    mode        text not null,
    seed        integer not null,
    drawn       text not null,   -- JSON list of question ids
    started_at  integer not null,
    finished_at integer,
    right       integer,
    asked       integer,
    percent     integer,
    passed      integer
) strict, without rowid;
create index sitting_of_quiz on sitting (quiz, started_at);
create index sitting_open on sitting (quiz) where finished_at is null;

create table given (
    sitting  text not null references sitting (id),
    question text not null,
    place    integer not null,   -- order of answering, from 0
    revision text not null,
    answer   text not null,      -- JSON
    right    integer not null,
    share    real not null,
    primary key (sitting, question)
) strict, without rowid;

create table exercise (
    id        text primary key,
    draft     text,
    draft_at  integer,
    attempts  integer not null default 0,
    best      real not null default 0,   -- 0 to 1
    passed_at integer
) strict, without rowid;

create table attempt (
    exercise text not null,
    at       integer not null,
    score    real not null,            -- 0 to 1
    passed   integer not null,
    answer   text not null
) strict;

create index attempt_at_exercise on attempt (exercise, at);

create table mission (
    lab     text not null,
    mission text not null,
    done_at integer not null,
    primary key (lab, mission)
) strict, without rowid;

create table bookmark (
    lesson text not null,
    byte   integer not null,
    label  text not null,
    set_at integer not null,
    primary key (lesson, byte)
) strict, without rowid;

create table note (
    about      text not null,
    id         text not null,
    byte       integer,
    body       text not null,  -- empty once it was taken away
    written_at integer not null,
    primary key (about, id)
) strict, without rowid;

create table undone (
    event blob primary key
) strict, without rowid;

create table day (
    day     text primary key,  -- where the learner was, YYYY-MM-DD
    answers integer not null default 0,
    right   integer not null default 0,
    lessons integer not null default 0
) strict, without rowid;

create table latest (
    one    integer primary key check (one = 1),
    kind   text not null,      -- lesson, quiz, exercise, lab
    object text not null,
    at     integer not null
) strict;
