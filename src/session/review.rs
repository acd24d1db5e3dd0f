//! What is in review: every item of the course that the learner met, when it is due, and what the coming
//! days hold.

use std::collections::HashSet;

use serde::Serialize;

use super::{Session, items::Subject};
use crate::{
    card,
    clock::Day,
    id::{LessonId, PatternId},
    problem::Problem,
    progress::Recall,
    review::{Grade, Model, Pace, Upcoming, due, planned},
};

/// Days that are foretold.
const AHEAD: u32 = 30;

/// What is in review.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Review {
    /// The learning day.
    pub today: Day,
    pub course: String,
    /// The chance of recall at which an item is due.
    #[serde(serialize_with = "six_digits")]
    pub retention: f32,
    /// Whether the model of memory was fitted to the learner.
    pub tuned: bool,
    /// Items that were asked before and are planned for today.
    pub due: usize,
    /// Items that were never answered; a review asks some of them beside what is due.
    pub new: usize,
    /// What those that are due take.
    #[serde(serialize_with = "one_digit")]
    pub minutes: f64,
    /// By due day and id.
    pub items: Vec<ReviewItem>,
    pub forecast: Vec<Forecast>,
}

/// One item in review.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReviewItem {
    pub id: String,
    pub kind: ItemKind,
    pub lesson: Option<LessonId>,
    pub patterns: Vec<PatternId>,
    pub due: Day,
    /// The day on which it is asked: what is due is spread over the days.
    pub planned: Day,
    pub overdue_days: u32,
    #[serde(serialize_with = "six_digits_or_none")]
    pub stability: Option<f32>,
    #[serde(serialize_with = "six_digits_or_none")]
    pub difficulty: Option<f32>,
    /// The chance of recall today.
    #[serde(serialize_with = "six_digits_or_none")]
    pub retrievability: Option<f32>,
    pub reps: u32,
    pub lapses: u32,
    pub state: ItemState,
    pub last: Option<Last>,
    /// Days until it is due after its last answer, as the model says.
    #[serde(serialize_with = "six_digits_or_none")]
    pub interval: Option<f32>,
    #[serde(serialize_with = "one_digit")]
    pub minutes: f64,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    Question,
    Card,
    Design,
}

/// How an item stands in review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemState {
    /// Forgotten so often that asking again does not help.
    Leech,
    /// Another answer is right than when it was answered.
    Relearn,
    /// Never answered.
    New,
    Review,
}

/// The last answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Last {
    pub day: Day,
    pub grade: Grade,
}

/// What a day holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Forecast {
    pub day: Day,
    pub items: usize,
    #[serde(serialize_with = "one_digit")]
    pub minutes: f64,
}

impl ReviewItem {
    /// Whether it is asked in the ordinary run of days.
    pub fn is_scheduled(&self) -> bool {
        matches!(self.state, ItemState::Review | ItemState::Relearn)
    }

    /// How much of it is known, 0 to 1: the chance of recall today of what was right when it was answered last,
    /// and none of what was wrong or has become so; `None` where it was never answered.
    pub fn known(&self) -> Option<f64> {
        let last = self.last?;
        let right = last.grade != Grade::Again && self.state != ItemState::Relearn;
        Some(self.retrievability.filter(|_| right).map_or(0.0, f64::from))
    }
}

impl Session {
    /// What is in review on a learning day: all items that the course still has.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn review(&self, today: Day) -> Result<Review, Problem> {
        let subjects = self.subjects();
        let (model, pace) = (self.progress.model()?, self.progress.pace()?);
        let retention = self.habits.retention;
        let scale = Scale { model: &model, pace: &pace, retention, today };
        let recalls = self.progress.recalls()?;
        let known: HashSet<&str> = recalls.iter().map(|recall| recall.item.as_str()).collect();
        let old = recalls.iter().filter_map(|recall| {
            let subject = subjects.get(&recall.item)?;
            Some(scale.item(recall, subject))
        });
        let entered = self.entered()?.into_iter();
        let new = entered.filter(|(id, _)| !known.contains(id.as_str())).filter_map(|(id, day)| {
            let subject = subjects.get(&id)?;
            Some(scale.new_item(id, day, subject))
        });
        let mut items: Vec<ReviewItem> = old.chain(new).collect();
        items.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        put_on_days(today, &mut items);
        let course = self.progress.course().to_string();
        let tuned = model.is_tuned();
        let empty = Vec::new();
        let review = Review {
            today,
            course,
            retention,
            tuned,
            due: 0,
            new: 0,
            minutes: 0.0,
            items,
            forecast: empty,
        };
        Ok(review.counted())
    }

    /// What is due today in number and minutes, from the log alone.
    pub(super) fn counted_due(&self) -> Result<(usize, f64), Problem> {
        let (model, pace, today) = (self.progress.model()?, self.progress.pace()?, self.today());
        let recalls = self.progress.recalls()?.into_iter();
        let due = recalls.filter(|recall| {
            let interval = model.interval(recall.standing.memory, self.habits.retention);
            !recall.standing.is_leech() && due(recall.standing.day, interval) <= today
        });
        Ok(due.fold((0, 0.0), |(count, sum), recall| (count + 1, sum + pace.minutes(&recall.form))))
    }
}

