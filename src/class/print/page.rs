//! All that a report says about one thing: figures by name, sentences, lists below a heading.

use super::tables::{self, About, Listed, Row, Say, Table, count, counted, percent};
use crate::{
    class::report::{Flag, Item, Known, Report},
    messages::Messages,
};

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Heading(String),
    Sentence(String),
    /// What it is called, and what it comes to.
    Figure(String, String),
}

/// What a report says about one thing.
pub fn page(report: &Report, about: &About, known: &Known, words: &Messages) -> Vec<Part> {
    let page = Page { report, say: Say(words), words };
    match about {
        About::Question(id) => {
            let items = report.items.iter().filter(|item| item.id == *id);
            items.flat_map(|item| page.item(item)).collect()
        }
        About::Item { quiz, id } => {
            let item = report.items.iter().find(|item| item.quiz == *quiz && item.id == *id);
            item.map_or_else(Vec::new, |item| page.item(item))
        }
        About::Exercise(id) => page.exercise(id),
        About::Lesson(_) => page.figures(Listed::Lessons, about),
        About::Quiz(id) => page.quiz(id),
        About::Misconception(_) => page.figures(Listed::Misconceptions, about),
        About::Week(id) => page.week(id, known),
        About::Learner(code) => page.learner(code),
    }
}

struct Page<'a> {
    report: &'a Report,
    say: Say<'a>,
    words: &'a Messages,
}

impl Page<'_> {
    /// The row of a table as figures.
    fn figures(&self, listed: Listed, about: &About) -> Vec<Part> {
        let table = tables::one(self.report, listed, self.words, true);
        let row = table.rows.iter().find(|row| row.about == *about);
        row.map_or_else(Vec::new, |row| by_name(&table, row, 1))
    }

    fn figure(&self, key: &str, value: String) -> Part {
        Part::Figure(self.say.word(key), value)
    }

    fn item(&self, item: &Item) -> Vec<Part> {
        let quiz = item.quiz.clone().unwrap_or_else(|| self.say.word("no-quiz"));
        let between = [item.low, item.high].map(|share| percent(share).text);
        let right = self.words.format(
            "class.report.right-of",
            &[
                ("right", &count(item.right)),
                ("n", &count(item.n)),
                ("low", &between[0]),
                ("high", &between[1]),
            ],
        );
        let mut parts = vec![self.figure("quiz", quiz)];
        parts.extend(item.flags.iter().map(|flag| {
            let key = match flag {
                Flag::Hard => "class.report.why-hard",
                Flag::Easy => "class.report.why-easy",
                Flag::Negative => "class.report.why-negative",
                Flag::Weak => "class.report.why-weak",
                Flag::Key => "class.report.why-key",
            };
            Part::Sentence(self.words.get(key).to_owned())
        }));
        parts.extend([
            self.figure("p", percent(item.p).text),
            self.figure("right", right),
            self.figure("rpb", self.say.coefficient(item.rpb, item.n_rest).text),
            self.figure("d", self.say.coefficient(item.d, item.n_rest).text),
            self.figure("omitted", count(item.omitted)),
            self.figure("other-meaning", count(item.other_meaning)),
        ]);
        if !item.options.is_empty() {
            parts.push(Part::Heading(self.say.word("options")));
        }
        parts.extend(item.options.iter().map(|picked| {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("learners", &counted("learners", picked.n, self.words)),
                ("share", &percent(picked.share).text),
                ("rest", &percent(picked.rest).text),
            ];
            Part::Figure(picked.option.clone(), self.words.format("class.report.picked", &values))
        }));
        parts
    }

    fn exercise(&self, id: &str) -> Vec<Part> {
        let table = tables::one(self.report, Listed::Exercises, self.words, true);
        let row = table.rows.iter().find(|row| row.about == About::Exercise(id.to_owned()));
        let mut parts = row.map_or_else(Vec::new, |row| by_name(&table, row, 1));
        // The rules follow, all of them.
        parts.pop();
        let exercise = self.report.exercises.iter().find(|exercise| exercise.id == id);
        let findings = exercise.map_or(&[][..], |exercise| &exercise.findings);
        if !findings.is_empty() {
            parts.push(Part::Heading(self.say.word("findings")));
        }
        parts.extend(findings.iter().map(|finding| {
            let values: [(&str, &dyn std::fmt::Display); 2] = [
                ("learners", &counted("learners", finding.learners, self.words)),
                ("times", &counted("times", finding.times, self.words)),
            ];
            let value = self.words.format("class.report.found", &values);
            Part::Figure(finding.rule.clone(), value)
        }));
        parts
    }

    fn quiz(&self, id: &str) -> Vec<Part> {
        let mut parts = self.figures(Listed::Quizzes, &About::Quiz(id.to_owned()));
        parts.push(Part::Heading(self.say.word("questions")));
        let items = self.report.items.iter().filter(|item| item.quiz.as_deref() == Some(id));
        parts.extend(items.map(|item| Part::Figure(item.id.clone(), percent(item.p).text)));
        parts
    }

    fn week(&self, id: &str, known: &Known) -> Vec<Part> {
        let mut parts = self.figures(Listed::Weeks, &About::Week(id.to_owned()));
        parts.push(Part::Heading(self.say.word("lessons")));
        let inside = |lesson: &str| known.weeks.get(lesson).is_some_and(|week| week == id);
        let lessons = self.report.lessons.iter().filter(|lesson| inside(&lesson.id));
        parts.extend(lessons.map(|lesson| {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("opened", &count(lesson.opened)),
                ("completed", &count(lesson.completed)),
                ("left", &count(lesson.left_off)),
            ];
            Part::Figure(lesson.id.clone(), self.words.format("class.report.read-by", &values))
        }));
        parts
    }

    fn learner(&self, code: &str) -> Vec<Part> {
        let mut parts = self.figures(Listed::Learners, &About::Learner(code.to_owned()));
        if let Some(learner) = self.report.learners.iter().find(|one| one.learner == code) {
            parts.extend([
                self.figure("first", learner.first.chars().take(10).collect()),
                self.figure("devices", learner.devices.to_string()),
                self.figure("statements", learner.statements.to_string()),
                self.figure("opened", learner.lessons_opened.to_string()),
            ]);
        }
        let Some(grades) = self.report.grades.iter().find(|one| one.learner == code) else {
            return parts;
        };
        for (key, best) in
            [("best-exercises", &grades.exercises), ("best-quizzes", &grades.quizzes)]
        {
            if !best.is_empty() {
                parts.push(Part::Heading(self.say.word(key)));
            }
            let best = best.iter();
            parts.extend(
                best.map(|(id, percent)| Part::Figure(id.clone(), format!("{percent:.0} %"))),
            );
        }
        parts
    }
}

/// The cells of a row from one on, each with its head.
fn by_name(table: &Table, row: &Row, from: usize) -> Vec<Part> {
    let cells = table.head.iter().zip(&row.cells).skip(from);
    cells.map(|(head, cell)| Part::Figure(head.clone(), cell.text.clone())).collect()
}
