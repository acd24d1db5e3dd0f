//! What stands above and below the rows of a report: the class, its tables, what was read.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{ClassReport, State, shown::Shown};
use crate::{
    role::Role,
    text,
    tui::{draw, screen::Environment},
};

impl ClassReport {
    /// The title of the class, then the names of the tables, then what was read or how this one is shown.
    pub(super) fn draw_head(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let Rect { x, y, width, .. } = area;
        let dot = env.signs.dot;
        let title = format!("{}  {dot}  {}", self.class.title, self.class.course);
        let day = self.today.to_string();
        let end = draw::put_right(buffer, area.right(), y, width / 3, &day, env.style(Role::Muted));
        let room = end.saturating_sub(x + 1);
        let title = text::sanitize(&title);
        draw::put(
            buffer,
            x,
            y,
            room,
            &text::ellipsis(&title, room.into()),
            env.style(Role::Heading),
        );
        self.draw_names(buffer, (x, y + 1, width), env);
        let State::Read(view) = &self.state else { return };
        let Some(table) = self.table() else { return };
        let line = (x, y + 2, width);
        if self.typing || table.is_filtered() {
            table.draw_filter(buffer, line, self.typing, env);
        } else if let Some(said) = table.order_said(&env.words) {
            draw::put(buffer, x, y + 2, width, &said, env.style(Role::Accent));
        } else {
            let said = view.sums(&env.words).into_iter().next().unwrap_or_default();
            let said = text::ellipsis(&said, width.into());
            draw::put(buffer, x, y + 2, width, &said, env.style(Role::Muted));
        }
    }

    /// What was read and what all answers come to, below the first table where there is room.
    pub(super) fn draw_sums(&self, buffer: &mut Buffer, env: &Environment) {
        let (State::Read(view), 0) = (&self.state, self.at) else { return };
        let area = self.list.area();
        let tall = self.table().map_or(1, Shown::tall);
        let rows = self.list.rows().count() as u16 * tall;
        let mut rest = Rect { y: area.y + rows + 1, ..area };
        for said in view.sums(&env.words) {
            rest.height = area.bottom().saturating_sub(rest.y);
            rest.y += draw::paragraph(buffer, rest, &said, env.style(Role::Muted));
        }
    }

    /// The names of the tables where all fit, else that of the one in sight.
    fn draw_names(&self, buffer: &mut Buffer, (x, y, width): (u16, u16, u16), env: &Environment) {
        let names: Vec<String> = self.tables.iter().map(|table| table.short(&env.words)).collect();
        let wide: usize = names.iter().map(|name| text::width(name) + 3).sum();
        if wide > usize::from(width) {
            let Some(name) = names.get(self.at) else { return };
            let place = format!("{}/{}", self.at + 1, names.len());
            let muted = env.style(Role::Muted);
            let end = draw::put_right(buffer, x + width, y, width / 3, &place, muted);
            draw::put(buffer, x, y, end.saturating_sub(x + 1), name, env.style(Role::Strong));
            return;
        }
        let mut at = x;
        for (number, name) in names.iter().enumerate() {
            let role = if number == self.at { Role::Selection } else { Role::Muted };
            let room = (x + width).saturating_sub(at);
            at = draw::put(buffer, at, y, room, &format!(" {name} "), env.style(role)) + 1;
        }
    }
}
