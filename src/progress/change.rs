//! Changes of an exercise after its answer was accepted: what was predicted, the draft, and every
//! adaptation that was graded. The exercise itself and its best score are never touched.

use rusqlite::{Result, Row, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    latest,
    names::{Ids, Names},
    query::{Rows, all},
    subject::{Change, Coalesced, Kind, Scope, Subject},
};
use crate::{change::Sequence, clock::Timestamp, id::ExerciseId, problem::Problem};

const SEQUENCE: Ids = &[("object", Names::Sequence)];

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[
        Kind::plain("change.predicted").naming(SEQUENCE),
        Kind::coalesced(
            "change.drafted",
            Coalesced {
                stands_at: "select draft_at from change where course = ?1 and id = ?2",
                merge: |_, _| {},
            },
        )
        .naming(SEQUENCE),
        Kind::plain("change.graded").naming(SEQUENCE),
    ],
    tables: "create table change (
        course    text not null,
        id        text not null,             -- exercise/first+second
        exercise  text not null,
        predicted text,                      -- a JSON list of services
        draft     text,
        draft_at  integer,
        primary key (course, id)
    ) strict, without rowid;

    create table adaptation (
        course   text not null,
        id       text not null,
        exercise text not null,
        at       integer not null,
        score    real not null,              -- 0 to 1
        passed   integer not null,
        cost     real not null,              -- in points
        answer   text not null
    ) strict;
    create index adaptation_of_exercise on adaptation (course, exercise, at);",
    read: |event| Some(Box::new(event.typed::<ChangeEvent>()?)),
};

/// What happens to a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum ChangeEvent {
    /// A learner said before the first adaptation which services would have to move.
    #[serde(rename = "change.predicted")]
    Predicted {
        #[serde(rename = "object")]
        sequence: Sequence,
        revision: String,
        services: Vec<String>,
    },
    /// The adaptation was altered. Kept up to date like the draft of an exercise.
    #[serde(rename = "change.drafted")]
    Drafted {
        #[serde(rename = "object")]
        sequence: Sequence,
        revision: String,
        draft: String,
    },
    /// An adaptation was graded.
    #[serde(rename = "change.graded")]
    Graded {
        #[serde(rename = "object")]
        sequence: Sequence,
        revision: String,
        response: String,
        success: bool,
        /// From 0 to 1.
        score: f64,
        /// What it cost, in points.
        cost: f64,
    },
}

/// How a change stands that was begun.
#[derive(Clone, Debug, PartialEq)]
pub struct Begun {
    pub sequence: Sequence,
    /// The services that the learner thought would have to move; nothing where they were not asked yet.
    pub predicted: Option<Vec<String>>,
    pub draft: Option<String>,
    pub draft_at: Option<Timestamp>,
    /// The graded adaptations, the earliest first.
    pub graded: Vec<Adapted>,
}

/// One graded adaptation.
#[derive(Clone, Debug, PartialEq)]
pub struct Adapted {
    pub at: Timestamp,
    /// From 0 to 1.
    pub score: f64,
    pub passed: bool,
    /// In points.
    pub cost: f64,
    pub answer: String,
}

impl Begun {
    /// The same without what was graded before, from another design; nothing where nothing else was done.
    #[must_use]
    pub fn since(mut self, at: Timestamp) -> Option<Self> {
        self.graded.retain(|adapted| adapted.at >= at);
        let is_begun = self.predicted.is_some() || self.draft.is_some() || !self.graded.is_empty();
        is_begun.then_some(self)
    }

    /// The last adaptation that was accepted.
    pub fn accepted(&self) -> Option<&Adapted> {
        self.graded.iter().rev().find(|adapted| adapted.passed)
    }

    /// Whether there is something to go on with: a draft, and no adaptation that was accepted.
    pub fn is_open(&self) -> bool {
        self.draft.is_some() && self.accepted().is_none()
    }
}

impl Typed for ChangeEvent {}

impl Change for ChangeEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let (course, at) = (scope.course, scope.at);
        let (Self::Predicted { sequence, .. }
        | Self::Drafted { sequence, .. }
        | Self::Graded { sequence, .. }) = self;
        let (id, exercise) = (sequence.to_string(), sequence.exercise.as_str());
        scope.run(
            "insert into change (course, id, exercise) values (?1, ?2, ?3) on conflict do nothing",
            params![course, id, exercise],
        )?;
        match self {
            // What was said first counts: afterwards one knows.
            Self::Predicted { services, .. } => {
                let services = serde_json::to_string(services).unwrap_or_default();
                scope.run(
                    "update change set predicted = coalesce(predicted, ?3)
                     where course = ?1 and id = ?2",
                    params![course, id, services],
                )?;
            }
            Self::Drafted { draft, .. } => {
                scope.run(
                    "update change set draft = ?3, draft_at = ?4
                     where course = ?1 and id = ?2 and (draft_at is null or draft_at <= ?4)",
                    params![course, id, draft, at],
                )?;
            }
            Self::Graded { success, score, cost, response, .. } => {
                scope.run(
                    "insert into adaptation
                         (course, id, exercise, at, score, passed, cost, answer)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![course, id, exercise, at, score, success, cost, response],
                )?;
            }
        }
        latest::was_at(scope, "exercise", exercise)
    }
}

