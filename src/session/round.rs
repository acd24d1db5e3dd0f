//! One review: what is asked now, what comes again at its end, how it went. All of it follows from the log, so
//! that a review that was stopped goes on where it was.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::{
    Session,
    review::{ItemState, Review, ReviewItem},
};
use crate::{
    card::Card,
    clock::Day,
    id::{PatternId, QuestionId},
    library::Library,
    problem::Problem,
    review::{Candidate, queue},
};

/// Of so many new items one is a card that places an architecture: each has several, which are much alike.
const PLACING: usize = 4;

/// From so many days without study on the learner is told that they were away.
const AWAY: u32 = 7;

/// What a review is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// How long it may take; as the learner has set where nothing is said.
    pub minutes: Option<u32>,
    /// Only what is taught in this week, from 0.
    pub week: Option<usize>,
    /// Only what is about this pattern.
    pub pattern: Option<PatternId>,
}

impl Scope {
    /// Whether an item is meant.
    pub fn fits(&self, item: &ReviewItem, library: &Library) -> bool {
        let slot = || item.lesson.as_ref().and_then(|lesson| library.slot(lesson));
        self.week.is_none_or(|week| slot().is_some_and(|slot| slot.week == week))
            && self.pattern.as_ref().is_none_or(|pattern| item.patterns.contains(pattern))
    }
}

/// A review under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    ahead: VecDeque<QuestionId>,
    /// What was answered wrongly, to be asked once more at the end.
    again: VecDeque<QuestionId>,
    /// Minutes that what is ahead takes.
    pub minutes: f64,
    /// Items that are due and have to wait for another day.
    pub waiting: usize,
    /// Items asked today, those from before it was stopped too; each counts as it was answered first.
    pub asked: usize,
    pub right: usize,
    /// For how many days the learner was away, if that is long.
    pub away: Option<u32>,
}

impl Round {
    /// How many are still to be asked.
    pub fn left(&self) -> usize {
        self.ahead.len() + self.again.len()
    }

    /// What is asked next, and whether it is the second time.
    pub fn next(&self) -> Option<(&QuestionId, bool)> {
        let first = self.ahead.front().map(|id| (id, false));
        first.or_else(|| self.again.front().map(|id| (id, true)))
    }

    /// Takes the result of what was asked; nothing where it could not be asked.
    pub fn done(&mut self, right: Option<bool>) {
        let first = self.ahead.pop_front();
        let Some(right) = right else {
            if first.is_none() {
                self.again.pop_front();
            }
            return;
        };
        if first.is_some() {
            self.asked += 1;
            self.right += usize::from(right);
        }
        match first {
            Some(id) if !right => self.again.push_back(id),
            Some(_) => {}
            None => drop(self.again.pop_front()),
        }
    }
}

impl Session {
    /// Begins a review of what is due, or goes on with that of today.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn start_round(&self, scope: &Scope) -> Result<Round, Problem> {
        let today = self.today();
        let review = self.review(today)?;
        let told = self.progress.reviewed_on(today)?;
        let mut answers: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
        for (item, right) in &told {
            answers.entry(item).or_default().push(*right);
        }
        let all = f64::from(scope.minutes.unwrap_or(self.habits.minutes));
        let spent: f64 = review.minutes_of(answers.keys().copied());
        // Somebody who comes again after all of today's minutes wants more.
        let minutes = if all - spent >= 1.0 { all - spent } else { all };
        let due: Vec<&ReviewItem> = review
            .items
            .iter()
            .filter(|item| item.is_scheduled() && item.planned <= today)
            .filter(|item| !answers.contains_key(item.id.as_str()))
            .filter(|item| scope.fits(item, &self.library))
            .collect();
        let count = due.len();
        let due = due.into_iter().map(candidate).collect();
        let share = f64::from(self.habits.new_share) / 100.0;
        let new = self.new_items(&review, scope)?;
        let queue = queue(due, new, (minutes, share), &self.contrasts()?);
        let asked = |item: &&Candidate| item.recall.is_some();
        let waiting = count - queue.iter().filter(asked).count();
        let missed = answers.iter().filter(|(_, answers)| answers.as_slice() == [false]);
        Ok(Round {
            minutes: queue.iter().map(|item| item.minutes).sum(),
            waiting,
            ahead: queue.iter().map(|item| QuestionId::new(&item.id)).collect(),
            again: missed.map(|(id, _)| QuestionId::new(id)).collect(),
            asked: answers.len(),
            right: answers.values().filter(|answers| answers.first() == Some(&true)).count(),
            away: self.away(today)?,
        })
    }

    /// What was never answered, in the order of learning.
    fn new_items(&self, review: &Review, scope: &Scope) -> Result<Vec<Candidate>, Problem> {
        let new =
            |item: &&ReviewItem| item.state == ItemState::New && scope.fits(item, &self.library);
        let new = review.items.iter().filter(new);
        let items: HashMap<&str, &ReviewItem> = new.map(|item| (item.id.as_str(), item)).collect();
        let order = self.entered()?.into_iter().map(|(id, _)| id);
        let new = order.filter_map(|id| items.get(id.as_str()).copied().map(candidate));
        Ok(varied(new.collect()))
    }

    /// The first day after today on which something is planned.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn next_review(&self) -> Result<Option<(Day, usize)>, Problem> {
        let today = self.today();
        let review = self.review(today)?;
        let mut ahead = review.forecast.iter().skip(1);
        Ok(ahead.find(|day| day.items > 0).map(|day| (day.day, day.items)))
    }

    /// For how many days nothing was done, if that is long.
    fn away(&self, today: Day) -> Result<Option<u32>, Problem> {
        let days = self.progress.days(2)?;
        let last = days.iter().filter_map(|day| Day::parse(&day.day)).find(|day| *day < today);
        Ok(last.map(|last| today.days_since(last)).filter(|days| *days >= AWAY))
    }
}

