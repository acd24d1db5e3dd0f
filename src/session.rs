//! One learner with one course: what the front ends ask for.
//!
//! What the map of the course shows is asked of the log once after every record, and not with every
//! drawing.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use crate::{
    clock::Clock,
    id::{ExerciseId, LessonId, QuestionId, QuizId},
    library::{Library, Place, Reference},
    problem::Problem,
    progress::{Draft, EventId, Happening, Home, Latest, Notice, Progress},
    quiz::{Answer, Chance, Posed, Quiz, Sitting, SittingMode, SittingResult, Verdict},
    search::Index,
};

/// A learner at work.
pub struct Session {
    library: Library,
    progress: Progress,
    clock: Clock,
    index: Arc<Index>,
    known: RefCell<Option<Known>>,
    /// How check questions were answered last, as far as anybody asked.
    checks: RefCell<HashMap<QuestionId, Option<bool>>>,
}

/// What is known of the learner without asking the log.
#[derive(Default)]
struct Known {
    lessons: HashMap<LessonId, LessonState>,
    quizzes: HashMap<QuizId, QuizState>,
    exercises: HashMap<ExerciseId, ExerciseState>,
    latest: Option<Latest>,
    days: usize,
}

/// How far a lesson has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonState {
    New,
    /// Begun; how far, in percent of the page.
    Reading {
        percent: u8,
    },
    Done,
}

/// How a quiz stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuizState {
    New,
    /// Begun and not finished.
    Underway {
        answered: usize,
        all: usize,
    },
    /// Finished at least once; the best result in percent.
    Taken {
        best: u8,
        passed: bool,
    },
}

/// How an exercise stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExerciseState {
    New,
    /// Begun and never graded.
    Drafted,
    /// Graded at least once; the best score in points.
    Graded {
        best: f64,
        passed: bool,
    },
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub reference: Reference,
    /// Where it stands in the course.
    pub place: Place,
    /// Whether it was begun before.
    pub begun: bool,
}

impl LessonState {
    /// Whether it was read to its end.
    pub fn is_done(self) -> bool {
        self == Self::Done
    }
}

impl ExerciseState {
    /// Whether it was passed.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Graded { passed: true, .. })
    }
}

impl QuizState {
    /// Whether it was passed.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Taken { passed: true, .. })
    }
}

