//! A short list to choose from, and a line to type a name into. Each carries what to do with the choice.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    bench::Bench,
    sheet::{Sheet, Then},
};
use crate::{
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
        draw,
        screen::{Effect, Environment},
        widgets::{input::Input, list::List},
    },
};

/// What a choice does.
pub(super) type Deed = Box<dyn FnOnce(&mut Bench, &mut Environment) -> Result<Then, Problem>>;

/// One thing to choose.
pub(super) struct Item {
    pub(super) label: String,
    pub(super) note: String,
    pub(super) deed: Option<Deed>,
}

/// A list to choose from.
pub(super) struct Menu {
    title: String,
    items: Vec<Item>,
    list: List,
    frame: Rect,
}

impl Item {
    /// A choice.
    pub(super) fn new(
        label: impl Into<String>,
        note: impl Into<String>,
        deed: impl FnOnce(&mut Bench, &mut Environment) -> Result<Then, Problem> + 'static,
    ) -> Self {
        Self { label: label.into(), note: note.into(), deed: Some(Box::new(deed)) }
    }
}

impl Menu {
    /// A menu.
    pub(super) fn new(title: impl Into<String>, items: Vec<Item>) -> Self {
        Self { title: title.into(), items, list: List::default(), frame: Rect::ZERO }
    }

    fn choose(
        &mut self,
        item: usize,
        bench: &mut Bench,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        match self.items.get_mut(item).and_then(|item| item.deed.take()) {
            Some(deed) => deed(bench, env),
            None => Ok(Then::Stay),
        }
    }
}

impl Sheet for Menu {
    fn update(
        &mut self,
        action: &Action,
        bench: &mut Bench,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        let count = self.items.len();
        match action {
            Action::Move(motion) => drop(self.list.go(*motion, count)),
            Action::Wheel { lines, .. } => self.list.shift(*lines, count),
            Action::Select | Action::Toggle => {
                return self.choose(self.list.selected(), bench, env);
            }
            Action::Digit(digit @ 1..) if usize::from(*digit) <= count => {
                return self.choose(usize::from(*digit) - 1, bench, env);
            }
            Action::Click(at) => {
                return match self.list.hit(*at) {
                    Some(item) => self.choose(item, bench, env),
                    None if !self.frame.contains(*at) => Ok(Then::Close),
                    None => Ok(Then::Stay),
                };
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _bench: &Bench, _env: &Environment) {
        let longest = |item: &Item| text::width(&item.label) + text::width(&item.note) + 10;
        let wide = self.items.iter().map(longest).chain([text::width(&self.title) + 6]).max();
        let wide = wide.unwrap_or(30).clamp(30, 76) as u16;
        self.frame = draw::centred(area, wide, self.items.len() as u16 + 3);
        let inner = Rect {
            x: self.frame.x + 1,
            y: self.frame.y + 2,
            width: self.frame.width.saturating_sub(2),
            height: self.frame.height.saturating_sub(3),
        };
        self.list.arrange(inner, self.items.len(), 1);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Bench, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        let room = self.frame.width.saturating_sub(4);
        let (x, y) = (self.frame.x + 2, self.frame.y + 1);
        draw::put(buffer, x, y, room, &self.title, env.style(Role::Heading));
        for (at, y) in self.list.rows() {
            let Some(item) = self.items.get(at) else { continue };
            let selected = at == self.list.selected();
            let row = Rect { y, height: 1, ..self.list.area() };
            let ground = if selected { env.style(Role::Selection) } else { env.theme.base() };
            if selected {
                draw::highlight(buffer, row, ground);
            }
            let number = if at < 9 { format!("{} ", at + 1) } else { "  ".into() };
            let mut muted = ground.patch(env.style(Role::Muted));
            muted.bg = ground.bg;
            let at = draw::put(buffer, x, y, room, &number, muted);
            let end = x + room;
            let at = draw::put(buffer, at, y, end.saturating_sub(at), &item.label, ground);
            let rest = end.saturating_sub(at + 2);
            if rest > 3 {
                let note = text::ellipsis(&item.note, usize::from(rest));
                draw::put_right(buffer, end, y, rest, &note, muted);
            }
        }
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["move", "select", "back"]
    }

    fn status(&self) -> String {
        format!("{}/{}", self.list.selected() + 1, self.items.len())
    }

    fn floats(&self) -> bool {
        true
    }
}

/// What a typed name does.
pub(super) type Named = Box<dyn Fn(String, &mut Bench, &mut Environment) -> Result<Then, Problem>>;

/// A line to type a name into.
pub(super) struct Name {
    title: String,
    input: Input,
    deed: Named,
    wide: u16,
    frame: Rect,
}

impl Name {
    /// A line with a name to begin with.
    pub(super) fn new(
        title: impl Into<String>,
        name: &str,
        deed: impl Fn(String, &mut Bench, &mut Environment) -> Result<Then, Problem> + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            input: Input::with(name),
            deed: Box::new(deed),
            wide: 50,
            frame: Rect::ZERO,
        }
    }

    /// With more room, in cells.
    pub(super) fn wide(self, wide: u16) -> Self {
        Self { wide, ..self }
    }
}

impl Sheet for Name {
    fn update(
        &mut self,
        action: &Action,
        bench: &mut Bench,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        match action {
            Action::Text(edit) => self.input.edit(edit),
            Action::Select => {
                let name = self.input.text().trim().to_owned();
                if name.is_empty() {
                    return Ok(Then::Do(Effect::Notice(env.say("bench.no-name").to_owned())));
                }
                return (self.deed)(name, bench, env);
            }
            Action::Click(at) if !self.frame.contains(*at) => return Ok(Then::Close),
            // The mouse alone must do: a click on the line takes the name as it is.
            Action::Click(at) if at.y > self.frame.y + 1 => {
                return self.update(&Action::Select, bench, env);
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Stay),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _bench: &Bench, _env: &Environment) {
        self.frame = draw::centred(area, self.wide, 5);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Bench, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        let (x, y) = (self.frame.x + 2, self.frame.y + 1);
        let room = self.frame.width.saturating_sub(4);
        draw::put(buffer, x, y, room, &self.title, env.style(Role::Heading));
        let sign = format!("{} ", env.signs.here);
        let at = draw::put(buffer, x, y + 1, room, &sign, env.style(Role::Accent));
        self.input.draw(buffer, (at, y + 1, (x + room).saturating_sub(at)), env);
        draw::put(buffer, x, y + 2, room, env.say("bench.enter-takes"), env.style(Role::Muted));
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select", "back"]
    }

    fn typing(&self) -> bool {
        true
    }

    fn floats(&self) -> bool {
        true
    }
}
