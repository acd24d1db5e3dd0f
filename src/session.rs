//! One learner with one course: what the front ends ask for.
//!
//! What the map of the course shows is asked of the log once after every record, and not with every
//! drawing.

pub mod asking;
pub mod change;
pub mod effort;
pub mod figures;
pub mod first_start;
pub mod followed;
mod informed;
mod items;
pub mod mastery;
pub mod mistakes;
mod moved;
pub mod next;
pub mod plan;
pub mod results;
pub mod review;
pub mod round;
mod sitting;
pub mod state;
pub mod today;
pub mod work;

use crate::{
    card::Deck,
    clock::{Clock, Day, Timestamp},
    course::former,
    id::{CourseId, LabId, QuestionId},
    library::Library,
    messages::Messages,
    problem::{Problem, Values},
    progress::{Event, EventId, LabEvent, Notice, Progress},
    quiz::Chance,
    review::Habits,
    search::Index,
};
pub use change::Meeting;
pub use followed::{Axis, Choice, Standing};
pub use next::Step;
use state::Known;
pub use state::{ExerciseState, History, LabState, LessonState, OpenSitting, QuizState, State};
use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    path::Path,
    sync::Arc,
};
pub use work::Work;

/// A learner at work.
pub struct Session {
    library: Library,
    progress: Progress,
    clock: Clock,
    habits: Habits,
    index: Arc<Index>,
    deck: OnceCell<Deck>,
    known: RefCell<Option<Known>>,
    /// How check questions were answered last, as far as anybody asked.
    checks: RefCell<HashMap<QuestionId, Option<bool>>>,
    /// Items that are due today and their minutes, since the last record.
    due: RefCell<Option<(usize, f64)>>,
    /// What else today asks for, since the last record.
    today_counts: RefCell<today::Today>,
    /// How well everything is known, since the last record.
    mastery: RefCell<Option<Arc<mastery::Masteries>>>,
    /// Whether progress knows what the things of the course were called before.
    knows_former: bool,
}

impl Session {
    /// Starts with a course and what the learner did so far.
    pub fn new(library: Library, mut progress: Progress, clock: Clock) -> Self {
        let habits = Habits::default();
        progress.begin_days_at(habits.new_day);
        Self {
            library,
            progress,
            clock,
            habits,
            index: Arc::default(),
            deck: OnceCell::new(),
            known: RefCell::default(),
            checks: RefCell::default(),
            due: RefCell::default(),
            today_counts: RefCell::default(),
            mastery: RefCell::default(),
            knows_former: false,
        }
    }

    /// Starts with a course and the progress in a folder.
    ///
    /// # Errors
    /// Where the progress cannot be read.
    pub fn open(library: Library, data_dir: &Path, clock: Clock) -> Result<Self, Problem> {
        let progress = Progress::open(data_dir, CourseId::new(&library.course().id), clock)?;
        let mut session = Self::new(library, progress, clock);
        session.follow_renames()?;
        Ok(session)
    }

    /// The same for a first look that asks for little.
    ///
    /// # Errors
    /// Where the progress cannot be read.
    pub fn look(library: Library, data_dir: &Path, clock: Clock) -> Result<Self, Problem> {
        let progress = Progress::look(data_dir, CourseId::new(&library.course().id), clock)?;
        Ok(Self::new(library, progress, clock))
    }

    /// The same with how the learner wants to review.
    pub fn with_habits(mut self, habits: Habits) -> Self {
        self.set_habits(habits);
        self
    }

    /// Takes the course as it is now.
    pub fn renew(&mut self, library: Library) {
        self.library = library;
        self.knows_former = false;
        self.index = Arc::default();
        self.deck.take();
        self.checks.take();
        self.forget();
    }

    /// The course.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What can be searched of the course; empty until somebody fills it.
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// What the learner did.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The time.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// How the learner wants to review.
    pub fn habits(&self) -> Habits {
        self.habits
    }

    /// Reviews as the learner wants them from now on.
    pub fn set_habits(&mut self, habits: Habits) {
        self.progress.begin_days_at(habits.new_day);
        self.habits = habits;
        self.forget();
    }

    /// The learning day it is now.
    pub fn today(&self) -> Day {
        self.progress.today()
    }

    /// The learning day of a moment.
    pub fn day_of(&self, moment: Timestamp) -> Day {
        moment.learning_day(self.habits.new_day)
    }

    /// A seed that differs from call to call, to shuffle a question with.
    pub fn chance_seed(&self) -> u64 {
        Chance::seed_for(0, &self.progress.new_name()) >> 11
    }

    /// What the learner should be told about their stored progress, once.
    pub fn take_notice(&mut self) -> Option<Notice> {
        self.progress.take_notice()
    }

