//! What goes out of a course and out of a learner's work, for other programs.

pub mod export;
