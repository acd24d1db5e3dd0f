//! The folder of a week, read on demand, and the order in which the folders are studied.

use std::{cell::OnceCell, sync::Arc};

use super::Item;
use crate::{
    course::{Course, LessonCard, Week},
    id::WeekId,
    source::{Part, Source, walk},
};

/// Front matter is looked for in the first bytes of a lesson, this many.
const FRONT_MATTER_LIMIT: usize = 16 * 1024;

/// One week's folder, read on demand.
pub(super) struct Shelf {
    pub(super) folder: String,
    /// Lesson files, sorted.
    files: OnceCell<Vec<String>>,
    week: OnceCell<Week>,
    cards: OnceCell<Vec<LessonCard>>,
    pub(super) items: OnceCell<Vec<Item>>,
}

impl Shelf {
    pub(super) fn new(folder: String) -> Self {
        Self {
            folder,
            files: OnceCell::new(),
            week: OnceCell::new(),
            cards: OnceCell::new(),
            items: OnceCell::new(),
        }
    }

    pub(super) fn files(&self, source: &Source) -> &[String] {
        self.files.get_or_init(|| source.files(Part::Lessons(&self.folder)))
    }

    pub(super) fn week(&self, source: &Source) -> &Week {
        self.week.get_or_init(|| {
            let text = source.read(&walk::week_file(&self.folder)).ok();
            let read = text.and_then(|text| Week::read(&self.folder, &text).0);
            read.unwrap_or_else(|| self.nameless())
        })
    }

    /// A week that can still be studied although its `week.toml` says nothing usable.
    fn nameless(&self) -> Week {
        let name = self.folder.rsplit('/').next().unwrap_or(&self.folder);
        Week {
            id: WeekId::new(name),
            title: name.to_owned(),
            outcomes: Vec::new(),
            theory_hours: None,
            practice_hours: None,
            quiz: None,
            exercises: Vec::new(),
            labs: Vec::new(),
            milestone: None,
            next: None,
            folder: self.folder.clone(),
            spans: Vec::new(),
        }
    }

    pub(super) fn cards(&self, source: &Source) -> &[LessonCard] {
        self.cards.get_or_init(|| {
            let files = self.files(source).iter();
            files
                .filter_map(|file| {
                    let head: Arc<str> = source.head(file, FRONT_MATTER_LIMIT).ok()?.into();
                    LessonCard::read(file, &head).0
                })
                .collect()
        })
    }
}

/// The folders of the weeks in study order: those that `course.toml` lists, then the others by name.
pub(super) fn folders(source: &Source, course: &Course) -> Vec<String> {
    let names = source.weeks();
    let listed = course.order.iter().map(|name| &name.value).filter(|name| names.contains(name));
    let rest = names.iter().filter(|name| !course.order.iter().any(|at| at.value == **name));
    listed.chain(rest).map(|name| walk::week_folder(name)).collect()
}
