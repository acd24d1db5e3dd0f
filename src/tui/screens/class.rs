//! The classes that the learner is in: who they are there, what waits, and what can be done about it.

mod choice;
mod page;
mod sending;

use std::{
    any::Any,
    path::{Path, PathBuf},
};

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    class::{
        download, push,
        standing::{Shared, Standing},
    },
    file,
    problem::Problem,
    role::Role,
    tui::{
        action::Action,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{column, input::Input, rows::Rows},
    },
};
use choice::{Choice, Deed};
use sending::Sent;

/// The screen of classes.
#[derive(Default)]
pub struct Classes {
    classes: Vec<Standing>,
    /// How many classes were looked up, and whether that which is shown is all.
    looks: usize,
    look: Look,
    selected: usize,
    mode: Mode,
    /// What came of the last choice, and how well.
    said: Option<(String, Role)>,
    rows: Rows,
}

/// Whether the classes have been looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Look {
    #[default]
    Before,
    Under,
    Done,
}

/// What was found when they were looked up for the so-manieth time.
struct Looked(usize, Result<Vec<Standing>, Problem>);

/// What the keys are for.
#[derive(Default)]
enum Mode {
    #[default]
    Choosing,
    /// The file of a class to join is named.
    Joining(Input),
    /// The file is named that takes what is shared with the class of this number.
    Exporting(usize, Input),
    /// What is shared with the class of this number goes to its store, or is taken back there.
    Sending(usize),
    /// Whether something is to be done with the class of this number.
    Asking(usize, Deed),
}

impl Classes {
    /// What can be chosen below the class of a number.
    fn choices_of(&self, at: usize) -> Vec<Choice> {
        let standing = self.classes.get(at);
        let mut choices = Vec::new();
        match self.mode {
            Mode::Asking(asked, Deed::ByItself) if asked == at => {
                choices.extend([Choice::ByHand, Choice::Agreed(at)]);
            }
            Mode::Asking(asked, Deed::Leave) if asked == at => {
                choices.extend([Choice::Stay, Choice::Left(at)]);
                let sent = standing.is_some_and(Standing::is_sent);
                choices.extend(sent.then_some(Choice::Voided(at)));
            }
            Mode::Asking(..) => {}
            _ => {
                choices.push(Choice::Copy(at));
                if standing.is_some_and(|one| matches!(one.shared, Shared::Store(_))) {
                    choices.extend([Choice::Push(at), Choice::ByItself(at)]);
                }
                choices.extend([Choice::Export(at), Choice::Leave(at)]);
            }
        }
        choices
    }

    fn choices(&self) -> Vec<Choice> {
        let mut all: Vec<Choice> =
            (0..self.classes.len()).flat_map(|at| self.choices_of(at)).collect();
        all.extend((!matches!(self.mode, Mode::Asking(..))).then_some(Choice::Join));
        all
    }

    fn choice(&self) -> Choice {
        self.choices().get(self.selected).copied().unwrap_or(Choice::Join)
    }

    /// Looks the classes up on a thread: of a long log it takes a while to count what waits.
    fn look_up(&mut self, env: &Environment) {
        self.looks += 1;
        self.look = Look::Under;
        let (number, reply) = (self.looks, env.jobs.reply());
        let (data, clock) = (env.settings.data_dir.clone(), env.session.clock());
        env.jobs.start("class", move || reply.send(Looked(number, Standing::all(&data, clock))));
    }

    /// More may be shared, and a class joined, when one comes back: what is still on its way tells of before.
    fn look_again(&mut self) {
        self.looks += 1;
        self.look = Look::Before;
    }

    /// Whether what was looked up for the so-manieth time is the newest; then all is known.
    fn is_newest(&mut self, number: usize) -> bool {
        let newest = number == self.looks;
        if newest {
            self.look = Look::Done;
        }
        newest
    }

    /// Shows what was found, if it was not looked for again meanwhile.
    fn found(&mut self, Looked(number, found): Looked, env: &Environment) {
        if !self.is_newest(number) {
            return;
        }
        match found {
            Ok(classes) => {
                let ids = |all: &[Standing]| -> Vec<String> {
                    all.iter().map(|standing| standing.mine.class.id.clone()).collect()
                };
                if ids(&classes) != ids(&self.classes) {
                    self.mode = Mode::Choosing;
                }
                self.classes = classes;
            }
            Err(problem) => self.fail(problem, env),
        }
        self.selected = self.selected.min(self.choices().len().saturating_sub(1));
    }

