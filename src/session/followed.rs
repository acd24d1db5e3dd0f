//! The changes of an exercise one after another: how each stands, which may be chosen and what a choice
//! closes, the longest way that was followed, and what all of them say together about a cut.

use std::{cmp::Reverse, fmt::Display};

use super::{Session, change::title_of};
use crate::{
    change::{Change, Kind, Later, Sequence},
    exercise::{
        Folder,
        kinds::decomposition::changes::{MONOLITH, designs},
    },
    id::ExerciseId,
    messages::Messages,
    problem::Problem,
    progress::{Adapted, Begun},
};

/// So many changes that were followed say something about a cut.
const SAYING: usize = 3;

/// How a change stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    New,
    /// Begun, and no adaptation was accepted.
    Open,
    /// Followed, by the accepted design or as the last of a sequence.
    Met(Sequence, Adapted),
}

impl Standing {
    /// How it stands in words; none where nothing was done.
    pub fn told(&self, words: &Messages) -> String {
        match self {
            Self::New => String::new(),
            Self::Open => words.get("change.open").to_owned(),
            Self::Met(sequence, adapted) => {
                let key =
                    if sequence.is_single() { "change.stands" } else { "change.stands-behind" };
                let score = format!("{:.1}", adapted.score * 100.0);
                words.format(key, &[("points", &adapted.cost), ("score", &score)])
            }
        }
    }
}

/// A change that may be chosen: by the accepted design, or behind others.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub sequence: Sequence,
    pub title: String,
    /// The title of an earlier one that it cannot follow, so far as anybody knows.
    against: Option<String>,
    /// The titles of those that cannot follow any more once it is met.
    closes: Vec<String>,
}

impl Choice {
    fn of(folder: &Folder, change: &Change, sequence: Sequence) -> Self {
        let before = sequence.before();
        let mut earlier = before.iter().flat_map(|before| before.changes());
        let against = earlier.find(|id| change.not_after.contains(id));
        let closes = match against {
            Some(_) => Vec::new(),
            None => closed(folder, &sequence).map(|closed| closed.title.clone()).collect(),
        };
        let (title, against) = (change.title.clone(), against.map(|id| title_of(folder, id)));
        Self { sequence, title, against, closes }
    }

    /// How it is offered.
    pub fn told(&self, words: &Messages) -> String {
        match self.sequence.is_single() {
            true => self.title.clone(),
            false => words.format("change.then", &[("title", &self.title)]),
        }
    }

    /// What speaks against it, or which others it closes.
    pub fn warned(&self, words: &Messages) -> Option<String> {
        if let Some(earlier) = &self.against {
            return Some(words.format("change.then-none", &[("earlier", earlier)]));
        }
        let titles = self.closes.join(", ");
        (!titles.is_empty()).then(|| words.format("change.closes", &[("titles", &titles)]))
    }
}

/// What could still come behind the changes of a sequence but for the last of them, and cannot behind it.
pub fn closed<'f>(folder: &'f Folder, sequence: &'f Sequence) -> impl Iterator<Item = &'f Change> {
    let all = folder.changes.iter().map(|later| &later.change);
    let open = all.filter(move |change| !sequence.changes().contains(&change.id));
    open.filter(move |change| {
        let closing = sequence.changes().iter().find(|id| change.not_after.contains(id));
        closing.is_some_and(|id| id == sequence.last())
    })
}

/// What one change cost, in points.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub title: String,
    pub kind: Kind,
    /// As which it was met.
    pub sequence: Sequence,
    pub yours: f64,
    /// From 0 to 1.
    pub score: f64,
    /// The cheapest and the dearest of the references, each of which met it alone.
    pub least: f64,
    pub most: f64,
}

impl Axis {
    /// What it cost beside other designs, in words.
    pub fn told(&self, words: &Messages) -> String {
        let number = self.sequence.changes().len();
        let values: [(&str, &dyn Display); 4] =
            [("yours", &self.yours), ("least", &self.least), ("most", &self.most), ("n", &number)];
        let key = if number == 1 { "change.profile-line" } else { "change.profile-behind" };
        words.format(key, &values)
    }
}

