//! The parameters that may be turned, flowing over lines: `capacity ◂ 10 ▸`. Knows where each of them
//! stands, for the mouse.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    lab::play::Play,
    role::Role,
    text,
    tui::{draw, screen::Environment},
};

/// Cells between two controls.
const GAP: u16 = 3;

/// What a click on a control means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    /// It gets the focus, by its number.
    Focus(usize),
    /// Its value is turned up or down.
    Turn(usize, bool),
}

/// One control where it stands.
struct Place {
    area: Rect,
    number: usize,
    name: String,
    value: String,
}

/// The controls as they are laid out.
#[derive(Default)]
pub(super) struct Controls {
    places: Vec<Place>,
    /// Where it is said that there are more below.
    more: Option<Position>,
}

impl Controls {
    /// Lays the controls of a lab out, with what is typed into the one that has the focus; of more lines
    /// than there is room for those around it.
    pub(super) fn arrange(&mut self, area: Rect, play: &Play, focus: usize, typed: Option<&str>) {
        self.places.clear();
        let (mut x, mut line) = (0, 0);
        for (number, control) in play.controls().into_iter().enumerate() {
            let live = if play.is_live(control) { "*" } else { "" };
            let value = match typed.filter(|_| number == focus) {
                Some(typed) => format!("{typed}_"),
                None => play.value(control),
            };
            let name = format!("{}{live}", play.name(control));
            let room = usize::from(area.width).saturating_sub(text::width(&name) + 6).max(4);
            let value = text::ellipsis(&value, room);
            let width = (text::width(&name) + text::width(&value) + 5) as u16;
            // The last cell is for the sign of more.
            if x > 0 && x + width >= area.width {
                (x, line) = (0, line + 1);
            }
            let area = Rect { x: area.x + x, y: line, width, height: 1 };
            self.places.push(Place { area, number, name, value });
            x += width + GAP;
        }
        self.scroll(area, focus);
    }

    fn scroll(&mut self, area: Rect, focus: usize) {
        let line = self.places.get(focus).map_or(0, |place| place.area.y);
        let first = (line + 1).saturating_sub(area.height);
        let last = self.places.last().map_or(0, |place| place.area.y);
        let more = last >= first + area.height && area.height > 0;
        self.more = more.then(|| Position::new(area.right() - 1, area.bottom() - 1));
        self.places.retain_mut(|place| {
            let shown = (first..first + area.height).contains(&place.area.y);
            place.area.y = (area.y + place.area.y).saturating_sub(first);
            shown
        });
    }

    /// What a click means.
    pub(super) fn hit(&self, at: Position) -> Option<Hit> {
        let place = self.places.iter().find(|place| place.area.contains(at))?;
        let arrow = place.area.x + text::width(&place.name) as u16 + 1;
        Some(match at.x {
            x if x == arrow => Hit::Turn(place.number, false),
            x if x + 1 == place.area.right() => Hit::Turn(place.number, true),
            _ => Hit::Focus(place.number),
        })
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, focus: usize, env: &Environment) {
        if let Some(Position { x, y }) = self.more {
            draw::put(buffer, x, y, 1, env.signs.ellipsis, env.style(Role::Muted));
        }
        let (left, right) = if env.settings.ascii { ("<", ">") } else { ("◂", "▸") };
        for Place { area, number, name, value } in &self.places {
            let (muted, strong) = (env.style(Role::Muted), env.style(Role::Strong));
            let parts = [
                (format!("{name} "), env.style(Role::Text)),
                (format!("{left} "), muted),
                (value.clone(), strong),
                (format!(" {right}"), muted),
            ];
            let parts: Vec<(&str, _)> =
                parts.iter().map(|(text, style)| (text.as_str(), *style)).collect();
            draw::runs(buffer, area.x, area.y, area.width, &parts);
            if *number == focus {
                draw::highlight(buffer, *area, env.style(Role::Selection));
            }
        }
    }
}
