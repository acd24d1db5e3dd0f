//! A short page that is read: it scrolls, and its links take the focus in turn.

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    library::Reference,
    markdown::{Link, Target},
    page::Line,
    tui::{
        action::{Action, Motion},
        painter::Hyperlink,
        route::Route,
        screen::{Effect, Environment},
        widgets::prose::{self, Marks},
    },
};

/// Cells that one step sideways moves.
const SIDEWAYS: usize = 8;

/// A page and where one is in it.
#[derive(Debug, Default)]
pub struct Reader {
    lines: Vec<Line>,
    top: usize,
    sideways: usize,
    /// The link that has the focus, by its place in the source.
    focus: Option<usize>,
    area: Rect,
}

/// What an action did to a page.
pub enum Reading {
    /// The page has no use for the action.
    Pass,
    Done(Effect),
    /// A link is to be followed.
    Follow(Arc<Link>),
}

impl Reader {
    /// Takes an action: scrolls, moves the focus, finds the link to follow.
    pub fn update(&mut self, action: &Action, env: &Environment) -> Reading {
        let moved = match action {
            Action::Move(motion) => self.go(*motion),
            Action::Wheel { lines, .. } => {
                self.shift(*lines);
                true
            }
            Action::NextPanel => return self.focus_on(true, env),
            Action::PreviousPanel => return self.focus_on(false, env),
            Action::Select => match self.focused() {
                Some(link) => return Reading::Follow(link),
                None => return self.focus_on(true, env),
            },
            Action::Own("outside") => return Reading::Done(self.outside(env)),
            Action::Click(at) => match self.hit(*at, env) {
                Some(link) => return Reading::Follow(link),
                None => false,
            },
            Action::Back if self.unfocus() => true,
            _ => return Reading::Pass,
        };
        Reading::Done(if moved { Effect::Redraw } else { Effect::Nothing })
    }

    /// Lays a text out for an area, from the start or, if it is the same text, where one was.
    pub fn arrange(&mut self, area: Rect, markdown: &str, env: &Environment) {
        if self.lines.is_empty() {
            self.lines = prose::lay_out(markdown, area.width, env);
        } else if self.area.width != area.width {
            let at = self.lines.get(self.top).map_or(0, |line| line.at);
            self.lines = prose::lay_out(markdown, area.width, env);
            self.top = self.lines.partition_point(|line| line.at < at);
        }
        self.area = area;
        self.top = self.top.min(self.last());
        self.sideways = self.sideways.min(self.last_sideways());
    }

    /// The first line in sight.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Forgets the text, so that another one comes; it starts at a line.
    pub fn reset(&mut self, top: usize) {
        *self = Self { area: Rect { width: 0, ..self.area }, top, ..Self::default() };
    }

    /// Scrolls; says whether anything moved.
    fn go(&mut self, motion: Motion) -> bool {
        let before = (self.top, self.sideways);
        let page = self.height().saturating_sub(1);
        match motion {
            Motion::Left => self.sideways = self.sideways.saturating_sub(SIDEWAYS),
            Motion::Right => {
                self.sideways = (self.sideways + SIDEWAYS).min(self.last_sideways());
            }
            Motion::Bottom => self.top = self.last(),
            motion => self.top = motion.apply(self.top, self.lines.len(), page).min(self.last()),
        }
        before != (self.top, self.sideways)
    }

    /// Scrolls by some lines.
    fn shift(&mut self, lines: i16) {
        self.top = self.top.saturating_add_signed(isize::from(lines)).min(self.last());
    }

    fn focus_on(&mut self, forward: bool, env: &Environment) -> Reading {
        Reading::Done(if self.focus_next(forward) {
            Effect::Redraw
        } else {
            Effect::Notice(env.say("lesson.no-link").to_owned())
        })
    }

    /// Gives the focus to the next link or the one before; says whether there is one.
    fn focus_next(&mut self, forward: bool) -> bool {
        let links = self.links();
        let at = self.focus.and_then(|focus| links.iter().position(|(_, link)| link.at == focus));
        let (first, end) = (self.top, self.top + self.height());
        let next = match (at, forward) {
            (Some(at), true) => links.get(at + 1),
            (Some(at), false) => at.checked_sub(1).and_then(|at| links.get(at)),
            (None, true) => links.iter().find(|(line, _)| *line >= first),
            (None, false) => links.iter().rev().find(|(line, _)| *line < end),
        };
        let Some((line, link)) = next else { return false };
        self.focus = Some(link.at);
        if !(first..end).contains(line) {
            self.top = line.saturating_sub(self.height() / 3).min(self.last());
        }
        true
    }

