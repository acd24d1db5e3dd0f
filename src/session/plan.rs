//! The plan: what of the course fits until a day, what today's part is, and how far one is ahead or behind.

mod begin;
mod told;

use std::ops::RangeInclusive;

use serde::Serialize;

pub use told::{balance, dated};

use super::{LabState, LessonState, QuizState, Session, State, effort};
use crate::{
    clock::Day,
    library::{Item, Slot},
    messages::Messages,
    problem::{Fault, Problem, Values},
    progress::{Plan, PlanEvent, Recall},
    review::{Known, Model, Pace, Piece, Schedule, StudyDay, Terms, due, schedule},
};

/// The names of the days of the week in a plan, from Monday.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Minutes that a plan may ask for on a day of study.
pub const MINUTES: RangeInclusive<u32> = 5..=600;

/// With fewer answers the share of right ones says little.
const ANSWERS: u32 = 50;
/// The share of first answers that are right, before the learner's own is known.
const FIRST_RIGHT: f64 = 0.7;
/// So many minutes either way are on time.
const ON_TIME: f64 = 5.0;

/// What comes of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outlook {
    pub today: Day,
    pub until: Day,
    /// On each day of study.
    pub minutes: u32,
    /// `mon` to `sun`; empty for all.
    pub days: Vec<String>,
    /// Whether the whole course fits.
    pub fits: bool,
    /// The day on which the course would be finished; null if that is too far away to tell.
    pub finished: Option<Day>,
    /// Minutes ahead of the plan; below zero behind it, zero where that is little.
    pub ahead: i64,
    /// Days of study up to the last one.
    pub schedule: Vec<Outline>,
    /// What is not finished by then.
    pub left_out: Vec<Part>,
}

/// A day of study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outline {
    pub day: Day,
    /// Items to review, and their minutes.
    pub reviews: usize,
    pub review_minutes: f64,
    pub parts: Vec<Part>,
    /// All of it.
    pub minutes: f64,
}

/// Something of the course to be done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Such as `lesson:sagas`.
    pub reference: String,
    pub title: String,
    pub minutes: f64,
    /// Whether it is finished with that.
    pub finished: bool,
}

/// What the plan says about today.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// What to go on with.
    pub parts: Vec<Slot>,
    /// Minutes of review.
    pub reviews: f64,
    /// Minutes ahead of the plan; below zero behind it, zero where that is little.
    pub ahead: i64,
    /// Whether today is a day of study.
    pub study: bool,
}

/// Something that is still to be done.
struct Open {
    slot: Slot,
    piece: Piece,
}

