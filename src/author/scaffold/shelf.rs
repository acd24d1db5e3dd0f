//! What a course has already: its weeks in order with their lessons and quizzes, and which ids are taken.

use std::{collections::HashMap, sync::Arc};

use super::edit;
use crate::{
    catalog::{Catalog, SHARED, names},
    course::{Course, LessonCard, Week},
    problem::Problem,
    quiz::Quiz,
    source::{COURSE_FILE, Part, Source, walk},
    table::did_you_mean,
};

/// A course as far as something is added to it.
pub(super) struct Shelf<'a> {
    pub(super) source: &'a Source,
    course: Course,
    weeks: Vec<Place>,
    /// The files of the quizzes by id, with their texts.
    quizzes: Vec<(String, String, Arc<str>)>,
    /// Where each id stands, by the word for what it names.
    taken: HashMap<(&'static str, String), String>,
}

/// A week that something is added to.
pub(super) struct Place {
    pub(super) id: String,
    /// The one that its folder begins with, else its place from 1.
    pub(super) number: u32,
    pub(super) folder: String,
    pub(super) quiz: Option<String>,
    text: Arc<str>,
    /// Ids, paths and texts of its lessons.
    lessons: Vec<(String, String, Arc<str>)>,
}

impl<'a> Shelf<'a> {
    pub(super) fn read(source: &'a Source) -> Result<Self, Problem> {
        if matches!(source, Source::Embedded | Source::Book(_)) {
            return Err(Problem::usage("There is no course of yours here")
                .why("what is added to is a folder with a course.toml")
                .hint("archtutor new course DIR makes one; --course DIR names one"));
        }
        let (course, _) = Course::read(COURSE_FILE, &source.read(COURSE_FILE)?);
        let mut shelf =
            Self { source, course, weeks: Vec::new(), quizzes: Vec::new(), taken: HashMap::new() };
        for name in source.weeks() {
            shelf.read_week(&walk::week_folder(&name))?;
        }
        for file in source.files(Part::Pools) {
            let text = source.read(&file)?;
            let Some(quiz) = Quiz::parse(&file, &text).0 else { continue };
            shelf.take("quiz", quiz.id.as_str(), &file);
            let questions = quiz.questions.iter().map(|question| question.id.to_string());
            let written = quiz.written.iter().map(|task| task.id.to_string());
            questions.chain(written).for_each(|id| shelf.take("question", &id, &file));
            shelf.quizzes.push((quiz.id.to_string(), file, text));
        }
        source
            .exercises()
            .iter()
            .for_each(|id| shelf.take("exercise", id, &walk::exercise_folder(id)));
        for file in source.files(Part::Labs) {
            shelf.take("lab", walk::lab_of(&file).unwrap_or_default(), &file);
        }
        for (file, text) in catalog_files(source, &shelf.course) {
            let (catalog, _) = Catalog::read(&[(file.clone(), text)]);
            for pattern in catalog.patterns() {
                shelf.take("pattern", pattern.id.as_str(), &file);
            }
        }
        Ok(shelf)
    }

    fn read_week(&mut self, folder: &str) -> Result<(), Problem> {
        let file = walk::week_file(folder);
        let text = self.source.read(&file)?;
        let Some(week) = Week::read(folder, &text).0 else {
            return Err(Problem::content(format!("Cannot read {file}"))
                .hint("archtutor check shows every mistake with its place"));
        };
        let mut lessons = Vec::new();
        for file in self.source.files(Part::Lessons(folder)) {
            let text = self.source.read(&file)?;
            if let Some(card) = LessonCard::read(&file, &text).0 {
                self.take("lesson", card.id.as_str(), &file);
                lessons.push((card.id.to_string(), file, text));
            }
        }
        self.take("week", week.id.as_str(), &file);
        let place = u32::try_from(self.weeks.len() + 1).unwrap_or(u32::MAX);
        self.weeks.push(Place {
            id: week.id.to_string(),
            number: week.number().unwrap_or(place),
            folder: folder.to_owned(),
            quiz: week.quiz.map(|quiz| quiz.to_string()),
            text,
            lessons,
        });
        Ok(())
    }

    fn take(&mut self, kind: &'static str, id: &str, file: &str) {
        self.taken.insert((kind, id.to_owned()), file.to_owned());
    }

    /// Refuses an id that something of the kind has.
    pub(super) fn free(&self, kind: &'static str, id: &str) -> Result<(), Problem> {
        match self.taken.get(&(kind, id.to_owned())) {
            None => Ok(()),
            Some(file) => Err(Problem::content(format!("There is a {kind} `{id}`"))
                .why(file)
                .hint("Choose another id: nothing is overwritten")),
        }
    }