impl Session {
    /// Starts with a course and what the learner did so far.
    pub fn new(library: Library, progress: Progress, clock: Clock) -> Self {
        Self {
            library,
            progress,
            clock,
            index: Arc::default(),
            known: RefCell::default(),
            checks: RefCell::default(),
        }
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

    /// The same, to keep it in order.
    pub fn progress_mut(&mut self) -> &mut Progress {
        self.known.take();
        &mut self.progress
    }

    /// The time.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// A seed that differs from call to call, to shuffle a question with.
    pub fn chance_seed(&self) -> u64 {
        Chance::seed_for(0, &self.progress.new_name()) >> 11
    }

    /// What the learner should be told about their stored progress, once.
    pub fn take_notice(&mut self) -> Option<Notice> {
        self.progress.take_notice()
    }

    /// Records what happened; it is on disk when this returns. Where the disk or the folder refuses,
    /// studying goes on in memory, and [`Session::take_notice`] says that nothing is kept.
    ///
    /// # Errors
    /// Where it cannot be written for another reason; nothing earlier is lost.
    pub fn record(&mut self, happening: &Happening) -> Result<EventId, Problem> {
        let id = match self.progress.record(happening) {
            Err(problem) if self.progress.go_on_unkept(&problem) => {
                self.progress.record(happening)?
            }
            result => result?,
        };
        self.known.take();
        Ok(id)
    }

    /// Records several happenings together: all of them or none.
    ///
    /// # Errors
    /// As for [`Session::record`].
    pub fn record_all(&mut self, happenings: &[Happening]) -> Result<(), Problem> {
        match self.progress.record_all(happenings) {
            Err(problem) if self.progress.go_on_unkept(&problem) => {
                self.progress.record_all(happenings)?;
            }
            result => drop(result?),
        }
        self.known.take();
        Ok(())
    }

    /// Where the learner was when the program ended, if the course still has it: a lesson, or a quiz
    /// that is not finished.
    pub fn resume(&self) -> Option<Reference> {
        match self.known(|known| known.latest.clone())? {
            Latest::Lesson(id) => self.library.place(&id, None).map(|_| Reference::Lesson(id)),
            Latest::Quiz(id) => {
                let underway = matches!(self.quiz_state(&id), QuizState::Underway { .. });
                (underway && self.library.quiz(&id).is_ok()).then_some(Reference::Quiz(id))
            }
            Latest::Exercise(id) => {
                self.library.exercise_card(&id).map(|_| Reference::Exercise(id))
            }
            Latest::Lab(_) => None,
        }
    }

    fn known<T>(&self, ask: impl FnOnce(&Known) -> T) -> T {
        let mut known = self.known.borrow_mut();
        // What cannot be read now shows as not begun; the reason was said when the log was opened.
        let known = known.get_or_insert_with(|| {
            let exercises = self.progress.exercises().unwrap_or_default();
            Known::of(self.progress.home().unwrap_or_default(), exercises)
        });
        ask(known)
    }

    /// How far a lesson has been read.
    pub fn lesson_state(&self, id: &LessonId) -> LessonState {
        self.known(|known| known.lessons.get(id).copied().unwrap_or(LessonState::New))
    }

    /// How a quiz stands.
    pub fn quiz_state(&self, id: &QuizId) -> QuizState {
        self.known(|known| known.quizzes.get(id).copied().unwrap_or(QuizState::New))
    }

    /// How an exercise stands.
    pub fn exercise_state(&self, id: &ExerciseId) -> ExerciseState {
        self.known(|known| known.exercises.get(id).copied().unwrap_or(ExerciseState::New))
    }

    /// How much of a week is done, 0 to 1: its lessons, exercises and quiz count alike. Does not read the
    /// lessons of a week that nothing was done in.
    pub fn week_share(&self, week: usize) -> f64 {
        if self.known(|known| {
            known.lessons.is_empty() && known.quizzes.is_empty() && known.exercises.is_empty()
        }) {
            return 0.0;
        }
        let lessons = self.library.lessons(week);
        let read = lessons.iter().filter(|card| self.lesson_state(&card.id).is_done()).count();
        let week = self.library.week(week);
        let quiz = week.and_then(|week| week.quiz.as_ref());
        let passed = quiz.is_some_and(|quiz| self.quiz_state(quiz).is_done());
        let exercises = week.map_or(&[][..], |week| week.exercises.as_slice());
        let solved = exercises.iter().filter(|id| self.exercise_state(id).is_done()).count();
        let all = lessons.len() + exercises.len() + usize::from(quiz.is_some());
        let done = read + solved + usize::from(passed);
        if all == 0 { 0.0 } else { done as f64 / all as f64 }
    }

    /// On how many days the learner has studied.
    pub fn days_studied(&self) -> usize {
        self.known(|known| known.days)
    }

    /// What comes next: what was open last if it is not done, else the first lesson or quiz behind it
    /// that is not, else the first of all.
    pub fn next_step(&self) -> Option<Step> {
        let latest = self.known(|known| known.latest.clone());
        let from = match latest {
            Some(Latest::Lesson(id)) => {
                let place = self.library.place(&id, None);
                if let Some(place) = place
                    && !self.lesson_state(&id).is_done()
                {
                    return Some(Step { reference: Reference::Lesson(id), place, begun: true });
                }
                place
            }
            Some(Latest::Exercise(id)) => {
                let week = self.library.weeks().position(|week| week.exercises.contains(&id));
                let place = week.map(|week| Place { week, lesson: 0 });
                if let Some(place) = place
                    && !self.exercise_state(&id).is_done()
                {
                    return Some(Step { reference: Reference::Exercise(id), place, begun: true });
                }
                place
            }
            Some(Latest::Quiz(id)) => {
                let place = self.library.week_of_quiz(&id).map(|week| Place {
                    week,
                    lesson: self.library.lesson_count(week).saturating_sub(1),
                });
                if let Some(place) = place
                    && !self.quiz_state(&id).is_done()
                {
                    return Some(Step { reference: Reference::Quiz(id), place, begun: true });
                }
                place
            }
            _ => None,
        };
        from.and_then(|from| self.open_from(from)).or_else(|| self.open_from(Place::START))
    }

    /// The first thing from a place on that is not done.
    fn open_from(&self, from: Place) -> Option<Step> {
        (from.week..self.library.week_count()).find_map(|week| {
            let first = if week == from.week { from.lesson } else { 0 };
            let lessons = self.library.lessons(week).iter().enumerate().skip(first);
            let lesson =
                lessons.into_iter().find(|(_, card)| !self.lesson_state(&card.id).is_done());
            if let Some((lesson, card)) = lesson {
                let begun = self.lesson_state(&card.id) != LessonState::New;
                let reference = Reference::Lesson(card.id.clone());
                return Some(Step { reference, place: Place { week, lesson }, begun });
            }
            let quizzes = self.library.quizzes_of(week).into_iter();
            let quiz = quizzes.into_iter().find(|quiz| !self.quiz_state(quiz).is_done())?;
            let state = self.quiz_state(&quiz);
            let place = Place { week, lesson: self.library.lesson_count(week).saturating_sub(1) };
            let begun = state != QuizState::New;
            Some(Step { reference: Reference::Quiz(quiz), place, begun })
        })
    }

    /// How a check question was answered last, if it was.
    pub fn check_state(&self, id: &QuestionId) -> Option<bool> {
        *self.checks.borrow_mut().entry(id.clone()).or_insert_with(|| {
            self.progress.question(id).ok().flatten().map(|question| question.last_right)
        })
    }

    /// The half-finished sitting of a quiz.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn open_sitting(&self, quiz: &QuizId) -> Result<Option<Sitting>, Problem> {
        self.progress.open_sitting(quiz)
    }

