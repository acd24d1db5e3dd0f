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
}

impl Controls {
    /// Lays the controls of a lab out, with what is typed into the one that has the focus; of more lines
    /// than there is room for those around it.
    pub(super) fn arrange(&mut self, area: Rect, play: &Play, focus: usize, typed: Option<&str>) {
        self.places.clear();
        let params = play.guide().entry.spec.params;
        let (mut x, mut line) = (0, 0);
        for (number, place) in play.controls().into_iter().enumerate() {
            let Some(param) = params.get(place) else { continue };
            let live = if param.live { "*" } else { "" };
            let value = match typed.filter(|_| number == focus) {
                Some(typed) => format!("{typed}_"),
                None => play.value(place).map_or_else(String::new, ToString::to_string),
            };
            let name = format!("{}{live}", param.name);
            let room = usize::from(area.width).saturating_sub(text::width(&name) + 6).max(4);
            let value = text::ellipsis(&value, room);
            let width = (text::width(&name) + text::width(&value) + 5) as u16;
            if x > 0 && x + width > area.width {
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
