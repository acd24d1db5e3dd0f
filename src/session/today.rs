//! What today asks for, beside what comes next: what was missed lately, and what is due of each week.

use std::collections::{HashMap, HashSet};

use super::{Session, plan::Share};
use crate::problem::Problem;

/// What was missed in so many days was missed lately.
const LATELY: u32 = 14;

/// What was counted since the last record.
#[derive(Debug, Default)]
pub(super) struct Today {
    missed: Option<usize>,
    /// Items due today, by week from 0.
    weeks: Option<HashMap<usize, usize>>,
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
        let missed = self.counted_missed(|_| true).unwrap_or(0);
        self.today_counts.borrow_mut().missed = Some(missed);
        missed > 0
    }

    /// How many items of a week are due today, as far as it was counted.
    pub fn due_of_week(&self, week: usize) -> usize {
        let counts = self.today_counts.borrow();
        counts.weeks.as_ref().and_then(|due| due.get(&week)).copied().unwrap_or(0)
    }

    /// Counts what is due of each week, and takes off what is due and what was missed whatever the course has no
    /// more; says whether there is something new to show. Reads every question of the course.
    pub fn count_in_course(&self) -> bool {
        if self.today_counts.borrow().weeks.is_some() {
            return false;
        }
        let counts = || (self.due_today(), self.missed_lately());
        let before = counts();
        let weeks = self.counted_in_course().unwrap_or_default();
        let any = !weeks.is_empty();
        self.today_counts.borrow_mut().weeks = Some(weeks);
        any || before != counts()
    }

    /// How many of the items that fit were missed lately.
    fn counted_missed(&self, fits: impl Fn(&str) -> bool) -> Result<usize, Problem> {
        let (marks, today) = (self.progress.marks()?, self.today());
        let missed = self.progress.missed()?.into_iter().filter(|missed| {
            let id = missed.question.as_str();
            let hidden = marks.hidden.get(id);
            let lately = today.days_since(self.day_of(missed.seen_at)) < LATELY;
            !missed.last_right
                && lately
                && fits(id)
                && hidden.is_none_or(|at| *at < missed.seen_at.0)
        });
        Ok(missed.count())
    }

    /// Whether today asks for something, as the log alone tells: most learners have nothing due, and then no
    /// question has to be read.
    pub fn asks_today(&self) -> bool {
        self.count_due();
        self.count_missed();
        self.due_today().is_some_and(|(count, _)| count > 0) || self.missed_lately() > 0
    }

    fn counted_in_course(&self) -> Result<HashMap<usize, usize>, Problem> {
        if !self.asks_today() {
            return Ok(HashMap::new());
        }
        let today = self.today();
        let review = self.review(today)?;
        *self.due.borrow_mut() = Some((review.due, review.minutes));
        let known: HashSet<&str> = review.items.iter().map(|item| item.id.as_str()).collect();
        let missed = self.counted_missed(|id| known.contains(id))?;
        self.today_counts.borrow_mut().missed = Some(missed);
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
