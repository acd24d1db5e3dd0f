//! The courses that are here: how far the learner is in each, opening another one, adding, fetching again
//! and removing.

mod entry;

use crate::{
    courses::{Added, Courses, Origin, Record, Updated, Wish, standing::Standing},
    id::CourseId,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            input::Input,
            rows::{self, Row, Rows},
        },
    },
};
use entry::{Entry, shipped};
use ratatui::{buffer::Buffer, layout::Rect};

/// The screen of courses.
pub struct Switcher {
    entries: Vec<Entry>,
    selected: usize,
    mode: Mode,
    /// What came of the last job, and how well.
    said: Option<(String, Role)>,
    rows: Rows,
}

/// What the keys are for.
enum Mode {
    Choosing,
    /// A course is named that is to be added.
    Typing(Input),
    /// Whether the selected one is to be removed.
    Asking,
    /// One is being fetched: its name.
    Fetching(String),
}

/// How far the learner is in one of them.
struct Counted(CourseId, Result<Standing, Problem>);

/// What came of fetching, and the address that was typed for it.
struct Fetched(Result<Outcome, Problem>, Option<String>);

enum Outcome {
    Added(Added),
    Updated(Updated),
}

impl Switcher {
    /// The courses, with the open one selected.
    pub fn new(env: &Environment) -> Self {
        let mut switcher = Self {
            entries: Vec::new(),
            selected: 0,
            mode: Mode::Choosing,
            said: None,
            rows: Rows::default(),
        };
        switcher.list(env);
        let open = env.session.progress().course();
        switcher.select(open);
        switcher
    }

    fn select(&mut self, name: &CourseId) {
        self.selected = self.entries.iter().position(|entry| entry.name == *name).unwrap_or(0);
    }

    /// Looks what there is, and counts how far the learner is beside the screen.
    fn list(&mut self, env: &Environment) {
        let courses = env.courses();
        let open = env.session.progress().course();
        let library = env.session.library();
        let mut entries = vec![shipped(env)];
        entries.extend(courses.list().into_iter().map(Entry::from));
        if !entries.iter().any(|entry| entry.name == *open) {
            let from = Some(library.source().name());
            let title = library.course().title.clone();
            entries.push(Entry { name: open.clone(), title, from, standing: None });
        }
        let mut others = Vec::new();
        for entry in &mut entries {
            if entry.name == *open {
                entry.standing = Some(Ok(Standing::of(&env.session, &env.words)));
            } else {
                others.push(entry.name.clone());
            }
        }
        count(courses, others, env);
        self.selected = self.selected.min(entries.len() - 1);
        self.entries = entries;
    }

    fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.selected)
    }

    /// The name of the selected course, if it was added.
    fn added(&self, env: &Environment) -> Option<CourseId> {
        let name = &self.entry()?.name;
        (!name.is_shipped() && env.courses().has(name.as_str())).then(|| name.clone())
    }

    fn open(&self, env: &Environment) -> Effect {
        let Some(entry) = self.entry() else { return Effect::Nothing };
        // The one that ships may stand in for another that could not be opened: now it is chosen.
        let stands_in = entry.name.is_shipped() && env.courses().current().is_some();
        if entry.name == *env.session.progress().course() && !stands_in {
            return Effect::Back;
        }
        Effect::Course(entry.name.clone())
    }

    fn command(&mut self, name: &str, env: &Environment) -> Effect {
        self.said = None;
        match name {
            "new" => self.mode = Mode::Typing(Input::default()),
            "again" => match self.added(env) {
                Some(name) => self.fetch(name.to_string(), None, env, move |courses, kinds| {
                    courses.update(name.as_str(), kinds).map(Outcome::Updated)
                }),
                None => return Effect::Notice(env.say("courses.never-updated").to_owned()),
            },
            "delete" => match self.added(env) {
                Some(_) => self.mode = Mode::Asking,
                None => return Effect::Notice(env.say("courses.not-removed").to_owned()),
            },
            _ => return Effect::Pass,
        }
        Effect::Redraw
    }

    /// Does on a thread what takes its time.
    fn fetch(
        &mut self,
        what: String,
        typed: Option<String>,
        env: &Environment,
        job: impl FnOnce(Courses, crate::exercise::Kinds) -> Result<Outcome, Problem> + Send + 'static,
    ) {
        self.mode = Mode::Fetching(what);
        let (courses, kinds) = (env.courses(), env.session.library().kinds());
        let reply = env.jobs.reply();
        env.jobs.start("course", move || reply.send(Fetched(job(courses, kinds), typed)));
    }

    fn add(&mut self, text: &str, env: &Environment) -> Result<(), Problem> {
        let origin = Origin::parse(text)?;
        let wish = Wish { origin, inside: None, name: None };
        self.fetch(text.to_owned(), Some(text.to_owned()), env, move |courses, kinds| {
            courses.add(&wish, kinds).map(Outcome::Added)
        });
        Ok(())
    }

    fn remove(&mut self, env: &Environment) -> Result<Effect, Problem> {
        self.mode = Mode::Choosing;
        let Some(name) = self.added(env) else { return Ok(Effect::Redraw) };
        let record = env.courses().remove(name.as_str())?;
        self.said = Some((about("courses.removed", &record, env), Role::Muted));
        if name == *env.session.progress().course() {
            return Ok(Effect::Course(CourseId::shipped()));
        }
        self.list(env);
        Ok(Effect::Redraw)
    }

    /// An action while something else than a course is asked for; nothing where it is not for that.
    fn ask(&mut self, action: &Action, env: &Environment) -> Option<Result<Effect, Problem>> {
        match (&mut self.mode, action) {
            (Mode::Choosing, _) => return None,
            (Mode::Fetching(_), Action::Back) => self.mode = Mode::Choosing,
            (Mode::Fetching(_), _) => {
                return Some(Ok(Effect::Notice(env.say("courses.busy").to_owned())));
            }
            (Mode::Typing(input), Action::Back) => match input.leaves() {
                true => self.mode = Mode::Choosing,
                false => {
                    let said = env.say("bench.drops-typed").to_owned();
                    return Some(Ok(Effect::Notice(said)));
                }
            },
            (_, Action::Back) => self.mode = Mode::Choosing,
            (Mode::Typing(input), Action::Text(edit)) => input.edit(edit),
            (Mode::Typing(input), Action::Select) => {
                let text = input.text().trim().to_owned();
                match text.as_str() {
                    "" => self.mode = Mode::Choosing,
                    text => {
                        if let Err(problem) = self.add(text, env) {
                            return Some(Err(problem));
                        }
                    }
                }
            }
            (Mode::Asking, Action::Select) => return Some(self.remove(env)),
            _ => return Some(Ok(Effect::Nothing)),
        }
        Some(Ok(Effect::Redraw))
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("courses.title"), Role::Heading), Row::blank()];
        for (at, entry) in self.entries.iter().enumerate() {
            let selected = at == self.selected;
            rows.extend(entry.rows(width, selected, env).into_iter().map(|row| row.hit(at)));
            if selected && matches!(self.mode, Mode::Asking) {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("title", &entry.title), ("name", &entry.name)];
                let question = env.words.format("courses.ask-remove", &values);
                rows.extend(told(&question, Role::Warn, width));
            }
        }
        rows.push(Row::blank());
        match &self.mode {
            Mode::Fetching(what) => {
                let said = env.words.format("courses.fetching", &[("text", &what)]);
                rows.extend(told(&said, Role::Muted, width));
            }
            Mode::Typing(input) => {
                rows.push(Row::text(env.say("courses.add"), Role::Strong));
                rows.extend(rows::typed(env.say("courses.what"), input, width, env));
            }
            _ => {}
        }
        if let Some((said, role)) = &self.said {
            rows.extend(told(said, *role, width));
        } else if self.entries.len() == 1 && matches!(self.mode, Mode::Choosing) {
            rows.extend(told(env.say("courses.none-but-one"), Role::Muted, width));
        }
        rows
    }

    /// What came of fetching, in words.
    fn tell(&mut self, outcome: Outcome, env: &Environment) {
        let (record, key) = match &outcome {
            Outcome::Added(added) => (&added.record, "courses.added"),
            Outcome::Updated(updated) if updated.changed => (&updated.record, "courses.updated"),
            Outcome::Updated(updated) => (&updated.record, "courses.unchanged"),
        };
        let mut said = about(key, record, env);
        if let Outcome::Updated(updated) = &outcome
            && !updated.gone.is_empty()
        {
            let ids = updated.gone.join(", ");
            let values: [(&str, &dyn std::fmt::Display); 1] = [("ids", &ids)];
            said.push(' ');
            said.push_str(&env.words.plural_with("courses.gone", updated.gone.len(), &values));
        }
        self.said = Some((said, Role::Good));
        let name = CourseId::new(&record.name);
        self.list(env);
        self.select(&name);
    }
}

