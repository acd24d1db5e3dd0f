//! A task answered in one's own words, line by line: the own text, the model answer, the rubric.

use super::{PlainSession, line_io::Stop};
use crate::{progress::NoteEvent, quiz::Written};

impl PlainSession {
    /// A written task where it stands in a lesson; whether the lesson goes on.
    pub(super) fn written(&mut self, task: &Written) -> Result<bool, Stop> {
        self.io.line(self.words.get("written.title"))?;
        self.markdown("", &task.prompt.value)?;
        let mut text: Vec<String> = Vec::new();
        loop {
            let key = if text.is_empty() { "plain.write" } else { "plain.write-on" };
            let line = self.io.ask(self.words.get(key))?;
            match line.as_str() {
                "" => break,
                "s" if text.is_empty() => break,
                "q" if text.is_empty() => return Ok(false),
                _ => text.push(line),
            }
        }
        if text.is_empty() {
            return Ok(true);
        }
        self.io.line(self.words.get("written.model"))?;
        self.markdown("", &task.model.value)?;
        self.io.line(self.words.get("written.rubric"))?;
        let mut ticked = Vec::new();
        for line in &task.rubric {
            self.markdown("- ", &line.value)?;
            let said = self.io.ask(self.words.get("plain.yes-no"))?;
            ticked.push(said.to_lowercase().starts_with('y'));
        }
        self.session.record(NoteEvent::Written {
            about: task.lesson.value.to_string(),
            note: self.session.progress().new_name(),
            byte: None,
            text: task.kept(&text.join("\n"), &ticked),
        })?;
        self.kept("written.kept", &[])?;
        Ok(true)
    }
}
