//! The check questions of a lesson. The page is laid out before they are read, so that a lesson opens
//! without its quiz; what they ask and how they were answered is put in afterwards.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::Lesson;
use crate::{
    id::QuestionId,
    page::{Check, QuestionProvider},
    tui::screen::Environment,
};

/// The questions that a page has asked for.
#[derive(Default)]
pub(super) struct Checks {
    /// What is known of each; nothing for one that the course does not have.
    known: Mutex<HashMap<QuestionId, Option<Check>>>,
}

impl Checks {
    fn known(&self) -> MutexGuard<'_, HashMap<QuestionId, Option<Check>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Checks {
    /// The questions that the course has, in no order.
    pub(super) fn ids(&self) -> Vec<QuestionId> {
        let known = self.known();
        known.iter().filter(|(_, check)| check.is_some()).map(|(id, _)| id.clone()).collect()
    }
}

impl QuestionProvider for Checks {
    fn question(&self, id: &QuestionId) -> Option<Check> {
        let empty = || Some(Check::default());
        self.known().entry(id.clone()).or_insert_with(empty).clone()
    }
}

impl Lesson {
    /// Lays the page out again if there is news of its questions; whether there was.
    pub(super) fn put_in_checks(&mut self, env: &Environment) -> bool {
        let news = self.loaded && self.ask_for_checks(env);
        if news {
            let at = self.page.offset(self.top);
            self.page.refresh();
            self.settle();
            self.top = self.page.place(at);
        }
        news
    }

    /// Asks what is known of the questions that the page shows; whether there is news.
    fn ask_for_checks(&mut self, env: &Environment) -> bool {
        let mut changed = false;
        for (id, known) in self.checks.known().iter_mut() {
            let Some(check) = known else { continue };
            let right = env.session.check_state(id);
            changed |= right != check.right;
            check.right = right;
            if check.prompt.is_empty() {
                changed = true;
                match env.session.library().teaser(id) {
                    Ok(teaser) => {
                        // What a colon promises stands in the question itself.
                        let more = if teaser.ends_with(':') { " …" } else { "" };
                        let teaser = Some(teaser + more).filter(|text| !text.is_empty());
                        check.prompt = teaser.unwrap_or_else(|| env.say("question.trace").into());
                    }
                    Err(_) => *known = None,
                }
            }
        }
        changed
    }
}