impl Review {
    fn minutes_of<'a>(&self, ids: impl Iterator<Item = &'a str>) -> f64 {
        ids.filter_map(|id| self.items.iter().find(|item| item.id == id))
            .map(|item| item.minutes)
            .sum()
    }
}

/// New items in their order, but that cards that place an architecture wait for others as long as there are any.
fn varied(new: Vec<Candidate>) -> Vec<Candidate> {
    let places = |item: &Candidate| matches!(Card::parse(&item.id), Some(Card::Place(..)));
    let (placing, others): (Vec<_>, Vec<_>) = new.into_iter().partition(places);
    let (mut placing, mut others) = (placing.into_iter(), others.into_iter());
    let mut varied = Vec::new();
    loop {
        let next = match (varied.len() + 1).is_multiple_of(PLACING) {
            true => placing.next().or_else(|| others.next()),
            false => others.next().or_else(|| placing.next()),
        };
        match next {
            Some(item) => varied.push(item),
            None => return varied,
        }
    }
}

fn candidate(item: &ReviewItem) -> Candidate {
    Candidate {
        id: item.id.clone(),
        lesson: item.lesson.as_ref().map(ToString::to_string),
        patterns: item.patterns.iter().map(ToString::to_string).collect(),
        recall: item.retrievability,
        minutes: item.minutes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(ids: &[&str]) -> Round {
        Round {
            ahead: ids.iter().map(QuestionId::new).collect(),
            again: VecDeque::new(),
            minutes: 1.0,
            waiting: 0,
            asked: 0,
            right: 0,
            away: None,
        }
    }

    #[test]
    fn of_four_new_items_one_places_an_architecture_while_there_are_others() {
        let item = |id: &str| Candidate {
            id: id.to_owned(),
            lesson: None,
            patterns: Vec::new(),
            recall: None,
            minutes: 0.4,
        };
        let places = ["tier", "state", "link", "owner"].map(|at| format!("card:place:saga:{at}"));
        let others =
            ["card:problem:saga", "card:price:saga", "design:shop:D-03", "card:needs:saga"];
        let new = places.iter().map(String::as_str).chain(others).map(item).collect();
        let found: Vec<String> = varied(new).into_iter().map(|item| item.id).collect();
        let (first, rest) = found.split_at(4);
        assert_eq!(first, [others[0], others[1], others[2], places[0].as_str()]);
        assert_eq!(rest, [others[3], &places[1], &places[2], &places[3]]);
    }

    #[test]
    fn what_was_wrong_is_asked_once_more_at_the_end() {
        let mut round = round(&["a", "b"]);
        round.done(Some(false));
        assert_eq!(round.next(), Some((&"b".into(), false)));
        round.done(Some(true));
        assert_eq!(round.next(), Some((&"a".into(), true)));
        round.done(Some(false));
        assert_eq!(round.next(), None);
        assert_eq!((round.asked, round.right, round.left()), (2, 1, 0), "each counts once");
    }

    #[test]
    fn what_cannot_be_asked_any_more_is_passed_over() {
        let mut round = round(&["a", "b"]);
        round.done(None);
        assert_eq!(round.next(), Some((&"b".into(), false)));
        assert_eq!(round.asked, 0);
    }
}
