//! The stack of screens: what an action or an effect does to it.

use super::super::{
    action::Action, hint, outside, route::Route, screen::Effect, widgets::footer::Notice,
};
use super::App;
use crate::id::CourseId;

impl App {
    /// Lets the top screen take an action.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Quit => return self.end(),
            Action::Help => {
                if let Some(top) = self.stack.last().filter(|top| top.screen.keys().name != "help")
                {
                    let idle = hint::idle(top.screen.as_ref(), &self.env);
                    let (table, digits) = (top.screen.keys().name, top.screen.digits());
                    let hints = top.screen.hints(&self.env);
                    return self.open(Route::Help { table, idle, hints, digits });
                }
            }
            Action::Palette if self.keys().is_none_or(|keys| keys.name != "palette") => {
                return self.open(Route::Palette);
            }
            _ => {}
        }
        let Some((screen, env)) = self.top() else { return };
        match screen.update(action.clone(), env) {
            Ok(Effect::Pass) => self.fallback(&action),
            Ok(effect) => self.effect(effect),
            Err(problem) => self.say(Notice::Failed(problem)),
        }
    }

    fn fallback(&mut self, action: &Action) {
        match action {
            Action::Back => self.effect(Effect::Back),
            Action::Search => self.open(Route::Search(String::new())),
            _ => {}
        }
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Nothing | Effect::Pass => return,
            Effect::Redraw => self.scroll = None,
            Effect::Scroll(scroll) => {
                // Two movements between two frames cannot be told to the terminal as one.
                self.scroll = if self.dirty { None } else { Some(scroll) };
            }
            Effect::Open(route) => self.open(route),
            Effect::Replace(route) => self.replace(route),
            Effect::Back => self.back(),
            Effect::Quit => self.end(),
            Effect::Copy(text) => {
                self.clipboard = Some(text);
                let said = self.env.say("notice.copied").to_owned();
                self.say(Notice::Said(said));
            }
            Effect::Outside(address) => {
                let key = match outside::open(&address) {
                    Ok(()) => "notice.opened",
                    Err(_) => "notice.not-opened",
                };
                let said = self.env.words.format(key, &[("address", &address)]);
                if key == "notice.not-opened" {
                    self.clipboard = Some(address);
                }
                self.say(Notice::Said(said));
            }
            Effect::Edit(request) => self.edit = Some(request),
            Effect::Course(name) => self.switch(&name),
            Effect::Author(name) => {
                self.back();
                self.author(name);
            }
            Effect::Notice(text) => self.say(Notice::Said(text)),
            Effect::Restyle => self.repaint = true,
        }
        self.dirty = true;
    }

    /// Puts the screen of a route on top.
    pub fn open(&mut self, route: Route) {
        self.leave();
        self.scroll = None;
        self.dirty = true;
        match self.make(route) {
            Ok(shown) => self.stack.push(shown),
            Err(problem) => self.say(Notice::Failed(problem)),
        }
    }

    fn replace(&mut self, route: Route) {
        self.leave();
        self.scroll = None;
        match self.make(route) {
            Ok(shown) => {
                self.stack.pop();
                self.stack.push(shown);
            }
            Err(problem) => self.say(Notice::Failed(problem)),
        }
    }

    /// Opens another course: nothing of the one before stays on the stack.
    fn switch(&mut self, name: &CourseId) {
        self.leave();
        match self.env.open_course(name) {
            Ok(()) => {
                self.stack.clear();
                self.below.clear();
                self.open(Route::Home);
            }
            Err(problem) => self.say(Notice::Failed(problem)),
        }
    }

    fn back(&mut self) {
        self.leave();
        self.scroll = None;
        self.stack.pop();
        if self.stack.is_empty() {
            match self.below.pop() {
                Some(route) => self.open(route),
                None => self.ended = true,
            }
        }
    }

    pub(super) fn end(&mut self) {
        self.leave();
        self.ended = true;
    }

    pub(super) fn stop(&mut self) {
        self.save();
        self.suspend = true;
        self.dirty = true;
    }

    pub(super) fn save(&mut self) {
        let Some((screen, env)) = self.top() else { return };
        if let Err(problem) = screen.save(env) {
            self.say(Notice::Failed(problem));
        }
    }

    fn leave(&mut self) {
        self.save();
        if let Some((screen, env)) = self.top() {
            screen.leave(env);
        }
    }
}
