//! What goes out of a course and out of a learner's work, for other programs, and what comes in from
//! them.

mod bank;
pub mod export;
pub mod import;
