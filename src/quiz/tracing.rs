//! Tracing: say what a program prints, or at which line it does not compile.

use crate::table::{Fields, Placed};
use crate::text::counted;

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready},
    chance::Fingerprint,
    form::{Form, Listing},
    mistake::Mistake,
};

/// What a program does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It compiles and prints this.
    Prints(String),
    /// It does not compile; the line is known, counted from 1, or any claim that it fails is right.
    Fails(Option<usize>),
}

/// A question about what a program does.
#[derive(Clone, Debug, PartialEq)]
pub struct Tracing {
    pub program: Placed<String>,
    pub language: String,
    pub outcome: Placed<Outcome>,
    /// Wrong outcomes that many expect, with what to say to them.
    pub mistakes: Vec<Mistake<Outcome>>,
}

impl Tracing {
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        prompt: &Fields<'_, '_>,
        answer: &Fields<'_, '_>,
    ) -> Option<Self> {
        let language = prompt.string("language").map_or_else(|| "rust".into(), |found| found.value);
        let mistakes = Mistake::read(fields, |entry| {
            let printed = entry.string("answer").map(|text| text.map(Outcome::Prints));
            let failed = line(entry, "line").map(|at| at.map(|at| Outcome::Fails(Some(at))));
            if printed.is_none() && failed.is_none() && !entry.tells("line") {
                entry.needs("missing-key", "answer", "a mistake has an `answer` or a `line`");
            }
            printed.or(failed)
        });
        let program = prompt.required_string("program");
        let stdout = answer.string("stdout");
        let failing = line(answer, "lineNumber");
        let Some(compiles) = answer.boolean("doesCompile") else {
            answer.lacks("doesCompile");
            return None;
        };
        let program = program?;
        let outcome = if compiles.value {
            Outcome::Prints(stdout.map(|text| text.value).unwrap_or_default())
        } else {
            let lines = program.value.lines().count();
            if let Some(at) = failing.as_ref().filter(|at| at.value > lines) {
                let message = format!("the program has {}", counted(lines, "line"));
                answer.report("out-of-range", at.span.clone(), message);
            }
            Outcome::Fails(failing.map(|at| at.value))
        };
        let outcome = Placed { value: outcome, span: compiles.span };
        Some(Self { program, language, outcome, mistakes })
    }

    pub(super) fn pose(&self) -> Form {
        Form::Tracing { program: Listing::new(&self.language, &self.program.value) }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        let lines = self.program.value.lines().count();
        match answer {
            Answer::FailsAt(line) if !(1..=lines).contains(line) => Err(Unready::NoSuchLine(lines)),
            Answer::Prints(_) | Answer::FailsAt(_) => Ok(()),
            _ => Err(Unready::OtherKind),
        }
    }

    pub(super) fn mark(&self, answer: &Answer) -> Marked {
        let claim = match answer {
            Answer::Prints(text) => Outcome::Prints(text.clone()),
            Answer::FailsAt(line) => Outcome::Fails(Some(*line)),
            _ => Outcome::Fails(Some(0)),
        };
        let right = claim.agrees(&self.outcome.value);
        let mistake = self.mistakes.iter().find(|mistake| claim.agrees(&mistake.given.value));
        let text = mistake.filter(|_| !right).map_or("", |found| found.feedback.value.as_str());
        let mark = if right { Mark::Right } else { Mark::Wrong };
        let tag = mistake.filter(|_| !right).and_then(|found| found.tag.as_ref());
        let feedback = Feedback::new(mark, answer.summary(), text).tagged(tag);
        let solution = match &self.outcome.value {
            Outcome::Prints(text) => format!("```text\n{}\n```", text.trim_end()),
            Outcome::Fails(Some(line)) => {
                let code = self.program.value.lines().nth(line - 1).unwrap_or_default();
                format!("{line}: `{}`", code.trim())
            }
            Outcome::Fails(None) => "does not compile".into(),
        };
        Marked::whole(right, vec![feedback], solution)
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        hash.texts([self.program.value.as_str(), &self.language, &self.outcome.value.text()]);
        Mistake::fingerprint(&self.mistakes, hash, Outcome::text);
    }
}

impl Outcome {
    /// Whether a claim is this outcome. Blanks at the ends of lines and the last line break do not
    /// matter.
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Prints(a), Self::Prints(b)) => {
                let lines = |text: &'_ str| -> Vec<String> {
                    text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
                };
                lines(a) == lines(b)
            }
            (Self::Fails(Some(a)), Self::Fails(Some(b))) => a == b,
            (Self::Fails(_), Self::Fails(_)) => true,
            _ => false,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Prints(text) => format!("prints {text}"),
            Self::Fails(line) => format!("fails at {line:?}"),
        }
    }
}

/// A line number from 1.
pub(super) fn line(fields: &Fields<'_, '_>, key: &'static str) -> Option<Placed<usize>> {
    let found = fields.integer(key)?;
    match usize::try_from(found.value) {
        Ok(value) if value > 0 => Some(Placed { value, span: found.span }),
        _ => {
            fields.report("out-of-range", found.span, "lines are counted from 1");
            None
        }
    }
}
