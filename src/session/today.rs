//! What today asks for, beside what comes next: what was missed lately, and what is due of each week.

use std::collections::HashMap;

use super::{Session, plan::Share};
use crate::problem::Problem;

/// What was missed in so many days was missed lately.
const LATELY: u32 = 14;

/// What was counted since the last record.
#[derive(Debug, Default)]
pub(super) struct Today {
    missed: Option<usize>,
    /// Items due today, by week from 0.
    due: Option<HashMap<usize, usize>>,
    /// What the plan says about today.
    pub(super) share: Option<Option<Share>>,
}

impl Session {
    /// How many questions were answered wrongly lately and not rightly since, as far as it was counted.
    pub fn missed_lately(&self) -> usize {
        self.today_counts.borrow().missed.unwrap_or(0)
    }

    /// Counts what was missed lately, from the log alone; says whether there is something new to show.
    pub fn count_missed(&self) -> bool {
        if self.today_counts.borrow().missed.is_some() {
            return false;
        }
        let missed = self.counted_missed().unwrap_or(0);
        self.today_counts.borrow_mut().missed = Some(missed);
        missed > 0
    }

    /// How many items of a week are due today, as far as it was counted.
    pub fn due_of_week(&self, week: usize) -> usize {
        let counts = self.today_counts.borrow();
        counts.due.as_ref().and_then(|due| due.get(&week)).copied().unwrap_or(0)
    }

    /// Counts what is due of each week; says whether there is something new to show. Reads every question of
    /// the course.
    pub fn count_due_of_weeks(&self) -> bool {
        if self.today_counts.borrow().due.is_some() {
            return false;
        }
        let due = self.counted_due_of_weeks().unwrap_or_default();
        let any = !due.is_empty();
        self.today_counts.borrow_mut().due = Some(due);
        any
    }

    fn counted_missed(&self) -> Result<usize, Problem> {
        let (marks, today) = (self.progress.marks()?, self.today());
        let missed = self.progress.missed()?.into_iter().filter(|missed| {
            let hidden = marks.hidden.get(missed.question.as_str());
            let lately = today.days_since(self.day_of(missed.seen_at)) < LATELY;
            !missed.last_right && lately && hidden.is_none_or(|at| *at < missed.seen_at.0)
        });
        Ok(missed.count())
    }

    fn counted_due_of_weeks(&self) -> Result<HashMap<usize, usize>, Problem> {
        // Most learners have nothing due; then no question has to be read.
        self.count_due();
        if self.due_today().is_none_or(|(count, _)| count == 0) {
            return Ok(HashMap::new());
        }
        let today = self.today();
        let review = self.review(today)?;
        let due = review.items.iter().filter(|item| item.is_scheduled() && item.planned <= today);
        let mut weeks = HashMap::new();
        for lesson in due.filter_map(|item| item.lesson.as_ref()) {
            if let Some(slot) = self.library.slot(lesson) {
                *weeks.entry(slot.week).or_default() += 1;
            }
        }
        Ok(weeks)
    }
}
