//! A lesson read screen by screen, or whole through a pipe, its check questions asked where they stand.

use super::{PlainSession, Turn, line_io::Stop};
use crate::{
    id::{LessonId, QuestionId},
    library::{Item, Reference, Slot},
    markdown::Document,
    page::{Line, LineKind, Page, Place},
    progress::LessonEvent,
    session::LessonState,
};

/// Lines that are printed at once where nobody turns pages.
const PIECE: usize = 2_000;
/// Rows that the prompt takes under a screen of text.
const PROMPT: usize = 3;

/// A lesson that is being read.
pub(super) struct Reading {
    lesson: LessonId,
    number: Slot,
    revision: String,
    done: bool,
}

/// Where one goes from the end of a page.
enum Ended {
    Again(Place),
    Leave(Turn),
}

/// What the learner wants under a screen of text.
enum Step {
    On,
    Up,
    Top,
    /// Hidden lines of code are shown, or are hidden again.
    Hidden,
    Leave(Turn),
}

impl PlainSession {
    /// Reads a lesson from where it was left.
    pub(super) fn lesson(&mut self, id: &LessonId) -> Result<Turn, Stop> {
        let library = self.session.library();
        let (number, card) = (library.lesson(id)?, library.card(id)?);
        let title = format!("{} {}", library.number(number), card.title);
        let document = Document::new(library.load(card)?);
        let revision = document.revision();
        let mut page = Page::new(document, self.options.clone());
        self.io.line("")?;
        self.heading(1, &title)?;
        let known = self.session.progress().lesson(id)?;
        let mut from = Place::default();
        if let Some((byte, _)) = known.and_then(|lesson| lesson.place).filter(|at| at.0 > 0) {
            from = page.place(usize::try_from(byte).unwrap_or(0));
            let (line, total) = page.progress(from);
            let percent = (line * 100 / total.max(1)).min(100);
            let said = self.words.format("plain.goes-on-at", &[("n", &percent)]);
            self.io.line(&said)?;
        }
        self.io.line("")?;
        let done = self.session.lesson_state(id) == LessonState::Done;
        let opened = LessonEvent::Opened { lesson: id.clone(), revision: revision.clone() };
        self.record(|session| session.record(opened.clone()))?;
        self.notice()?;
        let reading = Reading { lesson: id.clone(), number, revision, done };
        self.read(&mut page, from, Some(reading))
    }

    /// Reads a page to its end.
    pub(super) fn read(
        &mut self,
        page: &mut Page,
        from: Place,
        mut reading: Option<Reading>,
    ) -> Result<Turn, Stop> {
        let height = self.io.rows.map_or(PIECE, |rows| rows.saturating_sub(PROMPT).max(3));
        let mut at = from;
        loop {
            let lines = page.lines(at, height);
            let asked = lines.iter().enumerate().find_map(|(row, line)| Some((row, asks(line)?)));
            if let Some((row, question)) = asked.filter(|_| reading.is_some()) {
                self.io.lines("", lines.get(..row).unwrap_or_default())?;
                let place = page.step(at, row as isize);
                let behind = behind(page, place, &question);
                self.keep(page, place, reading.as_mut(), false)?;
                match self.check(&question) {
                    Ok(true) => {}
                    Ok(false) => return Ok(Turn::Back),
                    // The rest is still printed where nobody is there to answer.
                    Err(Stop::End) if self.io.rows.is_none() => {}
                    Err(stop) => return Err(stop),
                }
                at = match behind {
                    Some(next) => next,
                    None => match self.end(page, at, reading.as_mut())? {
                        Ended::Again(at) => at,
                        Ended::Leave(turn) => return Ok(turn),
                    },
                };
                continue;
            }
            self.io.lines("", &lines)?;
            let last = lines.len() < height || page.step(at, height as isize - 1) == page.end();
            self.keep(page, at, reading.as_mut(), last)?;
            if last {
                match self.end(page, at, reading.as_mut())? {
                    Ended::Again(place) => at = place,
                    Ended::Leave(turn) => return Ok(turn),
                }
                continue;
            }
            let next = page.step(at, height as isize);
            at = match self.io.rows {
                None => next,
                Some(_) => match self.step(page, reading.as_ref(), "plain.more")? {
                    Step::On => next,
                    Step::Hidden => turned(page, at),
                    Step::Up => page.step(at, -(height as isize)),
                    Step::Top => Place::default(),
                    Step::Leave(turn) => return Ok(turn),
                },
            };
        }
    }

