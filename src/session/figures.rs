//! Progress in figures: minutes by day and by what they were spent on, mastery by week, what comes due, how
//! well memory was foretold, what is mixed up.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Session, effort::Effort, mastery::Mastery, review::Forecast};
use crate::{
    clock::Day,
    id::PatternId,
    library::Reference,
    problem::Problem,
    progress::{Confidence, DayOfStudy, Totals},
    quiz::{Answer, Kind, Question},
    review::{Bin, calibrate},
};

/// Days of the calendar: twelve months.
pub const CALENDAR: u32 = 365;
/// How many of the last days of study are shown one by one.
const DAYS: u32 = 14;
/// Pairs that are shown.
const PAIRS: usize = 10;
/// A longer option is a sentence and no name of a thing, in characters.
const NAME: usize = 48;

/// Everything.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    pub totals: Totals,
    /// Days in a row up to today or yesterday.
    pub streak: u32,
    pub weeks: Vec<WeekFigures>,
    /// The last days with study, newest first.
    pub days: Vec<DayOfStudy>,
    /// Days of the last twelve months on which anything was done, the earliest first.
    pub calendar: Vec<DayMinutes>,
    /// Minutes by what they were spent on.
    pub time: Effort,
    /// What comes due on each of the coming days.
    pub forecast: Vec<Forecast>,
    /// What the model of memory foretold, against what was remembered.
    pub calibration: Vec<Bin>,
    pub confidence: Confidence,
    /// What was taken for something else, most often first.
    pub confused: Vec<Confused>,
}

/// A week.
#[derive(Clone, Debug, Serialize)]
pub struct WeekFigures {
    pub week: String,
    pub title: String,
    /// The share of its things that are done, 0 to 1.
    pub done: f64,
    /// The share of its items that would be remembered now, and that were met, 0 to 1.
    pub known: f64,
    pub seen: f64,
    #[serde(skip)]
    pub mastery: Mastery,
}

/// Minutes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DayMinutes {
    pub day: Day,
    pub minutes: f64,
}

/// Something that was taken for something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confused {
    pub right: String,
    pub given: String,
    pub times: u32,
}

impl Figures {
    /// Minutes and days of study of each month of the calendar, as `YYYY-MM`, the latest first.
    pub fn months(&self) -> Vec<(String, f64, usize)> {
        let mut months: BTreeMap<String, (f64, usize)> = BTreeMap::new();
        for found in &self.calendar {
            let month: String = found.day.to_string().chars().take(7).collect();
            let (minutes, days) = months.entry(month).or_default();
            (*minutes, *days) = (*minutes + found.minutes, *days + 1);
        }
        let months = months.into_iter().rev();
        months.map(|(month, (minutes, days))| (month, minutes, days)).collect()
    }
}

impl Session {
    /// Adds everything up.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn figures(&self) -> Result<Figures, Problem> {
        self.count_mastery();
        let (today, efforts) = (self.today(), self.efforts()?);
        let calendar = efforts.range(today.before(CALENDAR)..);
        let calendar = calendar.map(|(day, effort)| DayMinutes {
            day: *day,
            minutes: (effort.sum() * 10.0).round() / 10.0,
        });
        Ok(Figures {
            totals: self.progress.totals()?,
            streak: self.progress.home()?.streak,
            weeks: (0..self.library.week_count()).filter_map(|at| self.week_figures(at)).collect(),
            days: self.progress.days(DAYS)?,
            calendar: calendar.collect(),
            time: Effort::total(efforts.values()),
            forecast: self.review(today)?.forecast,
            calibration: calibrate(&self.progress.model()?, &self.progress.histories()?),
            confidence: self.progress.confidence()?,
            confused: self.confused()?,
        })
    }

    fn week_figures(&self, at: usize) -> Option<WeekFigures> {
        let week = self.library.week(at)?;
        let mastery = self.mastery(&Reference::Week(week.id.clone())).unwrap_or_default();
        Some(WeekFigures {
            week: week.id.to_string(),
            title: week.title.clone(),
            done: self.week_share(at),
            known: mastery.known_share(),
            seen: mastery.seen_share(),
            mastery,
        })
    }

    /// What was taken for what, most often first.
    fn confused(&self) -> Result<Vec<Confused>, Problem> {
        let mut times: BTreeMap<(String, String), u32> = BTreeMap::new();
        let name = |id: &PatternId| {
            let pattern = self.library.catalog().get(id.as_str());
            pattern.map_or_else(|| id.to_string(), |pattern| pattern.names.en.clone())
        };
        let slips = self.progress.slips(self.today().before(CALENDAR), "card:")?;
        for (right, given) in slips.iter().flat_map(|slip| self.mixups_of(slip)) {
            *times.entry((name(&right), name(&given))).or_default() += 1;
        }
        for missed in self.progress.missed()? {
            let Ok(question) = self.library.question(&missed.question) else { continue };
            if !matches!(
                question.kind,
                Kind::MultipleChoice(_) | Kind::Matching(_) | Kind::Classify(_)
            ) {
                continue;
            }
            for answer in self.progress.wrong_answers(missed.question.as_str())? {
                for pair in mixed_up(&question, &answer) {
                    *times.entry(pair).or_default() += 1;
                }
            }
        }
        let confused = times.into_iter();
        let mut confused: Vec<Confused> =
            confused.map(|((right, given), times)| Confused { right, given, times }).collect();
        confused.sort_by_key(|pair| std::cmp::Reverse(pair.times));
        confused.truncate(PAIRS);
        Ok(confused)
    }
}

/// What is right and what was given instead, where both are names of things and no sentences.
fn mixed_up(question: &std::sync::Arc<Question>, answer: &Answer) -> Vec<(String, String)> {
    let right = question.pose(0).model_answer();
    let pairs: Vec<(String, String)> = match (right, answer) {
        (Answer::Choice(right), Answer::Choice(given)) => match (&right[..], &given[..]) {
            ([right], [given]) => vec![(right.clone(), given.clone())],
            _ => Vec::new(),
        },
        (Answer::Pairs(right), Answer::Pairs(given))
        | (Answer::Classes(right), Answer::Classes(given)) => given
            .iter()
            .filter_map(|(item, to)| {
                let (_, should) = right.iter().find(|(known, _)| known == item)?;
                Some((should.clone(), to.clone()))
            })
            .collect(),
        _ => Vec::new(),
    };
    let name = |text: &String| text.chars().count() <= NAME;
    pairs.into_iter().filter(|(a, b)| a != b && name(a) && name(b)).collect()
}
