//! A book that others wrote (an mdBook, a folder of Markdown, one file) as the files of a course: its
//! parts are weeks, its chapters lessons, its quizzes pools. What is read is made when it is asked for.

mod chapter;
mod code;
mod front;
mod include;
mod made;
mod mdbook;
mod notes;
mod outline;
mod proof;
mod summary;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use super::{COURSE_FILE, root, walk};
use crate::{
    file,
    id::{Unused, slug},
    markdown::{self},
    messages::Messages,
    problem::Problem,
};
use made::{A_MINUTE, HEAD, LONGEST_READ, week_quiz_id};
use outline::{Chapter, Folder, Outline, Place};
use proof::quoted;

/// A page that moved is followed so often.
const MOVES: usize = 5;

/// Whether a folder has the file that makes it an mdBook.
pub(super) fn is_mdbook(folder: &Path) -> bool {
    folder.join(mdbook::BOOK_FILE).is_file()
}

/// A book that was looked through.
#[derive(Debug)]
pub struct Book {
    /// The folder that it is in; nothing outside of it is read.
    root: PathBuf,
    /// What it is called to a person.
    place: PathBuf,
    config: mdbook::Config,
    outline: Outline,
    folders: Vec<Folder>,
    /// The number of a part by its folder in the course.
    parts: HashMap<String, usize>,
    places: Vec<Place>,
    /// The number of a chapter by its path in the course, and by its file.
    lessons: HashMap<String, usize>,
    files: HashMap<String, usize>,
    /// By its file in lower case, as some programs write addresses.
    folded: HashMap<String, usize>,
    /// The same by the name of its page in lower case, as wikis link.
    names: HashMap<String, usize>,
    quizzes: OnceLock<Quizzes>,
}

/// The quizzes that chapters name.
#[derive(Debug, Default)]
struct Quizzes {
    /// Files of the book by their paths in the course.
    files: BTreeMap<String, String>,
    /// Id and title by the file of the book.
    known: HashMap<String, (String, String)>,
    /// The quizzes of each part: ids, and how many questions each has.
    by_part: HashMap<usize, Vec<(String, usize)>>,
}

impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for Book {}

impl Book {
    /// The book in a folder; nothing where there is no `book.toml` and no Markdown in it.
    ///
    /// # Errors
    /// Where there is a `book.toml`, and it or `SUMMARY.md` cannot be read.
    pub(super) fn folder(root: &Path) -> Result<Option<Self>, Problem> {
        let place = root.to_owned();
        if is_mdbook(root) {
            let (config, outline) = mdbook::read(root)?;
            return Ok(Some(Self::new(place.clone(), place, config, outline)));
        }
        let outline = notes::read(root);
        Ok(outline
            .map(|outline| Self::new(place.clone(), place, mdbook::Config::default(), outline)))
    }

    /// One file as a book.
    ///
    /// # Errors
    /// Where it is not there or no regular file.
    pub(super) fn file(path: &Path) -> Result<Self, Problem> {
        let name = path.display().to_string();
        drop(file::open(path, &name, super::LARGEST_LESSON)?);
        let full = path.canonicalize();
        let full =
            full.map_err(|error| Problem::environment(format!("Cannot read {name}")).why(error))?;
        let (Some(root), Some(file)) =
            (full.parent(), full.file_name().and_then(|name| name.to_str()))
        else {
            return Err(Problem::content(format!("Cannot read {name}")));
        };
        let outline = notes::single(root, file);
        Ok(Self::new(root.to_owned(), full.clone(), mdbook::Config::default(), outline))
    }

    fn new(root: PathBuf, place: PathBuf, config: mdbook::Config, mut outline: Outline) -> Self {
        let (folders, places) = outline::places(&mut outline, &config.src);
        let parts = folders.iter().enumerate().map(|(at, folder)| (folder.path.clone(), at));
        let parts = parts.collect();
        let (mut lessons, mut files) = (HashMap::new(), HashMap::new());
        let (mut folded, mut names) = (HashMap::new(), HashMap::new());
        for (at, place) in places.iter().enumerate() {
            lessons.insert(place.lesson.clone(), at);
            let chapter =
                outline.parts.get(place.part).and_then(|part| part.chapters.get(place.chapter));
            if let Some(file) = chapter.and_then(|chapter| chapter.file.clone()) {
                let name = file.rsplit('/').next().unwrap_or(&file).trim_end_matches(".md");
                names.entry(name.to_lowercase()).or_insert(at);
                folded.entry(file.to_lowercase()).or_insert(at);
                files.insert(file, at);
            }
        }
        let quizzes = OnceLock::new();
        Self {
            root,
            place,
            config,
            outline,
            folders,
            parts,
            places,
            lessons,
            files,
            folded,
            names,
            quizzes,
        }
    }

