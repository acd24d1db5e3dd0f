//! The classes that the learner is in: who they are there, what waits, and what can be done about it.

use std::path::{Path, PathBuf};

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    class::{download, membership::Membership, push::Pushed, standing::Standing},
    clock::Clock,
    file,
    problem::Problem,
    role::Role,
    tui::{
        action::Action,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            input::Input,
            rows::{self, Row, Rows},
        },
    },
};

/// The screen of classes.
#[derive(Default)]
pub struct Classes {
    classes: Vec<Standing>,
    /// Whether what is shown has been looked up.
    known: bool,
    selected: usize,
    mode: Mode,
    /// What came of the last choice, and how well.
    said: Option<(String, Role)>,
    rows: Rows,
}

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
    /// Whether the class of this number is to be left.
    Asking(usize),
}

/// One row that can be chosen; the number is the class's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Push(usize),
    Copy(usize),
    Export(usize),
    Leave(usize),
    /// After the question.
    Stay,
    Left(usize),
    /// After what was sent was taken back.
    Voided(usize),
    Join,
}

/// What came of sending.
enum Sent {
    Pushed(Result<Pushed, Problem>),
    Voided(Result<u64, Problem>),
}

impl Choice {
    fn word(self, others: bool) -> &'static str {
        match self {
            Self::Push(_) => "class.screen.push",
            Self::Copy(_) => "class.screen.copy",
            Self::Export(_) => "class.screen.export",
            Self::Leave(_) => "class.screen.leave",
            Self::Stay => "class.screen.stay",
            Self::Left(_) => "class.screen.left-it",
            Self::Voided(_) => "class.screen.void-it",
            Self::Join if others => "class.screen.join-another",
            Self::Join => "class.screen.join",
        }
    }

    fn class(self) -> Option<usize> {
        match self {
            Self::Push(at) | Self::Copy(at) | Self::Export(at) | Self::Leave(at) => Some(at),
            Self::Left(at) | Self::Voided(at) => Some(at),
            Self::Stay | Self::Join => None,
        }
    }
}

impl Classes {
    /// What can be chosen below the class of a number.
    fn choices_of(&self, at: usize) -> Vec<Choice> {
        let standing = self.classes.get(at);
        let mut choices = Vec::new();
        match self.mode {
            Mode::Asking(asked) if asked == at => {
                choices.extend([Choice::Stay, Choice::Left(at)]);
                let sent = standing.is_some_and(Standing::is_sent);
                choices.extend(sent.then_some(Choice::Voided(at)));
            }
            Mode::Asking(_) => {}
            _ => {
                let store = standing.is_some_and(|standing| standing.status.is_some());
                choices.push(Choice::Copy(at));
                choices.extend(store.then_some(Choice::Push(at)));
                choices.extend([Choice::Export(at), Choice::Leave(at)]);
            }
        }
        choices
    }

    fn choices(&self) -> Vec<Choice> {
        let mut all: Vec<Choice> =
            (0..self.classes.len()).flat_map(|at| self.choices_of(at)).collect();
        all.extend((!matches!(self.mode, Mode::Asking(_))).then_some(Choice::Join));
        all
    }

    fn choice(&self) -> Choice {
        self.choices().get(self.selected).copied().unwrap_or(Choice::Join)
    }

