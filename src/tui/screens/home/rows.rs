//! The map on the screen: where to go on, the weeks, and the week that is selected.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{Home, Panel};
use crate::{
    library::Slot,
    role::Role,
    text,
    tui::{
        draw,
        screen::Environment,
        widgets::items::{self, Look},
    },
};

/// The columns from which each week says what is due, what is left of it and how its quiz went.
pub(super) const FIGURES_FROM: u16 = 160;

/// Cells of one such figure.
const FIGURE: u16 = 12;

/// Minutes, from an hour on as hours and minutes.
fn told(minutes: u32, env: &Environment) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => env.words.format("home.minutes", &[("n", &minutes)]),
        (hours, minutes) => env
            .words
            .format("home.hours-minutes", &[("h", &hours), ("n", &format!("{minutes:02}"))]),
    }
}

fn about_week(buffer: &mut Buffer, area: Rect, index: usize, env: &Environment) {
    let library = env.session.library();
    let Some(week) = library.week(index) else { return };
    let unreadable = library.unreadable(index);
    let mut rest = area;
    let mut say = |(sign, line): (&str, &str), style: Style, rest: &mut Rect| {
        let rows = match sign {
            "" => draw::paragraph(buffer, *rest, line, style),
            sign => draw::item(buffer, *rest, sign, line, style),
        };
        rest.y += rows;
        rest.height -= rows;
    };
    if unreadable > 0 {
        let line = env.words.plural("home.unreadable", unreadable);
        say((env.signs.due, &line), env.style(Role::Warn), &mut rest);
    }
    let hours = library.hours(index).told(&env.words);
    say(("", &hours), env.style(Role::Muted), &mut rest);
    for outcome in &week.outcomes {
        if rest.height == 0 {
            break;
        }
        say((env.signs.bullet, outcome), env.style(Role::Muted), &mut rest);
    }
}

/// Draws a thing of the week into a row.
fn draw_item(buffer: &mut Buffer, row: Rect, look: &Look, style: Style, env: &Environment) {
    let sign_width = text::width(env.signs.done) as u16 + 1;
    draw::put(buffer, row.x, row.y, sign_width, look.sign, style.patch(env.style(look.role)));
    let muted = style.patch(env.style(Role::Muted));
    let room = room_at_end(row.width, sign_width + text::width(&look.name) as u16);
    let end = draw::put_right(buffer, row.right(), row.y, room, &look.state, muted);
    let at = row.x + sign_width;
    draw::put(buffer, at, row.y, end.saturating_sub(at + 1), &look.name, style);
}

/// Cells for what stands at the end of a row: what its name leaves, and a third at least.
fn room_at_end(row: u16, name: u16) -> u16 {
    row.saturating_sub(name + 1).max(row / 3)
}

/// The style of a row, which is filled when it is selected.
fn row_style(buffer: &mut Buffer, row: Rect, selected: bool, env: &Environment) -> Style {
    if selected {
        draw::highlight(buffer, row, env.style(Role::Selection));
        env.style(Role::Selection)
    } else {
        env.theme.base()
    }
}

pub(super) fn header(buffer: &mut Buffer, area: Rect, env: &Environment) {
    let x = area.x + 2;
    let course = env.session.library().course();
    let right = match env.session.days_studied() {
        0 => String::new(),
        days => env.words.plural("home.days", days),
    };
    let muted = env.style(Role::Muted);
    let end = draw::put_right(buffer, area.right() - 2, area.y, area.width / 3, &right, muted);
    let dot = format!("  {}  ", env.signs.dot);
    draw::runs(
        buffer,
        x,
        area.y,
        end.saturating_sub(x + 1),
        &[
            ("archtutor", env.style(Role::Accent)),
            (&dot, env.style(Role::Faint)),
            (&course.title, env.style(Role::Text)),
        ],
    );
}

impl Home {
    /// The first row: what comes next, and how far it was read.
    pub(super) fn draw_step(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let (x, y) = (area.x + 2, area.y + 2);
        let Some(step) = env.session.next_step() else {
            let done = format!("{} {}", env.signs.done, env.say("home.all-done"));
            draw::put(buffer, x, y, area.width.saturating_sub(4), &done, env.style(Role::Good));
            return;
        };
        let style = row_style(buffer, self.step, self.panel == Panel::Step, env);
        let word = env.say(if step.begun { "home.continue" } else { "home.start" });
        let word = format!("{word}   ");
        let name = env.session.library().item_full_name(step.slot, &env.words);
        let state = env.session.state_words(step.slot, &env.words);
        let right = self.step.right().saturating_sub(1);
        let muted = style.patch(env.style(Role::Muted));
        let width = (text::width(&word) + text::width(&name)) as u16;
        let room = room_at_end(right.saturating_sub(x), width);
        let end = draw::put_right(buffer, right, y, room, &state, muted);
        let (accent, strong) = (env.style(Role::Accent), env.style(Role::Strong));
        let parts = [(word.as_str(), style.patch(accent)), (&name, style.patch(strong))];
        draw::runs(buffer, x, y, end.saturating_sub(x + 1), &parts);
    }

