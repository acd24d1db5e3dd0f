//! Parts of a lesson that fold, and hidden lines of code.

use super::Lesson;
use crate::{
    page::Page,
    tui::screen::{Effect, Environment},
};

impl Lesson {
    /// Opens everything that is folded away, or folds it again.
    pub(super) fn unfold(&mut self, env: &Environment) -> Effect {
        if !self.page.folds() {
            return Effect::Notice(env.say("lesson.nothing-folds").to_owned());
        }
        self.refold(Page::turn_all);
        Effect::Redraw
    }

    /// Changes what is folded and stays at the same place of the text.
    pub(super) fn refold(&mut self, change: impl FnOnce(&mut Page)) {
        let at = self.page.offset(self.top);
        change(&mut self.page);
        self.refolded(at);
    }

    /// Opens what is folded around a place.
    pub(super) fn reveal(&mut self, offset: usize) {
        let at = self.page.offset(self.top);
        if self.page.reveal(offset) {
            self.refolded(at);
        }
    }

    fn refolded(&mut self, at: usize) {
        self.settle();
        self.top = self.page.place(at);
    }
}