    /// Starts a sitting: draws questions that were not just seen, and records them.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn start_sitting(&mut self, quiz: &Quiz, mode: SittingMode) -> Result<Sitting, Problem> {
        let recent = self.progress.recent(quiz.questions.iter().map(|question| &question.id))?;
        let sitting = Sitting::start(self.progress.new_name(), quiz, mode, &recent);
        self.record(&Happening::QuizStarted {
            quiz: quiz.id.clone(),
            sitting: sitting.id.clone(),
            mode,
            seed: sitting.seed,
            drawn: sitting.drawn.clone(),
        })?;
        Ok(sitting)
    }

    /// Records an answer: to a question of a sitting, or to a check question.
    ///
    /// # Errors
    /// Where it cannot be recorded; the verdict must not be shown then.
    pub fn record_answer(
        &mut self,
        posed: &Posed,
        answer: &Answer,
        verdict: &Verdict,
        sitting: Option<&Sitting>,
    ) -> Result<(), Problem> {
        self.record(&Happening::QuestionAnswered {
            question: posed.question.id.clone(),
            revision: posed.question.revision.clone(),
            response: answer.clone(),
            success: verdict.right,
            score: verdict.share,
            seed: posed.seed,
            sitting: sitting.map(|sitting| sitting.id.clone()),
            quiz: sitting.map(|sitting| sitting.quiz.clone()),
        })?;
        self.checks.get_mut().insert(posed.question.id.clone(), Some(verdict.right));
        Ok(())
    }

    /// Records the end of a sitting.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn finish_sitting(
        &mut self,
        sitting: &Sitting,
        result: &SittingResult,
    ) -> Result<(), Problem> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.record(&Happening::QuizFinished {
            quiz: sitting.quiz.clone(),
            sitting: sitting.id.clone(),
            right: count(result.right),
            asked: count(result.asked),
            percent: result.percent,
            success: result.passed,
        })
        .map(drop)
    }
}

impl Known {
    fn of(home: Home, exercises: Vec<(ExerciseId, Draft)>) -> Self {
        let exercises = exercises.into_iter().map(|(id, draft)| {
            let state = if draft.attempts > 0 {
                let best = (draft.best * 1000.0).round() / 10.0;
                ExerciseState::Graded { best, passed: draft.passed_at.is_some() }
            } else {
                ExerciseState::Drafted
            };
            (id, state)
        });
        let lessons = home.lessons.into_iter().map(|lesson| {
            let state = if lesson.completed_at.is_some() {
                LessonState::Done
            } else {
                LessonState::Reading { percent: lesson.percent }
            };
            (lesson.lesson, state)
        });
        let quizzes = home.quizzes.into_iter().map(|quiz| {
            let state = match quiz.open {
                Some((answered, all)) if quiz.passed_at.is_none() => {
                    QuizState::Underway { answered: answered as usize, all: all as usize }
                }
                _ => QuizState::Taken { best: quiz.best, passed: quiz.passed_at.is_some() },
            };
            (quiz.quiz, state)
        });
        Self {
            lessons: lessons.collect(),
            quizzes: quizzes.collect(),
            exercises: exercises.collect(),
            latest: home.latest,
            days: home.days as usize,
        }
    }
}
