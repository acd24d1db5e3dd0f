//! The files of a course that a book stands for: its weeks, lessons and quizzes, written when they are asked for.

use super::super::{root, walk};
use super::chapter::{Around, Link, Turned};
use super::include::Expanded;
use super::outline::{Folder, Place};
use super::proof::quoted;
use super::{Book, MOVES};
use crate::{
    file,
    markdown::{self, Target},
    messages::Messages,
    problem::Problem,
};

/// So much of a chapter is read for its front matter, in bytes.
pub(super) const HEAD: u64 = 16 * 1024;

/// So much is read in a minute, in bytes: 238 words of prose (M. Brysbaert, *How many words do we read
/// per minute?*, Journal of Memory and Language 109, 2019) of six letters with the blank.
pub(super) const A_MINUTE: u64 = 1_400;

/// A lesson takes at most so many minutes.
pub(super) const LONGEST_READ: u64 = 600;

pub(super) fn week_quiz_id(folder: &Folder) -> String {
    format!("{}-quiz", folder.id)
}

impl Book {
    /// The front matter of a lesson; any other file whole.
    pub(in crate::source) fn head(&self, path: &str) -> Result<String, Problem> {
        match self.lessons.get(path).and_then(|at| self.chapter(*at)) {
            Some((place, chapter)) => Ok(self.facts(place, chapter, None)),
            None => self.read(path),
        }
    }

    pub(super) fn course(&self) -> String {
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
    pub(super) fn week(&self, path: &str) -> Option<String> {
        let folder = path.strip_suffix("/week.toml")?;
        let at = self.parts.get(folder).copied()?;
        let (folder, part) = (self.folders.get(at)?, self.outline.parts.get(at)?);
        let mut text = format!("id = {}\ntitle = {}\n", quoted(&folder.id), quoted(&part.title));
        if let Some(quiz) = self.week_quiz(at) {
            text.push_str(&format!("quiz = {}\n", quoted(&quiz)));
        }
        if let Some(old) = self.config.formerly.get(&folder.id) {
            let old: Vec<String> = old.iter().map(|id| quoted(id)).collect();
            text.push_str(&format!("formerly = [{}]\n", old.join(", ")));
        }
        Some(text)
    }

    /// The quiz at the end of a part: the only one of its chapters, or one that asks what all of them do.
    pub(super) fn week_quiz(&self, part: usize) -> Option<String> {
        match self.quizzes().by_part.get(&part)?.as_slice() {
            [] => None,
            [(only, _)] => Some(only.clone()),
            _ => self.folders.get(part).map(week_quiz_id),
        }
    }

    /// The quiz of a part that asks what the quizzes of its chapters ask, by its path in the course.
    pub(super) fn generated(&self, path: &str) -> Option<String> {
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

    pub(super) fn lesson(&self, at: usize) -> Result<String, Problem> {
        let (place, chapter) = self.chapter(at).ok_or_else(|| file::missing("lesson"))?;
        let Some(file) = &chapter.file else {
            let words = Messages::english().get("book.unwritten");
            return Ok(format!("{}\n*{words}*\n", self.facts(place, chapter, None)));
        };
        let text = root::text(&self.root, file)?;
        let (expanded, turned) = self.turn(place, file, &text);
        let title = expanded.title.as_deref();
        let facts = self.facts(place, chapter, title);
        let (front, _) = super::front::read(&text);
        let shown = title.or(front.title.as_deref()).unwrap_or(&chapter.title);
        Ok(format!("{facts}{}", super::chapter::untitled(&turned.text, shown)))
    }

    /// A chapter's text put together, and as Markdown of ours.
    pub(super) fn turn(&self, place: &Place, file: &str, text: &str) -> (Expanded, Turned) {
        let (_, start) = super::front::read(text);
        let quizzes = |file: &str| self.quizzes().known.get(file).cloned();
        let expanded = super::include::expand(&self.root, file, text, start, &quizzes);
        let link = |url: &str, wiki: bool| self.link(place, file, url, wiki);
        let around = Around { link: &link, hidelines: &self.config.hidelines };
        let turned = super::chapter::turn(&expanded.text, &around);
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
}
