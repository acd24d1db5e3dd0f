//! How each thing of the course stands for the learner, and how much of a week is done.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use super::Session;
use crate::{
    clock::Timestamp,
    id::{ExerciseId, LabId, LessonId, QuizId},
    library::{Item, Slot},
    messages::Messages,
    progress::{Attempt, Begun, Draft, Latest, Progress, QuizProgress},
};

/// What is known of the learner without asking the log.
#[derive(Default)]
pub(super) struct Known {
    lessons: HashMap<LessonId, LessonState>,
    exercises: HashMap<ExerciseId, ExerciseState>,
    /// Missions reached, of labs where one was.
    labs: HashMap<LabId, usize>,
    quizzes: HashMap<QuizId, QuizState>,
    /// What was done with exercises, as far as anybody asked.
    histories: HashMap<ExerciseId, Arc<History>>,
    pub(super) latest: Option<Latest>,
    pub(super) days: usize,
}

/// What was done with an exercise.
#[derive(Debug, Default)]
pub struct History {
    /// Whether there is a draft to go on with.
    pub drafted: bool,
    /// The earliest first.
    pub attempts: Vec<Attempt>,
    /// The changes that its accepted answer has met.
    pub changes: Vec<Begun>,
    /// How many there are for it to meet, as soon as somebody asked.
    pub(super) meets: OnceLock<usize>,
}

/// How an item of a week stands.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum State {
    Lesson(LessonState),
    Exercise(ExerciseState),
    Lab(LabState),
    Quiz(QuizState),
}

/// How far a lesson has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum LessonState {
    New,
    /// Begun; how far, in percent of the page.
    Reading {
        percent: u8,
    },
    /// Its week was tested out of; it was not read to its end.
    Known,
    Done,
}

/// How an exercise stands.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
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

/// How a lab stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum LabState {
    New,
    /// Some of its missions were reached.
    Underway {
        reached: usize,
        all: usize,
    },
}

/// How a quiz stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
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
        /// A sitting of a passed quiz that can go on.
        #[serde(skip_serializing_if = "Option::is_none")]
        open: Option<OpenSitting>,
    },
}

/// How far a sitting is that can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OpenSitting {
    pub answered: usize,
    pub all: usize,
}

impl State {
    /// Whether nothing was done yet.
    pub fn is_new(self) -> bool {
        matches!(
            self,
            Self::Lesson(LessonState::New)
                | Self::Exercise(ExerciseState::New)
                | Self::Lab(LabState::New)
                | Self::Quiz(QuizState::New)
        )
    }

    /// Whether it was read to its end, solved or passed.
    pub fn is_done(self) -> bool {
        match self {
            Self::Lesson(state) => matches!(state, LessonState::Done | LessonState::Known),
            Self::Exercise(state) => matches!(state, ExerciseState::Graded { passed: true, .. }),
            Self::Lab(state) => {
                matches!(state, LabState::Underway { reached, all } if reached >= all)
            }
            Self::Quiz(state) => matches!(state, QuizState::Taken { passed: true, .. }),
        }
    }
}

impl Session {
    /// How an item stands.
    pub fn state(&self, item: &Item) -> State {
        match item {
            Item::Lesson(id) => State::Lesson(self.lesson_state(id)),
            Item::Exercise(id) => State::Exercise(self.exercise_state(id)),
            Item::Lab(id) => State::Lab(self.lab_state(id)),
            Item::Quiz(id) => State::Quiz(self.quiz_state(id)),
        }
    }

    /// How far a lesson has been read.
    pub fn lesson_state(&self, id: &LessonId) -> LessonState {
        self.known(|known| known.lessons.get(id).copied().unwrap_or(LessonState::New))
    }

    /// How an exercise stands.
    pub fn exercise_state(&self, id: &ExerciseId) -> ExerciseState {
        self.known(|known| known.exercises.get(id).copied().unwrap_or(ExerciseState::New))
    }

    /// How a lab stands.
    pub fn lab_state(&self, id: &LabId) -> LabState {
        match self.known(|known| known.labs.get(id).copied()) {
            Some(reached) => LabState::Underway { reached, all: self.library.lab_missions(id) },
            None => LabState::New,
        }
    }

