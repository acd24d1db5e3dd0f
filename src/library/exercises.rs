//! The exercises of a course: read on demand, with the answers that prove them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Library;
use crate::{
    diagnostic::Diagnostic,
    exercise::{self, Exercise, Folder, Kinds, Knowledge, card::Card},
    id::ExerciseId,
    problem::Problem,
    source::{Source, walk},
};

/// Every file of an exercise's folder at any depth but in the shelves that are left out, and what is wrong
/// with those that are no texts.
fn files(source: &Source, folder: &str, out: &[&str]) -> (Vec<exercise::File>, Vec<Diagnostic>) {
    let (mut files, mut found) = (Vec::new(), Vec::new());
    let is_out =
        |path: &String| out.iter().any(|out| path.starts_with(&format!("{folder}/{out}/")));
    for path in source.below(folder).into_iter().filter(|path| !is_out(path)) {
        match source.read(&path) {
            Ok(text) => files.push((path, text)),
            Err(problem) => found.push(Diagnostic::error(UNREADABLE, path, problem.to_string())),
        }
    }
    (files, found)
}

/// The code of a file that is no text.
const UNREADABLE: &str = "unreadable";

impl Library {
    /// The exercises that there are, by the names of their folders, sorted.
    pub(super) fn exercise_folders(&self) -> &[ExerciseId] {
        self.exercises.get_or_init(|| {
            let names = self.source.exercises().into_iter();
            names.filter(|name| crate::id::fault(name).is_none()).map(ExerciseId::new).collect()
        })
    }

    /// What a list shows of an exercise; nothing where there is none of that id.
    pub fn exercise_card(&self, id: &ExerciseId) -> Option<Arc<Card>> {
        let read = || {
            let there = self.exercise_folders().contains(id);
            let file = walk::exercise_file(id.as_str());
            let text = there.then(|| self.source.read(&file).ok()).flatten()?;
            Some(Arc::new(Card::read(id, &text)))
        };
        self.cards.borrow_mut().entry(id.clone()).or_insert_with(read).clone()
    }

    /// How many changes an exercise has, counted without reading them.
    pub fn change_count(&self, id: &ExerciseId) -> usize {
        let names = self.source.list(&format!("{}/changes", walk::exercise_folder(id.as_str())));
        names.iter().filter(|name| name.ends_with(".toml")).count()
    }

    /// Every exercise of the course by its card, sorted by week and number.
    pub fn exercise_cards(&self) -> Vec<Arc<Card>> {
        let ids = self.exercise_folders().iter();
        let mut cards: Vec<Arc<Card>> = ids.filter_map(|id| self.exercise_card(id)).collect();
        cards.sort_by(|a, b| {
            let by_number = || crate::text::natural(&a.number, &b.number);
            a.week.cmp(&b.week).then_with(by_number).then_with(|| a.id.cmp(&b.id))
        });
        cards
    }

    /// The exercise of that id as a learner works on it: with what one begins with and the right answers.
    ///
    /// # Errors
    /// Where there is none, or one of its files has a mistake.
    pub fn exercise(&self, id: &ExerciseId) -> Result<Folder, Problem> {
        self.opened(id, &[FAULTY])
    }

    /// The exercise of that id with the wrong answers, too, that prove its rules.
    ///
    /// # Errors
    /// Where there is none, or one of its files has a mistake.
    pub fn proved_exercise(&self, id: &ExerciseId) -> Result<Folder, Problem> {
        self.opened(id, &[])
    }

    /// The task and the facts of an exercise, without any answer.
    ///
    /// # Errors
    /// Where there is none, or one of its files has a mistake.
    pub fn bare_exercise(&self, id: &ExerciseId) -> Result<Exercise, Problem> {
        Ok(self.opened(id, &[FAULTY, REFERENCES])?.exercise)
    }

