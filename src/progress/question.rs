//! Questions, cards and mini-designs: every answer, in a sitting, as a check inside a lesson, or in a review.

mod query;

use rusqlite::{Result, Row, params};
use serde::{Deserialize, Serialize};

use super::{
    event::Typed,
    latest,
    log::Entry,
    names::{Ids, Names},
    query::Rows,
    quiz,
    subject::{Change, Kind, Scope, Subject, Tally},
};
use crate::{
    card,
    clock::Timestamp,
    id::{self, QuestionId, QuizId},
    quiz::Answer,
    review::{Grade, UNKNOWN, estimate},
};

pub use query::{Confidence, QuestionProgress, Slip};

/// No answer takes longer, in milliseconds: the learner was elsewhere.
pub const LONGEST_MS: u64 = 600_000;

/// The fields with ids.
const IDS: Ids = &[("object", Names::Item), ("quiz", Names::Of(id::Kind::Quiz))];

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::retractable("question.answered").naming(IDS)],
    tables: "create table answer (
        course   text not null,
        item     text not null,
        day      text not null,     -- the learning day
        at       integer not null,
        id       blob not null,     -- the event
        grade    integer not null,  -- of FSRS
        right    integer not null,
        sitting  text,
        tags     text not null,     -- misconceptions, with blanks between
        form     text not null,
        sure     integer not null,
        reviewed integer not null,  -- asked in a review
        revision text not null,
        meaning  text,
        primary key (course, item, day, at, id)
    ) strict, without rowid;
    create index answer_tagged on answer (course, day) where tags <> '';
    create index answer_reviewed on answer (course, day) where reviewed;

    create table question (
        course     text not null,
        id         text not null,
        seen_at    integer not null,
        right      integer not null,
        wrong      integer not null,
        last_right integer not null,
        last_sure  integer not null,
        revision   text not null,
        primary key (course, id)
    ) strict, without rowid;

    create table pace (
        course  text not null,
        form    text not null,
        tenths  integer not null,   -- of a second
        answers integer not null,
        primary key (course, form, tenths)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<QuestionEvent>()?)),
};

/// What happens to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum QuestionEvent {
    /// It was answered.
    #[serde(rename = "question.answered")]
    Answered {
        #[serde(rename = "object")]
        question: QuestionId,
        revision: String,
        response: Answer,
        success: bool,
        /// How much of the answer is right, from 0 to 1.
        score: f64,
        /// What posed the question.
        seed: u64,
        /// The sitting and its quiz; none for a check question in a lesson.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sitting: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiz: Option<QuizId>,
        #[serde(flatten)]
        circumstances: Circumstances,
    },
}

/// How an answer came about; what says nothing is left out of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// Whether it was asked in a review.
    #[serde(skip_serializing_if = "is_false")]
    pub review: bool,
    /// Whether it was asked for the second time in that review.
    #[serde(skip_serializing_if = "is_false")]
    pub again: bool,
    /// Whether the learner was sure.
    #[serde(skip_serializing_if = "is_true")]
    pub sure: bool,
    /// Hints that were taken.
    #[serde(skip_serializing_if = "is_zero")]
    pub hints: u32,
    /// Milliseconds from shown to given, without other screens, at most [`LONGEST_MS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// The misconceptions that it met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The hash of what was right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

impl Default for Circumstances {
    fn default() -> Self {
        Self {
            review: false,
            again: false,
            sure: true,
            hints: 0,
            ms: None,
            tags: Vec::new(),
            meaning: None,
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_true(value: &bool) -> bool {
    *value
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

impl Typed for QuestionEvent {}

impl Change for QuestionEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Answered { question, revision, success, score, sitting, circumstances, .. } =
            self;
        let Circumstances { review, sure, hints, tags, meaning, .. } = circumstances;
        scope.run(
            "insert into answer (course, item, day, at, id, grade, right, sitting, tags, form, sure,
                 reviewed, revision, meaning)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                scope.course,
                question.as_str(),
                scope.day,
                scope.at,
                scope.event.as_bytes().as_slice(),
                Grade::of(*score, *sure, *hints).number(),
                success,
                sitting,
                tags.join(" "),
                self.form(),
                sure,
                review,
                revision,
                meaning
            ],
        )?;
        self.pace(scope, 1)?;
        scope.stale.mark(scope.course, question.as_str());
        self.give(scope)?;
        self.apply_undone(scope)
    }

    fn apply_undone(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Answered { quiz, .. } = self;
        match quiz {
            Some(quiz) => latest::was_at(scope, "quiz", quiz.as_str()),
            None => Ok(()),
        }
    }