impl Session {
    /// The changes that an accepted design may meet first.
    pub fn choices(&self, folder: &Folder) -> Vec<Choice> {
        let first = |later: &Later| {
            let sequence = Sequence::of(&folder.exercise.id, &later.change.id);
            Choice::of(folder, &later.change, sequence)
        };
        folder.changes.iter().map(first).collect()
    }

    /// The changes that may come behind those of a sequence.
    ///
    /// # Errors
    /// Where the exercise cannot be read.
    pub fn choices_behind(&self, sequence: &Sequence) -> Result<Vec<Choice>, Problem> {
        let (folder, _) = self.accepted_cut(&sequence.exercise)?;
        let behind = |later: &Later| {
            let sequence = sequence.then(&later.change.id)?;
            Some(Choice::of(&folder, &later.change, sequence))
        };
        Ok(folder.changes.iter().filter_map(behind).collect())
    }

    /// How a change stands. One that the accepted design has not met may have been met behind others.
    pub fn standing(&self, sequence: &Sequence) -> Standing {
        match self.begun(sequence) {
            Some(begun) => met(&begun).unwrap_or(Standing::Open),
            None if sequence.is_single() => {
                self.met(&sequence.exercise, sequence.last()).unwrap_or(Standing::New)
            }
            None => Standing::New,
        }
    }

    /// What came of a change that was followed: alone, or else behind others, the last time.
    fn met(&self, exercise: &ExerciseId, change: &str) -> Option<Standing> {
        let history = self.history(exercise);
        let of = history.changes.iter().filter(|begun| begun.sequence.last() == change);
        let last = of.filter(|begun| begun.accepted().is_some()).max_by_key(|begun| {
            (begun.sequence.is_single(), begun.accepted().map(|adapted| adapted.at))
        });
        met(last?)
    }

    /// The longest way through the changes of an exercise that was followed, the latest of those: every
    /// step with what came of it.
    pub fn longest_way(&self, exercise: &ExerciseId) -> Vec<(Sequence, Adapted)> {
        let history = self.history(exercise);
        let ends = history.changes.iter().filter_map(|begun| Some((begun, begun.accepted()?)));
        let longest = ends.max_by_key(|(begun, adapted)| {
            let all = begun.sequence.changes();
            (all.len(), adapted.at, Reverse(all.to_vec()))
        });
        let mut way = Vec::new();
        let mut next = longest.map(|(begun, _)| begun.sequence.clone());
        while let Some(sequence) = next {
            let accepted = self.begun(&sequence).and_then(|begun| begun.accepted().cloned());
            next = sequence.before();
            way.extend(accepted.map(|adapted| (sequence, adapted)));
        }
        way.reverse();
        way
    }

    /// What each change that was followed cost, alone or behind others, beside the references; in the order
    /// of the changes.
    pub fn axes(&self, folder: &Folder) -> Vec<Axis> {
        let with = self.library().knowledge();
        let mut others = designs(folder, &with);
        others.retain(|(name, _)| name != MONOLITH);
        let axis = |later: &Later| {
            let met = self.met(&folder.exercise.id, &later.change.id)?;
            let Standing::Met(sequence, adapted) = met else { return None };
            let compared = later.compare(&others, &with.patterns);
            let costs = compared.iter().map(|one| one.adaptation.points());
            Some(Axis {
                title: later.change.title.clone(),
                kind: later.change.kind,
                sequence,
                yours: adapted.cost,
                score: adapted.score,
                least: costs.clone().fold(f64::INFINITY, f64::min),
                most: costs.fold(0.0, f64::max),
            })
        };
        folder.changes.iter().filter_map(axis).filter(|axis| axis.least.is_finite()).collect()
    }

    /// The same where there are enough of them to say something.
    pub fn profile(&self, folder: &Folder) -> Vec<Axis> {
        let mut axes = self.axes(folder);
        if axes.len() < SAYING {
            axes.clear();
        }
        axes
    }
}

fn met(begun: &Begun) -> Option<Standing> {
    Some(Standing::Met(begun.sequence.clone(), begun.accepted()?.clone()))
}
