//! Study day by day: what is due is asked first, then the course goes on. Whether an item is remembered is
//! drawn with its chance of recall from a fixed seed, so that the same log gives the same days.

use super::{Grade, Memory, Model, Upcoming, due, planned};
use crate::{chance::Chance, clock::Day};

/// No schedule is longer, in days: five years.
const LONGEST: u32 = 5 * 365;
/// Nobody begins something for fewer minutes, or breaks it off for so few.
const CRUMB: f64 = 2.0;
/// The seed of what is remembered.
const SEED: u64 = 16;

/// On which terms somebody studies.
#[derive(Clone, Debug)]
pub struct Terms {
    pub today: Day,
    /// What was studied today already, in minutes.
    pub spent: f64,
    /// The day up to which is asked.
    pub until: Day,
    /// On each day of study.
    pub minutes: f64,
    /// Of them at most so many are reviews.
    pub reviews: f64,
    /// Which days of the week are days of study, from Monday.
    pub weekdays: [bool; 7],
    /// The chance of recall at which an item is due.
    pub retention: f32,
    /// How often the first answer to a question is right, 0 to 1.
    pub first_right: f64,
    /// Minutes that one item takes which is not in review yet.
    pub item_minutes: f64,
}

/// An item in review.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub memory: Memory,
    /// The learning day of its last answer.
    pub last: Day,
    pub due: Day,
    pub minutes: f64,
}

/// A part of the course that is still to be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    pub minutes: f64,
    /// Items that come into review by it.
    pub brings: usize,
}

/// A day of study.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyDay {
    pub day: Day,
    /// Items that are asked, and their minutes.
    pub items: usize,
    pub reviews: f64,
    /// The number of each piece that is worked on, the minutes for it, and whether it is finished.
    pub pieces: Vec<(usize, f64, bool)>,
}

impl StudyDay {
    /// All minutes of the day.
    pub fn minutes(&self) -> f64 {
        self.reviews + self.pieces.iter().map(|(_, minutes, _)| minutes).sum::<f64>()
    }
}

/// What comes of some terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Days on which anything is done.
    pub days: Vec<StudyDay>,
    /// The day on which the last piece is finished; `None` if that is too far away to tell.
    pub finished: Option<Day>,
}

/// Studies until the last piece is finished and the last day is over.
pub fn schedule(model: &Model, terms: &Terms, known: Vec<Known>, pieces: &[Piece]) -> Schedule {
    drawn(SEED, model, terms, known, pieces)
}

/// The same with a seed for what is remembered.
fn drawn(seed: u64, model: &Model, terms: &Terms, known: Vec<Known>, pieces: &[Piece]) -> Schedule {
    let left = pieces.iter().map(|piece| piece.minutes).collect();
    let mut study = Study { model, terms, known, pieces, left, at: 0, chance: Chance::new(seed) };
    let mut schedule =
        Schedule { days: Vec::new(), finished: pieces.is_empty().then_some(terms.today) };
    for ahead in 0..LONGEST {
        let day = terms.today.after(ahead);
        if day > terms.until && schedule.finished.is_some() {
            break;
        }
        if !terms.weekdays.get(day.weekday()).copied().unwrap_or(true) {
            continue;
        }
        let spent = if ahead == 0 { terms.spent } else { 0.0 };
        let studied = study.day(day, (terms.minutes - spent).max(0.0));
        if schedule.finished.is_none() && study.at >= pieces.len() {
            schedule.finished = Some(day);
        }
        if studied.minutes() > 0.0 {
            schedule.days.push(studied);
        }
    }
    schedule
}

/// Somebody who studies.
struct Study<'a> {
    model: &'a Model,
    terms: &'a Terms,
    known: Vec<Known>,
    pieces: &'a [Piece],
    /// Minutes that each piece still takes.
    left: Vec<f64>,
    /// The piece that comes next.
    at: usize,
    chance: Chance,
}

