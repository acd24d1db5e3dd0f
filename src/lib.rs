//! archtutor: a course on software architecture that lives in the terminal.
//!
//! The modules form layers, and arrows point down only:
//!
//! | layer | modules | knows |
//! |---|---|---|
//! | 4 front ends | `cli`, `tui` | everything below, the terminal |
//! | 3 memory and use cases | `progress`, `library`, `courses`, `search`, `check`, `session`, `config`, `author`, `class` | SQLite (`progress` and the cache of `class` only), the network (`class::transport` only), files |
//! | 2 the domain | `course`, `catalog`, `card`, `glossary`, `coverage`, `quiz`, `verdict`, `design`, `exercise`, `lab`, `manifest`, `mini_design`, `misconception`, `review` | text it is given, nothing outside |
//! | 1 from files to structure | `file`, `source`, `markdown`, `page`, `highlight`, `diagram`, `table`, `expression` | formats, no terminal |
//! | 0 words | `id`, `clock`, `hash`, `chance`, `role`, `text`, `problem`, `diagnostic`, `messages` | nothing |
//!
//! A test in `tests/integration/layers.rs` reads the sources and holds this.

pub mod author;
pub mod card;
pub mod catalog;
pub mod chance;
pub mod change;
pub mod check;
pub mod class;
pub mod cli;
pub mod clock;
pub mod config;
pub mod course;
pub mod courses;
pub mod coverage;
pub mod design;
pub mod diagnostic;
pub mod diagram;
pub mod exercise;
pub mod expression;
pub mod file;
pub mod glossary;
pub mod hash;
pub mod highlight;
pub mod id;
pub mod lab;
pub mod library;
mod manifest;
pub mod markdown;
pub mod messages;
pub mod mini_design;
pub mod misconception;
pub mod page;
pub mod problem;
pub mod progress;
pub mod quiz;
pub mod review;
pub mod role;
pub mod search;
pub mod session;
pub mod source;
pub mod table;
pub mod text;
pub mod tui;
pub mod verdict;
