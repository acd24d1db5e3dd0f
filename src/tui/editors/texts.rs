//! The texts of an answer as they are: read, typed in place, with what findings point at underlined.

mod typing;

use super::{Editor, Turn};
use crate::{
    exercise::{
        Answer,
        draft::Cursor,
        editor::{self, Field, Item},
    },
    role::Role,
    session::Work,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        screen::Environment,
        widgets::input::Input,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Modifier,
};
use typing::{File, marks};

/// Cells for the numbers of lines.
const NUMBERS: u16 = 5;

/// The editor.
#[derive(Default)]
pub(super) struct Texts {
    files: Vec<File>,
    /// Whether the answer may have several.
    is_folder: bool,
    /// Which file shows, and the line with the cursor.
    at: usize,
    row: usize,
    /// The line that is typed.
    input: Option<Input>,
    top: usize,
    area: Rect,
}

impl Texts {
    fn open(&self) -> Option<&File> {
        self.files.get(self.at)
    }

    fn count(&self) -> usize {
        self.open().map_or(0, |file| file.lines.len())
    }

    fn go(&mut self, motion: Motion) -> bool {
        let before = self.row;
        let page = usize::from(self.area.height).saturating_sub(2);
        self.row = motion.apply(self.row, self.count(), page);
        self.row != before
    }

    /// Shows another file; behind the last one and before the first there is none.
    fn turn_to(&mut self, at: Option<usize>) -> Turn {
        let there = |at: &usize| *at < self.files.len() && *at != self.at;
        let Some(at) = at.filter(there) else { return Turn::Still };
        (self.at, self.row, self.top) = (at, 0, 0);
        Turn::Moved
    }

    /// Begins to type in the line with the cursor.
    fn begin(&mut self) -> Turn {
        let row = self.row;
        let Some(file) = self.files.get_mut(self.at) else { return Turn::Still };
        self.input = file.lines.get(row).map(|line| Input::with(line.as_str()));
        Turn::Moved
    }

    /// Puts the typed line back into its file.
    fn put_back(&mut self) {
        let (row, Some(input)) = (self.row, &self.input) else { return };
        let Some(file) = self.files.get_mut(self.at) else { return };
        if let Some(line) = file.lines.get_mut(row)
            && line != input.text()
        {
            input.text().clone_into(line);
            file.changed = true;
        }
    }

    fn draw_line(
        &self,
        buffer: &mut Buffer,
        place: Rect,
        row: usize,
        line: &str,
        env: &Environment,
    ) {
        let base = env.style(Role::Text);
        let marks = self.open().map(|file| file.marks_of(row)).unwrap_or_default();
        let mut cuts: Vec<usize> =
            marks.iter().flat_map(|(range, _)| [range.start, range.end]).collect();
        cuts.extend([0, line.len()]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut x = place.x;
        for pair in cuts.windows(2) {
            let [from, to] = pair else { continue };
            let Some(part) = line.get(*from..*to) else { continue };
            let mark = marks.iter().find(|(range, _)| range.start <= *from && *to <= range.end);
            let style = mark.map_or(base, |(_, role)| {
                base.patch(env.style(*role)).add_modifier(Modifier::UNDERLINED)
            });
            x = draw::put(buffer, x, place.y, place.right().saturating_sub(x), part, style);
        }
    }
}

impl Editor for Texts {
    fn set(&mut self, _model: &editor::Editor, work: &Work, env: &Environment) {
        if self.files.iter().any(|file| file.changed) {
            return;
        }
        let known = self.open().map(|file| file.name.clone());
        let is_new = |name: &str| !self.files.iter().any(|file| file.name == name);
        let new: Vec<String> = work
            .answer()
            .texts()
            .filter(|(name, _)| is_new(name))
            .map(|(name, _)| name.to_owned())
            .collect();
        let file = |(name, text): (&str, &std::sync::Arc<str>)| {
            File::new(name, work.shape().outside(name), text, marks(name, work.shown(), env))
        };
        self.files = work.answer().texts().map(file).collect();
        self.is_folder = work.has_files();
        // A file that comes to others is what one goes on with.
        let come = match (&known, new.as_slice()) {
            (Some(_), [only]) => Some(only.clone()),
            _ => None,
        };
        let name = come.or(known);
        let again = name.and_then(|name| self.files.iter().position(|file| file.name == name));
        self.at = again.unwrap_or(0);
        self.row = self.row.min(self.count().saturating_sub(1));
        if self.input.is_some() {
            let column = self.input.as_ref().map(|input| text::clusters(input.parts().0).count());
            self.type_in(self.row, column);
        }
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        if self.input.is_some() {
            return self.typing_update(action, answer);
        }
        match action {
            Action::Move(Motion::Left | Motion::Right) => Turn::Still,
            Action::Move(motion) => Turn::moved(self.go(*motion)),
            Action::Next => self.turn_to(Some(self.at + 1)),
            Action::Previous => self.turn_to(self.at.checked_sub(1)),
            Action::Select | Action::Toggle | Action::Own("type") => self.begin(),
            Action::Wheel { lines, .. } => {
                self.row = self.row.saturating_add_signed(isize::from(*lines));
                self.row = self.row.min(self.count().saturating_sub(1));
                Turn::Moved
            }
            _ => Turn::Pass,
        }
    }

