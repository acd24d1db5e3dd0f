//! The course without screens: numbered choices on plain lines, for a screen reader, a pipe, or a
//! terminal that can do no more.

mod answer;
mod catalog_lab;
mod change;
mod class;
mod courses;
mod exam;
mod exercise;
mod lab;
mod lesson;
mod line_io;
mod menu;
mod mistakes;
mod plan;
mod quiz;
mod results;
mod review;
mod verdict;
mod work;
mod written;

use std::sync::Arc;

use crate::{
    class::{place::Place, push},
    clock::Day,
    config::{Setting, Settings},
    id::{PatternId, QuestionId, QuizId},
    library::{Reference, catalog_lab},
    markdown::Document,
    messages::Messages,
    page::{Charset, Check, Labels, Medium, Options, Page, QuestionProvider, WIDEST, lay_out_text},
    problem::{Problem, Values},
    quiz::SittingMode,
    session::{Session, round::Scope},
};
use line_io::{LineIo, Stop};

/// What the learner came for.
pub(super) enum Start {
    Menu,
    Open(Reference),
    Quiz(QuizId, SittingMode),
    /// A sitting of the past, by its id.
    Result(String),
    Review(Scope),
    /// The classes that the learner is in.
    Class,
    /// The report of a class from statements in a place, on a day.
    ClassReport(Box<Place>, Day),
}

/// A learner at the plain lines.
struct PlainSession {
    session: Session,
    words: Messages,
    settings: Settings,
    options: Options,
    /// The pattern that is being read, whose cards `+` takes into review.
    pattern: Option<PatternId>,
    /// The ways to mend that were told last, in the order of their numbers.
    told_fixes: Vec<String>,
    io: LineIo,
}

/// Where one goes after something was read or answered.
enum Turn {
    /// Back to where it was opened from.
    Back,
    Open(Reference),
}

/// Runs until the learner leaves or the input ends.
pub(super) fn run(session: Session, settings: &Settings, start: Start) -> Result<u8, Problem> {
    let io = LineIo::standard(settings.ascii);
    let words = Messages::load(&settings.language);
    let mut options = Options::new(io.width.min(WIDEST));
    options.charset = if settings.ascii { Charset::Ascii } else { Charset::Unicode };
    options.medium = Medium::Speech;
    options.labels = Labels::from(&words);
    options.questions = Arc::new(Asked);
    push::start(&settings.data_dir);
    let settings = settings.clone();
    let (pattern, told_fixes) = (None, Vec::new());
    let mut plain = PlainSession { session, words, settings, options, pattern, told_fixes, io };
    match plain.begin(start) {
        Err(Stop::Failed(problem)) => Err(problem),
        Ok(()) | Err(Stop::End) => {
            // What is lost now is told last, and to a script.
            let unkept = plain.session.progress().unkept().cloned();
            unkept.map_or(Ok(0), |problem| Err(problem.in_words(&plain.words)))
        }
    }
}

/// Every check question of a page is shown as one; what it asks comes when it is asked.
struct Asked;

impl QuestionProvider for Asked {
    fn question(&self, _id: &QuestionId) -> Option<Check> {
        Some(Check::default())
    }
}

impl PlainSession {
    fn begin(&mut self, start: Start) -> Result<(), Stop> {
        self.notice()?;
        match start {
            Start::Menu if super::is_first_start(&self.session, &self.settings) => {
                self.welcome()?;
            }
            Start::Menu => {}
            Start::Open(reference) => self.open(reference)?,
            Start::Class => self.classes()?,
            Start::ClassReport(place, today) => self.class_report(&place, today)?,
            Start::Result(id) => {
                let turn = self.past_result(&id)?;
                self.follow(turn)?;
            }
            Start::Review(scope) => {
                let turn = self.review(&scope)?;
                self.follow(turn)?;
            }
            Start::Quiz(id, mode) => {
                let turn = self.sit(&id, Some(mode))?;
                self.follow(turn)?;
            }
        }
        self.home()
    }

