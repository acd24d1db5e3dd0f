//! Where the parts of a lesson's screen stand, and how they are drawn.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Lesson, outline};
use crate::{
    page::{Options, WIDEST},
    role::Role,
    tui::{
        draw,
        screen::Environment,
        widgets::prose::{self, Marks},
    },
};

impl Lesson {
    /// Finds every part its place and lays out the lines in sight.
    pub(super) fn lay_out(&mut self, area: Rect, env: &Environment) {
        let zone = area.width - outline::width(area.width);
        let margin = if zone >= 44 { 2 } else { 1 };
        let width = zone.saturating_sub(2 * margin).min(WIDEST as u16);
        let head = if area.height >= 16 { 2 } else { 1 };
        self.text = Rect {
            x: area.x + (zone - width) / 2,
            y: area.y + head,
            width,
            height: area.height.saturating_sub(head),
        };
        self.set_width(usize::from(width));
        self.top = self.page.top(self.top, self.height());
        self.rows = self.page.lines(self.top, self.height());
        // What is defined in the part that has not been read may be in sight.
        if !self.page.is_settled() && self.read_on(env).is_ok() {
            self.rows = self.page.lines(self.top, self.height());
        }
        if self.put_in_checks(env) {
            self.rows = self.page.lines(self.top, self.height());
        }
        self.sideways = match self.rows.iter().map(|line| line.width()).max() {
            Some(widest) if widest > usize::from(width) => {
                self.sideways.min(widest - usize::from(width))
            }
            _ => 0,
        };
        self.ask_for_colours();
        self.marked = self.matches();
        let (line, total) = self.page.progress(self.top);
        let last = (line + self.rows.len()).min(total);
        self.status = format!("{last}/{total}  {:>3} %", self.percent());
        self.note_read();
        self.arrange_outline(area, env);
        let charset = prose::charset(env);
        self.hyperlinks = (self.text.y..)
            .zip(&self.rows)
            .flat_map(|(y, line)| {
                let row = Rect { y, height: 1, ..self.text };
                prose::hyperlinks(row, line, self.sideways, charset)
            })
            .collect();
        if self.layers.top().is_some() || self.viewer.is_some() {
            self.hyperlinks.clear();
        }
        let mut layers = std::mem::take(&mut self.layers);
        layers.arrange(area, self, env);
        self.layers = layers;
        self.arrange_look(area);
    }

    /// Lays the page out for another width and stays at the same place of the text.
    fn set_width(&mut self, width: usize) {
        if self.page.options().width == width {
            return;
        }
        let fresh = self.rows.is_empty() && self.top == Default::default();
        let at = if fresh { 0 } else { self.page.offset(self.top) };
        let options = Options { width, ..self.page.options().clone() };
        self.page.set_options(options);
        if !fresh {
            self.settle();
            self.top = self.page.place(at);
        }
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        self.layers.view(buffer, self, env, |buffer| self.draw_page(buffer, area, env));
    }

    fn draw_page(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        self.draw_head(buffer, area, env);
        if self.draw_look(buffer, env) {
            return;
        }
        let marks = Marks {
            sideways: self.sideways,
            focus: self.focus,
            matches: &self.marked,
            current: self.search.current,
            ..Marks::default()
        };
        for (line, y) in self.rows.iter().zip(self.text.y..self.text.bottom()) {
            prose::marked_line(buffer, Rect { y, height: 1, ..self.text }, line, marks, env);
        }
        self.draw_outline(buffer, env);
    }

    /// The lesson's number and title, or the search.
    fn draw_head(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let (x, y, room) = (self.text.x, area.y, self.text.width);
        if self.search.is_typing() || self.search.is_on() {
            let count = match self.search.count {
                Some((_, 0)) => env.say("lesson.not-found").to_owned(),
                Some((at, all)) => env.words.format("lesson.found", &[("n", &at), ("all", &all)]),
                None => String::new(),
            };
            let muted = env.style(Role::Muted);
            let end = draw::put_right(buffer, x + room, y, room / 2, &count, muted);
            let at = draw::put(buffer, x, y, 2, "/", env.style(Role::Accent));
            let room = end.saturating_sub(at + 2);
            if self.search.is_typing() {
                self.search.input.draw(buffer, (at + 1, y, room), env);
            } else {
                let text = self.search.input.text();
                draw::put(buffer, at + 1, y, room, text, env.style(Role::Text));
            }
            return;
        }
        let number = format!("{}  ", env.session.library().number(self.number));
        draw::runs(
            buffer,
            x,
            y,
            room,
            &[(&number, env.style(Role::Muted)), (&self.card.title, env.style(Role::Heading))],
        );
    }
}
