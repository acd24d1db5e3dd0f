//! A plan and what comes of it, in words.

use super::{Outline, Outlook, Share, WEEKDAYS};
use crate::{
    clock::Day,
    library::{Item, Library, Slot},
    messages::Messages,
    progress::Plan,
};

impl Share {
    /// It in a line: how far one is ahead or behind, and what to do today, which a narrow window may cut.
    pub fn told(&self, library: &Library, words: &Messages) -> String {
        let minutes = |minutes: f64| words.format("home.minutes", &[("n", &minutes.ceil())]);
        let review = (self.reviews >= 1.0)
            .then(|| words.format("plan.review", &[("minutes", &minutes(self.reviews))]));
        let name = |slot: &Slot| match library.item(*slot) {
            Some(Item::Lesson(_)) => library.number(*slot),
            // Alone it would not say of which week it is.
            Some(Item::Quiz(_)) => library.item_full_name(*slot, words),
            _ => library.item_name(*slot, words),
        };
        let parts: Vec<String> = review.into_iter().chain(self.parts.iter().map(name)).collect();
        let key = match (self.study, parts.is_empty()) {
            (_, false) => "plan.today",
            (true, true) => "plan.through",
            (false, true) => "plan.rest",
        };
        let balance = balance(self.ahead, words).map(|said| format!(" ({said})"));
        let balance = balance.unwrap_or_default();
        words.format(key, &[("balance", &balance), ("parts", &parts.join(", "))])
    }
}

/// How far one is ahead or behind, in words; nothing where that is little.
pub fn balance(ahead: i64, words: &Messages) -> Option<String> {
    let key = match ahead {
        0 => return None,
        1.. => "plan.ahead",
        _ => "plan.behind",
    };
    Some(words.format(key, &[("n", &ahead.abs())]))
}

impl Plan {
    /// How long, on which days and until when, in a line.
    pub fn told(&self, words: &Messages) -> String {
        let names: Vec<&str> =
            self.days.iter().map(|day| words.find(&format!("plan.{day}")).unwrap_or(day)).collect();
        let days = match names.is_empty() {
            true => words.get("plan.every-day").to_owned(),
            false => names.join(", "),
        };
        let until = dated(self.until, words);
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("until", &until), ("minutes", &self.minutes), ("days", &days)];
        words.format("plan.head", values)
    }
}

impl Outlook {
    /// Whether the course fits, and how far one is ahead or behind, in lines.
    pub fn told(&self, words: &Messages) -> Vec<String> {
        let finished = self.finished.map(|day| dated(day, words)).unwrap_or_default();
        let over = self.today > self.until;
        let comes = match (self.fits, self.finished) {
            _ if self.is_done() => "plan.done",
            (true, _) => "plan.fits",
            (false, Some(_)) if over => "plan.over",
            (false, Some(_)) => "plan.late",
            (false, None) => "plan.never",
        };
        let fits = words.format(comes, &[("finished", &finished)]);
        let balance = balance(self.ahead, words).filter(|_| !over);
        std::iter::once(fits).chain(balance).collect()
    }

    /// Whether nothing of the course is left to be done.
    fn is_done(&self) -> bool {
        self.left_out.is_empty() && self.schedule.iter().all(|day| day.parts.is_empty())
    }
}

impl Outline {
    /// The day with the name of its day of the week, its minutes, and what it holds.
    pub fn told(&self, words: &Messages) -> [String; 3] {
        let minutes = words.format("home.minutes", &[("n", &self.minutes.round())]);
        [dated(self.day, words), minutes, self.parts(words).join(", ")]
    }

    /// What it holds.
    pub fn parts(&self, words: &Messages) -> Vec<String> {
        let minutes = |minutes: f64| words.format("home.minutes", &[("n", &minutes.ceil())]);
        let review = (self.reviews > 0)
            .then(|| words.format("plan.review", &[("minutes", &minutes(self.review_minutes))]));
        let parts = self.parts.iter().map(|part| {
            let key = if part.finished { "plan.part" } else { "plan.begun" };
            words.format(key, &[("title", &part.title), ("minutes", &minutes(part.minutes))])
        });
        review.into_iter().chain(parts).collect()
    }
}

/// A day with the name of its day of the week.
pub fn dated(day: Day, words: &Messages) -> String {
    let name = WEEKDAYS.get(day.weekday()).copied().unwrap_or_default();
    format!("{} {day}", words.get(&format!("plan.{name}")))
}