impl Review {
    /// Only the items that fit; what is counted and foretold is theirs.
    pub fn filtered(mut self, fits: impl Fn(&ReviewItem) -> bool) -> Self {
        self.items.retain(fits);
        self.counted()
    }

    fn counted(mut self) -> Self {
        let scheduled = || self.items.iter().filter(|item| item.is_scheduled());
        let forecast = (0..AHEAD).map(|ahead| {
            let day = self.today.after(ahead);
            let there = scheduled().filter(|item| item.planned == day);
            let (items, minutes) =
                there.fold((0, 0.0), |(count, sum), item| (count + 1, sum + item.minutes));
            Forecast { day, items, minutes }
        });
        self.forecast = forecast.collect();
        self.new = self.items.iter().filter(|item| item.state == ItemState::New).count();
        let first = self.forecast.first();
        (self.due, self.minutes) = first.map_or((0, 0.0), |first| (first.items, first.minutes));
        self
    }
}

/// What the state of an item is measured by.
struct Scale<'a> {
    model: &'a Model,
    pace: &'a Pace,
    retention: f32,
    today: Day,
}

impl Scale<'_> {
    fn item(&self, recall: &Recall, subject: &Subject) -> ReviewItem {
        let standing = &recall.standing;
        let meaning = standing.meaning.as_ref();
        let state = if standing.is_leech() {
            ItemState::Leech
        } else if meaning.is_some_and(|meaning| *meaning != subject.meaning) {
            ItemState::Relearn
        } else {
            ItemState::Review
        };
        let interval = self.model.interval(standing.memory, self.retention);
        let due = match state {
            ItemState::Relearn => self.today,
            _ => due(standing.day, interval),
        };
        let days = self.today.days_since(standing.day);
        ReviewItem {
            id: recall.item.clone(),
            kind: ItemKind::of(&recall.item),
            lesson: subject.lesson.clone(),
            patterns: subject.patterns.clone(),
            due,
            planned: due.max(self.today),
            overdue_days: self.today.days_since(due),
            stability: Some(standing.memory.stability),
            difficulty: Some(standing.memory.difficulty),
            retrievability: Some(self.model.recall(standing.memory, days)),
            reps: standing.reps,
            lapses: standing.lapses,
            state,
            last: Some(Last { day: standing.day, grade: standing.grade }),
            interval: Some(interval),
            minutes: self.pace.minutes(&recall.form),
        }
    }
}

impl Scale<'_> {
    /// An item that was taken up on a day and never answered.
    fn new_item(&self, id: String, day: Day, subject: &Subject) -> ReviewItem {
        let kind = ItemKind::of(&id);
        ReviewItem {
            minutes: self.pace.minutes(form(&id)),
            kind,
            lesson: subject.lesson.clone(),
            patterns: subject.patterns.clone(),
            due: day,
            planned: day.max(self.today),
            overdue_days: self.today.days_since(day),
            stability: None,
            difficulty: None,
            retrievability: None,
            reps: 0,
            lapses: 0,
            state: ItemState::New,
            last: None,
            interval: None,
            id,
        }
    }
}

/// The form of an item that was never answered.
fn form(id: &str) -> &'static str {
    card::form(id).unwrap_or("design")
}

/// Spreads what is scheduled over the days.
fn put_on_days(today: Day, items: &mut [ReviewItem]) {
    let mut scheduled: Vec<&mut ReviewItem> =
        items.iter_mut().filter(|item| item.is_scheduled()).collect();
    let upcoming: Vec<Upcoming> = scheduled.iter().map(|item| item.upcoming()).collect();
    for (item, day) in scheduled.iter_mut().zip(planned(today, &upcoming)) {
        item.planned = day;
    }
}

impl ReviewItem {
    fn upcoming(&self) -> Upcoming {
        let moves = self.state == ItemState::Review;
        let interval = self.interval.filter(|_| moves).unwrap_or(0.0);
        Upcoming { due: self.due, interval, minutes: self.minutes }
    }
}

impl ItemKind {
    /// What an id is of.
    pub fn of(id: &str) -> Self {
        match id.split_once(':') {
            Some(("card", _)) => Self::Card,
            Some(("design", _)) => Self::Design,
            _ => Self::Question,
        }
    }
}

fn six_digits<S: serde::Serializer>(value: &f32, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64((f64::from(*value) * 1e6).round() / 1e6)
}

fn six_digits_or_none<S: serde::Serializer>(value: &Option<f32>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => six_digits(value, to),
        None => to.serialize_none(),
    }
}

fn one_digit<S: serde::Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64((value * 10.0).round() / 10.0)
}