    /// The folder or the file that it was made from.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Whether it is one file.
    pub fn is_one_file(&self) -> bool {
        self.place != self.root
    }

    /// Whether no `book.toml` says what it is.
    pub(super) fn is_notes(&self) -> bool {
        self.is_one_file() || !is_mdbook(&self.root)
    }

    fn chapter(&self, at: usize) -> Option<(&Place, &Chapter)> {
        let place = self.places.get(at)?;
        let chapter = self.outline.parts.get(place.part)?.chapters.get(place.chapter)?;
        Some((place, chapter))
    }

    /// The names in a folder of the course.
    pub(super) fn list(&self, folder: &str) -> Vec<String> {
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        match folder {
            walk::WEEKS => self.folders.iter().map(|folder| name(&folder.path)).collect(),
            "quizzes" => {
                // The only quiz of a part is that of the part.
                let several = |at: &usize| {
                    self.quizzes().by_part.get(at).is_some_and(|quizzes| quizzes.len() > 1)
                };
                let weeks = (0..self.folders.len()).filter(several);
                let weeks = weeks.filter_map(|at| self.folders.get(at));
                let weeks = weeks.map(|folder| format!("{}.toml", week_quiz_id(folder)));
                self.quizzes().files.keys().map(|path| name(path)).chain(weeks).collect()
            }
            folder => {
                let Some(part) = self.parts.get(folder).copied() else {
                    return Vec::new();
                };
                let from = self.places.partition_point(|place| place.part < part);
                let own = self.places.iter().skip(from).take_while(|place| place.part == part);
                own.map(|place| name(&place.lesson)).chain(["week.toml".to_owned()]).collect()
            }
        }
    }

    /// Whether the course has a file.
    pub(super) fn has(&self, path: &str) -> bool {
        path == COURSE_FILE
            || self.lessons.contains_key(path)
            || self.week(path).is_some()
            || (path.starts_with("quizzes/")
                && (self.quizzes().files.contains_key(path) || self.generated(path).is_some()))
    }

    /// The file that a file of the course is made from.
    pub(super) fn real(&self, path: &str) -> Option<PathBuf> {
        let file = match self.lessons.get(path) {
            Some(at) => self.chapter(*at)?.1.file.as_ref()?,
            None if path.starts_with("quizzes/") => self.quizzes().files.get(path)?,
            None => return None,
        };
        root::inside(&self.root, file).ok()
    }

    /// The text of a file of the course.
    pub(super) fn read(&self, path: &str) -> Result<String, Problem> {
        if let Some(at) = self.lessons.get(path) {
            return self.lesson(*at);
        }
        if path == COURSE_FILE {
            return Ok(self.course());
        }
        if let Some(week) = self.week(path) {
            return Ok(week);
        }
        let missing = || file::missing(path);
        if !path.starts_with("quizzes/") {
            return Err(missing());
        }
        if let Some(text) = self.generated(path) {
            return Ok(text);
        }
        root::text(&self.root, self.quizzes().files.get(path).ok_or_else(missing)?)
    }

    /// The quizzes that chapters name. Reads all chapters once.
    fn quizzes(&self) -> &Quizzes {
        self.quizzes.get_or_init(|| {
            let mut quizzes = Quizzes::default();
            let mut ids = Unused::default();
            for place in &self.places {
                let chapter = self
                    .outline
                    .parts
                    .get(place.part)
                    .and_then(|part| part.chapters.get(place.chapter));
                let Some(file) = chapter.and_then(|chapter| chapter.file.as_ref()) else {
                    continue;
                };
                let Ok(text) = root::text(&self.root, file) else { continue };
                for named in include::quizzes(&text) {
                    if let Some(quiz) = markdown::beside(file, named) {
                        self.know(&mut quizzes, &mut ids, place.part, quiz);
                    }
                }
            }
            quizzes
        })
    }

    fn know(&self, quizzes: &mut Quizzes, ids: &mut Unused, part: usize, file: String) {
        if quizzes.known.contains_key(&file) {
            return;
        }
        let Ok(text) = root::text(&self.root, &file) else { return };
        let table = text.parse::<toml::Table>().unwrap_or_default();
        let said = |key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let name = file.rsplit('/').next().unwrap_or(&file).trim_end_matches(".toml");
        let id = ids.take(&slug(name, "quiz"));
        let questions = table.get("questions").and_then(toml::Value::as_array).map_or(0, Vec::len);
        let title = said("title")
            .unwrap_or_else(|| Messages::english().format("book.quiz", &[("name", &name)]));
        let path = format!("quizzes/{id}.toml");
        let id = said("id").unwrap_or(id);
        quizzes.by_part.entry(part).or_default().push((id.clone(), questions));
        quizzes.known.insert(file.clone(), (id, title));
        quizzes.files.insert(path, file);
    }