impl Session {
    /// The plan that is kept and not over.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn kept_plan(&self) -> Result<Option<Plan>, Problem> {
        let today = self.today();
        Ok(self.progress.plan()?.filter(|plan| plan.until >= today))
    }

    /// Keeps a plan from today on.
    ///
    /// # Errors
    /// Where it would end before today, or cannot be recorded.
    pub fn keep_plan(&mut self, plan: &Plan) -> Result<(), Problem> {
        let today = self.today();
        if plan.until < today {
            let values: Values<'_> = &[("until", &plan.until), ("today", &today)];
            return Err(Problem::message(Fault::Usage, "plan.past", values));
        }
        let (course, until) = (self.progress.course().clone(), plan.until.to_string());
        let (minutes, days) = (plan.minutes, plan.days.clone());
        self.record(PlanEvent::Set { course, until, minutes, days }).map(drop)
    }

    /// Studies without a plan from now on.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn clear_plan(&mut self) -> Result<(), Problem> {
        let course = self.progress.course().clone();
        self.record(PlanEvent::Cleared { course }).map(drop)
    }

    /// What comes of a plan, studied day by day from today on.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn outlook(&self, plan: &Plan, words: &Messages) -> Result<Outlook, Problem> {
        let (today, pace) = (self.today(), self.progress.pace()?);
        let open: Vec<Open> = self.open_pieces(&pace).collect();
        let found = self.studied(plan, &open, &pace)?;
        let days = found.days.iter().filter(|day| day.day <= plan.until);
        let part = |at: usize, minutes: f64, finished: bool| {
            open.get(at).and_then(|open| self.part(open.slot, minutes, finished, words))
        };
        let outline = |day: &StudyDay| Outline {
            day: day.day,
            reviews: day.items,
            review_minutes: one_digit(day.reviews),
            parts: day.pieces.iter().filter_map(|(at, min, done)| part(*at, *min, *done)).collect(),
            minutes: one_digit(day.minutes()),
        };
        let late = found.days.iter().filter(|day| day.day > plan.until);
        let mut left_out: Vec<usize> =
            late.flat_map(|day| day.pieces.iter().map(|(at, ..)| *at)).collect();
        left_out.dedup();
        Ok(Outlook {
            today,
            until: plan.until,
            minutes: plan.minutes,
            days: plan.days.clone(),
            fits: found.finished.is_some_and(|day| day <= plan.until),
            finished: found.finished,
            ahead: self.ahead(plan)?,
            schedule: days.map(outline).collect(),
            left_out: left_out
                .into_iter()
                .filter_map(|at| part(at, open.get(at)?.piece.minutes, false))
                .collect(),
        })
    }

    /// What is studied on which day, of what is open.
    fn studied(&self, plan: &Plan, open: &[Open], pace: &Pace) -> Result<Schedule, Problem> {
        let pieces: Vec<Piece> = open.iter().map(|open| open.piece).collect();
        let (model, terms) = (self.progress.model()?, self.terms(plan, pace)?);
        let recalls = self.progress.recalls()?.into_iter();
        let known = recalls.filter(|recall| !recall.standing.is_leech());
        let known = known.map(|recall| self.known_item(&model, pace, &recall)).collect();
        Ok(schedule(&model, &terms, known, &pieces))
    }

    /// What the kept plan says about today, as far as it was counted; `None` without a plan.
    pub fn share_of_today(&self) -> Option<Share> {
        self.today_counts.borrow().share.clone().flatten()
    }

    /// Works out what the plan says about today; says whether there is something new to show.
    pub fn count_share(&self) -> bool {
        if self.today_counts.borrow().share.is_some() {
            return false;
        }
        let share = self.counted_share().ok().flatten();
        let any = share.is_some();
        self.today_counts.borrow_mut().share = Some(share);
        any
    }

    fn counted_share(&self) -> Result<Option<Share>, Problem> {
        let today = self.today();
        let Some(plan) = self.kept_plan()? else { return Ok(None) };
        let pace = self.progress.pace()?;
        let study = plan.is_day_of_study(today);
        let spent = self.efforts()?.get(&today).map_or(0.0, |effort| effort.sum());
        let mut room = if study { f64::from(plan.minutes) - spent } else { 0.0 };
        self.count_due();
        let due = self.due_today().map_or(0.0, |(_, minutes)| minutes);
        let reviews = due.min(f64::from(self.habits.minutes)).min(room.max(0.0));
        room -= reviews;
        let mut parts = Vec::new();
        for open in self.open_pieces(&pace) {
            if room < 1.0 {
                break;
            }
            room -= open.piece.minutes;
            parts.push(open.slot);
        }
        Ok(Some(Share { parts, reviews, ahead: self.ahead(&plan)?, study }))
    }

    /// Minutes ahead of a plan: what was studied since it was set, against what it asked for up to yesterday.
    /// More than today's part is ahead already today; after its end a plan asks for nothing.
    fn ahead(&self, plan: &Plan) -> Result<i64, Problem> {
        let (today, efforts) = (self.today(), self.efforts()?);
        // Today may stand before the plan: its clock was put back, or another hour begins the day now.
        let from = plan.from.min(today);
        let before: f64 = efforts.range(from..today).map(|(_, effort)| effort.sum()).sum();
        let now = efforts.get(&today).map_or(0.0, |effort| effort.sum());
        let asks = |day: &Day| *day <= plan.until && plan.is_day_of_study(*day);
        let days = (0..today.days_since(from)).map(|ahead| from.after(ahead));
        let asked = days.filter(asks).count() as f64;
        let asked_today = if asks(&today) { f64::from(plan.minutes) } else { 0.0 };
        let ahead = before - asked * f64::from(plan.minutes) + (now - asked_today).max(0.0);
        Ok(if ahead.abs() < ON_TIME { 0 } else { ahead.round() as i64 })
    }

    fn terms(&self, plan: &Plan, pace: &Pace) -> Result<Terms, Problem> {
        let (today, totals) = (self.today(), self.progress.totals()?);
        let first_right = match totals.answers {
            answers if answers >= ANSWERS => f64::from(totals.answers_right) / f64::from(answers),
            _ => FIRST_RIGHT,
        };
        Ok(Terms {
            today,
            spent: self.efforts()?.get(&today).map_or(0.0, |effort| effort.sum()),
            until: plan.until,
            minutes: f64::from(plan.minutes),
            reviews: f64::from(self.habits.minutes.min(plan.minutes)),
            weekdays: plan.weekdays(),
            retention: self.habits.retention,
            first_right,
            item_minutes: pace.minutes("choice"),
        })
    }

    fn known_item(&self, model: &Model, pace: &Pace, recall: &Recall) -> Known {
        let standing = &recall.standing;
        let interval = model.interval(standing.memory, self.habits.retention);
        Known {
            memory: standing.memory,
            last: standing.day,
            due: due(standing.day, interval),
            minutes: pace.minutes(&recall.form),
        }
    }

    /// What is still to be done, in the order of study.
    fn open_pieces<'a>(&'a self, pace: &'a Pace) -> impl Iterator<Item = Open> + 'a {
        let items = self.library.all_items().filter(|(_, item)| !self.state(item).is_done());
        items.map(|(slot, item)| Open { slot, piece: self.piece(slot, item, pace) })
    }

    fn piece(&self, slot: Slot, item: &Item, pace: &Pace) -> Piece {
        let state = self.state(item);
        let (minutes, brings) = match (item, state) {
            (Item::Lesson(_), state) => {
                let card = self.library.at(slot);
                let minutes = card.map_or(0.0, |card| f64::from(card.minutes));
                let left = match state {
                    State::Lesson(LessonState::Reading { percent }) => {
                        f64::from(100 - percent.min(100)) / 100.0
                    }
                    _ => 1.0,
                };
                (minutes * left, card.map_or(0, |card| self.library.checks_of(card)))
            }
            (Item::Exercise(id), state) => {
                let all = effort::exercise_minutes(&self.library, id);
                let left = if state.is_new() { 1.0 } else { effort::BEGUN };
                (all * left, 0)
            }
            (Item::Lab(id), state) => {
                let all = effort::lab_minutes(&self.library, id);
                let left = match state {
                    State::Lab(LabState::Underway { reached, all }) => {
                        1.0 - reached as f64 / all.max(1) as f64
                    }
                    _ => 1.0,
                };
                (all * left, 0)
            }
            (Item::Quiz(id), state) => {
                let drawn = self.library.quiz(id).map_or(0, |quiz| quiz.draw);
                let answered = match state {
                    State::Quiz(QuizState::Underway { answered, .. }) => answered,
                    _ => 0,
                };
                let left = drawn.saturating_sub(answered);
                (left as f64 * pace.minutes("choice"), left)
            }
        };
        // Whatever is open takes a minute at least.
        Piece { minutes: minutes.max(1.0), brings }
    }

    fn part(&self, slot: Slot, minutes: f64, finished: bool, words: &Messages) -> Option<Part> {
        Some(Part {
            reference: self.library.item(slot)?.reference().to_string(),
            title: self.library.item_full_name(slot, words),
            minutes: one_digit(minutes),
            finished,
        })
    }
}

