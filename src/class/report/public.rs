//! A report for everybody: no learners, and no count so small that it points at somebody.

use super::parts::{Count, Item, Report};

impl Report {
    /// The same without codes, and without counts of fewer learners than the smallest group. Where one
    /// count of several that make a whole is left out, a second goes with it, so that no difference tells
    /// it.
    #[must_use]
    pub fn public(mut self, smallest_group: u32) -> Self {
        let smallest = u64::from(smallest_group);
        let hide = |count: &mut Count| *count = count.filter(|n| *n == 0 || *n >= smallest);
        self.learners.clear();
        self.grades.clear();
        for item in &mut self.items {
            hide_item(item, smallest);
        }
        for quiz in &mut self.quizzes {
            [&mut quiz.started, &mut quiz.finished, &mut quiz.passed, &mut quiz.n]
                .into_iter()
                .for_each(hide);
        }
        for lesson in &mut self.lessons {
            [&mut lesson.opened, &mut lesson.completed, &mut lesson.left_off]
                .into_iter()
                .for_each(hide);
        }
        for exercise in &mut self.exercises {
            [&mut exercise.learners, &mut exercise.passed, &mut exercise.first_time]
                .into_iter()
                .for_each(hide);
            if exercise.learners.is_none() {
                exercise.graded = None;
            }
            for finding in &mut exercise.findings {
                hide(&mut finding.learners);
                finding.times = finding.times.filter(|_| finding.learners.is_some());
            }
        }
        for misconception in &mut self.misconceptions {
            hide(&mut misconception.learners);
            misconception.times = misconception.times.filter(|_| misconception.learners.is_some());
        }
        hide(&mut self.reviews.learners);
        if self.reviews.learners.is_none() {
            (self.reviews.answers, self.reviews.active_ms) = (None, None);
        }
        let sure = &mut self.sure;
        hide_parts(
            &mut [
                &mut sure.sure_right,
                &mut sure.sure_wrong,
                &mut sure.unsure_right,
                &mut sure.unsure_wrong,
            ],
            smallest,
        );
        let mut weeks: Vec<&mut Count> = self.weeks.iter_mut().map(|week| &mut week.here).collect();
        hide_parts(&mut weeks, smallest);
        self
    }
}

fn hide_item(item: &mut Item, smallest: u64) {
    let small = |n: u64| (1..smallest).contains(&n);
    let n = item.n.unwrap_or(0);
    let wrong = item.right.map_or(0, |right| n - right.min(n));
    // Who knows n and the right ones knows the wrong ones, and the mean points tell the right ones.
    if small(n) || item.right.is_some_and(small) || small(wrong) {
        (item.right, item.p, item.low, item.high) = (None, None, None, None);
    }
    for count in [&mut item.n, &mut item.n_rest, &mut item.omitted, &mut item.other_meaning] {
        *count = count.filter(|n| !small(*n));
    }
    if item.n_rest.is_none() {
        (item.rpb, item.d) = (None, None);
    }
    let mut counts: Vec<&mut Count> = item.options.iter_mut().map(|option| &mut option.n).collect();
    hide_parts(&mut counts, smallest);
    for option in &mut item.options {
        if option.n.is_none() {
            (option.share, option.rest) = (None, None);
        }
    }
}

/// Leaves out small counts of parts of a whole; if that is only one, the smallest of the others too.
fn hide_parts(parts: &mut [&mut Count], smallest: u64) {
    let small = |count: &Count| count.is_some_and(|n| (1..smallest).contains(&n));
    let hidden = parts.iter().filter(|count| small(count)).count();
    parts.iter_mut().filter(|count| small(count)).for_each(|count| **count = None);
    if hidden == 1 {
        let others = parts.iter_mut().filter(|count| count.is_some_and(|n| n > 0));
        if let Some(next) = others.min_by_key(|count| count.unwrap_or(0)) {
            **next = None;
        }
    }
}
