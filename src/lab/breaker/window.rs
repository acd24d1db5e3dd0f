//! The calls that count towards opening.

use std::collections::VecDeque;

/// Results of calls in the present state.
#[derive(Default)]
pub(super) struct Window {
    pub(super) consecutive: u64,
    /// Whether each of the last calls failed.
    pub(super) ring: VecDeque<bool>,
    pub(super) failed: u64,
}

impl Window {
    pub(super) fn push(&mut self, failed: bool, most: u64) {
        self.consecutive = if failed { self.consecutive + 1 } else { 0 };
        if self.ring.len() as u64 >= most && self.ring.pop_front() == Some(true) {
            self.failed -= 1;
        }
        self.ring.push_back(failed);
        self.failed += u64::from(failed);
    }
}