    /// Says what could not be done.
    fn fail(&mut self, problem: Problem, env: &Environment) {
        let problem = problem.in_words(&env.words);
        let said = format!("{problem}. {}", problem.hint);
        self.said = Some((said.trim().to_owned(), Role::Warn));
    }

    fn choose(&mut self, choice: Choice, env: &Environment) -> Result<Effect, Problem> {
        self.said = None;
        match choice {
            Choice::Copy(at) => {
                let code = self.classes.get(at).map(|standing| standing.mine.code.to_string());
                return Ok(code.map_or(Effect::Nothing, Effect::Copy));
            }
            Choice::Export(at) => {
                let id = self.classes.get(at).map_or("", |standing| &standing.mine.class.id);
                self.mode = Mode::Exporting(at, Input::with(format!("{id}.jsonl")));
            }
            Choice::Leave(at) => self.ask(at, Deed::Leave),
            Choice::ByItself(at) => match self.classes.get(at) {
                Some(standing) if standing.mine.by_itself => self.go_by_itself(at, false, env)?,
                _ => self.ask(at, Deed::ByItself),
            },
            Choice::Agreed(at) => self.go_by_itself(at, true, env)?,
            Choice::Push(at) => {
                self.send(at, env, |standing, data, clock| {
                    Sent::Pushed(standing.push(data, clock))
                });
            }
            Choice::Voided(at) => {
                self.send(at, env, |standing, data, clock| {
                    Sent::Voided(standing.void(data, clock))
                });
            }
            Choice::Stay | Choice::ByHand => self.stay(),
            Choice::Left(at) => self.leave_class(at, env)?,
            Choice::Join => self.mode = Mode::Joining(Input::default()),
        }
        Ok(Effect::Redraw)
    }

    fn ask(&mut self, at: usize, deed: Deed) {
        self.mode = Mode::Asking(at, deed);
        self.selected = 0;
    }

    /// Goes back to what was chosen before the question.
    fn stay(&mut self) {
        let Mode::Asking(at, deed) = self.mode else { return };
        self.choose_again();
        let before = self.choices().iter().position(|choice| *choice == deed.choice(at));
        self.selected = before.unwrap_or(0);
    }

    /// From now on what waits goes by itself, or by hand only.
    fn go_by_itself(
        &mut self,
        at: usize,
        by_itself: bool,
        env: &Environment,
    ) -> Result<(), Problem> {
        self.stay();
        let Some(standing) = self.classes.get_mut(at) else { return Ok(()) };
        standing.mine = standing.mine.clone().push_by_itself(by_itself)?;
        push::start(&env.settings.data_dir);
        Ok(())
    }

    fn choose_again(&mut self) {
        self.mode = Mode::Choosing;
        self.rows.keep_in_sight();
    }

    fn leave_class(&mut self, at: usize, env: &Environment) -> Result<(), Problem> {
        self.choose_again();
        let Some(standing) = self.classes.get(at) else { return Ok(()) };
        standing.leave(&env.settings.data_dir, env.session.clock())?;
        self.said = Some((standing.left(&env.words), Role::Muted));
        self.selected = 0;
        self.classes.remove(at);
        self.look_up(env);
        Ok(())
    }