    /// The languages that the names of patterns stand in.
    pub(super) fn name_languages(&self) -> Vec<&'static str> {
        names::wanted(&self.course.languages)
    }

    /// The number of a week that comes after all others.
    pub(super) fn next_week(&self) -> usize {
        let folders = self.weeks.iter().map(|week| leading(week.folder.rsplit('/').next()));
        folders.max().unwrap_or(0).max(self.weeks.len()) + 1
    }

    /// The week of that id, folder or number; the last one where none is named.
    pub(super) fn week(&self, name: Option<&str>) -> Result<&Place, Problem> {
        let found = match name {
            None => self.weeks.last(),
            Some(name) => self.weeks.iter().find(|week| week.is_called(name)),
        };
        found.ok_or_else(|| {
            let known: Vec<&str> = self.weeks.iter().map(|week| week.id.as_str()).collect();
            let hint = name.map(|name| did_you_mean(name, &known));
            Problem::usage(match name {
                Some(name) => format!("There is no week `{name}`"),
                None => "There is no week yet".to_owned(),
            })
            .hint(hint.unwrap_or_else(|| "archtutor new week ID".to_owned()))
        })
    }

    /// A quiz by its id or its week: the week, the file, and its text.
    pub(super) fn quiz(&self, name: Option<&str>) -> Result<(&Place, String, &str), Problem> {
        let named = name.filter(|name| self.quizzes.iter().any(|(id, ..)| id == name));
        let week = match named {
            Some(quiz) => self.weeks.iter().find(|week| week.quiz.as_deref() == Some(quiz)),
            None => None,
        };
        let week = match week {
            Some(week) => week,
            None => self.week(name.filter(|_| named.is_none()))?,
        };
        let id = named.map(str::to_owned).or_else(|| week.quiz.clone());
        let id = id.ok_or_else(|| {
            Problem::usage(format!("The week `{}` has no quiz", week.id))
                .hint(format!("archtutor new quiz ID --in {} makes one", week.id))
        })?;
        let found = self.quizzes.iter().find(|(known, ..)| *known == id);
        let (_, file, text) = found.ok_or_else(|| {
            Problem::content(format!("The quiz `{id}` cannot be read"))
                .hint("archtutor check shows every mistake with its place")
        })?;
        Ok((week, file.clone(), text))
    }

    /// Whether the course has patterns that others stand beside.
    pub(super) fn has_catalog(&self) -> bool {
        self.course.shares_catalog || self.source.has("assets/catalog/dimensions.toml")
    }
}

/// The files of the patterns that a course has, those that it shares too.
fn catalog_files(source: &Source, course: &Course) -> Vec<(String, Arc<str>)> {
    let own = source.texts(Part::Catalog);
    let shared = course.shares_catalog.then(|| {
        Source::Embedded.texts(Part::Catalog).map(|(file, text)| (format!("{SHARED}{file}"), text))
    });
    own.chain(shared.into_iter().flatten())
        .filter_map(|(file, text)| Some((file, text.ok()?)))
        .collect()
}

impl Place {
    fn is_called(&self, name: &str) -> bool {
        let folder = self.folder.rsplit('/').next();
        self.id == name || folder == Some(name) || name.parse() == Ok(self.number)
    }

    /// The number of a lesson that comes after all others.
    pub(super) fn next_lesson(&self) -> usize {
        let files = self.lessons.iter().map(|(_, file, _)| leading(file.rsplit('/').next()));
        files.max().unwrap_or(0).max(self.lessons.len()) + 1
    }

    /// The first lesson.
    pub(super) fn first_lesson(&self) -> Result<&str, Problem> {
        self.lessons.first().map(|(id, ..)| id.as_str()).ok_or_else(|| {
            Problem::usage(format!("The week `{}` has no lesson", self.id))
                .hint(format!("archtutor new lesson ID --in {}", self.id))
        })
    }

    /// The file of the week with a text for a key.
    pub(super) fn with(&self, key: &str, value: &str) -> (String, String) {
        (walk::week_file(&self.folder), edit::with(&self.text, key, &format!("\"{value}\"")))
    }

    /// The file of the week with one more id in a list.
    pub(super) fn with_one_more(&self, key: &str, id: &str) -> (String, String) {
        (walk::week_file(&self.folder), edit::with_one_more(&self.text, key, id))
    }

    /// The file of a lesson with more at its end.
    pub(super) fn asking(&self, lesson: &str, more: &str) -> (String, String) {
        let found = self.lessons.iter().find(|(id, ..)| id == lesson);
        found.map_or_else(Default::default, |(_, file, text)| {
            (file.clone(), format!("{text}{more}"))
        })
    }
}

/// The number that a name begins with.
fn leading(name: Option<&str>) -> usize {
    let digits = name.unwrap_or_default().split(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// The folder of the smallest exercise of a kind that ships and stands for itself.
pub(super) fn smallest(task: &str) -> Option<String> {
    let wanted = format!("\ntask = \"{task}\"");
    let folders = Source::Embedded.exercises().into_iter().filter(|id| {
        let text = Source::Embedded.load(&walk::exercise_file(id)).unwrap_or_default();
        let head = text.split("\n[").next().unwrap_or_default();
        head.contains(&wanted) && !head.contains("\nshares") && !head.contains("\ncarries")
    });
    let folders = folders.map(|id| walk::exercise_folder(&id));
    folders.min_by_key(|folder| {
        let sizes = Source::Embedded.below(folder).into_iter();
        sizes.map(|path| Source::Embedded.load(&path).map_or(0, |text| text.len())).sum::<usize>()
    })
}
