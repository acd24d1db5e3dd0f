//! The parameters of the model of memory that were fitted to the learner: the last set holds, on all
//! devices and in all courses.

use rusqlite::{Connection, Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    subject::{Change, Kind, Scope, Subject},
};
use crate::{
    problem::Problem,
    review::{Fit, Model},
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::of_learner("review.tuned")],
    tables: "create table tuning (
        at         integer not null,
        id         blob not null,
        parameters text not null,    -- JSON list
        primary key (at, id)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<TuningEvent>()?)),
};

/// The model whose parameters this version fits.
const MODEL: &str = "fsrs-6";

/// What happens to the model of memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum TuningEvent {
    /// Its parameters were fitted.
    #[serde(rename = "review.tuned")]
    Tuned {
        /// `fsrs-6`.
        #[serde(rename = "object")]
        model: String,
        parameters: Vec<f32>,
        /// How well the former parameters foretold answers that neither had seen, and how well these do.
        before: Fit,
        after: Fit,
        /// Answers that they were fitted to and judged by.
        reviews: u64,
    },
}

impl Typed for TuningEvent {}

impl Change for TuningEvent {
    /// What is no set of parameters of this model says nothing.
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Tuned { model, parameters, .. } = self;
        if model != MODEL || Model::tuned(parameters).is_none() {
            return Ok(());
        }
        let list = serde_json::to_string(parameters).unwrap_or_default();
        let event = scope.event.as_bytes().as_slice();
        let sql = "insert or ignore into tuning (at, id, parameters) values (?1, ?2, ?3)";
        scope.run(sql, params![scope.at, event, list])?;
        scope.stale.mark_all();
        Ok(())
    }

    fn is_study(&self) -> bool {
        false
    }
}

/// The model in force.
pub(super) fn model(connection: &Connection) -> Result<Model> {
    let sql = "select parameters from tuning order by at desc, id desc limit 1";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let Some(row) = rows.next()? else { return Ok(Model::default()) };
    let parameters: Vec<f32> = serde_json::from_str(&row.get::<_, String>(0)?).unwrap_or_default();
    Ok(Model::tuned(&parameters).unwrap_or_default())
}

impl Progress {
    /// The model of memory in force.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn model(&self) -> std::result::Result<Model, Problem> {
        self.ask(|connection| Ok(model(connection)?))
    }
}