impl Study<'_> {
    fn day(&mut self, day: Day, minutes: f64) -> StudyDay {
        let (items, reviews) = self.review(day, minutes.min(self.terms.reviews));
        let pieces = self.go_on(day, minutes - reviews);
        StudyDay { day, items, reviews, pieces }
    }

    /// Asks what is due and fits; how many items and minutes that is.
    fn review(&mut self, day: Day, room: f64) -> (usize, f64) {
        let (mut count, mut spent) = (0, 0.0);
        for at in self.due_on(day, room) {
            let Some(item) = self.known.get(at).copied() else { continue };
            if spent + item.minutes > room {
                break;
            }
            let days = day.days_since(item.last);
            let remembered = self.chance_of(f64::from(self.model.recall(item.memory, days)));
            (count, spent) = (count + 1, spent + item.minutes);
            self.answer(at, day, if remembered { Grade::Good } else { Grade::Again });
            if !remembered {
                // What was missed is asked once more at the end.
                spent += item.minutes;
                self.answer(at, day, Grade::Good);
            }
        }
        (count, spent)
    }

    /// What is planned for a day or before; what is remembered best first where not all of it fits.
    fn due_on(&self, day: Day, room: f64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.known.len()).collect();
        order.sort_by_key(|at| self.known.get(*at).map(|item| item.due));
        let sorted = || order.iter().filter_map(|at| self.known.get(*at));
        let upcoming: Vec<Upcoming> = sorted()
            .map(|item| Upcoming {
                due: item.due,
                interval: item.due.days_since(item.last) as f32,
                minutes: item.minutes,
            })
            .collect();
        let days = planned(day, &upcoming);
        let mut due: Vec<usize> =
            order.iter().zip(days).filter(|(_, on)| *on <= day).map(|(at, _)| *at).collect();
        let minutes = |at: &usize| self.known.get(*at).map_or(0.0, |item| item.minutes);
        if due.iter().map(minutes).sum::<f64>() > room {
            let recall = |at: &usize| {
                let item = self.known.get(*at);
                item.map_or(0.0, |item| self.model.recall(item.memory, day.days_since(item.last)))
            };
            due.sort_by(|a, b| recall(b).total_cmp(&recall(a)));
        }
        due
    }

    fn answer(&mut self, at: usize, day: Day, grade: Grade) {
        let Some(item) = self.known.get_mut(at) else { return };
        let days = day.days_since(item.last);
        item.memory = self.model.next(Some(item.memory), days, grade).unwrap_or(item.memory);
        item.last = day;
        item.due = due(day, self.model.interval(item.memory, self.terms.retention));
    }

    /// Goes on with the course for so many minutes.
    fn go_on(&mut self, day: Day, mut minutes: f64) -> Vec<(usize, f64, bool)> {
        let mut done = Vec::new();
        while let (Some(piece), Some(left)) = (self.pieces.get(self.at), self.left.get_mut(self.at))
        {
            if minutes < CRUMB && *left > minutes {
                break;
            }
            let now = if *left <= minutes + CRUMB { *left } else { minutes };
            (*left, minutes) = (*left - now, minutes - now);
            let finished = *left <= 0.0;
            done.push((self.at, now, finished));
            if !finished {
                break;
            }
            self.at += 1;
            (0..piece.brings).for_each(|_| self.meet(day));
        }
        done
    }

    /// Answers an item for the first time.
    fn meet(&mut self, day: Day) {
        let right = self.chance_of(self.terms.first_right);
        let grade = if right { Grade::Good } else { Grade::Again };
        let Some(memory) = self.model.next(None, 0, grade) else { return };
        let due = due(day, self.model.interval(memory, self.terms.retention));
        self.known.push(Known { memory, last: day, due, minutes: self.terms.item_minutes });
    }

    /// Whether something of this chance, 0 to 1, happens.
    fn chance_of(&mut self, chance: f64) -> bool {
        (self.chance.below(1_000_000) as f64) < chance * 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn terms(minutes: f64) -> Terms {
        Terms {
            // A Monday.
            today: day("2026-03-02"),
            spent: 0.0,
            until: day("2026-03-31"),
            minutes,
            reviews: minutes,
            weekdays: [true; 7],
            retention: 0.9,
            first_right: 0.7,
            item_minutes: 0.7,
        }
    }

    fn run(terms: &Terms, pieces: &[Piece]) -> Schedule {
        schedule(&Model::default(), terms, Vec::new(), pieces)
    }

    #[test]
    fn pieces_are_spread_over_the_days_of_study_and_split_where_they_must() {
        let pieces = [25.0, 10.0].map(|minutes| Piece { minutes, brings: 0 });
        let mut terms = terms(20.0);
        let schedule = run(&terms, &pieces);
        let days: Vec<_> = schedule.days.iter().map(|day| (day.day, &day.pieces[..])).collect();
        assert_eq!(
            days,
            [
                (day("2026-03-02"), &[(0, 20.0, false)][..]),
                (day("2026-03-03"), &[(0, 5.0, true), (1, 10.0, true)][..]),
            ]
        );
        assert_eq!(schedule.finished, Some(day("2026-03-03")));
        // Only on Thursdays, and today's minutes are spent.
        terms.weekdays = [false, false, false, true, false, false, false];
        assert_eq!(run(&terms, &pieces).finished, Some(day("2026-03-12")));
        (terms.weekdays, terms.spent) = ([true; 7], 20.0);
        assert_eq!(run(&terms, &pieces).finished, Some(day("2026-03-04")));
    }

    #[test]
    fn nothing_is_begun_for_a_crumb_or_broken_off_before_one() {
        let pieces = [18.5, 21.0, 30.0].map(|minutes| Piece { minutes, brings: 0 });
        let schedule = run(&terms(20.0), &pieces);
        let parts: Vec<&[(usize, f64, bool)]> =
            schedule.days.iter().map(|day| &day.pieces[..]).collect();
        let expected: [&[(usize, f64, bool)]; 4] =
            [&[(0, 18.5, true)], &[(1, 21.0, true)], &[(2, 20.0, false)], &[(2, 10.0, true)]];
        assert_eq!(parts, expected);
    }

    #[test]
    fn reviews_come_first_and_never_take_more_than_they_may() {
        let pieces = [Piece { minutes: 10.0, brings: 40 }, Piece { minutes: 200.0, brings: 0 }];
        let terms = Terms { reviews: 6.0, ..terms(10.0) };
        let schedule = run(&terms, &pieces);
        let second = &schedule.days[1];
        assert!(second.items > 0 && second.reviews <= 6.7, "{second:?}");
        for day in &schedule.days {
            assert!(day.minutes() <= 10.7, "{day:?}");
        }
        assert_eq!(schedule, run(&terms, &pieces), "the same terms give the same days");
    }

    #[test]
    fn learners_with_this_memory_need_the_minutes_that_were_foretold() {
        let pieces = [Piece { minutes: 12.0, brings: 6 }; 60];
        let terms = Terms { until: day("2026-08-28"), reviews: 10.0, ..terms(20.0) };
        let minutes = |seed: u64| {
            let found = drawn(seed, &Model::default(), &terms, Vec::new(), &pieces);
            found.days.iter().map(StudyDay::minutes).sum::<f64>()
        };
        let foretold = minutes(SEED);
        for seed in 1..=5 {
            let off = (minutes(seed) - foretold).abs() / foretold;
            assert!(off < 0.15, "seed {seed}: {off}");
        }
    }

    #[test]
    fn what_never_ends_has_no_last_day() {
        let schedule = run(&terms(0.5), &[Piece { minutes: 9000.0, brings: 0 }]);
        assert_eq!(schedule.finished, None);
        assert_eq!(run(&terms(0.5), &[]).finished, Some(day("2026-03-02")));
    }
}
