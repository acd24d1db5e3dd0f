//! The defence: questions about findings of the learner's own, each with four edits of which one mends it.
//! They are drawn from earlier answers ([`draw`]); here they are asked and marked.

pub(super) mod draw;
mod marker;
mod ways;

use std::sync::Arc;

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Form, Input as Takes, Item},
        kind::{Facts, Input, Kind, Knowledge, Mutant},
        notes,
    },
    table::Fields,
    verdict::{
        Evidence, Finding, Severity, Verdict,
        score::{self, Earned},
    },
};

/// The kind of the slice; it is no exercise of its own.
pub(super) struct DefenceKind;

/// So many of ten questions must be answered with an edit that mends.
const HOLDS: f64 = 0.7;
/// So many edits has a question.
const EDITS: usize = 4;
/// What guessing among them earns.
const CHANCE: f64 = 1.0 / EDITS as f64;

/// The questions.
#[derive(Debug)]
struct Defence {
    questions: Vec<Question>,
}

/// One question.
#[derive(Debug)]
struct Question {
    /// The rule that it is about, by which it is answered.
    rule: String,
    /// Where the finding comes from.
    from: String,
    found: String,
    shown: Vec<String>,
    lesson: Option<String>,
    edits: Vec<Edit>,
}

/// One of its edits.
#[derive(Debug)]
struct Edit {
    text: String,
    /// What it leaves or brings; nothing where it mends.
    but: Option<String>,
}

impl Kind for DefenceKind {
    fn id(&self) -> &'static str {
        super::DEFENCE
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let asked = input.root.named_tables("question").into_iter();
        let read = |(rule, fields): (crate::table::Placed<String>, Fields<'_, '_>)| {
            Question::read(rule.value, &fields)
        };
        Some(Arc::new(Defence { questions: asked.filter_map(read).collect() }))
    }
}

impl Question {
    fn read(rule: String, fields: &Fields<'_, '_>) -> Option<Self> {
        let texts = |key| fields.strings(key).into_iter().map(|text| text.value).collect();
        let edits = fields.tables("edit");
        Some(Self {
            rule,
            from: fields.required_string("from")?.value,
            found: fields.required_string("found")?.value,
            shown: texts("shown"),
            lesson: fields.string("lesson").map(|lesson| lesson.value),
            edits: edits.iter().filter_map(Edit::read).collect(),
        })
    }

    /// The edit that an answer takes.
    fn taken(&self, answer: &Answer) -> Option<&Edit> {
        let value = answer.value(&self.path())?;
        self.edits.iter().find(|edit| value.as_str() == Some(&edit.text))
    }

    /// Where it is answered.
    fn path(&self) -> [Key; 1] {
        [self.rule.as_str().into()]
    }

    /// What is known about it.
    fn lines(&self) -> Vec<String> {
        std::iter::once(self.from.clone()).chain(self.shown.iter().cloned()).collect()
    }

    fn section(&self, answer: &Answer) -> Item {
        let choices = self.edits.iter().map(|edit| Choice::plain(edit.text.clone())).collect();
        let field = Field::of(answer, &*self.rule, self.path(), Takes::One(choices));
        Item {
            name: self.rule.clone(),
            label: self.found.clone(),
            lines: self.lines(),
            fields: vec![field],
        }
    }

    /// It with its answer, for a report.
    fn told(&self, answer: &Answer) -> serde_json::Value {
        let edits: Vec<&str> = self.edits.iter().map(|edit| edit.text.as_str()).collect();
        let taken = self.taken(answer);
        serde_json::json!({
            "rule": self.rule,
            "from": self.from,
            "found": self.found,
            "evidence": self.shown,
            "edits": edits,
            "taken": taken.map(|edit| edit.text.as_str()),
            "holds": taken.map(|edit| edit.but.is_none()),
        })
    }

    /// What is wrong with an answer to it.
    fn doubt(&self, answer: &Answer, open: Severity) -> Option<Finding> {
        let place = [self.rule.as_str()];
        let Some(edit) = self.taken(answer) else {
            let message = format!("no edit is chosen for `{}`", self.rule);
            let finding = Finding::new("CM-15", open, place, message);
            return Some(finding.evidence(Evidence::Words(self.found.clone())));
        };
        let but = edit.but.as_ref()?;
        let message = format!("this edit does not mend it: {}", self.found);
        let finding = Finding::new("CM-16", Severity::Minor, place, message)
            .row("edit", edit.text.clone(), "one after which it is gone")
            .evidence(Evidence::Words(but.clone()));
        Some(Finding { lesson: self.lesson.clone(), ..finding })
    }
}

impl Edit {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let text = fields.required_string("text")?.value;
        Some(Self { text, but: fields.string("but").map(|but| but.value) })
    }
}

impl Facts for Defence {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.questions", self.questions.len())]
    }

    fn starter(&self) -> Answer {
        let open = |question: &Question| format!("# {} = \"\"\n", question.rule);
        Answer::toml(self.questions.iter().map(open).collect::<String>())
    }

    fn notes(&self) -> String {
        let mut text = String::new();
        for question in &self.questions {
            text.push_str(&notes::line(format!("{}: {}", question.rule, question.found)));
            let lines = question.lines().into_iter().map(|line| format!("  {line}"));
            let edits = question.edits.iter().map(|edit| format!("  - {}", edit.text));
            text.extend(lines.chain(edits).map(|line| notes::line(notes::comment(&line))));
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer
            .read(|root| {
                // An answer to a question that is no longer asked is no mistake.
                for key in root.keys() {
                    root.any(&key.value).and_then(|value| value.string());
                }
            })
            .1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        let all = self.questions.len().max(1) as f64;
        let open = self.questions.iter().filter(|one| one.taken(answer).is_none()).count() as f64;
        let weight = if 3.0 * open > all { Severity::Blocker } else { Severity::Minor };
        let doubt = |question: &Question| question.doubt(answer, weight);
        let mut findings: Vec<Finding> = self.questions.iter().filter_map(doubt).collect();
        let held = 1.0 - findings.len() as f64 / all;
        if held < HOLDS {
            let message = "a design is defended where most of its questions are";
            let held = format!("{}", self.questions.len() - findings.len());
            let needed = format!("at least {} of {all}", (HOLDS * all).ceil());
            findings.push(Finding::new("CM-17", Severity::Major, ["questions"], message).row(
                "questions that hold",
                held,
                needed,
            ));
        }
        let earned = 100.0 * score::above_chance(held, CHANCE);
        let mut verdict = Verdict::judge(vec![Earned::new("questions", earned, 100.0)], findings);
        let told = self.questions.iter().map(|question| question.told(answer)).collect();
        verdict.extra.push((QUESTIONS, told));
        verdict
    }

    fn rules(&self) -> Vec<&'static str> {
        RULES.to_vec()
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let wrong = |question: &Question| {
            let edit = question.edits.iter().find(|edit| edit.but.is_some())?;
            Some(Mutant {
                operator: "an edit that does not mend",
                name: question.rule.clone(),
                answer: answer.set(&question.path(), Some(Value::from(edit.text.as_str()))),
            })
        };
        self.questions.iter().filter_map(wrong).collect()
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let sections = self.questions.iter().map(|question| question.section(answer)).collect();
        Editor::Form(Form { sections })
    }
}

/// The key of the questions in a report.
const QUESTIONS: &str = "questions";
/// The rules of a defence.
pub(super) const RULES: [&str; 3] = ["CM-15", "CM-16", "CM-17"];

#[cfg(test)]
mod tests;
