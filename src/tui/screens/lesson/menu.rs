//! The lists that open beside the page: its outline, and the patterns that the lesson teaches.

use ratatui::{buffer::Buffer, layout::Rect};

use super::Lesson;
use crate::{
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        route::Route,
        screen::{Effect, Environment},
        widgets::list::List,
    },
};

/// Columns of an open list.
const WIDTH: u16 = 44;

/// An open list.
pub(super) struct Menu {
    kind: Kind,
    list: List,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Outline,
    Patterns,
}

impl Menu {
    /// The outline with the present heading selected.
    pub(super) fn outline(heading: Option<usize>) -> Self {
        let mut list = List::default();
        list.select(heading.unwrap_or(0));
        Self { kind: Kind::Outline, list }
    }
}

impl Lesson {
    /// Number of the heading that the first lines in sight stand under.
    pub(super) fn heading(&mut self) -> Option<usize> {
        let at = self.page.offset(self.top);
        // A heading that has just come to the top, below its gap, counts.
        let gap = self.rows.iter().take(3).filter(|line| line.spans.is_empty()).count();
        let at = self.rows.get(gap).map_or(at, |line| line.at.max(at));
        let headings = self.page.document().headings();
        headings.partition_point(|heading| heading.range.start <= at).checked_sub(1)
    }

    /// Opens the lesson's only pattern, or the list of them.
    pub(super) fn patterns(&mut self, env: &Environment) -> Effect {
        match self.card.patterns.as_slice() {
            [] => Effect::Notice(env.say("lesson.no-patterns").to_owned()),
            [only] => Effect::Open(Route::Pattern(only.clone())),
            _ => {
                self.menu = Some(Menu { kind: Kind::Patterns, list: List::default() });
                Effect::Redraw
            }
        }
    }

    fn menu_count(&self) -> usize {
        match self.menu.as_ref().map(|menu| menu.kind) {
            Some(Kind::Outline) => self.page.document().headings().len(),
            Some(Kind::Patterns) => self.card.patterns.len(),
            None => 0,
        }
    }

    /// Takes an action while a list is open.
    pub(super) fn choose(&mut self, action: Action) -> Effect {
        let count = self.menu_count();
        let Some(menu) = &mut self.menu else { return Effect::Pass };
        match action {
            Action::Move(Motion::Left) | Action::Back | Action::Own(_) => self.menu = None,
            Action::Move(motion) => {
                menu.list.go(motion, count);
            }
            Action::Wheel { lines, .. } => menu.list.shift(lines, count),
            Action::Select => {
                let at = menu.list.selected();
                return self.chosen(at);
            }
            Action::Click(at) => match menu.list.hit(at) {
                Some(at) => return self.chosen(at),
                None => self.menu = None,
            },
            Action::Help | Action::Palette | Action::Quit => return Effect::Pass,
            _ => return Effect::Nothing,
        }
        Effect::Redraw
    }

    fn chosen(&mut self, at: usize) -> Effect {
        match self.menu.take().map(|menu| menu.kind) {
            Some(Kind::Outline) => {
                let headings = self.page.document().headings();
                match headings.get(at).map(|heading| heading.range.start) {
                    Some(at) => self.jump(at),
                    None => Effect::Redraw,
                }
            }
            Some(Kind::Patterns) => match self.card.patterns.get(at) {
                Some(id) => Effect::Open(Route::Pattern(id.clone())),
                None => Effect::Redraw,
            },
            None => Effect::Nothing,
        }
    }

    /// Gives the open list its place.
    pub(super) fn arrange_menu(&mut self, area: Rect) {
        let count = self.menu_count();
        let Some(menu) = &mut self.menu else { return };
        let width = WIDTH.min(area.width);
        let height = (count as u16).saturating_add(2).min(area.height).max(3);
        let panel = Rect { x: area.right() - width, y: area.y, width, height };
        let inside = Rect {
            x: panel.x + 2,
            y: panel.y + 1,
            width: width.saturating_sub(4),
            height: height - 2,
        };
        menu.list.arrange(inside, count, 1);
    }

    /// Draws the open list.
    pub(super) fn draw_menu(&self, buffer: &mut Buffer, env: &Environment) {
        let Some(menu) = &self.menu else { return };
        let inside = menu.list.area();
        let panel = Rect {
            x: inside.x - 2,
            y: inside.y - 1,
            width: inside.width + 4,
            height: inside.height + 2,
        };
        draw::panel(buffer, panel, env);
        let name = match menu.kind {
            Kind::Outline => "lesson.outline",
            Kind::Patterns => "lesson.patterns",
        };
        let title = format!(" {} ", env.say(name));
        draw::put(buffer, inside.x, panel.y, inside.width, &title, env.style(Role::Heading));
        for (at, y) in menu.list.rows() {
            let (text, indent) = match menu.kind {
                Kind::Outline => self.heading_title(at),
                Kind::Patterns => {
                    let Some(id) = self.card.patterns.get(at) else { continue };
                    let pattern = env.session.library().catalog().get(id.as_str());
                    let name = pattern.map_or(id.as_str(), |pattern| {
                        pattern.names.in_language(&env.settings.language)
                    });
                    (name.to_owned(), 0)
                }
            };
            let row = Rect { y, height: 1, ..inside };
            let style = if at == menu.list.selected() {
                draw::highlight(buffer, row, env.style(Role::Selection));
                env.style(Role::Selection)
            } else {
                env.theme.base()
            };
            let room = inside.width.saturating_sub(indent);
            draw::put(buffer, inside.x + indent, y, room, &text, style);
        }
    }

    /// A heading's text and how far it is indented.
    pub(super) fn heading_title(&self, at: usize) -> (String, u16) {
        let document = self.page.document();
        let Some(heading) = document.headings().get(at) else { return Default::default() };
        let indent = u16::from(heading.level.saturating_sub(2)) * 2;
        (document.title(heading), indent.min(8))
    }
}
