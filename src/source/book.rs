//! A book that others wrote (an mdBook, a folder of Markdown, one file) as the files of a course: its
//! parts are weeks, its chapters lessons, its quizzes pools. What is read is made when it is asked for.

mod chapter;
mod code;
mod front;
mod include;
mod mdbook;
mod notes;
mod outline;
mod summary;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use super::{COURSE_FILE, root, walk};
use crate::{
    diagnostic::Diagnostic,
    file,
    id::{Unused, slug},
    markdown::{self, Document, Target},
    messages::Messages,
    problem::Problem,
};
use chapter::{Around, Link, Turned};
use include::Expanded;
use outline::{Chapter, Folder, Outline, Place};

/// So much of a chapter is read for its front matter, in bytes.
const HEAD: u64 = 16 * 1024;
/// So much is read in a minute, in bytes: 238 words of prose (M. Brysbaert, *How many words do we read
/// per minute?*, Journal of Memory and Language 109, 2019) of six letters with the blank.
const A_MINUTE: u64 = 1_400;
/// A lesson takes at most so many minutes.
const LONGEST_READ: u64 = 600;
/// A page that moved is followed so often.
const MOVES: usize = 5;

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

/// What a look at every chapter of a book brought.
#[derive(Debug, Default)]
pub struct Proof {
    pub found: Vec<Diagnostic>,
    /// Links from chapter to chapter that lead to one.
    pub links: usize,
}