    /// The front matter of a chapter as ours.
    fn facts(&self, place: &Place, chapter: &Chapter, title: Option<&str>) -> String {
        let read = chapter.file.as_ref().and_then(|file| {
            let opened = root::open(&self.root, file).ok()?;
            let length = opened.length;
            Some((front::read(&file::lossy(opened.bytes(HEAD).ok()?)).0, length))
        });
        let (front, length) = read.unwrap_or_default();
        let title = title.or(front.title.as_deref()).unwrap_or(&chapter.title);
        let mut text = format!("+++\nid = {}\ntitle = {}\n", quoted(&place.id), quoted(title));
        let estimated = (length > 0).then(|| length.div_ceil(A_MINUTE).min(LONGEST_READ));
        if let Some(minutes) = front.minutes.map(u64::from).or(estimated) {
            text.push_str(&format!("minutes = {minutes}\n"));
        }
        if !front.formerly.is_empty() {
            let former: Vec<String> = front.formerly.iter().map(|id| quoted(id)).collect();
            text.push_str(&format!("formerly = [{}]\n", former.join(", ")));
        }
        text + "+++\n"
    }

    /// The chapter that a path leads to, as the web or the book writes it.
    fn page(&self, path: &str, moves: usize) -> Option<usize> {
        let stem = path.strip_suffix(".html");
        let folder = match stem {
            Some(stem) => {
                stem.strip_suffix("index").filter(|at| at.is_empty() || at.ends_with('/'))
            }
            None => Some(path),
        };
        let folder = folder.map(|folder| folder.trim_end_matches('/'));
        let index = folder.into_iter().flat_map(|folder| {
            let slash = if folder.is_empty() { "" } else { "/" };
            ["README.md", "index.md", "_index.md"].map(|name| format!("{folder}{slash}{name}"))
        });
        let bare = format!("{}.md", stem.unwrap_or(path).trim_end_matches('/'));
        let mut ways = [path.to_owned(), bare].into_iter().chain(index);
        let known =
            |way: String| self.files.get(&way).or_else(|| self.folded.get(&way.to_lowercase()));
        if let Some(at) = ways.find_map(known) {
            return Some(*at);
        }
        let web = path.strip_prefix(self.config.src.as_str()).unwrap_or(path);
        let moved = self.config.redirects.get(&format!("/{web}"))?;
        let to = moved.split('#').next().unwrap_or_default();
        let to = match to.strip_prefix('/') {
            Some(to) => format!("{}{to}", self.config.src),
            None => markdown::beside(path, to)?,
        };
        self.page(&to, moves.checked_sub(1)?)
    }

    /// The file of the book that a file of the course is made from, as it is called in the book.
    pub fn called(&self, path: &str) -> Option<&str> {
        match self.lessons.get(path) {
            Some(at) => self.chapter(*at)?.1.file.as_deref(),
            None => self.quizzes().files.get(path).map(String::as_str),
        }
    }

    /// The picture that a lesson shows from an address: its path in the book, and its file. One that a
    /// wiki names is looked for in every folder that has pages.
    pub fn picture(&self, lesson: &str, url: &str) -> Option<(String, PathBuf)> {
        let file = self.called(lesson)?;
        let url = markdown::decoded(url.split(['?', '#']).next()?);
        let beside = match url.strip_prefix('/') {
            Some(path) => Some(format!("{}{path}", self.config.src)),
            None => markdown::beside(file, &url),
        };
        let there = |path: &String| root::inside(&self.root, path).is_ok_and(|real| real.is_file());
        let by_name = || {
            let folders = self.files.keys().map(|page| page.rsplit_once('/').map_or("", |at| at.0));
            let folders: BTreeSet<&str> = folders.chain([""]).collect();
            let mut paths = folders.into_iter().map(|folder| match folder {
                "" => url.to_string(),
                folder => format!("{folder}/{url}"),
            });
            paths.find(there)
        };
        let path = beside.filter(there).or_else(by_name)?;
        let real = root::inside(&self.root, &path).ok()?;
        Some((path, real))
    }

    /// What quizzes were called before: the later id and the earlier. Weeks say it themselves.
    pub fn former_quizzes(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_week = |id: &String| self.folders.iter().any(|folder| folder.id == *id);
        let quizzes = self.config.formerly.iter().filter(move |(id, _)| !is_week(id));
        quizzes.flat_map(|(new, old)| old.iter().map(|old| (new.as_str(), old.as_str())))
    }
}
