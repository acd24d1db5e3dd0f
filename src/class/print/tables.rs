//! The tables of a report.

use crate::{
    class::report::{Count, ENOUGH, Item, Report},
    messages::Messages,
};

/// So many rules of an exercise are named.
const RULES: usize = 3;

/// A table with a title.
pub(super) struct Table {
    pub(super) title: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The tables that have a row; with `whole` every question and lesson, else those to look at.
pub(super) fn all(report: &Report, words: &Messages, whole: bool) -> Vec<Table> {
    let mut tables = vec![stuck(report, words), questions(report, words, whole)];
    tables.extend([
        exercises(report, words),
        misconceptions(report, words),
        quizzes(report, words),
        weeks(report, words),
    ]);
    if whole {
        tables.push(lessons(report, words));
    }
    tables.push(learners(report, words));
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// What was read and what all answers come to, a sentence each.
pub(super) fn sums(report: &Report, words: &Messages) -> Vec<String> {
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
            lines.push(words.format(key, &[("n", &n)]));
        }
    }
    let sure = &report.sure;
    let answers = [sure.sure_right, sure.sure_wrong, sure.unsure_right, sure.unsure_wrong];
    if answers.iter().any(|n| *n != Some(0)) {
        let [a, b, c, d] = answers.map(count);
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("sure-right", &a), ("sure-wrong", &b), ("unsure-right", &c), ("unsure-wrong", &d)];
        lines.push(words.format("class.report.sure", &values));
    }
    if report.reviews.answers != Some(0) {
        let (answers, learners) = (count(report.reviews.answers), count(report.reviews.learners));
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("answers", &answers), ("learners", &learners)];
        lines.push(words.format("class.report.reviews", &values));
    }
    lines
}

fn table(key: &str, columns: &[&str], words: &Messages, rows: Vec<Vec<String>>) -> Table {
    let word = |key: &str| words.get(&format!("class.report.{key}")).to_owned();
    Table { title: word(key), head: columns.iter().map(|key| word(key)).collect(), rows }
}

/// A count; few are a dash.
fn count(count: Count) -> String {
    count.map_or_else(|| "–".into(), |n| n.to_string())
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".into(), |share| format!("{:.0} %", share * 100.0))
}

/// A coefficient, or that too few learners stand behind it.
fn coefficient(value: Option<f64>, n: Count, words: &Messages) -> String {
    match (value, n) {
        (Some(value), _) => format!("{value:.2}"),
        (None, Some(n)) if n < ENOUGH => {
            words.format("class.report.too-few", &[("n", &n), ("enough", &ENOUGH)])
        }
        _ => "–".into(),
    }
}

fn stuck(report: &Report, words: &Messages) -> Table {
    let row = |stuck: &crate::class::report::Stuck| {
        let kind = words.get(&format!("class.report.{}", stuck.kind.word())).to_owned();
        vec![kind, stuck.id.clone(), stuck.learners.to_string(), percent(Some(stuck.share))]
    };
    let rows = report.stuck.iter().map(row).collect();
    table("stuck", &["kind", "id", "learners-n", "share"], words, rows)
}

fn questions(report: &Report, words: &Messages, whole: bool) -> Table {
    let row = |item: &Item| {
        let flags: Vec<&str> =
            item.flags.iter().map(|flag| words.get(flag_key(flag.word()))).collect();
        vec![
            item.quiz.clone().unwrap_or_default(),
            item.id.clone(),
            count(item.n),
            percent(item.p),
            coefficient(item.rpb, item.n_rest, words),
            coefficient(item.d, item.n_rest, words),
            count(item.omitted),
            flags.join(", "),
        ]
    };
    let shown = report.items.iter().filter(|item| whole || !item.flags.is_empty());
    let columns = ["quiz", "id", "n", "p", "rpb", "d", "omitted", "flags"];
    let title = if whole { "questions" } else { "flagged" };
    table(title, &columns, words, shown.map(row).collect())
}

fn flag_key(word: &str) -> &'static str {
    match word {
        "hard" => "class.report.hard",
        "easy" => "class.report.easy",
        "negative" => "class.report.negative",
        "weak" => "class.report.weak",
        _ => "class.report.key",
    }
}

fn exercises(report: &Report, words: &Messages) -> Table {
    let rows = report.exercises.iter().map(|exercise| {
        let rules: Vec<String> = exercise
            .findings
            .iter()
            .take(RULES)
            .map(|finding| format!("{} ({})", finding.rule, count(finding.learners)))
            .collect();
        vec![
            exercise.id.clone(),
            count(exercise.learners),
            count(exercise.graded),
            count(exercise.passed),
            count(exercise.first_time),
            rules.join(", "),
        ]
    });
    let columns = ["id", "learners-n", "graded", "passed", "first-time", "rules"];
    table("exercises", &columns, words, rows.collect())
}

fn misconceptions(report: &Report, words: &Messages) -> Table {
    let rows = report.misconceptions.iter().map(|misconception| {
        vec![misconception.tag.clone(), count(misconception.learners), count(misconception.times)]
    });
    table("misconceptions", &["id", "learners-n", "times"], words, rows.collect())
}

fn quizzes(report: &Report, words: &Messages) -> Table {
    let rows = report.quizzes.iter().map(|quiz| {
        vec![
            quiz.quiz.clone(),
            count(quiz.started),
            count(quiz.finished),
            count(quiz.passed),
            coefficient(quiz.alpha, quiz.n, words),
        ]
    });
    table("quizzes", &["id", "started", "finished", "passed", "alpha"], words, rows.collect())
}

fn weeks(report: &Report, words: &Messages) -> Table {
    let rows = report.weeks.iter().map(|week| vec![week.week.clone(), count(week.here)]);
    table("weeks", &["id", "here"], words, rows.collect())
}

fn lessons(report: &Report, words: &Messages) -> Table {
    let rows = report.lessons.iter().map(|lesson| {
        vec![
            lesson.id.clone(),
            count(lesson.opened),
            count(lesson.completed),
            count(lesson.left_off),
        ]
    });
    table("lessons", &["id", "opened", "completed", "left-off"], words, rows.collect())
}

fn learners(report: &Report, words: &Messages) -> Table {
    let rows = report.learners.iter().map(|learner| {
        vec![
            learner.learner.clone(),
            learner.last.chars().take(10).collect(),
            (learner.active_ms / 60_000).to_string(),
            learner.lessons_completed.to_string(),
            learner.items.to_string(),
            percent(learner.score),
            learner.reviews.to_string(),
            learner.quizzes_passed.to_string(),
            learner.exercises_passed.to_string(),
        ]
    });
    let columns = [
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
    table("learners", &columns, words, rows.collect())
}