    /// Says once what this is, how long it takes, and where one may begin.
    fn welcome(&mut self) -> Result<(), Stop> {
        let first = self.session.first_start(&self.words);
        self.io.line("")?;
        self.markdown("", &first.about)?;
        self.markdown("", &format!("{}: {}.", first.weeks, first.hours))?;
        for way in &first.ways {
            let id = way.goal.id();
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("label", &way.label), ("note", &way.note), ("id", &id)];
            let said = self.words.format("plain.way", &values);
            self.markdown("- ", &said)?;
        }
        let keys = self.words.get("plain.keys").to_owned();
        self.markdown("", &keys)?;
        self.settings.welcomed = true;
        // Where nothing can be written it is said again: no reason to trouble anybody.
        let _ = self.settings.store(Setting::Welcomed);
        Ok(())
    }

    /// Opens what a reference names, and what is opened from there.
    fn open(&mut self, reference: Reference) -> Result<(), Stop> {
        let turn = match reference {
            Reference::Lesson(id) => self.lesson(&id)?,
            Reference::Quiz(id) => self.sit(&id, None)?,
            Reference::Week(id) => self.week(&id)?,
            Reference::Pattern(id) => self.pattern(id)?,
            Reference::Exercise(id) => self.exercise(&id)?,
            Reference::Lab(id) if catalog_lab(id.as_str()).is_some() => self.catalog_lab(&id)?,
            Reference::Lab(id) => self.lab(&id)?,
        };
        self.follow(turn)
    }

    fn follow(&mut self, turn: Turn) -> Result<(), Stop> {
        match turn {
            Turn::Back => Ok(()),
            Turn::Open(reference) => self.open(reference),
        }
    }

    /// Opens something from a menu: what goes wrong is said, and the menu comes again.
    fn try_open(&mut self, reference: Reference) -> Result<(), Stop> {
        match self.open(reference) {
            Err(Stop::Failed(problem)) => self.problem(problem),
            other => other,
        }
    }

    /// Says how well something is known.
    fn mastery(&mut self, of: &Reference) -> Result<(), Stop> {
        self.session.count_mastery();
        match self.session.mastery(of) {
            Some(known) => self.io.line(&known.told(&self.words)),
            None => Ok(()),
        }
    }

    /// The page of a pattern, read from its start.
    fn pattern(&mut self, id: PatternId) -> Result<Turn, Stop> {
        let reference = Reference::Pattern(id.clone());
        self.mastery(&reference)?;
        let library = self.session.library();
        let text = library.document(&reference, &self.words, &self.settings.language)?;
        let mut page = Page::new(Document::new(text), self.options.clone());
        self.pattern = Some(id);
        let turn = self.read(&mut page, crate::page::Place::default(), None);
        self.pattern = None;
        turn
    }

    /// Takes the cards of the pattern that is being read into review.
    fn take_up(&mut self, pattern: &PatternId) -> Result<(), Stop> {
        let count = self.record(|session| session.take_up(pattern))?;
        let said = match count {
            0 => self.words.get("pattern.in-review").to_owned(),
            count => self.words.plural("pattern.taken-up", count),
        };
        self.io.line(&said)
    }

    /// Prints a short Markdown text behind a lead, with a hanging indent.
    fn markdown(&mut self, lead: &str, text: &str) -> Result<(), Stop> {
        let indent = crate::text::width(lead);
        let width = self.options.width.saturating_sub(indent).max(20);
        let lines = lay_out_text(text, &Options { width, ..self.options.clone() });
        self.io.lines(lead, &lines)
    }

    /// Prints a heading; a voice says that it is one.
    fn heading(&mut self, level: u8, title: &str) -> Result<(), Stop> {
        let lead = format!("{} {level}: ", self.options.labels.heading);
        self.markdown(&lead, title)
    }

    /// Says what could not be done.
    fn problem(&mut self, problem: Problem) -> Result<(), Stop> {
        self.io.problem(&problem.in_words(&self.words))
    }

    /// Records something. Where another program keeps the progress locked, the learner may wait on; a
    /// line that was typed ahead is not lost by it.
    fn record<T>(
        &mut self,
        record: impl Fn(&mut Session) -> Result<T, Problem>,
    ) -> Result<T, Stop> {
        loop {
            let problem = match record(&mut self.session) {
                Err(problem) if self.session.is_locked() => problem,
                result => return Ok(result?),
            };
            self.io.line(&problem.clone().in_words(&self.words).to_string())?;
            match self.io.ask(self.words.get("plain.wait")) {
                Ok(line) if line.is_empty() => {}
                Ok(line) if line == "q" => return Err(Stop::Failed(problem)),
                Ok(line) => self.io.put_back(line),
                // Nobody is there to wait: what was not kept must not pass for kept.
                Err(_) => return Err(Stop::Failed(problem)),
            }
        }
    }

    /// Says that something is kept, by a message; where it is only in memory, that it is not.
    fn kept(&mut self, key: &str, values: Values<'_>) -> Result<(), Stop> {
        let said = self.session.told_kept(key, values, &self.words);
        self.io.line(&said)
    }

    /// Says what the learner must know about how their progress is kept.
    fn notice(&mut self) -> Result<(), Stop> {
        match self.session.take_notice() {
            Some(notice) => {
                let text = notice.text(&self.words);
                self.io.line(&text)
            }
            None => Ok(()),
        }
    }
}