    /// Looks the classes up.
    fn load(&mut self, env: &Environment) -> Result<(), Problem> {
        let progress = env.session.progress();
        let all = Membership::all(&env.settings.data_dir)?.into_iter();
        self.classes = all.map(|mine| Standing::of(mine, progress)).collect::<Result<_, _>>()?;
        self.selected = self.selected.min(self.choices().len().saturating_sub(1));
        Ok(())
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
            Choice::Leave(at) => {
                self.mode = Mode::Asking(at);
                self.selected = 0;
            }
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
            Choice::Stay => self.choose_again(),
            Choice::Left(at) => self.leave_class(at, env)?,
            Choice::Join => self.mode = Mode::Joining(Input::default()),
        }
        Ok(Effect::Redraw)
    }

    /// Does on a thread what waits for a store.
    fn send(
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
        self.load(env)
    }

    fn export(&mut self, at: usize, path: &Path, env: &Environment) -> Result<(), Problem> {
        let Some(standing) = self.classes.get(at) else { return Ok(()) };
        let (n, lines) = standing.mine.bundle(env.session.progress())?;
        file::write_new(path, &lines)?;
        let contact = &standing.mine.class.contact;
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("n", &n), ("file", &path.display()), ("contact", contact)];
        self.said = Some((env.words.format("class.exported", &values), Role::Good));
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

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("class.screen.title"), Role::Heading), Row::blank()];
        if self.known && self.classes.is_empty() {
            rows.extend(Row::wrapped(env.say("class.screen.none"), Role::Muted, 0, width));
            rows.push(Row::blank());
        }
        let mut number = 0;
        for (at, standing) in self.classes.iter().enumerate() {
            let title = &standing.mine.class.title;
            rows.extend(Row::wrapped(title, Role::Strong, 0, width));
            for line in standing.told(&env.words) {
                rows.extend(Row::wrapped(&line, Role::Muted, 2, width));
            }
            if matches!(self.mode, Mode::Asking(asked) if asked == at) {
                rows.push(Row::blank());
                rows.extend(Row::wrapped(&asked(standing, env), Role::Warn, 2, width));
            }
            for choice in self.choices_of(at) {
                rows.push(self.row(choice, number, env));
                number += 1;
            }
            rows.push(Row::blank());
        }
        if !matches!(self.mode, Mode::Asking(_)) {
            rows.push(self.row(Choice::Join, number, env));
        }
        let asked = match &self.mode {
            Mode::Joining(input) => Some(("class.screen.what", input)),
            Mode::Exporting(_, input) => Some(("class.screen.what-file", input)),
            _ => None,
        };
        if let Some((word, typed)) = asked {
            rows.push(Row::blank());
            rows.extend(rows::typed(env.say(word), typed, width, env));
        }
        if let Mode::Sending(at) = self.mode {
            let host = self.classes.get(at).and_then(|standing| standing.mine.class.host());
            let host = host.unwrap_or_default();
            let said = env.words.format("class.screen.sending", &[("host", &host)]);
            rows.push(Row::blank());
            rows.extend(Row::wrapped(&said, Role::Muted, 0, width));
        }
        if let Some((said, role)) = &self.said {
            rows.push(Row::blank());
            rows.extend(Row::wrapped(said, *role, 0, width));
        }
        rows
    }

    fn row(&self, choice: Choice, number: usize, env: &Environment) -> Row {
        let choosing = matches!(self.mode, Mode::Choosing | Mode::Asking(_));
        let selected = choosing && number == self.selected;
        let word = env.say(choice.word(!self.classes.is_empty())).to_owned();
        Row::choice(number, [(word, Role::Text)], selected, env)
    }
}

/// Whether a class is to be left.
fn asked(standing: &Standing, env: &Environment) -> String {
    let class = &standing.mine.class;
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("title", &class.title), ("contact", &class.contact)];
    env.words.format("class.screen.ask-leave", &values)
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
            (Mode::Asking(_), _) => vec!["select/do", "move", "back/keep"],
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
            Action::Back if matches!(self.mode, Mode::Asking(_)) => {
                self.choose_again();
                Ok(Effect::Redraw)
            }
            Action::Back => Ok(Effect::Pass),
            _ if matches!(self.mode, Mode::Sending(_)) => {
                Ok(Effect::Notice(env.say("class.screen.busy").to_owned()))
            }
            Action::Own(_) if matches!(self.mode, Mode::Asking(_)) => Ok(Effect::Nothing),
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

    fn take_result(&mut self, result: Box<dyn std::any::Any + Send>, env: &mut Environment) {
        let (Ok(sent), Mode::Sending(at)) = (result.downcast::<Sent>(), &self.mode) else { return };
        let at = *at;
        self.choose_again();
        let done = match *sent {
            Sent::Pushed(Ok(pushed)) => {
                self.pushed(at, &pushed, env);
                self.load(env)
            }
            Sent::Voided(Ok(voided)) => self.leave_class(at, env).map(|()| {
                let said = env.words.format("class.voided", &[("n", &voided)]);
                let left = self.said.take().map(|(left, _)| left).unwrap_or_default();
                self.said = Some((format!("{said} {left}"), Role::Muted));
            }),
            Sent::Pushed(Err(problem)) | Sent::Voided(Err(problem)) => Err(problem),
        };
        if let Err(problem) = done {
            self.fail(problem, env);
        }
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        if self.known {
            return false;
        }
        self.known = true;
        if let Err(problem) = self.load(env) {
            self.fail(problem, env);
        }
        true
    }

    fn leave(&mut self, _env: &mut Environment) {
        // More may be shared, and a class joined, when one comes back.
        self.known = false;
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
