//! Review: what was answered once is asked again when it is about to be forgotten.
//!
//! How well something is remembered is the state of FSRS-6, folded from the answers in their order;
//! nothing of it depends on a clock, a zone or a setting. Nothing here reads files, the log or the terminal.

mod calibration;
mod due;
mod fold;
mod grade;
mod habits;
mod memory;
mod pace;
mod queue;
mod schedule;
mod tune;

pub use calibration::{Bin, calibrate};
pub use due::{Upcoming, due, planned};
pub use fold::{LEECH, Occurrence, Standing, fold};
pub use grade::Grade;
pub use habits::Habits;
pub use memory::{Memory, Model};
pub use pace::{Pace, UNKNOWN, estimate};
pub use queue::{Candidate, Contrast, queue};
pub use schedule::{Known, Piece, Schedule, StudyDay, Terms, schedule};
pub use tune::{ANSWERS_NEEDED, DAYS_NEEDED, Fit, History, Tuning, tune};
