//! A class: learners who share what they study with a teacher, under a pseudonym and by their own will.
//!
//! Events of the log become xAPI statements ([`statement`]) in any Learning Record Store or in a file;
//! statements, read ([`read`]), become a report
//! ([`report`]). The store is somebody else's. Knows no screen.

pub mod code;
pub mod consent;
mod csv;
pub mod definition;
mod from;
pub mod gradebook;
pub mod joining;
pub mod membership;
pub mod print;
pub mod read;
pub mod report;
pub mod standing;
pub mod statement;
pub mod view;

pub use from::from;
