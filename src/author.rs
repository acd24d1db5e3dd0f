//! What goes out of a course and out of a learner's work, for other programs, and what comes in from
//! them; what an author begins with, and what is told about mistakes.

pub mod against;
mod bank;
pub mod explain;
pub mod export;
pub mod fix;
pub mod import;
pub mod scaffold;
pub mod schema;
pub mod stats;
