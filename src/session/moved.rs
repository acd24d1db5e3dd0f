//! What a review has moved, from the log alone: what of today's answers is stable now, what holds for longer,
//! what comes back tomorrow.

use std::collections::BTreeSet;

use super::{
    Session,
    plan::dated,
    review::{Review, ReviewItem},
    round::Round,
};
use crate::{messages::Messages, problem::Problem};

/// From this interval on, in days, an item is stable.
///
/// Source: Anki calls a card with an interval of 21 days or more mature,
/// <https://docs.ankiweb.net/getting-started.html#card-states>.
const STABLE: f32 = 21.0;

/// Lessons that are named.
const NAMED: usize = 2;

/// What the reviews of a day have moved.
#[derive(Default)]
struct Moved {
    /// Items that were not stable before and are now.
    stable: Vec<String>,
    /// Others that hold for longer than before, each with the days before and now.
    longer: Vec<(f32, f32)>,
    /// Items that come back tomorrow.
    tomorrow: Vec<String>,
}

impl Moved {
    fn add(&mut self, item: &ReviewItem, before: Option<f32>, review: &Review) {
        let Some(now) = item.interval else { return };
        if item.planned == review.today.after(1) {
            self.tomorrow.push(item.id.clone());
        }
        let Some(before) = before else { return };
        if now >= STABLE && before < STABLE {
            self.stable.push(item.id.clone());
        } else if now > before {
            self.longer.push((before, now));
        }
    }

    /// The days in the middle of what holds for longer, before and now, in whole days.
    fn middle(&self) -> Option<(f32, f32)> {
        let middle = |mut days: Vec<f32>| {
            days.sort_by(f32::total_cmp);
            days.get(days.len() / 2).map(|days| days.round().max(1.0))
        };
        let (before, now): (Vec<f32>, Vec<f32>) = self.longer.iter().copied().unzip();
        Some((middle(before)?, middle(now)?))
    }
}

impl Session {
    /// What the reviews of today have moved.
    fn moved(&self, review: &Review) -> Result<Moved, Problem> {
        let told = self.progress.reviewed_on(review.today)?;
        let asked: BTreeSet<&str> = told.iter().map(|(item, _)| item.as_str()).collect();
        let before = self.progress.standings_before(review.today, &asked)?;
        let model = self.progress.model()?;
        let mut moved = Moved::default();
        for item in review.items.iter().filter(|item| asked.contains(item.id.as_str())) {
            let before = before.get(&item.id);
            let before = before.map(|before| model.interval(before.memory, review.retention));
            moved.add(item, before, review);
        }
        Ok(moved)
    }

    /// How a review went, in lines: what was right and how long it took, then what it has moved.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn end_of_review(&self, round: &Round, words: &Messages) -> Result<Vec<String>, Problem> {
        let review = self.review(self.today())?;
        let minutes = self.efforts()?.get(&review.today).map_or(0.0, |effort| effort.reviews);
        let minutes = minutes.round();
        let key = if minutes >= 1.0 { "review.end-minutes" } else { "review.end" };
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("right", &round.right), ("asked", &round.asked), ("minutes", &minutes)];
        let mut lines = vec![words.format(key, values)];
        let moved = self.moved(&review)?;
        if !moved.stable.is_empty() {
            let said = words.plural("review.stable", moved.stable.len());
            lines.push(self.with_lessons(said, &moved.stable, &review, words));
        }
        if let Some((before, now)) = moved.middle() {
            let count = words.plural("review.longer", moved.longer.len());
            let now = words.plural("stats.day", now as usize);
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("count", &count), ("before", &before), ("now", &now)];
            lines.push(words.format("review.longer-by", values));
        }
        if !moved.tomorrow.is_empty() {
            let said = words.plural("review.tomorrow", moved.tomorrow.len());
            lines.push(self.with_lessons(said, &moved.tomorrow, &review, words));
        }
        Ok(lines)
    }

    /// A line with the lessons of some items behind it.
    fn with_lessons(
        &self,
        said: String,
        ids: &[String],
        review: &Review,
        words: &Messages,
    ) -> String {
        let items = review.items.iter().filter(|item| ids.contains(&item.id));
        let slots = items.filter_map(|item| self.library.slot(item.lesson.as_ref()?));
        let slots: BTreeSet<_> = slots.collect();
        let mut names: Vec<&str> = slots
            .iter()
            .filter_map(|slot| self.library.at(*slot))
            .map(|card| card.title.as_str())
            .collect();
        let more = names.len() > NAMED;
        names.truncate(NAMED);
        match names.is_empty() {
            true => words.format("review.unnamed", &[("said", &said)]),
            false => {
                let key = if more { "review.named-and-more" } else { "review.named" };
                words.format(key, &[("said", &said), ("names", &names.join("; "))])
            }
        }
    }

    /// When something is due next, in a line.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn next_review_told(&self, words: &Messages) -> Result<Option<String>, Problem> {
        Ok(self.next_review()?.map(|(day, count)| {
            let count = words.plural("review.count", count);
            words.format("review.next", &[("count", &count), ("day", &dated(day, words))])
        }))
    }
}
