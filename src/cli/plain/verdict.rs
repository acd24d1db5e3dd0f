//! What is said about an answer, in words and without colours.

use super::{PlainSession, answer, line_io::Stop};
use crate::{
    quiz::{Answer, Mark, Posed, Verdict},
    text,
};

impl PlainSession {
    /// Says whether the answer is right, what about its parts, the solution and the explanation.
    pub(super) fn verdict(
        &mut self,
        posed: &Posed,
        given: &Answer,
        verdict: &Verdict,
    ) -> Result<(), Stop> {
        let word = match verdict {
            _ if *given == Answer::DontKnow => "question.unknown",
            Verdict { right: true, .. } => "question.right",
            Verdict { share, .. } if *share > 0.0 => "question.partly",
            _ => "question.wrong",
        };
        self.io.line("")?;
        let percent = (verdict.share * 100.0).floor();
        let said = self.words.format(word, &[("percent", &percent)]);
        self.io.line(&said)?;
        let several = verdict.feedback.len() > 1;
        for part in &verdict.feedback {
            if part.text.is_empty() || (part.mark == Mark::Right && !several) {
                continue;
            }
            let mark = match part.mark {
                Mark::Right => "plain.mark.right",
                Mark::Wrong => "plain.mark.wrong",
                Mark::Missed => "plain.mark.missed",
            };
            let lead = if several { format!("- {} ", self.words.get(mark)) } else { String::new() };
            let text = if several { part.labelled(&self.words) } else { part.text.clone() };
            self.markdown(&lead, &text)?;
        }
        self.misconception(verdict)?;
        if !verdict.right {
            self.io.line("")?;
            self.io.line(self.words.get("question.solution"))?;
            self.markdown("  ", &verdict.solution)?;
            if let Some(fix) = &verdict.fix {
                self.io.line(self.words.get("question.fix"))?;
                self.io.raw(&format!("  {}", answer::code(fix)))?;
            }
        }
        if let Some(explanation) = &verdict.explanation {
            self.io.line("")?;
            self.markdown("", explanation)?;
        }
        self.where_to_read(posed)?;
        self.io.line("")
    }

    /// The misconception that the answer shows, and that it was shown before.
    fn misconception(&mut self, verdict: &Verdict) -> Result<(), Stop> {
        let tags = verdict.tags();
        let found = tags.iter().find_map(|tag| self.session.library().misconception(tag));
        let Some(found) = found.cloned() else { return Ok(()) };
        let repeated = self.session.repeated(&tags)?.is_some();
        let key = if repeated { "misconception.twice" } else { "misconception.seen" };
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("says", &found.says), ("truth", &found.truth)];
        let said = self.words.format(key, values);
        self.markdown("", &said)?;
        if repeated && found.patterns.len() > 1 {
            let patterns = found.patterns.join(" ");
            let said = self.words.format("misconception.compare", &[("patterns", &patterns)]);
            self.io.line(&said)?;
        }
        Ok(())
    }

    fn where_to_read(&mut self, posed: &Posed) -> Result<(), Stop> {
        let library = self.session.library();
        let Some(lesson) = &posed.question.lesson else { return Ok(()) };
        let Some(slot) = library.slot(&lesson.value) else { return Ok(()) };
        let Some(card) = library.at(slot) else { return Ok(()) };
        let title = text::sanitize(&card.title);
        let number = library.number(slot);
        let said = self.words.format("plain.read-in", &[("number", &number), ("title", &title)]);
        self.io.line(&said)
    }
}