    fn export(&mut self, at: usize, path: &Path, env: &Environment) -> Result<(), Problem> {
        let Some(standing) = self.classes.get(at) else { return Ok(()) };
        let (n, lines) = standing.mine.bundle(env.session.progress())?;
        file::write_new(path, &lines)?;
        let contact = &standing.mine.class.contact;
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("file", &path.display()), ("contact", contact)];
        self.said = Some((env.words.plural_with("class.exported", n, &values), Role::Good));
        self.choose_again();
        Ok(())
    }

    /// Takes an action while a file is named.
    fn typing(&mut self, action: &Action, env: &Environment) -> Result<Effect, Problem> {
        let (Mode::Joining(input) | Mode::Exporting(_, input)) = &mut self.mode else {
            return Ok(Effect::Nothing);
        };
        match action {
            Action::Text(edit) => input.edit(edit),
            Action::Back | Action::Click(_) if !input.leaves() => {
                return Ok(Effect::Notice(env.say("bench.drops-typed").to_owned()));
            }
            Action::Back | Action::Click(_) => self.choose_again(),
            Action::Select => {
                let path = PathBuf::from(input.text().trim());
                match &self.mode {
                    _ if path.as_os_str().is_empty() => self.choose_again(),
                    Mode::Exporting(at, _) => self.export(*at, &path, env)?,
                    // The screen would wait for the network.
                    Mode::Joining(input) if download::is_address(input.text().trim()) => {
                        return Ok(Effect::Notice(env.say("class.screen.no-address").to_owned()));
                    }
                    _ => {
                        self.choose_again();
                        return Ok(Effect::Open(Route::ClassTerms(path)));
                    }
                }
            }
            _ => return Ok(Effect::Nothing),
        }
        Ok(Effect::Redraw)
    }

    /// What the keys of the screen's own do, each to the class that is selected.
    fn command(&mut self, name: &str, env: &Environment) -> Result<Effect, Problem> {
        let class = self.choice().class();
        let choice = match (name, class) {
            ("new", _) => Choice::Join,
            ("copy", Some(at)) => Choice::Copy(at),
            ("delete", Some(at)) => Choice::Leave(at),
            _ => return Ok(Effect::Nothing),
        };
        self.choose(choice, env)
    }
}

/// What a name in the table `class` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Action::own(name, &["new", "copy", "delete"])
}

impl Screen for Classes {
    fn keys(&self) -> KeyContext {
        let typing = matches!(self.mode, Mode::Joining(_) | Mode::Exporting(..));
        KeyContext::new("class", command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "class.screen.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match (&self.mode, self.choice().class()) {
            (Mode::Joining(_) | Mode::Exporting(..), _) => vec!["select/take", "back/leave"],
            (Mode::Asking(..), _) => vec!["select/do", "move", "back/keep"],
            (Mode::Sending(_), _) => vec!["back"],
            (Mode::Choosing, Some(_)) => {
                vec!["select/do", "move", "copy", "delete", "new", "back"]
            }
            (Mode::Choosing, None) => vec!["select/do", "move", "new", "back"],
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if self.keys().typing {
            return self.typing(&action, env);
        }
        match action {
            Action::Back if matches!(self.mode, Mode::Asking(..)) => {
                self.stay();
                Ok(Effect::Redraw)
            }
            Action::Back => Ok(Effect::Pass),
            _ if matches!(self.mode, Mode::Sending(_)) => {
                Ok(Effect::Notice(env.say("class.screen.busy").to_owned()))
            }
            Action::Own(_) if matches!(self.mode, Mode::Asking(..)) => Ok(Effect::Nothing),
            Action::Own(name) => self.command(name, env),
            action => {
                let count = self.choices().len();
                match self.rows.pick(&action, &mut self.selected, count) {
                    Some(effect) => Ok(effect),
                    None => self.choose(self.choice(), env),
                }
            }
        }
    }

    fn take_result(&mut self, result: Box<dyn Any + Send>, env: &mut Environment) {
        let result = match result.downcast::<Looked>() {
            Ok(looked) => return self.found(*looked, env),
            Err(result) => result,
        };
        if let (Ok(sent), Mode::Sending(at)) = (result.downcast::<Sent>(), &self.mode) {
            self.sent(*at, *sent, env);
        }
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        if self.look == Look::Before {
            self.look_up(env);
        }
        false
    }

    fn leave(&mut self, _env: &mut Environment) {
        self.look_again();
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        let rows = self.lay_out(usize::from(area.width).saturating_sub(1), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_its_way_when_one_leaves_is_not_taken_for_what_there_is_afterwards() {
        let mut classes = Classes { looks: 1, look: Look::Under, ..Classes::default() };
        classes.look_again();
        assert!(!classes.is_newest(1));
        assert_eq!(classes.look, Look::Before);
    }
}