/// A row of `change`, and the rows of `adaptation` under their ids.
fn begun(row: &Row<'_>) -> Rows<Option<Begun>> {
    let id: String = row.get(0)?;
    let predicted: Option<String> = row.get(1)?;
    let (draft, draft_at) = (row.get(2)?, row.get::<_, Option<i64>>(3)?.map(Timestamp));
    let predicted = predicted.and_then(|text| serde_json::from_str(&text).ok());
    let sequence = Sequence::try_from(id).ok();
    Ok(sequence.map(|sequence| Begun { sequence, predicted, draft, draft_at, graded: Vec::new() }))
}

fn adapted(row: &Row<'_>) -> Rows<(String, Adapted)> {
    let adapted = Adapted {
        at: Timestamp(row.get(1)?),
        score: row.get(2)?,
        passed: row.get(3)?,
        cost: row.get(4)?,
        answer: row.get(5)?,
    };
    Ok((row.get(0)?, adapted))
}

impl Progress {
    /// The changes of an exercise that were begun, single ones and sequences.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn changes_begun(&self, exercise: &ExerciseId) -> std::result::Result<Vec<Begun>, Problem> {
        let key = [self.course().as_str(), exercise.as_str()];
        self.ask(|connection| {
            let sql = "select id, predicted, draft, draft_at from change
                       where course = ?1 and exercise = ?2 order by id";
            let rows = all(connection, sql, key, begun)?;
            let mut found: Vec<Begun> = rows.into_iter().flatten().collect();
            let sql = "select id, at, score, passed, cost, answer from adaptation
                       where course = ?1 and exercise = ?2 order by at";
            for (id, adapted) in all(connection, sql, key, adapted)? {
                let of = found.iter_mut().find(|begun| begun.sequence.to_string() == id);
                of.into_iter().for_each(|begun| begun.graded.push(adapted.clone()));
            }
            Ok(found)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, progress::ExerciseEvent};

    fn sequence() -> Sequence {
        Sequence::of(&ExerciseId::new("shop"), "lean-year")
    }

    fn graded(success: bool, cost: f64) -> ChangeEvent {
        let (sequence, revision, response) = (sequence(), "r".into(), "[answer]".into());
        ChangeEvent::Graded { sequence, revision, response, success, score: 0.9, cost }
    }

    #[test]
    fn a_change_is_open_until_an_adaptation_is_accepted_and_leaves_the_exercise_alone() {
        let clock = Clock::Fixed(Timestamp(1_800_000_000_000));
        let mut progress = Progress::in_memory("c".into(), clock);
        let exercise = ExerciseId::new("shop");
        let (revision, response) = ("r".to_owned(), "[answer]".to_owned());
        let accepted = ExerciseEvent::Graded {
            exercise: exercise.clone(),
            revision: revision.clone(),
            response,
            success: true,
            score: 0.85,
            findings: Vec::new(),
        };
        progress.record(accepted).unwrap();
        let before = progress.draft(&exercise).unwrap();
        for services in [vec!["orders".to_owned()], Vec::new()] {
            let (sequence, revision) = (sequence(), revision.clone());
            progress.record(ChangeEvent::Predicted { sequence, revision, services }).unwrap();
        }
        for draft in ["one", "two"] {
            let (sequence, revision) = (sequence(), revision.clone());
            let draft = draft.to_owned();
            progress.record(ChangeEvent::Drafted { sequence, revision, draft }).unwrap();
        }
        progress.record(graded(false, 3.0)).unwrap();
        let found = progress.changes_begun(&exercise).unwrap();
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(one.predicted.as_deref(), Some(&["orders".to_owned()][..]), "the first counts");
        assert_eq!((one.draft.as_deref(), one.is_open()), (Some("two"), true));
        assert_eq!(progress.totals().unwrap().changes_followed, 0);
        progress.record(graded(true, 5.5)).unwrap();
        progress.record(graded(true, 4.0)).unwrap();
        let found = progress.changes_begun(&exercise).unwrap();
        assert_eq!(found[0].accepted().map(|adapted| adapted.cost), Some(4.0));
        assert!(!found[0].is_open());
        assert_eq!(progress.totals().unwrap().changes_followed, 1);
        assert_eq!(progress.draft(&exercise).unwrap(), before, "its own score stands");
        assert_eq!(progress.attempts(&exercise).unwrap().len(), 1);
    }
}
