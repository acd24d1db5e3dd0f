//! Mistakes on plain lines: what was answered wrongly, asked again, read about, or put away.

use super::{PlainSession, line_io::Stop};
use crate::{library::Reference, progress::ItemEvent, session::mistakes::Mistake};

/// What can be done with a mistake.
#[derive(Clone, Copy)]
enum Deed {
    Ask,
    Read,
    PutAway,
    /// Reviews ask again what was forgotten often.
    Restore,
}

impl PlainSession {
    /// The mistakes that are not put away, until the learner leaves.
    pub(super) fn mistakes(&mut self) -> Result<(), Stop> {
        loop {
            let mistakes = self.session.mistakes(&self.words)?;
            if mistakes.is_empty() {
                return self.io.line(self.words.get("mistakes.none"));
            }
            let names: Vec<String> = mistakes.iter().map(|one| self.mistake_name(one)).collect();
            match self.choose(&names)?.and_then(|at| mistakes.into_iter().nth(at)) {
                Some(mistake) => self.mistake(&mistake)?,
                None => return Ok(()),
            }
        }
    }

    fn mistake_name(&self, mistake: &Mistake) -> String {
        let mut says = vec![self.words.plural("mistakes.times", mistake.wrong as usize)];
        let marks = [("mistakes.sure", mistake.sure), ("mistakes.leech", mistake.leech)];
        let marks = marks.iter().filter(|(_, holds)| *holds);
        says.extend(marks.map(|(key, _)| self.words.get(key).to_owned()));
        format!("{} ({})", mistake.prompt, says.join(", "))
    }

    /// One mistake: what can be done with it.
    fn mistake(&mut self, mistake: &Mistake) -> Result<(), Stop> {
        let mut deeds = vec![("ask", Deed::Ask)];
        deeds.extend(mistake.lesson.is_some().then_some(("lesson", Deed::Read)));
        deeds.push(("delete", Deed::PutAway));
        deeds.extend(mistake.leech.then_some(("again", Deed::Restore)));
        let names: Vec<String> = deeds
            .iter()
            .map(|(word, _)| self.words.get(&format!("keys.mistakes.{word}")).to_owned())
            .collect();
        let item = mistake.id.to_string();
        match self.choose(&names)?.and_then(|at| deeds.get(at)) {
            Some((_, Deed::Ask)) => self.check(&mistake.id).map(drop),
            Some((_, Deed::Read)) => match &mistake.lesson {
                Some(lesson) => self.try_open(Reference::Lesson(lesson.clone())),
                None => Ok(()),
            },
            Some((_, Deed::PutAway)) => {
                self.record(|session| session.record(ItemEvent::Hidden { item: item.clone() }))?;
                self.io.line(self.words.get("mistakes.hidden"))
            }
            Some((_, Deed::Restore)) => {
                self.record(|session| session.record(ItemEvent::Restored { item: item.clone() }))?;
                self.io.line(self.words.get("mistakes.restored"))
            }
            None => Ok(()),
        }
    }
}