impl Book {
    /// The book in a folder; nothing where there is no `book.toml` and no Markdown in it.
    ///
    /// # Errors
    /// Where there is a `book.toml`, and it or `SUMMARY.md` cannot be read.
    pub(super) fn folder(root: &Path) -> Result<Option<Self>, Problem> {
        let place = root.to_owned();
        if root.join(mdbook::BOOK_FILE).is_file() {
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
                let weeks = (0..self.folders.len()).filter(|at| self.week_quiz(*at).is_some());
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

    /// The front matter of a lesson; any other file whole.
    pub(super) fn head(&self, path: &str) -> Result<String, Problem> {
        match self.lessons.get(path).and_then(|at| self.chapter(*at)) {
            Some((place, chapter)) => Ok(self.facts(place, chapter, None)),
            None => self.read(path),
        }
    }

    fn course(&self) -> String {
        let outline = &self.outline;
        let authors: Vec<String> = outline.authors.iter().map(|name| quoted(name)).collect();
        let mut text =
            format!("id = {}\ntitle = {}\n", quoted(&outline.id), quoted(&outline.title));
        text.push_str(&format!("authors = [{}]\n", authors.join(", ")));
        if !outline.language.is_empty() {
            text.push_str(&format!("languages = [{}]\n", quoted(&outline.language)));
        }
        text
    }

    /// What `week.toml` says, by its path.
    fn week(&self, path: &str) -> Option<String> {
        let folder = path.strip_suffix("/week.toml")?;
        let at = self.parts.get(folder).copied()?;
        let (folder, part) = (self.folders.get(at)?, self.outline.parts.get(at)?);
        let mut text = format!("id = {}\ntitle = {}\n", quoted(&folder.id), quoted(&part.title));
        if let Some(quiz) = self.week_quiz(at) {
            text.push_str(&format!("quiz = {}\n", quoted(&quiz)));
        }
        Some(text)
    }

    /// The quiz at the end of a part: the only one of its chapters, or one that asks what all of them do.
    fn week_quiz(&self, part: usize) -> Option<String> {
        match self.quizzes().by_part.get(&part)?.as_slice() {
            [] => None,
            [(only, _)] => Some(only.clone()),
            _ => self.folders.get(part).map(week_quiz_id),
        }
    }

    /// The quiz of a part that asks what the quizzes of its chapters ask, by its path in the course.
    fn generated(&self, path: &str) -> Option<String> {
        let name = path.strip_prefix("quizzes/")?.strip_suffix(".toml")?;
        let part = self.folders.iter().position(|folder| week_quiz_id(folder) == name)?;
        let quizzes = self.quizzes().by_part.get(&part).filter(|quizzes| quizzes.len() > 1)?;
        let title = &self.outline.parts.get(part)?.title;
        let mut text = format!("id = {}\ntitle = {}\n", quoted(name), quoted(title));
        for (id, questions) in quizzes {
            let draw = (*questions).clamp(1, 100);
            text.push_str(&format!("[[pool]]\nquiz = {}\ndraw = {draw}\n", quoted(id)));
        }
        Some(text)
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
        text + "+++\n"
    }

    fn lesson(&self, at: usize) -> Result<String, Problem> {
        let (place, chapter) = self.chapter(at).ok_or_else(|| file::missing("lesson"))?;
        let Some(file) = &chapter.file else {
            let words = Messages::english().get("book.unwritten");
            return Ok(format!("{}\n*{words}*\n", self.facts(place, chapter, None)));
        };
        let text = root::text(&self.root, file)?;
        let (expanded, turned) = self.turn(place, file, &text);
        let title = expanded.title.as_deref();
        let facts = self.facts(place, chapter, title);
        let (front, _) = front::read(&text);
        let shown = title.or(front.title.as_deref()).unwrap_or(&chapter.title);
        Ok(format!("{facts}{}", chapter::untitled(&turned.text, shown)))
    }

    /// A chapter's text put together, and as Markdown of ours.
    fn turn(&self, place: &Place, file: &str, text: &str) -> (Expanded, Turned) {
        let (_, start) = front::read(text);
        let quizzes = |file: &str| self.quizzes().known.get(file).cloned();
        let expanded = include::expand(&self.root, file, text, start, &quizzes);
        let link = |url: &str, wiki: bool| self.link(place, file, url, wiki);
        let around = Around { link: &link, hidelines: &self.config.hidelines };
        let turned = chapter::turn(&expanded.text, &around);
        (expanded, turned)
    }

    /// Where a link of a chapter leads.
    fn link(&self, from: &Place, file: &str, url: &str, wiki: bool) -> Link {
        if wiki && !url.contains("://") {
            return self.wiki(from, url);
        }
        let absolute = url.strip_prefix('/').filter(|url| !url.starts_with('/'));
        let (path, anchor) = match (Target::parse(absolute.unwrap_or(url)), absolute) {
            (Some(Target::File { path, anchor }), Some(_)) => {
                (markdown::beside(&format!("{}x", self.config.src), &path), anchor)
            }
            (Some(Target::File { path, anchor }), None) => (markdown::beside(file, &path), anchor),
            (Some(_), _) => return Link::Same,
            // Another program may open it.
            (None, _) if url.contains("://") => return Link::File(url.to_owned()),
            (None, _) => return Link::Nowhere("this address means nothing"),
        };
        let Some(path) = path else { return Link::Nowhere("this file is outside the book") };
        if let Some(at) = self.page(&path, MOVES) {
            return self.to(from, at, anchor);
        }
        match root::inside(&self.root, &path) {
            Ok(real) if real.exists() => Link::File(path),
            _ => Link::Nowhere("there is no such page"),
        }
    }

    /// Where a link of a wiki leads: by the name of a page, wherever it is.
    fn wiki(&self, from: &Place, url: &str) -> Link {
        // In a table the bar before the words is escaped.
        let url = url.trim_end_matches('\\');
        let (page, anchor) = url.split_once('#').map_or((url, None), |(page, at)| (page, Some(at)));
        let page = markdown::decoded(page);
        let heading = anchor.and_then(|anchor| anchor.rsplit('#').next());
        let anchor = heading.map(|heading| markdown::anchor_of(&markdown::decoded(heading)));
        if page.is_empty() {
            let own = self.lessons.get(&from.lesson);
            return own.map_or(Link::Same, |own| self.to(from, *own, anchor));
        }
        let whole = format!("{}.md", page.trim_end_matches(".md"));
        let name = page.rsplit('/').next().unwrap_or(&page).trim_end_matches(".md").to_lowercase();
        // Pages have no ending; what has one is a file beside them.
        let attached = name.rsplit_once('.').is_some_and(|(_, end)| (1..=6).contains(&end.len()));
        match self.files.get(&whole).or_else(|| self.names.get(&name)) {
            Some(at) => self.to(from, *at, anchor),
            None if attached => Link::File(page.into_owned()),
            None => Link::Nowhere("there is no such page"),
        }
    }

    fn to(&self, from: &Place, at: usize, anchor: Option<String>) -> Link {
        let Some(to) = self.places.get(at) else { return Link::Nowhere("there is no such page") };
        let inside = to.lesson.strip_prefix(walk::WEEKS).unwrap_or(&to.lesson);
        let mark = anchor.as_ref().map_or_else(String::new, |anchor| format!("#{anchor}"));
        let url = if from.lesson == to.lesson && anchor.is_some() {
            mark
        } else {
            format!("..{inside}{mark}")
        };
        Link::Lesson { url, lesson: to.lesson.clone(), anchor }
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

    /// Looks at every chapter.
    pub fn prove(&self) -> Proof {
        let mut proof = Proof { found: self.outline.found.clone(), links: 0 };
        let mut anchors: HashMap<&str, HashSet<String>> = HashMap::new();
        let mut asked = Vec::new();
        for place in &self.places {
            let Some(chapter) = self
                .outline
                .parts
                .get(place.part)
                .and_then(|part| part.chapters.get(place.chapter))
            else {
                continue;
            };
            let Some(file) = &chapter.file else { continue };
            let text = match root::text(&self.root, file) {
                Ok(text) => Arc::<str>::from(text),
                Err(problem) => {
                    proof.found.push(Diagnostic::error("unreadable", file, problem.to_string()));
                    continue;
                }
            };
            let (expanded, turned) = self.turn(place, file, &text);
            anchors.insert(&place.lesson, headings(&turned.text, &expanded.text));
            for (at, link) in &turned.links {
                let at = expanded.origin(*at);
                match link {
                    Link::Lesson { lesson, anchor, .. } => {
                        proof.links += 1;
                        let anchor = anchor.clone().filter(|anchor| !anchor.is_empty());
                        asked.extend(
                            anchor.map(|anchor| {
                                (lesson.clone(), anchor, file, Arc::clone(&text), at)
                            }),
                        );
                    }
                    Link::Nowhere(why) => proof.found.push(dead(file, &text, at, why)),
                    Link::Same | Link::File(_) => {}
                }
            }
            for (at, anchor) in &turned.anchors {
                let at = expanded.origin(*at);
                asked.push((place.lesson.clone(), anchor.clone(), file, Arc::clone(&text), at));
            }
            proof.found.extend(expanded.found);
        }
        for (lesson, anchor, file, text, at) in asked {
            let known = anchors.get(lesson.as_str());
            if known.is_some_and(|known| !known.contains(&markdown::fold_anchor(&anchor))) {
                proof.found.push(dead(
                    file,
                    &text,
                    at,
                    &format!("there is no heading `#{anchor}`"),
                ));
            }
        }
        once_a_kind(&mut proof.found);
        proof
    }

    /// The file of the book that a file of the course is made from, as it is called in the book.
    pub fn called(&self, path: &str) -> Option<&str> {
        self.quizzes().files.get(path).map(String::as_str)
    }
}

fn week_quiz_id(folder: &Folder) -> String {
    format!("{}-quiz", folder.id)
}

/// The places that links into a page may name.
fn headings(turned: &str, source: &str) -> HashSet<String> {
    let mut document = Document::new(turned.to_owned());
    document.index();
    let headings = document.anchors().map(|(anchor, _)| anchor);
    let ids = chapter::html_ids(source).map(str::to_owned);
    headings.chain(ids).map(|anchor| markdown::fold_anchor(&anchor)).collect()
}

fn dead(file: &str, text: &Arc<str>, at: usize, why: &str) -> Diagnostic {
    let line = text.get(at..).and_then(|rest| rest.find([')', ']', '\n'])).unwrap_or(1);
    let found = Diagnostic::error("dead-link", file, format!("this link leads nowhere: {why}"));
    found.warning().at(text, at..at + line.max(1))
}

/// Of what a preprocessor would do, one of each kind is enough.
fn once_a_kind(found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    found.retain(|found| found.code != "unknown-directive" || seen.insert(found.message.clone()));
}

/// A text as TOML writes it, in one line.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    toml::Value::String(crate::text::sanitize(&line).into_owned()).to_string()
}