    /// The page has been read to its end.
    fn end(
        &mut self,
        page: &mut Page,
        at: Place,
        mut reading: Option<&mut Reading>,
    ) -> Result<Ended, Stop> {
        if self.io.rows.is_some() {
            self.complete(reading.as_deref_mut())?;
        }
        let next = reading.as_ref().and_then(|reading| self.next(reading));
        self.io.line("")?;
        let key = match (&reading, &next) {
            (None, _) if self.pattern.is_some() => "plain.pattern-end",
            (None, _) => "plain.page-end",
            (_, None) => "plain.course-end",
            _ => "plain.lesson-end",
        };
        let step = self.step(page, reading.as_deref(), key)?;
        // Somebody is there who has read it.
        self.complete(reading)?;
        let height = self.io.rows.map_or(PIECE, |rows| rows.saturating_sub(PROMPT));
        Ok(match step {
            Step::On => Ended::Leave(next.map_or(Turn::Back, Turn::Open)),
            Step::Leave(turn) => Ended::Leave(turn),
            Step::Top => Ended::Again(Place::default()),
            Step::Hidden => Ended::Again(turned(page, at)),
            Step::Up => Ended::Again(page.step(at, -(height as isize))),
        })
    }

    /// Asks where to go until that is clear.
    fn step(&mut self, page: &Page, reading: Option<&Reading>, key: &str) -> Result<Step, Stop> {
        if page.folds() {
            self.io.line(self.words.get("plain.hidden-lines"))?;
        }
        loop {
            let line = self.io.ask(self.words.get(key))?;
            let library = self.session.library();
            let beside = match (line.as_str(), reading) {
                ("n", Some(reading)) => Some(library.after(reading.number)),
                ("p", Some(reading)) => Some(library.before(reading.number)),
                _ => None,
            };
            if let Some(place) = beside {
                match place.and_then(|place| library.at(place)) {
                    Some(card) => {
                        let reference = Reference::Lesson(card.id.clone());
                        return Ok(Step::Leave(Turn::Open(reference)));
                    }
                    None => {
                        let key = if line == "n" { "lesson.last" } else { "lesson.first" };
                        self.io.line(self.words.get(key))?;
                        continue;
                    }
                }
            }
            match line.as_str() {
                "" => return Ok(Step::On),
                "b" => return Ok(Step::Up),
                "t" => return Ok(Step::Top),
                "h" if page.folds() => return Ok(Step::Hidden),
                "q" => return Ok(Step::Leave(Turn::Back)),
                word => match (self.pattern.clone(), library.resolve(word)) {
                    (Some(pattern), _) if word == "+" => self.take_up(&pattern)?,
                    (_, Ok(reference)) => return Ok(Step::Leave(Turn::Open(reference))),
                    (_, Err(problem)) => self.problem(problem)?,
                },
            }
        }
    }

    /// What comes behind a lesson on the way through the course.
    fn next(&self, reading: &Reading) -> Option<Reference> {
        let next = self.session.onward(reading.number)?;
        self.session.library().item(next).map(Item::reference)
    }

    /// Records where the learner is.
    fn keep(
        &mut self,
        page: &mut Page,
        at: Place,
        reading: Option<&mut Reading>,
        last: bool,
    ) -> Result<(), Stop> {
        let Some(reading) = reading.filter(|_| !self.io.ended()) else { return Ok(()) };
        if self.io.rows.is_none() && last {
            return Ok(());
        }
        let (line, total) = page.progress(at);
        let percent = if last { 100 } else { (line * 100 / total.max(1)).min(100) };
        let percent = u8::try_from(percent).unwrap_or(100);
        let position = LessonEvent::Position {
            lesson: reading.lesson.clone(),
            revision: reading.revision.clone(),
            byte: page.offset(at) as u64,
            percent,
            furthest: percent,
        };
        self.record(|session| session.record(position.clone()))?;
        self.notice()
    }

    /// Records that the lesson was read to its end.
    fn complete(&mut self, reading: Option<&mut Reading>) -> Result<(), Stop> {
        let Some(reading) = reading.filter(|reading| !reading.done) else { return Ok(()) };
        let (lesson, revision) = (reading.lesson.clone(), reading.revision.clone());
        let completed = LessonEvent::Completed { lesson, revision };
        self.record(|session| session.record(completed.clone()))?;
        reading.done = true;
        Ok(())
    }
}

/// The same place once hidden lines are shown, or are hidden again.
fn turned(page: &mut Page, at: Place) -> Place {
    let offset = page.offset(at);
    page.turn_all();
    page.place(offset)
}

/// The check question that a line is part of.
fn asks(line: &Line) -> Option<QuestionId> {
    match &line.kind {
        LineKind::Question(id) => Some(id.clone()),
        _ => None,
    }
}

/// The first line behind a check question, if there is one.
fn behind(page: &mut Page, from: Place, question: &QuestionId) -> Option<Place> {
    let mut place = from;
    loop {
        let next = page.step(place, 1);
        if next == place {
            return None;
        }
        place = next;
        let line = page.lines(place, 1).into_iter().next();
        if line.as_ref().and_then(asks).as_ref() != Some(question) {
            return Some(place);
        }
    }
}