    /// How a quiz stands.
    pub fn quiz_state(&self, id: &QuizId) -> QuizState {
        self.known(|known| known.quizzes.get(id).copied().unwrap_or(QuizState::New))
    }

    /// What was done with an exercise; what cannot be read shows as nothing.
    pub fn history(&self, id: &ExerciseId) -> Arc<History> {
        let read = || {
            let draft = self.progress.draft(id).ok().flatten();
            let attempts = draft.as_ref().is_some_and(|draft| draft.attempts > 0);
            let attempts = attempts.then(|| self.progress.attempts(id).unwrap_or_default());
            let attempts = attempts.unwrap_or_default();
            let changes = self.progress.changes_begun(id).unwrap_or_default().into_iter();
            let since = accepted_since(&attempts);
            let followed = |begun: Begun| match since {
                Some(since) => begun.since(since),
                None => Some(begun),
            };
            Arc::new(History {
                drafted: draft.is_some_and(|draft| draft.text.is_some()),
                changes: changes.filter_map(followed).collect(),
                attempts,
                meets: OnceLock::new(),
            })
        };
        let mut known = self.known.borrow_mut();
        let known = known.get_or_insert_with(|| Known::of(&self.progress));
        Arc::clone(known.histories.entry(id.clone()).or_insert_with(read))
    }

    /// How many items of a week are done, and how many there are.
    pub fn week_done(&self, week: usize) -> (usize, usize) {
        let items = self.library.items(week);
        (items.iter().filter(|item| self.state(item).is_done()).count(), items.len())
    }

    /// Minutes of reading and of exercises that a week still asks for; of a lesson that was begun, what is
    /// left of it.
    pub fn minutes_left(&self, week: usize) -> u32 {
        let left = |(item, found): (usize, &Item)| match (found, self.state(found)) {
            (_, state) if state.is_done() => 0,
            (Item::Lesson(_), state) => {
                let minutes = self.library.at(Slot { week, item }).map_or(0, |card| card.minutes);
                match state {
                    State::Lesson(LessonState::Reading { percent }) => {
                        minutes * (100 - u32::from(percent.min(100))) / 100
                    }
                    _ => minutes,
                }
            }
            (Item::Exercise(id), _) => {
                self.library.exercise_card(id).and_then(|card| card.minutes).unwrap_or(0)
            }
            _ => 0,
        };
        self.library.items(week).iter().enumerate().map(left).sum()
    }

    /// The best result of a week's quiz in percent, if it was taken.
    pub fn week_best(&self, week: usize) -> Option<u8> {
        self.library.items(week).iter().find_map(|item| match self.state(item) {
            State::Quiz(QuizState::Taken { best, .. }) => Some(best),
            _ => None,
        })
    }

    /// How much of a week is done, 0 to 1: all its items count alike. Does not read the lessons of a
    /// course that nothing was done in.
    pub fn week_share(&self, week: usize) -> f64 {
        if self.known(Known::is_empty) {
            return 0.0;
        }
        match self.week_done(week) {
            (_, 0) => 0.0,
            (done, all) => done as f64 / all as f64,
        }
    }

    /// How an item stands in words, beside a sign or a word that says whether it is done.
    pub fn state_words(&self, slot: Slot, words: &Messages) -> String {
        let Some(item) = self.library.item(slot) else { return String::new() };
        match self.state(item) {
            State::Lesson(LessonState::New) => {
                let minutes = self.library.at(slot).map_or(0, |card| card.minutes);
                words.format("home.minutes", &[("n", &minutes)])
            }
            State::Lesson(LessonState::Reading { percent }) => format!("{percent} %"),
            State::Lesson(LessonState::Known) => words.get("home.known").to_owned(),
            State::Lesson(LessonState::Done) => String::new(),
            State::Exercise(ExerciseState::New) => words.get("home.new").to_owned(),
            State::Lab(LabState::New) => words.get("home.new").to_owned(),
            State::Exercise(ExerciseState::Drafted) => words.get("home.draft").to_owned(),
            State::Exercise(ExerciseState::Graded { best, .. }) => {
                let card = match item {
                    Item::Exercise(id) => self.library.exercise_card(id),
                    _ => None,
                };
                match card.and_then(|card| card.par) {
                    Some(par) => words.format("home.best-of-par", &[("n", &best), ("par", &par)]),
                    None => words.format("home.best-of", &[("n", &best)]),
                }
            }
            State::Lab(LabState::Underway { reached, all }) => {
                words.format("home.reached", &[("n", &reached), ("all", &all)])
            }
            State::Quiz(state) => state.told(words),
        }
    }

