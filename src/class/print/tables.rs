//! The tables of a report.

use std::fmt::Display;

use crate::{
    class::{
        definition::Class,
        report::{
            Count, ENOUGH, Exercise, Finding, Flag, Item, Learner, Lesson, Misconception, Quiz,
            Report, Stuck, StuckKind, WeekHere,
        },
    },
    messages::Messages,
};

/// So many rules of an exercise are named.
const RULES: usize = 3;

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    Stuck,
    Weeks,
    Questions,
    Exercises,
    Learners,
    Lessons,
    Quizzes,
    Misconceptions,
}

impl Listed {
    /// So many columns name what a row is about.
    pub fn names(self) -> usize {
        match self {
            Self::Stuck | Self::Questions => 2,
            _ => 1,
        }
    }
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A question wherever it is asked.
    Question(String),
    /// A question of a quiz, or of none.
    Item {
        quiz: Option<String>,
        id: String,
    },
    Exercise(String),
    Lesson(String),
    Week(String),
    Quiz(String),
    Learner(String),
    Misconception(String),
}

/// What stands in a row under a head, and the number that it is, where it is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub text: String,
    pub value: Option<f64>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub about: About,
}

/// A table with a title.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub listed: Listed,
    pub title: String,
    pub head: Vec<String>,
    pub rows: Vec<Row>,
}

impl Row {
    /// What stands in its cells.
    pub fn texts(&self) -> Vec<&str> {
        self.cells.iter().map(|cell| cell.text.as_str()).collect()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), value: None }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, value: None }
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Self {
        Self { text: n.to_string(), value: Some(n as f64) }
    }
}

impl From<Count> for Cell {
    fn from(count: Count) -> Self {
        count.map_or_else(|| "–".into(), Self::from)
    }
}

/// Why no table says where to help; `None` where one does.
pub(super) fn nothing_stuck(report: &Report, class: &Class, words: &Messages) -> Option<String> {
    let values: [(&str, &dyn Display); 1] = [("n", &class.smallest_group)];
    report.stuck.is_empty().then(|| words.format("class.view.nothing-stuck", &values))
}