    /// What is due of a week, what is left of it and how its quiz went, before the bar at the end of its row.
    fn draw_figures(
        &self,
        buffer: &mut Buffer,
        (right, y): (u16, u16),
        figures: [&str; 3],
        style: Style,
    ) {
        for (at, figure) in figures.into_iter().rev().enumerate() {
            let right = right.saturating_sub(FIGURE * at as u16);
            draw::put_right(buffer, right, y, FIGURE, figure, style);
        }
    }

    pub(super) fn draw_weeks(
        &self,
        buffer: &mut Buffer,
        (x, width): (u16, u16),
        env: &Environment,
    ) {
        let library = env.session.library();
        let bar_width = if width >= 40 { 10 } else { 0 };
        let figures = if self.figures { 3 * FIGURE } else { 0 };
        if self.figures {
            let right = x + width - bar_width - 2;
            let (y, muted) = (self.weeks.area().y.saturating_sub(1), env.style(Role::Muted));
            let heads = [env.say("home.due"), env.say("home.left"), env.say("home.quiz")];
            self.draw_figures(buffer, (right, y), heads, muted);
        }
        for (index, y) in self.weeks.rows() {
            let Some(week) = library.week(index) else { continue };
            let selected = index == self.weeks.selected();
            let focus = selected && self.panel == Panel::Weeks;
            let style = row_style(buffer, Rect { x, y, width, height: 1 }, focus, env);
            let share = env.session.week_share(index);
            let sign = if share >= 1.0 {
                env.signs.done
            } else if selected {
                env.signs.here
            } else if share > 0.0 {
                env.signs.partly
            } else {
                env.signs.dot
            };
            let sign_width = text::width(env.signs.done) as u16 + 1;
            let sign_style = if share >= 1.0 { style.patch(env.style(Role::Good)) } else { style };
            draw::put(buffer, x, y, sign_width, sign, sign_style);
            let number = week.number().map_or(String::new(), |number| format!("{number:>2}  "));
            let at = x + sign_width;
            let room = width.saturating_sub(sign_width + bar_width + figures + 1);
            let at = draw::put(buffer, at, y, room, &number, style.patch(env.style(Role::Muted)));
            let room = (x + width).saturating_sub(at + bar_width + figures + 1);
            let name = if selected { style.patch(env.style(Role::Strong)) } else { style };
            draw::put(buffer, at, y, room, &week.title, name);
            if self.figures {
                let minutes = env.session.minutes_left(index);
                let left = if minutes == 0 { String::new() } else { told(minutes, env) };
                let due = match env.session.due_of_week(index) {
                    0 => String::new(),
                    due => due.to_string(),
                };
                let best = env.session.week_best(index);
                let best = best.map_or_else(String::new, |best| format!("{best} %"));
                let muted = style.patch(env.style(Role::Muted));
                let right = x + width - bar_width - 2;
                self.draw_figures(buffer, (right, y), [&due, &left, &best], muted);
            }
            if bar_width > 0 {
                draw::bar(
                    buffer,
                    (x + width - bar_width, y, bar_width),
                    share,
                    (env.signs.bar_full, style.patch(env.style(Role::Good))),
                    (env.signs.bar_empty, style.patch(env.style(Role::Faint))),
                );
            }
        }
    }

    pub(super) fn draw_week(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let index = self.weeks.selected();
        let library = env.session.library();
        let Some(week) = library.week(index) else { return };
        let items = library.items(index);
        let (done, all) = env.session.week_done(index);
        let count = env.words.format("home.done-of", &[("n", &done), ("all", &all)]);
        let muted = env.style(Role::Muted);
        let at = draw::put_right(buffer, area.right(), area.y, area.width / 2, &count, muted);
        let number = week.number().map_or_else(String::new, |number| number.to_string());
        let name = env.words.format("home.week", &[("n", &number), ("title", &week.title)]);
        let room = at.saturating_sub(area.x + 2);
        draw::put(buffer, area.x, area.y, room, &name, env.style(Role::Heading));
        for (row, y) in self.items.rows() {
            let Some(item) = items.get(row) else { continue };
            let focus = row == self.items.selected() && self.panel == Panel::Items;
            let strip = Rect { x: area.x, y, width: area.width, height: 1 };
            let style = row_style(buffer, strip, focus, env);
            let look = items::look(Slot { week: index, item: row }, item, env);
            draw_item(buffer, strip, &look, style, env);
        }
        let below = area.y + 1 + items.len() as u16 + 1;
        let rest = Rect { y: below, height: area.bottom().saturating_sub(below), ..area };
        about_week(buffer, rest, index, env);
    }
}
