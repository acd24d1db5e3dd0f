//! An exercise over plain lines: what it asks for, an answer written to a file and graded from one.

use std::path::{Path, PathBuf};

use super::{super::exercise as command, PlainSession, Turn, line_io::Stop};
use crate::{
    change::Sequence,
    exercise::{Answer, Folder, draft::Draft},
    id::ExerciseId,
    library::Reference,
    problem::Problem,
};

/// What an entry of the menu does.
enum Goal {
    /// Works on it here, line by line; a version begins it anew.
    Work(Option<String>),
    /// Writes a version that one may begin with to a file.
    Begin(String),
    /// Writes the draft to a file.
    Write(Answer),
    /// Grades a file.
    Grade,
    /// Grades the draft as it stands.
    GradeDraft(Answer),
    /// Says one hint, by its number from 0.
    Hint(usize),
    Open(Reference),
    /// Meets what happens after an answer was accepted.
    Change(Sequence),
    /// What the changes that were met say together.
    Profile,
}

impl PlainSession {
    /// An exercise, until the learner goes back.
    pub(super) fn exercise(&mut self, id: &ExerciseId) -> Result<Turn, Stop> {
        let folder = self.session.exercise(id)?;
        self.io.line("")?;
        self.heading(1, &folder.exercise.title)?;
        self.markdown("", &folder.exercise.brief)?;
        let mut hint = 0;
        loop {
            self.standing(id)?;
            let (names, goals): (Vec<String>, Vec<Goal>) =
                self.ways(&folder, hint)?.into_iter().unzip();
            let Some(goal) = self.choose(&names)?.and_then(|at| goals.into_iter().nth(at)) else {
                return Ok(Turn::Back);
            };
            if let Goal::Hint(at) = goal {
                hint = at + 1;
            }
            match self.go(&folder, goal) {
                Err(Stop::Failed(problem)) => self.problem(problem)?,
                other => other?,
            }
        }
    }

    /// Says how the exercise stands.
    fn standing(&mut self, id: &ExerciseId) -> Result<(), Stop> {
        let library = self.session.library();
        if let Some(slot) = library.slot_of(&Reference::Exercise(id.clone())) {
            let state = self.session.state_words(slot, &self.words);
            let said = self.words.format("plain.exercise.state", &[("state", &state)]);
            self.io.line("")?;
            self.io.line(&said)?;
        }
        Ok(())
    }

    fn ways(&self, folder: &Folder, hint: usize) -> Result<Vec<(String, Goal)>, Problem> {
        let exercise = &folder.exercise;
        let mut ways = Vec::new();
        let mut way = |key: &str, goal: Goal| ways.push((self.words.get(key).to_owned(), goal));
        let draft = self.session.progress().draft(&exercise.id)?.and_then(|draft| draft.text);
        let key = if draft.is_some() { "plain.exercise.continue" } else { "plain.exercise.work" };
        way(key, Goal::Work(None));
        if let Some(text) = draft {
            way("plain.exercise.anew", Goal::Work(Some(command::BLANK.into())));
            let answer = Draft::read(&text, &*exercise.facts).answer().clone();
            way("plain.exercise.grade-draft", Goal::GradeDraft(answer.clone()));
            way("plain.exercise.write-draft", Goal::Write(answer));
        }
        way("plain.exercise.start", Goal::Begin(command::BLANK.into()));
        for start in folder.versions() {
            let known = format!("exercise.version.{}", start.name);
            let version: &str =
                if self.words.has(&known) { self.words.get(&known) } else { &start.name };
            let name = self.words.format("plain.exercise.start-version", &[("version", &version)]);
            ways.push((name, Goal::Begin(start.name.clone())));
        }
        ways.push((self.words.get("plain.exercise.grade").to_owned(), Goal::Grade));
        if hint < exercise.hints.len() {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("n", &(hint + 1)), ("all", &exercise.hints.len())];
            ways.push((self.words.format("plain.exercise.hint", &values), Goal::Hint(hint)));
        }
        let changes = self.changes(&exercise.id)?.into_iter();
        ways.extend(changes.map(|(name, sequence)| (name, Goal::Change(sequence))));
        let profiled = self.profiled(&exercise.id)?;
        ways.extend(profiled.map(|name| (name, Goal::Profile)));
        let library = self.session.library();
        for lesson in &exercise.read {
            let Some(slot) = library.slot(lesson) else { continue };
            let name = library.item_name(slot, &self.words);
            let read = self.words.format("plain.exercise.read", &[("lesson", &name)]);
            ways.push((read, Goal::Open(Reference::Lesson(lesson.clone()))));
        }
        Ok(ways)
    }

    fn go(&mut self, folder: &Folder, goal: Goal) -> Result<(), Stop> {
        match goal {
            Goal::Work(version) => self.work(&folder.exercise.id, version.as_deref()),
            Goal::Begin(version) => self.write_out(folder, &command::begun(folder, &version)?),
            Goal::Write(answer) => self.write_out(folder, &answer),
            Goal::Grade => match self.file()? {
                Some(path) => {
                    let shape = folder.exercise.kind.shape();
                    self.graded(folder, &command::files::answer(&path, shape)?)
                }
                None => Ok(()),
            },
            Goal::GradeDraft(answer) => self.graded(folder, &answer),
            Goal::Hint(at) => {
                let hint = folder.exercise.hints.get(at).cloned().unwrap_or_default();
                self.markdown("", &hint)
            }
            Goal::Open(reference) => self.try_open(reference),
            Goal::Change(sequence) => self.change(sequence),
            Goal::Profile => self.profile(&folder.exercise.id),
        }
    }

    /// Asks for a file; nothing where the learner goes back.
    fn file(&mut self) -> Result<Option<PathBuf>, Stop> {
        let name = self.io.ask(self.words.get("plain.exercise.file"))?;
        Ok((!matches!(name.as_str(), "" | "q")).then(|| PathBuf::from(name)))
    }

    fn write_out(&mut self, folder: &Folder, answer: &Answer) -> Result<(), Stop> {
        let Some(path) = self.file()? else { return Ok(()) };
        command::files::write(&path, answer, folder.exercise.kind.shape())?;
        let file = Path::new(&path).display();
        let said = self.words.format("plain.exercise.written", &[("file", &file)]);
        self.io.line(&said)
    }

    fn graded(&mut self, folder: &Folder, answer: &Answer) -> Result<(), Stop> {
        let exercise = &folder.exercise;
        let report = command::mark(exercise, answer, &self.session)?;
        let best = command::remember(&mut self.session, exercise, answer, &report);
        self.notice()?;
        self.io.line("")?;
        for line in command::shown(&report, best).lines() {
            self.io.line(line)?;
        }
        Ok(())
    }
}
