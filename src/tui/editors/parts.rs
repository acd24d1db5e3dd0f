//! Parts of a series: one is open, in an editor of its own; a line above names them all.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Editor, Turn, of};
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
    },
};

/// Stands between a part and what is in it where a cursor is kept.
const BETWEEN: char = '/';

/// The editor.
#[derive(Default)]
pub(super) struct Parts {
    parts: Vec<Part>,
    open: usize,
    area: Rect,
}

struct Part {
    id: String,
    editor: Box<dyn Editor>,
    /// Where its name stands.
    head: Rect,
}

/// Cells for the name of a part: it is short, and no window is wider than a number of cells.
fn head_width(id: &str) -> u16 {
    (text::width(id) + 4) as u16
}

impl Parts {
    /// The first name that is shown, so that the one of the open part is.
    fn first_head(&self, room: u16) -> usize {
        let end = |first: usize| -> u16 {
            let names = self.parts.iter().take(self.open + 1).skip(first);
            names.map(|part| head_width(&part.id)).fold(0, u16::saturating_add)
        };
        (0..self.open).find(|first| end(*first) <= room).unwrap_or(self.open)
    }

    fn part(&self) -> Option<&Part> {
        self.parts.get(self.open)
    }

    fn editor(&mut self) -> Option<&mut Box<dyn Editor>> {
        self.parts.get_mut(self.open).map(|part| &mut part.editor)
    }

    /// Opens the next or the previous part at its near end; says whether there is one.
    fn go(&mut self, onward: bool, answer: &Answer) -> bool {
        let next = if onward { Some(self.open + 1) } else { self.open.checked_sub(1) };
        let Some(next) = next.filter(|next| *next < self.parts.len()) else { return false };
        self.open = next;
        let end = if onward { Motion::Top } else { Motion::Bottom };
        self.editor().map(|editor| editor.update(&Action::Move(end), answer));
        true
    }

    /// Opens a part in which something is found; a name that is a part's own comes first.
    fn open_where(&mut self, mut find: impl FnMut(&mut dyn Editor, &str) -> bool) -> bool {
        let found = self.parts.iter_mut().position(|part| find(part.editor.as_mut(), &part.id));
        self.open = found.unwrap_or(self.open);
        found.is_some()
    }
}

impl Editor for Parts {
    fn set(&mut self, model: &editor::Editor, work: &Work, env: &Environment) {
        let editor::Editor::Parts(model) = model else { return };
        if self.parts.len() == model.len() {
            let both = self.parts.iter_mut().zip(model);
            both.for_each(|(part, model)| part.editor.set(&model.editor, work, env));
            return;
        }
        let part = |part: &editor::Part| {
            let mut editor = of(&part.editor, work, env);
            // Among all texts, those in the folder of the part are its own.
            let own = format!("{}/", part.id);
            let first =
                work.answer().texts().map(|(name, _)| name).find(|name| name.starts_with(&own));
            if let (editor::Editor::Text, Some(first)) = (&part.editor, first) {
                editor.find_span(first, 1);
            }
            Part { id: part.id.clone(), editor, head: Rect::default() }
        };
        self.parts = model.iter().map(part).collect();
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        let turn = self.editor().map_or(Turn::Pass, |editor| editor.update(action, answer));
        let onward = match action {
            Action::Move(Motion::Down) | Action::Next => true,
            Action::Move(Motion::Up) | Action::Previous => false,
            _ => return turn,
        };
        match turn {
            Turn::Still => Turn::moved(self.go(onward, answer)),
            turn => turn,
        }
    }

    fn click(&mut self, at: Position, focus: bool, answer: &Answer) -> Turn {
        if let Some(part) = self.parts.iter().position(|part| part.head.contains(at)) {
            self.open = part;
            return Turn::Moved;
        }
        self.editor().map_or(Turn::Pass, |editor| editor.click(at, focus, answer))
    }

    fn arrange(&mut self, area: Rect, focus: bool, env: &Environment) {
        self.area = area;
        let mut x = area.x;
        let first = self.first_head(area.width);
        for (number, part) in self.parts.iter_mut().enumerate() {
            let width = if number < first { 0 } else { head_width(&part.id) };
            part.head = Rect::new(x, area.y, width, 1).intersection(area);
            x = x.saturating_add(width);
        }
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if let Some(editor) = self.editor() {
            editor.arrange(below.intersection(area), focus, env);
        }
    }

    fn view(&self, buffer: &mut Buffer, focus: bool, env: &Environment) {
        for (number, part) in self.parts.iter().enumerate() {
            let (sign, role) = match number == self.open {
                true => (env.signs.here, Role::Heading),
                false => (" ", Role::Muted),
            };
            let name = format!("{} {}", text::pad(sign, 1), part.id);
            let Rect { x, y, width, .. } = part.head;
            draw::put(buffer, x, y, width, &name, env.style(role));
        }
        if let Some(part) = self.part() {
            part.editor.view(buffer, focus, env);
        }
    }

    fn hints(&self) -> Vec<&'static str> {
        self.part().map_or_else(Vec::new, |part| part.editor.hints())
    }

    fn here(&self) -> (Option<&Item>, Option<&Field>) {
        self.part().map_or((None, None), |part| part.editor.here())
    }

    fn cut_label(&self, width: u16) -> Option<&str> {
        self.part()?.editor.cut_label(width)
    }

    fn find(&mut self, names: &[String]) -> bool {
        let own = |id: &str| names.first().is_some_and(|first| first == id);
        self.open_where(|editor, id| own(id) && editor.find(&names[1..]))
            || self.open_where(|editor, _| editor.find(names))
            || self.open_where(|_, id| own(id))
    }

    fn find_span(&mut self, file: &str, line: usize) -> bool {
        self.open_where(|editor, _| editor.find_span(file, line))
    }

    fn cursor(&self) -> Cursor {
        let Some(part) = self.part() else { return Cursor::default() };
        let inside = part.editor.cursor();
        Cursor { card: format!("{}{BETWEEN}{}", part.id, inside.card), ..inside }
    }

    fn go_to(&mut self, cursor: &Cursor) {
        let Some((id, card)) = cursor.card.split_once(BETWEEN) else { return };
        let Some(open) = self.parts.iter().position(|part| part.id == id) else { return };
        self.open = open;
        if let Some(editor) = self.editor() {
            editor.go_to(&Cursor { card: card.to_owned(), ..cursor.clone() });
        }
    }

    fn file(&self) -> Option<&str> {
        self.part()?.editor.file()
    }

    fn says(&self, env: &Environment) -> Option<String> {
        self.part()?.editor.says(env)
    }

    fn typing(&self) -> bool {
        self.part().is_some_and(|part| part.editor.typing())
    }

    fn flush(&mut self, answer: &Answer) -> Option<Answer> {
        self.editor()?.flush(answer)
    }
}
