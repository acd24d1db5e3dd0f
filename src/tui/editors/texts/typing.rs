//! Typing in one file of the answer.

use super::super::{Editor, Turn};
use super::Texts;
use crate::{
    exercise::Answer,
    role::Role,
    text,
    tui::{
        action::{Action, Edit, Motion},
        screen::Environment,
        widgets::{findings, input::Input},
    },
    verdict::{Evidence, Verdict},
};
use std::ops::Range;

pub(super) struct File {
    pub(super) name: String,
    /// As its learner knows it.
    pub(super) shown: String,
    pub(super) lines: Vec<String>,
    /// Bytes that end a line.
    end_length: usize,
    /// Whether something was typed in it that the answer does not have yet.
    pub(super) changed: bool,
    /// Bytes of the text that a finding points at, and how they look.
    pub(super) marks: Vec<(Range<usize>, Role)>,
}

impl File {
    pub(super) fn new(
        name: &str,
        shown: String,
        text: &str,
        marks: Vec<(Range<usize>, Role)>,
    ) -> Self {
        // A file that is empty has a line to begin in.
        let lines = text.lines().chain(text.is_empty().then_some(""));
        Self {
            name: name.to_owned(),
            shown,
            lines: lines.map(str::to_owned).collect(),
            end_length: text::line_end(text).len(),
            changed: false,
            marks,
        }
    }

    /// What is typed, its lines ended as in the text before.
    pub(super) fn text(&self, old: &str) -> String {
        text::joined_as(&self.lines, old)
    }

    /// The marks of a line, in bytes of the line.
    pub(super) fn marks_of(&self, row: usize) -> Vec<(Range<usize>, Role)> {
        let start: usize =
            self.lines.iter().take(row).map(|line| line.len() + self.end_length).sum();
        let length = self.lines.get(row).map_or(0, String::len);
        let inside = |(range, role): &(Range<usize>, Role)| {
            let from = range.start.saturating_sub(start).min(length);
            let to = range.end.saturating_sub(start).min(length);
            let reaches = range.end > start && range.start <= start + length;
            reaches.then_some((from..to.max(from), *role))
        };
        self.marks.iter().filter_map(inside).collect()
    }
}

/// What the findings point at in a file.
pub(super) fn marks(name: &str, verdict: &Verdict, env: &Environment) -> Vec<(Range<usize>, Role)> {
    let spans = verdict.findings.iter().flat_map(|finding| {
        let role = findings::sign(finding.severity, env).1;
        finding.evidence.iter().filter_map(move |evidence| match evidence {
            Evidence::Span(span) if span.file == name => Some((span.range.clone(), role)),
            _ => None,
        })
    });
    spans.collect()
}

impl Texts {
    /// Goes on typing in another line, the cursor behind so many clusters or at its end.
    pub(super) fn type_in(&mut self, row: usize, clusters: Option<usize>) {
        self.row = row;
        let line = self.open().and_then(|file| file.lines.get(row)).cloned().unwrap_or_default();
        let mut input = Input::with(line);
        if let Some(clusters) = clusters {
            input.edit(&Edit::Home);
            (0..clusters).for_each(|_| input.edit(&Edit::Right));
        }
        self.input = Some(input);
    }

    /// Splits the typed line at its cursor.
    fn split(&mut self) {
        let Some(input) = &self.input else { return };
        let (before, under, after) = input.parts();
        let (before, rest) = (before.to_owned(), format!("{under}{after}"));
        let row = self.row;
        if let Some(file) = self.files.get_mut(self.at) {
            // A new line begins where its neighbour above does.
            let indent: String = before.chars().take_while(|c| *c == ' ').collect();
            let clusters = indent.len();
            file.lines.splice(row..=row, [before, format!("{indent}{rest}")]);
            file.changed = true;
            self.type_in(row + 1, Some(clusters));
        }
    }

    /// Joins the typed line with the one above.
    fn join(&mut self) {
        self.put_back();
        let row = self.row;
        let Some(file) = self.files.get_mut(self.at).filter(|_| row > 0) else { return };
        let line = file.lines.remove(row);
        if let Some(above) = file.lines.get_mut(row - 1) {
            let clusters = text::clusters(above).count();
            above.push_str(&line);
            file.changed = true;
            self.type_in(row - 1, Some(clusters));
        }
    }

    fn typed(&mut self, edit: &Edit) {
        let at_start = self.input.as_ref().is_some_and(|input| input.parts().0.is_empty());
        match edit {
            Edit::Backspace if at_start => self.join(),
            Edit::Insert(new) if new.contains('\n') => {
                for (number, line) in new.lines().enumerate() {
                    if number > 0 {
                        self.put_back();
                        self.split();
                    }
                    self.typed(&Edit::Insert(line.to_owned()));
                }
            }
            _ => {
                if let Some(input) = &mut self.input {
                    input.edit(edit);
                }
                self.put_back();
            }
        }
    }

    /// What an action does while a line is typed.
    pub(super) fn typing_update(&mut self, action: &Action, answer: &Answer) -> Turn {
        match action {
            Action::Text(edit) => self.typed(edit),
            Action::Select => self.split(),
            Action::Move(
                motion @ (Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown),
            ) => {
                let column =
                    self.input.as_ref().map(|input| text::clusters(input.parts().0).count());
                self.go(*motion);
                self.type_in(self.row, column);
            }
            Action::Back => {
                self.input = None;
                return self.flush(answer).map_or(Turn::Moved, Turn::set);
            }
            _ => return Turn::Still,
        }
        Turn::Moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_in_one_file_leaves_every_line_end_as_it_was() {
        let texts = [("a.yaml", "a: 1\r\nb: 2\r\n"), ("b.yaml", "c: 3\r\nd: 4")];
        let answer: Answer = texts.into_iter().collect();
        let file = |(name, text): (&str, &std::sync::Arc<str>)| {
            File::new(name, name.to_owned(), text, Vec::new())
        };
        let mut texts = Texts { files: answer.texts().map(file).collect(), ..Texts::default() };
        texts.type_in(0, None);
        texts.typed(&Edit::Insert("!".into()));
        let after = texts.flush(&answer).unwrap();
        assert_eq!(texts.flush(&after), None);
        assert_eq!(after, answer.with_text("a.yaml", "a: 1!\r\nb: 2\r\n"));
    }

    #[test]
    fn a_mark_stands_where_it_points_whatever_ends_the_lines() {
        let marks = vec![(6..7, Role::Bad)];
        let file = File::new("a.yaml", "a.yaml".to_owned(), "a: 1\r\nb: 2\r\n", marks);
        assert_eq!(file.marks_of(1), [(0..1, Role::Bad)]);
        assert_eq!(file.marks_of(0), []);
    }
}