/// Counts on a thread how far the learner is in some courses, one after the other.
fn count(courses: Courses, names: Vec<CourseId>, env: &Environment) {
    let words = env.words.clone();
    let kinds = env.session.library().kinds();
    let reply = env.jobs.reply();
    env.jobs.start("courses", move || {
        for name in names {
            let standing = courses.standing(&name, kinds, &words);
            reply.send(Counted(name, standing));
        }
    });
}

fn about(key: &str, record: &Record, env: &Environment) -> String {
    env.words.format(key, &[("title", &record.title), ("name", &record.name)])
}

/// Lines below the courses.
fn told(said: &str, role: Role, width: usize) -> Vec<Row> {
    text::wrap(said, width).into_iter().map(|line| Row::text(line, role)).collect()
}

impl From<Record> for Entry {
    fn from(record: Record) -> Self {
        let name = CourseId::new(&record.name);
        Self { name, title: record.title, from: Some(record.from), standing: None }
    }
}

/// What a name in the table `courses` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Action::own(name, &["new", "again", "delete"])
}

impl Screen for Switcher {
    fn keys(&self) -> KeyContext {
        let typing = matches!(self.mode, Mode::Typing(_));
        KeyContext::new("courses", command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "courses.title"
    }

    fn hints(&self, env: &Environment) -> Vec<&'static str> {
        match &self.mode {
            Mode::Typing(_) => vec!["select/take", "back/leave"],
            Mode::Asking => vec!["select/remove", "back/keep"],
            Mode::Fetching(_) => vec!["back"],
            Mode::Choosing if self.added(env).is_some() => {
                vec!["select", "move", "new", "again", "delete", "back"]
            }
            Mode::Choosing => vec!["select", "move", "new", "back"],
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if let Some(answered) = self.ask(&action, env) {
            return answered;
        }
        if let Action::Own(name) = action {
            return Ok(self.command(name, env));
        }
        let picked = self.rows.pick(&action, &mut self.selected, self.entries.len());
        Ok(picked.unwrap_or_else(|| self.open(env)))
    }

    fn take_result(&mut self, result: Box<dyn std::any::Any + Send>, env: &mut Environment) {
        let result = match result.downcast::<Counted>() {
            Ok(counted) => {
                let Counted(name, standing) = *counted;
                let entry = self.entries.iter_mut().find(|entry| entry.name == name);
                entry.into_iter().for_each(|entry| entry.standing = Some(standing.clone()));
                return;
            }
            Err(result) => result,
        };
        let Ok(fetched) = result.downcast::<Fetched>() else { return };
        let waited = matches!(self.mode, Mode::Fetching(_));
        if waited {
            self.mode = Mode::Choosing;
        }
        match fetched.0 {
            Ok(outcome) => self.tell(outcome, env),
            Err(problem) => {
                // Nobody types an address twice for one wrong letter.
                if let Some(typed) = fetched.1.filter(|_| waited) {
                    self.mode = Mode::Typing(Input::with(typed));
                }
                let problem = problem.in_words(&env.words);
                let said = format!("{problem}. {}", problem.hint);
                self.said = Some((said.trim().to_owned(), Role::Warn));
            }
        }
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
