//! Fault line: point at the faulty line of a text.

use crate::table::{Fields, Placed};

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready},
    chance::Fingerprint,
    form::{Form, Listing},
    mistake::Mistake,
    tracing::line,
};

/// A question about which line is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultLine {
    pub text: Placed<String>,
    pub language: String,
    /// The faulty lines, from 1; any of them is right.
    pub lines: Vec<Placed<usize>>,
    /// What the line should say.
    pub fix: Option<Placed<String>>,
    /// Lines that look odd and are fine, with what to say to those who point at them.
    pub mistakes: Vec<Mistake<usize>>,
}

impl FaultLine {
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        prompt: &Fields<'_, '_>,
        answer: &Fields<'_, '_>,
    ) -> Option<Self> {
        let language = prompt.string("language").map_or_else(String::new, |found| found.value);
        let text = prompt.required_string("text");
        let fix = answer.string("fix");
        let mistakes = Mistake::read(fields, |entry| {
            entry.lacks("line");
            line(entry, "line")
        });
        let mut lines: Vec<Placed<usize>> = line(answer, "line").into_iter().collect();
        let more = answer.value("lines").map(|value| value.items()).unwrap_or_default();
        for number in more.into_iter().filter_map(|item| item.integer()) {
            match usize::try_from(number.value) {
                Ok(value) => lines.push(Placed { value, span: number.span }),
                Err(_) => answer.report("out-of-range", number.span, "lines are counted from 1"),
            }
        }
        let text = text?;
        let last = text.value.lines().count();
        let numbers = lines.iter().map(|at| (at, answer));
        for (at, fields) in numbers.chain(mistakes.iter().map(|m| (&m.given, fields))) {
            if !(1..=last).contains(&at.value) {
                let message = format!("the text has lines 1 to {last}");
                fields.report("out-of-range", at.span.clone(), message);
            }
        }
        lines.retain(|at| (1..=last).contains(&at.value));
        if lines.is_empty() {
            if !answer.has("lines") && !answer.tells("lines") {
                answer.lacks("line");
            }
            return None;
        }
        Some(Self { text, language, lines, fix, mistakes })
    }

    pub(super) fn pose(&self) -> Form {
        Form::FaultLine { listing: Listing::new(&self.language, &self.text.value) }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        let last = self.text.value.lines().count();
        match answer {
            Answer::Line(line) if !(1..=last).contains(line) => Err(Unready::NoSuchLine(last)),
            Answer::Line(_) => Ok(()),
            _ => Err(Unready::OtherKind),
        }
    }

    pub(super) fn mark(&self, answer: &Answer) -> Marked {
        let pointed = if let Answer::Line(line) = answer { *line } else { 0 };
        let right = self.lines.iter().any(|at| at.value == pointed);
        let mistake = self.mistakes.iter().find(|mistake| mistake.given.value == pointed);
        let text = mistake.filter(|_| !right).map_or("", |found| found.feedback.value.as_str());
        let mark = if right { Mark::Right } else { Mark::Wrong };
        let tag = mistake.filter(|_| !right).and_then(|found| found.tag.as_ref());
        let feedback = Feedback::new(mark, self.shown(pointed), text).tagged(tag);
        let faulty = match self.lines.as_slice() {
            [one] => self.shown(one.value),
            any => any.iter().map(|at| format!("- {}\n", self.shown(at.value))).collect(),
        };
        let fix = self.fix.as_ref().map(|fix| fix.value.trim().to_owned());
        Marked { fix, ..Marked::whole(right, vec![feedback], faulty) }
    }

    fn shown(&self, line: usize) -> String {
        let text = self.text.value.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        format!("{line}: `{}`", text.trim())
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        hash.texts([self.text.value.as_str(), &self.language]);
        hash.text(&format!("{:?}", self.lines.iter().map(|at| at.value).collect::<Vec<_>>()));
        hash.text(self.fix.as_ref().map_or("", |fix| fix.value.as_str()));
        Mistake::fingerprint(&self.mistakes, hash, usize::to_string);
    }
}