impl Plan {
    /// Makes a day of the week, counted from Monday, a day of study or none; of all days at least one is.
    pub fn toggle(&mut self, weekday: usize) {
        let mut on = self.weekdays();
        if let Some(day) = on.get_mut(weekday) {
            *day = !*day;
        }
        let names = WEEKDAYS.iter().zip(on).filter(|(_, on)| *on).map(|(name, _)| name.to_string());
        let days: Vec<String> = names.collect();
        match days.len() {
            0 => {}
            all if all == WEEKDAYS.len() => self.days.clear(),
            _ => self.days = days,
        }
    }

    /// Which days of the week are days of study, from Monday.
    pub fn weekdays(&self) -> [bool; 7] {
        WEEKDAYS.map(|name| self.days.is_empty() || self.days.iter().any(|day| day == name))
    }

    /// Whether a day is a day of study.
    pub fn is_day_of_study(&self, day: Day) -> bool {
        self.weekdays().get(day.weekday()).copied().unwrap_or(true)
    }
}

fn one_digit(minutes: f64) -> f64 {
    (minutes * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_has_a_day_of_study_and_all_seven_are_every_day() {
        let today = Day::parse("2026-03-02").unwrap();
        let mut plan = Plan { from: today, until: today, minutes: 20, days: Vec::new() };
        plan.toggle(6);
        assert_eq!(plan.days, ["mon", "tue", "wed", "thu", "fri", "sat"]);
        plan.toggle(6);
        assert!(plan.days.is_empty(), "{plan:?}");
        plan.days = vec!["tue".to_owned()];
        plan.toggle(1);
        assert_eq!(plan.days, ["tue"], "the last one stays");
        plan.toggle(7);
        assert_eq!(plan.days, ["tue"]);
    }
}
