//! The integration tests, in one binary.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail as tests do"
)]

mod authoring;
mod bad_input;
mod banks;
mod books;
mod cards;
mod ci;
mod circles;
mod class;
mod cli;
mod course;
mod courses;
mod design;
mod diagnostics;
mod diagrams;
mod escapes;
mod exercises;
mod exporters;
mod inspect;
mod items;
mod json;
mod kinds;
mod labs;
mod layers;
mod learner;
mod line_ends;
mod mastery;
mod mdbook_quiz;
mod mini_designs;
mod plain;
mod plain_review;
mod plain_work;
mod plan;
mod program;
mod push;
mod quizzes;
mod reader;
mod readme;
mod review;
mod sarif;
mod screens;
mod slips;
mod special_files;
mod support;
mod terminal;
mod test_out;
mod window;
mod words;
