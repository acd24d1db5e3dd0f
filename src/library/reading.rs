//! What of a course takes longest to read, its catalog and its questions: read by whoever asks first, or
//! beforehand on another thread.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use super::{Library, shared_catalog};
use crate::{
    catalog::{self, Catalog},
    course::Course,
    quiz::Quiz,
    source::{Part, Source},
};

/// What has been read.
#[derive(Default)]
pub(super) struct Reading {
    catalog: OnceLock<Arc<Catalog>>,
    /// The quizzes that can be read, by file.
    pools: OnceLock<Vec<(String, Arc<Quiz>)>>,
    /// Whether another thread has begun to.
    begun: AtomicBool,
}

impl Reading {
    pub(super) fn catalog(&self, source: &Source, course: &Course) -> &Arc<Catalog> {
        self.catalog.get_or_init(|| {
            let texts = source.texts(Part::Catalog);
            let mut own: Vec<catalog::File> =
                texts.filter_map(|(path, text)| Some((path, text.ok()?))).collect();
            // By the name of the family, of which one may begin as another does.
            own.sort_by(|(a, _), (b, _)| {
                a.trim_end_matches(".toml").cmp(b.trim_end_matches(".toml"))
            });
            let mut files = shared_catalog(course);
            files.extend(own);
            Arc::new(Catalog::read(&files).0)
        })
    }

    pub(super) fn pools(&self, source: &Source) -> &[(String, Arc<Quiz>)] {
        self.pools.get_or_init(|| {
            let texts =
                source.files(Part::Pools).into_iter().map(|file| (source.read(&file), file));
            let texts = texts.filter_map(|(text, file)| Some((file, text.ok()?)));
            let read = |(file, text): (String, Arc<str>)| {
                let quiz = Quiz::parse(&file, &text).0?;
                Some((file, Arc::new(quiz)))
            };
            texts.filter_map(read).collect()
        })
    }
}

/// Reads the catalog and the questions of a course on another thread.
pub struct Reader {
    source: Source,
    course: Course,
    reading: Arc<Reading>,
}

impl Reader {
    /// Reads them; the library that this came from has them then.
    pub fn run(self) {
        self.reading.catalog(&self.source, &self.course);
        self.reading.pools(&self.source);
    }
}

impl Library {
    /// Whether the catalog and all questions have been read.
    pub fn is_read(&self) -> bool {
        self.reading.catalog.get().is_some() && self.reading.pools.get().is_some()
    }

    /// Whether another thread is reading them.
    pub fn is_being_read(&self) -> bool {
        self.reading.begun.load(Ordering::Acquire) && !self.is_read()
    }

    /// What reads them on another thread; whoever asks for them meanwhile waits for it.
    pub fn reader(&self) -> Reader {
        self.reading.begun.store(true, Ordering::Release);
        let (source, course) = (self.source.clone(), self.course.clone());
        Reader { source, course, reading: Arc::clone(&self.reading) }
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, thread};

    use super::*;

    #[test]
    fn what_another_thread_reads_is_there_when_it_is_asked_for() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
        let open = || Library::open(Source::folder(&root).unwrap()).unwrap();
        let (library, other) = (open(), open());
        assert!(!library.is_read() && !library.is_being_read());
        let reader = library.reader();
        assert!(library.is_being_read());
        thread::Builder::new().spawn(move || reader.run()).unwrap().join().unwrap();
        assert!(library.is_read() && !library.is_being_read());
        let ids = |library: &Library| -> Vec<String> {
            library.questions().iter().map(|question| question.id.to_string()).collect()
        };
        assert!(!ids(&library).is_empty());
        assert_eq!(ids(&library), ids(&other));
        let patterns = |library: &Library| library.catalog().patterns().len();
        assert_eq!(patterns(&library), patterns(&other));
    }
}