    /// Takes the focus from the links; says whether one had it.
    fn unfocus(&mut self) -> bool {
        self.focus.take().is_some()
    }

    /// The link that has the focus.
    fn focused(&self) -> Option<Arc<Link>> {
        let focus = self.focus?;
        self.links().into_iter().find(|(_, link)| link.at == focus).map(|(_, link)| link)
    }

    /// Whether a link has the focus.
    pub fn is_focused(&self) -> bool {
        self.focus.is_some()
    }

    /// Opens the page of the web that the link with the focus leads to, or finds one.
    fn outside(&mut self, env: &Environment) -> Effect {
        let links: Vec<_> = self.links().into_iter().map(|(_, link)| link).collect();
        let effect = outside(&links, self.focus, env);
        if let Err(link) = &effect {
            self.focus = Some(link.at);
        }
        effect.unwrap_or(Effect::Redraw)
    }

    /// The link under the mouse.
    fn hit(&self, at: Position, env: &Environment) -> Option<Arc<Link>> {
        if !self.area.contains(at) {
            return None;
        }
        let line = self.lines.get(self.top + usize::from(at.y - self.area.y))?;
        let (cell, width) = (usize::from(at.x - self.area.x), usize::from(self.area.width));
        prose::link_at(line, cell, width, self.sideways, prose::charset(env))
    }

    /// Number of the last line in sight, and of all lines.
    pub fn progress(&self) -> (usize, usize) {
        ((self.top + self.height()).min(self.lines.len()), self.lines.len())
    }

    /// Draws the lines in sight.
    pub fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        let marks = Marks { sideways: self.sideways, focus: self.focus, ..Marks::default() };
        for (row, line) in self.in_sight() {
            prose::marked_line(buffer, row, line, marks, env);
        }
    }

    /// The web links in sight.
    pub fn hyperlinks(&self, env: &Environment) -> Vec<Hyperlink> {
        let charset = prose::charset(env);
        self.in_sight()
            .flat_map(|(row, line)| prose::hyperlinks(row, line, self.sideways, charset))
            .collect()
    }

    fn in_sight(&self) -> impl Iterator<Item = (Rect, &Line)> {
        let rows = (self.area.y..self.area.bottom()).map(|y| Rect { y, height: 1, ..self.area });
        rows.zip(self.lines.iter().skip(self.top))
    }

    /// Every link once, with the line it starts on.
    fn links(&self) -> Vec<(usize, Arc<Link>)> {
        let mut links: Vec<(usize, Arc<Link>)> = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            for link in line.spans.iter().filter_map(|span| span.link.as_ref()) {
                if links.iter().all(|(_, known)| known.at != link.at) {
                    links.push((number, Arc::clone(link)));
                }
            }
        }
        links
    }

    fn height(&self) -> usize {
        usize::from(self.area.height).max(1)
    }

    fn last(&self) -> usize {
        self.lines.len().saturating_sub(self.height())
    }

    fn last_sideways(&self) -> usize {
        let widest = self.in_sight().map(|(_, line)| line.width()).max().unwrap_or(0);
        widest.saturating_sub(usize::from(self.area.width))
    }
}

/// What opening the link with the focus outside the program brings about.
///
/// # Errors
/// Another link leads to a page of the web: it takes the focus first, so that nothing is opened that
/// nobody looked at.
pub fn outside(
    links: &[Arc<Link>],
    focus: Option<usize>,
    env: &Environment,
) -> Result<Effect, Arc<Link>> {
    let focused = links.iter().find(|link| Some(link.at) == focus);
    if let Some(address) = focused.and_then(|link| link.target.address()) {
        return Ok(Effect::Outside(address));
    }
    match links.iter().find(|link| link.target.address().is_some()) {
        Some(link) => Err(Arc::clone(link)),
        None => Ok(Effect::Notice(env.say("lesson.no-page").to_owned())),
    }
}

/// What following a link of a page brings about.
pub fn follow(link: &Link) -> Effect {
    match &link.target {
        // Nothing here can show a page of the web: its address goes to the clipboard. Another key opens it.
        target @ Target::Web(_) => Effect::Copy(target.address().unwrap_or_default()),
        Target::Question(id) => Effect::Open(Route::Question(id.clone())),
        target => match Reference::of(target) {
            Some(reference) => Effect::Open(Route::of(&reference)),
            None => Effect::Nothing,
        },
    }
}