/// The tables that have a row; with `whole` every question and lesson, else those to look at.
pub(super) fn all(report: &Report, words: &Messages, whole: bool) -> Vec<Table> {
    let mut listed = vec![
        Listed::Stuck,
        Listed::Questions,
        Listed::Exercises,
        Listed::Misconceptions,
        Listed::Quizzes,
        Listed::Weeks,
    ];
    listed.extend(whole.then_some(Listed::Lessons));
    listed.push(Listed::Learners);
    let mut tables: Vec<Table> =
        listed.into_iter().map(|listed| one(report, listed, words, whole)).collect();
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// A table of a report; with `whole` every question, else those to look at.
pub fn one(report: &Report, listed: Listed, words: &Messages, whole: bool) -> Table {
    let say = Say(words);
    match listed {
        Listed::Stuck => {
            let columns = ["kind", "id", "learners-n", "share"];
            let rows = report.stuck.iter().map(|stuck| say.stuck(stuck));
            say.table(listed, "stuck", &columns, rows)
        }
        Listed::Questions => {
            let columns = ["quiz", "id", "n", "p", "rpb", "d", "omitted", "flags"];
            let shown = report.items.iter().filter(|item| whole || !item.flags.is_empty());
            let title = if whole { "questions" } else { "flagged" };
            say.table(listed, title, &columns, shown.map(|item| say.item(item)))
        }
        Listed::Exercises => {
            let columns = ["id", "learners-n", "graded", "passed", "first-time", "rules"];
            say.table(listed, "exercises", &columns, report.exercises.iter().map(exercise))
        }
        Listed::Misconceptions => {
            let columns = ["id", "learners-n", "times"];
            let rows = report.misconceptions.iter().map(misconception);
            say.table(listed, "misconceptions", &columns, rows)
        }
        Listed::Quizzes => {
            let columns = ["id", "started", "finished", "passed", "alpha"];
            let rows = report.quizzes.iter().map(|quiz| say.quiz(quiz));
            say.table(listed, "quizzes", &columns, rows)
        }
        Listed::Weeks => say.table(listed, "weeks", &["id", "here"], report.weeks.iter().map(week)),
        Listed::Lessons => {
            let columns = ["id", "opened", "completed", "left-off"];
            say.table(listed, "lessons", &columns, report.lessons.iter().map(lesson))
        }
        Listed::Learners => {
            say.table(listed, "learners", &LEARNER, report.learners.iter().map(learner))
        }
    }
}

/// The columns of learners.
const LEARNER: [&str; 9] = [
    "learner",
    "last",
    "minutes",
    "completed",
    "answers",
    "p",
    "in-review",
    "quizzes",
    "exercises",
];

/// What was read and what all answers come to, a sentence each.
pub fn sums(report: &Report, words: &Messages) -> Vec<String> {
    let read = &report.read;
    let mut lines = vec![words.format(
        "class.report.read",
        &[
            ("lines", &read.lines),
            ("kept", &read.kept),
            ("duplicates", &read.duplicates),
            ("voided", &read.voided),
        ],
    )];
    for (n, key) in [
        (read.unreadable, "class.report.unreadable"),
        (read.foreign, "class.report.foreign"),
        (read.conflicts, "class.report.conflicts"),
        (read.voids_refused, "class.report.voids-refused"),
        (read.future, "class.report.future"),
    ] {
        if n > 0 {
            lines.push(words.plural(key, n));
        }
    }
    let sure = &report.sure;
    let answers = [sure.sure_right, sure.sure_wrong, sure.unsure_right, sure.unsure_wrong];
    if answers.iter().any(|n| *n != Some(0)) {
        let [a, b, c, d] = answers.map(count);
        let values: [(&str, &dyn Display); 4] =
            [("sure-right", &a), ("sure-wrong", &b), ("unsure-right", &c), ("unsure-wrong", &d)];
        lines.push(words.format("class.report.sure", &values));
    }
    if report.reviews.answers != Some(0) {
        let answers = counted("answers", report.reviews.answers, words);
        let learners = counted("learners", report.reviews.learners, words);
        let values: [(&str, &dyn Display); 2] = [("answers", &answers), ("learners", &learners)];
        lines.push(words.format("class.report.reviews", &values));
    }
    lines
}

/// A count; few are a dash.
pub(super) fn count(count: Count) -> String {
    Cell::from(count).text
}

/// A count with what is counted; few are a dash.
pub(super) fn counted(what: &str, n: Count, words: &Messages) -> String {
    let key = format!("class.report.counted.{what}");
    match n {
        Some(n) => words.plural(&key, n as usize),
        None => words.format(&format!("{key}.other"), &[("n", &count(n))]),
    }
}

/// A share as whole percents.
pub(super) fn percent(share: Option<f64>) -> Cell {
    let text = share.map_or_else(|| "–".into(), |share| format!("{:.0} %", share * 100.0));
    Cell { text, value: share }
}

/// Writes the cells that need words.
pub(super) struct Say<'w>(pub(super) &'w Messages);