    pub(super) fn known<T>(&self, ask: impl FnOnce(&Known) -> T) -> T {
        let mut known = self.known.borrow_mut();
        ask(known.get_or_insert_with(|| Known::of(&self.progress)))
    }
}

impl Known {
    fn is_empty(&self) -> bool {
        self.lessons.is_empty()
            && self.exercises.is_empty()
            && self.labs.is_empty()
            && self.quizzes.is_empty()
    }

    /// What cannot be read now shows as not begun; the reason was said when the log was opened.
    fn of(progress: &Progress) -> Self {
        let home = progress.home().unwrap_or_default();
        let exercises = progress.exercises().unwrap_or_default().into_iter();
        let lessons = home.lessons.into_iter().map(|lesson| {
            let state = if lesson.completed_at.is_some() {
                LessonState::Done
            } else {
                LessonState::Reading { percent: lesson.percent }
            };
            (lesson.lesson, state)
        });
        let quizzes =
            home.quizzes.into_iter().map(|quiz| (quiz.quiz.clone(), QuizState::of(&quiz)));
        let mut lessons: HashMap<LessonId, LessonState> = lessons.collect();
        for lesson in progress.known_lessons().unwrap_or_default() {
            let state = lessons.entry(lesson).or_insert(LessonState::Known);
            if *state != LessonState::Done {
                *state = LessonState::Known;
            }
        }
        Self {
            lessons,
            exercises: exercises.map(|(id, draft)| (id, ExerciseState::of(&draft))).collect(),
            labs: progress.missions_reached().unwrap_or_default().into_iter().collect(),
            quizzes: quizzes.collect(),
            histories: HashMap::new(),
            latest: home.latest,
            days: home.days as usize,
        }
    }
}

impl QuizState {
    fn of(quiz: &QuizProgress) -> Self {
        let open = quiz
            .open
            .map(|(answered, all)| OpenSitting { answered: answered as usize, all: all as usize });
        match open {
            Some(OpenSitting { answered, all }) if quiz.passed_at.is_none() => {
                Self::Underway { answered, all }
            }
            open => Self::Taken { best: quiz.best, passed: quiz.passed_at.is_some(), open },
        }
    }

    /// The sitting that can go on, whether the quiz is passed or not.
    pub fn open(self) -> Option<OpenSitting> {
        match self {
            Self::Underway { answered, all } => Some(OpenSitting { answered, all }),
            Self::Taken { open, .. } => open,
            Self::New => None,
        }
    }

    /// How it stands in words; what can go on is told first.
    pub fn told(self, words: &Messages) -> String {
        match (self.open(), self) {
            (Some(OpenSitting { answered, all }), _) => {
                words.format("home.underway", &[("n", &answered), ("all", &all)])
            }
            (None, Self::Taken { best, .. }) => words.format("home.best", &[("n", &best)]),
            (None, _) => words.get("home.not-taken").to_owned(),
        }
    }
}

impl ExerciseState {
    fn of(draft: &Draft) -> Self {
        if draft.attempts == 0 {
            return Self::Drafted;
        }
        let best = (draft.best * 1000.0).round() / 10.0;
        Self::Graded { best, passed: draft.passed_at.is_some() }
    }
}
/// When the answer that was accepted last was accepted first, with no other in between: what followed a
/// change before that followed it from another design.
fn accepted_since(attempts: &[Attempt]) -> Option<Timestamp> {
    let mut accepted = attempts.iter().rev().filter(|attempt| attempt.passed);
    let last = accepted.next()?;
    let same = accepted.take_while(|attempt| attempt.answer == last.answer);
    Some(same.last().unwrap_or(last).at)
}