    /// Says that something is kept, by a message; where it is only in memory, that it is not.
    pub fn told_kept(&self, key: &str, values: Values<'_>, words: &Messages) -> String {
        let key = if self.progress.is_unkept() { "notice.only-in-memory" } else { key };
        words.format(key, values)
    }

    /// Records what happened; it is on disk when this returns. Where the disk or the folder refuses,
    /// studying goes on in memory, and [`Session::take_notice`] says that nothing is kept.
    ///
    /// # Errors
    /// Where it cannot be written for another reason; nothing earlier is lost.
    pub fn record(&mut self, event: impl Into<Event>) -> Result<EventId, Problem> {
        let event = event.into();
        let id = match self.progress.record(event.clone()) {
            Err(problem) if self.progress.fall_back_to_memory(&problem) => {
                self.progress.record(event)?
            }
            result => result?,
        };
        self.forget();
        Ok(id)
    }

    /// Records several events together: all of them or none.
    ///
    /// # Errors
    /// As for [`Session::record`].
    pub fn record_all(&mut self, events: &[Event]) -> Result<(), Problem> {
        match self.progress.record_all(events) {
            Err(problem) if self.progress.fall_back_to_memory(&problem) => {
                self.progress.record_all(events)?;
            }
            result => drop(result?),
        }
        self.forget();
        Ok(())
    }

    /// Forgets what was counted before the last record.
    fn forget(&mut self) {
        self.known.take();
        self.due.take();
        self.today_counts.take();
        self.mastery.take();
    }

    /// Notes that a mission of a lab was reached, with what runs it again; the first time only.
    ///
    /// # Errors
    /// As for [`Session::record`].
    pub fn reach(
        &mut self,
        lab: &LabId,
        mission: &str,
        recording: Option<serde_json::Value>,
    ) -> Result<(), Problem> {
        if self.progress.missions(lab)?.iter().any(|known| known == mission) {
            return Ok(());
        }
        let (lab, mission) = (lab.clone(), mission.to_owned());
        self.record(LabEvent::Mission { lab, mission, recording }).map(drop)
    }

    /// On how many days the learner has studied.
    pub fn days_studied(&self) -> usize {
        self.known(|known| known.days)
    }

    /// How a check question was answered last, if it was.
    pub fn check_state(&self, id: &QuestionId) -> Option<bool> {
        *self.checks.borrow_mut().entry(id.clone()).or_insert_with(|| {
            self.progress.question(id).ok().flatten().map(|question| question.last_right)
        })
    }

    /// Leaves something that the learner should be told about their stored progress.
    pub fn leave_notice(&mut self, notice: Notice) {
        self.progress.leave_notice(notice);
    }

    /// Whether the last record failed because another program keeps the file locked.
    pub fn is_locked(&self) -> bool {
        self.progress.is_locked()
    }

    /// Puts what was recorded into the one file, for when the learner pauses; says whether what is known of the
    /// learner was read only now, or under other ids.
    pub fn settle(&mut self) -> bool {
        let unread = self.progress.is_unread();
        self.progress.settle();
        // What fails now fails again, and is told, when something is recorded.
        let changed = self.follow_renames().unwrap_or(false) || unread;
        if changed {
            self.forget();
            self.checks.get_mut().clear();
        }
        changed
    }

    /// Moves what was done under former ids of the course to the present ones, once; says whether there was any.
    ///
    /// # Errors
    /// Where the progress cannot be read or written.
    pub fn follow_renames(&mut self) -> Result<bool, Problem> {
        if std::mem::replace(&mut self.knows_former, true) {
            return Ok(false);
        }
        let source = self.library.source();
        self.progress.follow_renames(|| former::renames(source))
    }

    /// Closes the log: everything stands in its one file.
    pub fn close(&mut self) {
        self.progress.close();
    }

    /// How many items are due today and about how many minutes they take, as far as it was counted.
    pub fn due_today(&self) -> Option<(usize, f64)> {
        *self.due.borrow()
    }

    /// How many of them fit the minutes of a day and about how many minutes those take, at least one; nothing
    /// where nothing is due. What does not fit waits, and is no debt.
    pub fn due_that_fits(&self) -> Option<(usize, f64)> {
        let (count, minutes) = self.due_today().filter(|(count, _)| *count > 0)?;
        let room = f64::from(self.habits.minutes);
        let share = if minutes > room { room / minutes } else { 1.0 };
        let fits = (count as f64 * share).floor().max(1.0) as usize;
        Some((fits, minutes.min(room).ceil().max(1.0)))
    }

    /// Counts what is due today, from the log alone; says whether that was not known before.
    pub fn count_due(&self) -> bool {
        if self.due.borrow().is_some() {
            return false;
        }
        let counted = self.counted_due().unwrap_or_default();
        *self.due.borrow_mut() = Some(counted);
        counted.0 > 0
    }
}
