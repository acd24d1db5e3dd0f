//! What goes to the store of a class, or is taken back there: on a thread, since the store may be far.

use std::path::Path;

use super::{Classes, Mode};
use crate::{
    class::{push::Pushed, standing::Standing},
    clock::Clock,
    problem::Problem,
    role::Role,
    tui::screen::Environment,
};

/// What came of sending.
pub(super) enum Sent {
    Pushed(Result<Pushed, Problem>),
    Voided(Result<u64, Problem>),
}

impl Classes {
    /// Does on a thread what waits for a store.
    pub(super) fn send(
        &mut self,
        at: usize,
        env: &Environment,
        act: impl FnOnce(&Standing, &Path, Clock) -> Sent + Send + 'static,
    ) {
        let Some(standing) = self.classes.get(at).cloned() else { return };
        self.mode = Mode::Sending(at);
        let (data, clock) = (env.settings.data_dir.clone(), env.session.clock());
        let reply = env.jobs.reply();
        env.jobs.start("class", move || reply.send(act(&standing, &data, clock)));
    }

    /// Says what came of a push.
    fn pushed(&mut self, at: usize, pushed: &Pushed, env: &Environment) {
        let Some(standing) = self.classes.get(at) else { return };
        let class = &standing.mine.class;
        let told = pushed.told(class.host().unwrap_or_default(), &env.words).join(" ");
        self.said = Some(match pushed.end.problem(&class.contact) {
            Some(problem) => {
                let problem = problem.in_words(&env.words);
                (format!("{told} {problem}. {}", problem.hint), Role::Warn)
            }
            None => (told, Role::Good),
        });
    }

    /// Says what came of it.
    pub(super) fn sent(&mut self, at: usize, sent: Sent, env: &Environment) {
        self.choose_again();
        let done = match sent {
            Sent::Pushed(Ok(pushed)) => {
                self.pushed(at, &pushed, env);
                self.look_up(env);
                Ok(())
            }
            Sent::Voided(Ok(voided)) => self.leave_class(at, env).map(|()| {
                let said = env.words.plural("class.voided", voided);
                let left = self.said.take().map(|(left, _)| left).unwrap_or_default();
                self.said = Some((format!("{said} {left}"), Role::Muted));
            }),
            Sent::Pushed(Err(problem)) | Sent::Voided(Err(problem)) => Err(problem),
        };
        if let Err(problem) = done {
            self.fail(problem, env);
        }
    }
}
