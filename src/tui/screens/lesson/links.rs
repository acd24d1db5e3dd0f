//! Links: the focus that goes from one to the next, following them, and the way back.

use std::sync::Arc;

use super::Lesson;
use crate::{
    library::Slot,
    markdown::{self, Link, Target},
    page::Place,
    problem::{Fault, Problem},
    tui::{
        screen::{Effect, Environment},
        widgets::reader,
    },
};

/// How far ahead the next link is looked for, in lines.
const AHEAD: usize = 2_000;

/// A place in the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    number: Slot,
    /// Place in the source.
    at: usize,
    /// The link that had the focus, which goes on from there.
    focus: Option<usize>,
}

impl Lesson {
    /// Where one is.
    pub(super) fn spot(&mut self) -> Spot {
        Spot { number: self.number, at: self.page.offset(self.top), focus: self.focus }
    }

    /// Moves the focus to the next or the previous link, over the window's edge if it must.
    pub(super) fn focus_next(&mut self, forward: bool, env: &Environment) -> Effect {
        let in_sight = self.in_sight();
        let at = self.focus.and_then(|focus| in_sight.iter().position(|link| link.at == focus));
        let near = match (at, forward) {
            (Some(at), true) => in_sight.get(at + 1),
            (Some(at), false) => at.checked_sub(1).and_then(|at| in_sight.get(at)),
            (None, true) => in_sight.first(),
            (None, false) => in_sight.last(),
        };
        if let Some(link) = near {
            self.focus = Some(link.at);
            return Effect::Redraw;
        }
        match self.far_link(forward) {
            Some((place, link)) => {
                self.focus = Some(link.at);
                let third = self.height() as isize / 3;
                let top = self.page.step(place, -third);
                self.top = self.page.top(top, self.height());
                Effect::Redraw
            }
            None => Effect::Notice(env.say("lesson.no-link").to_owned()),
        }
    }

    /// The links in sight, each once.
    fn in_sight(&self) -> Vec<Arc<Link>> {
        let mut links: Vec<Arc<Link>> = Vec::new();
        for link in self.rows.iter().flat_map(|line| &line.spans).filter_map(|s| s.link.as_ref()) {
            if links.iter().all(|known| known.at != link.at) {
                links.push(Arc::clone(link));
            }
        }
        links
    }

    /// The link that has the focus, if it is in sight.
    pub(super) fn focused(&self) -> Option<Arc<Link>> {
        self.in_sight().into_iter().find(|link| Some(link.at) == self.focus)
    }

    /// The nearest link out of sight.
    fn far_link(&mut self, forward: bool) -> Option<(Place, Arc<Link>)> {
        let mut found = None;
        if forward {
            let from = self.page.step(self.top, self.rows.len() as isize);
            self.page.each(from, AHEAD, |_, place, line| {
                let link = line.spans.iter().find_map(|span| span.link.as_ref());
                if let (None, Some(link)) = (&found, link) {
                    found = Some((place, Arc::clone(link)));
                }
            });
        } else {
            let from = self.page.step(self.top, -(AHEAD as isize));
            let top = self.top;
            self.page.each(from, AHEAD, |_, place, line| {
                let link = line.spans.iter().rev().find_map(|span| span.link.as_ref());
                if let Some(link) = link.filter(|_| place < top) {
                    found = Some((place, Arc::clone(link)));
                }
            });
        }
        found.filter(|(_, link)| Some(link.at) != self.focus)
    }

    /// Enter: follows the link that has the focus, or gives it to the first one in sight.
    pub(super) fn select(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let links = self.in_sight();
        match links.iter().find(|link| Some(link.at) == self.focus) {
            Some(link) => self.follow(link, env),
            // What lies between here and a link further on is not read yet.
            None if links.is_empty() => Ok(Effect::Pass),
            None => Ok(self.focus_next(true, env)),
        }
    }

    /// Opens the page of the web that the link with the focus leads to, or finds one in sight.
    pub(super) fn outside(&mut self, env: &Environment) -> Effect {
        match reader::outside(&self.in_sight(), self.focus, env) {
            Ok(effect) => effect,
            Err(link) => {
                self.focus = Some(link.at);
                Effect::Redraw
            }
        }
    }

    /// Goes where a link leads.
    pub(super) fn follow(&mut self, link: &Link, env: &mut Environment) -> Result<Effect, Problem> {
        self.focus = Some(link.at);
        match &link.target {
            Target::Anchor(_) | Target::Note(_) | Target::Back(_) => {
                match self.page.locate(&link.target).or_else(|| self.top(&link.target)) {
                    Some(at) => Ok(self.jump(at)),
                    None => Err(Problem::message(Fault::Content, "problem.no-place", &[])),
                }
            }
            Target::Fold(at) => {
                self.refold(|page| page.turn(*at));
                Ok(Effect::Redraw)
            }
            Target::Lesson(id) => {
                let number = env.session.library().lesson(id)?;
                self.turn_to(number, None, env)
            }
            Target::File { path, anchor } => {
                let file = markdown::beside(&self.card.file, path);
                let number = file.and_then(|file| env.session.library().slot_of_file(&file));
                let number = number.ok_or_else(|| {
                    Problem::message(Fault::Content, "problem.no-lesson-file", &[("path", path)])
                })?;
                if number == self.number
                    && let Some(anchor) = anchor
                    && let Some(at) = self.page.locate(&Target::Anchor(anchor.clone()))
                {
                    return Ok(self.jump(at));
                }
                self.turn_to(number, anchor.as_deref(), env)
            }
            _ => Ok(reader::follow(link)),
        }
    }

    /// The start of the page, where a link leads to its title.
    fn top(&self, target: &Target) -> Option<usize> {
        let Target::Anchor(anchor) = target else { return None };
        let title = markdown::anchor_of(&self.card.title);
        (markdown::fold_anchor(anchor) == title).then_some(0)
    }

    /// Goes to another place of this page.
    pub(super) fn jump(&mut self, at: usize) -> Effect {
        let here = self.spot();
        self.back.push(here);
        self.forward.clear();
        self.show(at);
        Effect::Redraw
    }

    /// Back to where a link was followed, or forward again.
    pub(super) fn history(
        &mut self,
        forward: bool,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        let taken = if forward { self.forward.pop() } else { self.back.pop() };
        let Some(spot) = taken else {
            // Behind the first lesson lies what led to it.
            return Ok(match forward {
                true => Effect::Notice(env.say("lesson.newest").to_owned()),
                false => Effect::Back,
            });
        };
        let here = self.spot();
        if spot.number != self.number {
            let forward = std::mem::take(&mut self.forward);
            self.turn_to(spot.number, None, env)?;
            self.back.pop();
            self.forward = forward;
        }
        if forward {
            self.back.push(here);
        } else {
            self.forward.push(here);
        }
        self.show(spot.at);
        self.focus = spot.focus;
        Ok(Effect::Redraw)
    }
}