    fn click(&mut self, at: Position, focus: bool, _answer: &Answer) -> Turn {
        let first = self.area.y + 1;
        if at.y < first {
            return self.turn_to(Some((self.at + 1) % self.files.len().max(1)));
        }
        let row = self.top + usize::from(at.y - first);
        if row >= self.count().max(1) {
            return Turn::Moved;
        }
        self.put_back();
        let again = focus && row == self.row;
        self.row = row;
        match self.input.is_some() || again {
            true => self.begin(),
            false => Turn::Moved,
        }
    }

    fn arrange(&mut self, area: Rect, _focus: bool, _env: &Environment) {
        self.area = area;
        let page = usize::from(area.height.saturating_sub(1)).max(1);
        self.top = draw::first_row(self.row, self.count(), page, self.top);
    }

    fn view(&self, buffer: &mut Buffer, focus: bool, env: &Environment) {
        let Some(file) = self.open() else { return };
        let area = self.area;
        let name = match self.files.len() {
            1 => file.shown.clone(),
            all => format!("{}   {}/{all}", file.shown, self.at + 1),
        };
        draw::put(buffer, area.x, area.y, area.width, &name, env.style(Role::Heading));
        let rows = file.lines.iter().enumerate().skip(self.top);
        for ((row, line), y) in rows.zip(area.y + 1..area.bottom()) {
            let here = row == self.row && focus;
            let role = if here { Role::Accent } else { Role::Faint };
            let number = format!("{:>4} ", row + 1);
            draw::put(buffer, area.x, y, NUMBERS, &number, env.style(role));
            let x = area.x + NUMBERS;
            let place = Rect { x, y, width: area.right().saturating_sub(x), height: 1 };
            match (&self.input, here) {
                (Some(input), true) => input.draw(buffer, (x, y, place.width), env),
                _ => self.draw_line(buffer, place, row, line, env),
            }
        }
    }

    fn hints(&self) -> Vec<&'static str> {
        match (&self.input, self.files.len()) {
            (Some(_), _) => vec!["back"],
            (None, 0 | 1) if !self.is_folder => vec!["type", "edit", "grade", "undo"],
            (None, 0 | 1) => vec!["type", "new", "edit", "grade", "undo"],
            (None, _) => vec!["type", "next", "new", "edit", "grade", "undo"],
        }
    }

    fn here(&self) -> (Option<&Item>, Option<&Field>) {
        (None, None)
    }

    fn find(&mut self, _names: &[String]) -> bool {
        false
    }

    fn find_span(&mut self, file: &str, line: usize) -> bool {
        let found = self.files.iter().position(|known| known.name == file);
        if let Some(at) = found {
            (self.at, self.row) = (at, line.saturating_sub(1));
        }
        found.is_some()
    }

    fn file(&self) -> Option<&str> {
        Some(&self.open()?.name)
    }

    fn cursor(&self) -> Cursor {
        let card = self.open().map(|file| file.name.clone()).unwrap_or_default();
        Cursor { card, row: self.row }
    }

    fn go_to(&mut self, cursor: &Cursor) {
        if self.find_span(&cursor.card, cursor.row + 1) {
            self.row = self.row.min(self.count().saturating_sub(1));
        }
    }

    fn typing(&self) -> bool {
        self.input.is_some()
    }

    fn flush(&mut self, before: &Answer) -> Option<Answer> {
        self.put_back();
        let typed = self.files.iter_mut().filter(|file| file.changed);
        let with = |answer: Option<Answer>, file: &mut File| {
            file.changed = false;
            let answer = answer.unwrap_or_else(|| before.clone());
            let text = file.text(before.text(&file.name).map_or("", |text| text));
            Some(answer.with_text(file.name.clone(), text))
        };
        typed.fold(None, with)
    }
}