    fn retract(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Answered { question, sitting, .. } = self;
        let gone = scope.run(
            "delete from answer where course = ?1 and item = ?2 and day = ?3 and at = ?4 and id = ?5",
            params![
                scope.course,
                question.as_str(),
                scope.day,
                scope.at,
                scope.event.as_bytes().as_slice()
            ],
        )?;
        if gone > 0 {
            self.pace(scope, -1)?;
        }
        scope.stale.mark(scope.course, question.as_str());
        match sitting {
            Some(sitting) => give_again(scope, sitting, question),
            None => Ok(()),
        }
    }

    fn tally(&self) -> Tally {
        let Self::Answered { success, sitting, circumstances, .. } = self;
        let known = circumstances.ms.and_then(|ms| i64::try_from(ms.min(LONGEST_MS)).ok());
        // What does not say how long it took is taken for an answer of its form.
        let ms = known.unwrap_or_else(|| (estimate(self.form()) * 60_000.0) as i64);
        let place = match (circumstances.review, sitting) {
            (true, _) => 0,
            (false, Some(_)) => 1,
            (false, None) => 2,
        };
        let mut tally = Tally { answers: 1, right: i64::from(*success), ..Tally::default() };
        if let Some(sum) = tally.ms.get_mut(place) {
            *sum = ms;
        }
        tally
    }
}

impl QuestionEvent {
    /// Gives the answer to its sitting.
    fn give(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Answered { question, revision, response, success, score, sitting, .. } = self;
        let Some(sitting) = sitting else { return Ok(()) };
        quiz::Answered { sitting, question, revision, response, success, score }.apply(scope)
    }

    /// Counts how long it took.
    fn pace(&self, scope: &Scope<'_>, count: i64) -> Result<()> {
        let Self::Answered { circumstances, .. } = self;
        let Some(ms) = circumstances.ms.filter(|_| self.form() != UNKNOWN) else { return Ok(()) };
        let tenths = i64::try_from(ms.min(LONGEST_MS) / 100).unwrap_or(0);
        scope.run(
            "insert into pace (course, form, tenths, answers) values (?1, ?2, ?3, ?4)
             on conflict do update set answers = answers + excluded.answers",
            params![scope.course, self.form(), tenths, count],
        )?;
        let sql =
            "delete from pace where course = ?1 and form = ?2 and tenths = ?3 and answers = 0";
        scope.run(sql, params![scope.course, self.form(), tenths]).map(drop)
    }

    /// What was asked, by how it is answered: questions of one form take about as long.
    fn form(&self) -> &str {
        let Self::Answered { question, response, .. } = self;
        form(question.as_str(), response)
    }
}

/// The form of an item: the kind of a card, a design, or how a question is answered.
fn form(item: &str, response: &Answer) -> &'static str {
    if item.starts_with("design:") {
        return "design";
    }
    if let Some(form) = card::form(item) {
        return form;
    }
    match response {
        Answer::Choice(_) => "choice",
        Answer::Text(_) => "text",
        Answer::Prints(_) | Answer::FailsAt(_) => "tracing",
        Answer::Order(_) => "order",
        Answer::Pairs(_) => "pairs",
        Answer::Classes(_) => "classes",
        Answer::Number(_) => "number",
        Answer::Line(_) => "line",
        Answer::DontKnow => UNKNOWN,
    }
}

/// Gives a sitting once more what is left of the answers to a question.
fn give_again(scope: &Scope<'_>, sitting: &str, question: &QuestionId) -> Result<()> {
    quiz::forget_given(scope, sitting, question)?;
    let sql = "select id from answer where course = ?1 and item = ?2 and sitting = ?3";
    let mut select = scope.connection.prepare_cached(sql)?;
    let ids = select
        .query_map(params![scope.course, question.as_str(), sitting], |row| row.get(0))?
        .collect::<Result<Vec<[u8; 16]>>>()?;
    for id in ids.into_iter().map(uuid::Uuid::from_bytes) {
        let Some(entry) = Entry::find(scope.connection, id)? else { continue };
        let event = scope.renamed.present(scope.course, &entry.event, IDS);
        if let Some(event) = event.typed::<QuestionEvent>() {
            event.give(&Scope { event: id, at: entry.moment(), ..*scope })?;
        }
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Rows<QuestionProgress> {
    Ok(QuestionProgress {
        question: QuestionId::new(row.get::<_, String>(0)?),
        seen_at: Timestamp(row.get(1)?),
        right: row.get(2)?,
        wrong: row.get(3)?,
        last_right: row.get(4)?,
        last_sure: row.get(5)?,
        revision: row.get(6)?,
    })
}