    /// An exercise without some of the shelves of its folder.
    fn opened(&self, id: &ExerciseId, out: &[&str]) -> Result<Folder, Problem> {
        let what = format!("Cannot open the exercise `{}`", crate::text::sanitize(id.as_str()));
        if crate::id::fault(id.as_str()).is_some() {
            return Err(Problem::usage(what).why("that is not an id"));
        }
        if !self.exercise_folders().contains(id) {
            let names: Vec<&str> = self.exercise_folders().iter().map(ExerciseId::as_str).collect();
            let near = crate::text::nearest(id.as_str(), names.iter().copied());
            let hint = match near {
                Some(near) => format!("Did you mean `{near}`?"),
                None => format!("There are: {}", names.join(", ")),
            };
            return Err(Problem::usage(what).why("there is no such exercise").hint(hint));
        }
        let (found, wrong) =
            read_without(self.source(), id.as_str(), self.kinds(), &self.knowledge(), out);
        match (found, wrong.first()) {
            (Some(found), None) => Ok(found),
            (_, wrong) => {
                let why = wrong.map_or_else(String::new, ToString::to_string);
                Err(Problem::content(what)
                    .why(why)
                    .hint("archtutor check shows every mistake with its place"))
            }
        }
    }

    /// What facts and marking may look up.
    pub fn knowledge(&self) -> Arc<Knowledge> {
        Arc::clone(
            self.knowledge
                .get_or_init(|| Arc::new(Knowledge::new(Arc::clone(self.shared_catalog())))),
        )
    }
}

/// Shelves of an exercise's folder that not everybody needs.
const FAULTY: &str = "faulty";
const REFERENCES: &str = "references";

/// Reads the folder of an exercise by its name.
pub fn read(
    source: &Source,
    name: &str,
    kinds: Kinds,
    knowledge: &Knowledge,
) -> (Option<Folder>, Vec<Diagnostic>) {
    read_without(source, name, kinds, knowledge, &[])
}

fn read_without(
    source: &Source,
    name: &str,
    kinds: Kinds,
    knowledge: &Knowledge,
    out: &[&str],
) -> (Option<Folder>, Vec<Diagnostic>) {
    let folder = walk::exercise_folder(name);
    let (mut files, mut found) = files(source, &folder, out);
    let main = walk::exercise_file(name);
    let shared = files.iter().find(|(path, _)| *path == main);
    if let Some(shared) = shared.and_then(|(_, text)| exercise::folder::shared(text)) {
        let (more, wrong) = self::files(source, &walk::exercise_folder(&shared), out);
        files.extend(more);
        found.extend(wrong);
    }
    let (read, wrong) = Folder::read(&folder, &files, kinds, knowledge);
    found.extend(wrong);
    (read, found)
}

/// Everything that is wrong with the exercises of a course whose folders are wanted: their files, and
/// what their own answers disprove; with the rules by which they are marked.
pub fn check(
    source: &Source,
    kinds: Kinds,
    knowledge: &Knowledge,
    wanted: &dyn Fn(&str) -> bool,
) -> (Vec<Diagnostic>, BTreeSet<&'static str>) {
    let (mut found, mut rules) = (Vec::new(), BTreeSet::new());
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    let names = source.exercises().into_iter();
    for name in names.filter(|name| wanted(&walk::exercise_folder(name))) {
        let (read, wrong) = read(source, &name, kinds, knowledge);
        let sound = wrong.is_empty();
        // What is no text is said where the disk is looked at.
        found.extend(wrong.into_iter().filter(|wrong| wrong.code != UNREADABLE));
        let Some(read) = read.filter(|_| sound) else { continue };
        rules.extend(read.exercise.facts.rules());
        let id = read.exercise.id.as_str();
        let file = walk::exercise_file(&name);
        let mut say = |code, message: String| {
            let wrong = Diagnostic::error(code, file.clone(), message);
            found.push(match source.read(&file) {
                Ok(text) => wrong.at(&text, 0..1),
                Err(_) => wrong,
            });
        };
        if name != id {
            let folder = walk::exercise_folder(id);
            say("misnamed-folder", format!("the exercise `{id}` is not in the folder {folder}"));
        }
        if let Some(number) = &read.exercise.number
            && let Some(other) = numbers.insert(number.clone(), id.to_owned())
        {
            say("double-number", format!("`{other}` has the number {number} too"));
        }
        found.extend(exercise::prove::prove(&read, knowledge));
    }
    (found, rules)
}