impl Say<'_> {
    pub(super) fn word(&self, key: &str) -> String {
        self.0.get(&format!("class.report.{key}")).to_owned()
    }

    fn table(
        &self,
        listed: Listed,
        title: &str,
        columns: &[&str],
        rows: impl Iterator<Item = Row>,
    ) -> Table {
        let head = columns.iter().map(|key| self.word(key)).collect();
        Table { listed, title: self.word(title), head, rows: rows.collect() }
    }

    /// A coefficient, or that too few learners stand behind it.
    pub(super) fn coefficient(&self, value: Option<f64>, n: Count) -> Cell {
        let text = match (value, n) {
            (Some(value), _) => format!("{value:.2}"),
            (None, Some(n)) if n < ENOUGH => {
                self.0.format("class.report.too-few", &[("n", &n), ("enough", &ENOUGH)])
            }
            _ => "–".into(),
        };
        Cell { text, value }
    }

    fn stuck(&self, stuck: &Stuck) -> Row {
        let id = stuck.id.clone();
        let cells = vec![
            self.word(stuck.kind.word()).into(),
            id.clone().into(),
            stuck.learners.into(),
            percent(Some(stuck.share)),
        ];
        let about = match stuck.kind {
            StuckKind::Question => About::Question(id),
            StuckKind::Exercise => About::Exercise(id),
            StuckKind::Lesson => About::Lesson(id),
        };
        Row { cells, about }
    }

    fn item(&self, item: &Item) -> Row {
        let flags: Vec<&str> = item.flags.iter().map(|flag| self.0.get(flag_key(*flag))).collect();
        let cells = vec![
            item.quiz.clone().unwrap_or_default().into(),
            item.id.clone().into(),
            item.n.into(),
            percent(item.p),
            self.coefficient(item.rpb, item.n_rest),
            self.coefficient(item.d, item.n_rest),
            item.omitted.into(),
            flags.join(", ").into(),
        ];
        Row { cells, about: About::Item { quiz: item.quiz.clone(), id: item.id.clone() } }
    }

    fn quiz(&self, quiz: &Quiz) -> Row {
        let cells = vec![
            quiz.quiz.clone().into(),
            quiz.started.into(),
            quiz.finished.into(),
            quiz.passed.into(),
            self.coefficient(quiz.alpha, quiz.n),
        ];
        Row { cells, about: About::Quiz(quiz.quiz.clone()) }
    }
}

fn flag_key(flag: Flag) -> &'static str {
    match flag {
        Flag::Hard => "class.report.hard",
        Flag::Easy => "class.report.easy",
        Flag::Negative => "class.report.negative",
        Flag::Weak => "class.report.weak",
        Flag::Key => "class.report.key",
    }
}

fn exercise(exercise: &Exercise) -> Row {
    let rule = |finding: &Finding| format!("{} ({})", finding.rule, count(finding.learners));
    let rules: Vec<String> = exercise.findings.iter().take(RULES).map(rule).collect();
    let cells = vec![
        exercise.id.clone().into(),
        exercise.learners.into(),
        exercise.graded.into(),
        exercise.passed.into(),
        exercise.first_time.into(),
        rules.join(", ").into(),
    ];
    Row { cells, about: About::Exercise(exercise.id.clone()) }
}

fn misconception(misconception: &Misconception) -> Row {
    let tag = misconception.tag.clone();
    let cells = vec![tag.clone().into(), misconception.learners.into(), misconception.times.into()];
    Row { cells, about: About::Misconception(tag) }
}

fn week(week: &WeekHere) -> Row {
    let cells = vec![week.week.clone().into(), week.here.into()];
    Row { cells, about: About::Week(week.week.clone()) }
}

/// A lesson.
pub(super) fn lesson(lesson: &Lesson) -> Row {
    let cells = vec![
        lesson.id.clone().into(),
        lesson.opened.into(),
        lesson.completed.into(),
        lesson.left_off.into(),
    ];
    Row { cells, about: About::Lesson(lesson.id.clone()) }
}

fn learner(learner: &Learner) -> Row {
    let last: String = learner.last.chars().take(10).collect();
    let cells = vec![
        learner.learner.clone().into(),
        last.into(),
        (learner.active_ms / 60_000).into(),
        learner.lessons_completed.into(),
        learner.items.into(),
        percent(learner.score),
        learner.reviews.into(),
        learner.quizzes_passed.into(),
        learner.exercises_passed.into(),
    ];
    Row { cells, about: About::Learner(learner.learner.clone()) }
}
