//! What an examination does with each action: begin, ask, look back, ask the missed again.

use super::{Examination, Page, open_lesson};
use super::{
    cover::{Cover, Start},
    outcome::{Hit, Outcome, lesson_of},
    overview::Overview,
};
use crate::{
    problem::Problem,
    quiz::{Sitting, SittingMode},
    tui::{
        action::Action,
        keymap::KeyContext,
        questions::{Asked, Turn},
        screen::{Effect, Environment},
    },
};

impl Examination {
    /// A sitting of the past, with its result and every explanation.
    ///
    /// # Errors
    /// Where there is no such sitting, or the course has its quiz no more.
    pub fn reopen(sitting: &str, env: &Environment) -> Result<Self, Problem> {
        let (sitting, quiz) = env.session.past_sitting(sitting)?;
        let outcome = Some(Outcome::new(&sitting, sitting.result(&quiz)));
        Ok(Self::of(quiz, Some(sitting), outcome, Page::Outcome))
    }

    pub(super) fn start(
        &mut self,
        start: Start,
        last: Option<Sitting>,
        env: &mut Environment,
    ) -> Result<(), Problem> {
        self.outcome = None;
        self.put_aside.clear();
        match start {
            Start::Sitting(mode) => {
                self.sitting = Some(env.session.start_sitting(&self.quiz, mode)?);
                self.next(env)?;
            }
            Start::Last => {
                self.outcome =
                    last.as_ref().map(|sitting| Outcome::new(sitting, sitting.result(&self.quiz)));
                self.sitting = last;
                self.page = Page::Outcome;
            }
        }
        Ok(())
    }

    /// Goes to the first question without an answer, else to what comes behind the last one.
    pub(super) fn next(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let Some(sitting) = &self.sitting else { return Ok(()) };
        match sitting.next(&self.quiz) {
            Some(at) => self.ask(at),
            None if sitting.mode == SittingMode::Exam => self.overlook(None),
            None => self.finish(env)?,
        }
        Ok(())
    }

    /// Behind an answer of an exam: the next question without one, or all of them.
    fn onward(&mut self) {
        let Some(sitting) = &self.sitting else { return };
        match sitting.onward(&self.quiz, self.at) {
            Some(at) => self.ask(at),
            None => self.overlook(None),
        }
    }

    fn finish(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let Some(sitting) = &self.sitting else { return Ok(()) };
        let result = sitting.result(&self.quiz);
        env.session.finish_sitting(sitting, &result)?;
        self.outcome = Some(Outcome::new(sitting, result));
        self.page = Page::Outcome;
        Ok(())
    }

    /// Shows all questions of an exam.
    fn overlook(&mut self, from: Option<usize>) {
        if let Some(sitting) = &self.sitting {
            self.page = Page::Overview(Overview::new(&self.quiz, sitting, from));
        }
    }

    /// What an action does where all questions of an exam are shown.
    pub(super) fn look_over(
        &mut self,
        action: &Action,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        let (Page::Overview(overview), Some(sitting)) = (&mut self.page, &self.sitting) else {
            return Ok(Effect::Pass);
        };
        let (selected, from) = (overview.selected, overview.from);
        let warned = std::mem::take(&mut overview.warned);
        match (action, from) {
            (Action::Own("grade"), _) => {
                let open = sitting.left_open(&self.quiz);
                if open > 0 && !warned {
                    overview.warned = true;
                    return Ok(Effect::Notice(left_open(open, env)));
                }
                self.finish(env)?;
            }
            (Action::Own("bookmark"), _) => self.mark(selected, env)?,
            (Action::Own("outline") | Action::Back, Some(from)) => self.ask(from),
            _ => match overview.pick(action, sitting) {
                Some(effect) => return Ok(effect),
                None => {
                    let place = overview.selected;
                    return Ok(self.go_to(place, env));
                }
            },
        }
        Ok(Effect::Redraw)
    }

    /// Goes to a question of an exam from where all are shown.
    fn go_to(&mut self, place: usize, env: &Environment) -> Effect {
        let there = self.sitting.as_ref().and_then(|sitting| sitting.pose(&self.quiz, place));
        if there.is_none() {
            return Effect::Notice(env.say("quiz.gone").to_owned());
        }
        self.ask(place);
        Effect::Redraw
    }

    /// Marks a question to come back to, or takes its mark away.
    fn mark(&mut self, place: usize, env: &mut Environment) -> Result<(), Problem> {
        let Some(sitting) = &mut self.sitting else { return Ok(()) };
        let Some(id) = sitting.drawn.get(place).cloned() else { return Ok(()) };
        *sitting = env.session.turn_mark(sitting, &id)?;
        Ok(())
    }

    /// What stands beside the title: that it is an exam, and that the question is marked.
    pub(super) fn badge(&self, env: &Environment) -> String {
        if !self.is_exam() {
            return String::new();
        }
        let asked = matches!(self.page, Page::Question(_)) && self.outcome.is_none();
        let sitting = self.sitting.as_ref().filter(|_| asked);
        let marked = sitting
            .and_then(|sitting| Some(sitting.is_marked(sitting.drawn.get(self.at)?)))
            .unwrap_or(false);
        let exam = env.say("quiz.badge");
        match marked {
            true => format!("{} {}  {exam}", env.signs.due, env.say("quiz.marked")),
            false => exam.to_owned(),
        }
    }

    /// Keeps a question with the answer that was begun.
    fn put_aside(&mut self, env: &Environment) {
        let page = std::mem::replace(&mut self.page, Page::Outcome);
        match page {
            Page::Question(mut asked) if asked.verdict().is_none() => {
                asked.pause(env.session.clock().now());
                self.put_aside.insert(self.at, asked);
            }
            page => self.page = page,
        }
    }

    /// Shows a question; with the verdict where it was answered, but not before the end of an exam.
    fn ask(&mut self, at: usize) {
        let Some(sitting) = &self.sitting else { return };
        let Some(posed) = sitting.pose(&self.quiz, at) else { return };
        if at != self.at {
            self.slip = None;
        }
        if let Some(asked) = self.put_aside.remove(&at) {
            self.at = at;
            self.page = Page::Question(asked);
            return;
        }
        let given = sitting.given(&posed.question.id);
        let told = sitting.mode == SittingMode::Practice || self.outcome.is_some();
        let asked = match given {
            Some(given) if told => Asked::answered(posed, &given.answer),
            Some(given) => {
                let mut asked = Asked::new(posed);
                asked.fill(&given.answer);
                asked
            }
            None => Asked::new(posed),
        };
        self.at = at;
        self.page = Page::Question(Box::new(asked));
    }

    pub(super) fn question(
        &mut self,
        action: &Action,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        let Page::Question(asked) = &mut self.page else { return Ok(Effect::Pass) };
        let answered = asked.verdict().is_some();
        match asked.update(action, env) {
            Turn::Redraw => return Ok(Effect::Redraw),
            Turn::Unready(why) => return Ok(Effect::Notice(why)),
            Turn::Open(route) => return Ok(Effect::Open(route)),
            Turn::Answered(answer) => {
                let Some(sitting) = &mut self.sitting else { return Ok(Effect::Nothing) };
                // First on disk, then on the screen.
                let mut longer = sitting.clone();
                let verdict = longer.answer(&asked.posed, &answer);
                let how = asked.circumstances(env.session.clock().now());
                let posed = &asked.posed;
                let event =
                    env.session.record_answer(posed, &answer, &verdict, Some(&longer), how)?;
                self.slip = (self.taken_back != Some(self.at)).then_some(event);
                *sitting = longer;
                if sitting.mode == SittingMode::Exam {
                    self.onward();
                } else {
                    asked.show(&answer);
                    asked.tell(env.session.repeated(&verdict.tags())?);
                }
                return Ok(Effect::Redraw);
            }
            Turn::Pass => {}
        }
        match action {
            Action::Own("undo") => return self.take_back(env),
            Action::Own("explain") if answered => asked.explain(),
            Action::Own("lesson") if answered => {
                let lesson = asked.posed.question.lesson.as_ref();
                return Ok(open_lesson(lesson.map(|lesson| lesson.value.clone())));
            }
            Action::Back if self.outcome.is_some() => self.page = Page::Outcome,
            Action::Select | Action::Toggle | Action::Click(_) if answered => self.go_on(env)?,
            Action::Next | Action::Previous => return Ok(self.turn(*action == Action::Next, env)),
            Action::Own("outline") if self.is_exam_open() => {
                self.put_aside(env);
                self.overlook(Some(self.at));
            }
            Action::Own("bookmark") if self.is_exam_open() => self.mark(self.at, env)?,
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    /// Takes back the answer that was just given, once a question.
    fn take_back(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let (Some(event), Some(sitting)) = (self.slip.take(), &mut self.sitting) else {
            let exam = self.outcome.is_none() && self.is_exam();
            let word = if exam { "question.no-undo-exam" } else { "question.no-undo" };
            return Ok(Effect::Notice(env.say(word).to_owned()));
        };
        if let Some(id) = sitting.drawn.get(self.at).cloned() {
            env.session.take_back(event, &id)?;
            sitting.given.retain(|given| given.question != id);
        }
        self.taken_back = Some(self.at);
        self.ask(self.at);
        Ok(Effect::Notice(env.say("question.undone").to_owned()))
    }

    /// Behind an explanation: the next question, or how it went.
    fn go_on(&mut self, env: &mut Environment) -> Result<(), Problem> {
        if self.outcome.is_none() {
            return self.next(env);
        }
        if self.turn(true, env) == Effect::Nothing {
            self.page = Page::Outcome;
        }
        Ok(())
    }

    /// The question before or behind, while answers are given: in practice as far as they were reached.
    fn reached(&self, on: bool) -> Option<usize> {
        let sitting = self.sitting.as_ref()?;
        let last = sitting.drawn.len().saturating_sub(1);
        let practice = sitting.mode == SittingMode::Practice;
        let reached = sitting.next(&self.quiz).filter(|_| practice).unwrap_or(last);
        let to = if on { Some(self.at + 1) } else { self.at.checked_sub(1) };
        to.filter(|to| *to <= reached)
    }

    /// Whether there is a question before or behind to go to.
    pub(super) fn turns(&self, on: bool) -> bool {
        match &self.outcome {
            Some(outcome) => outcome.beside(on).is_some(),
            None => self.reached(on).is_some(),
        }
    }

    /// Goes to the question before or behind.
    fn turn(&mut self, on: bool, env: &Environment) -> Effect {
        let to = match &mut self.outcome {
            Some(outcome) => outcome.step(on).then(|| outcome.place().unwrap_or(self.at)),
            None => self.reached(on),
        };
        let Some(to) = to else { return Effect::Nothing };
        self.put_aside(env);
        self.ask(to);
        Effect::Redraw
    }

    pub(super) fn look_back(
        &mut self,
        action: &Action,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        let (Some(outcome), Some(sitting)) = (&mut self.outcome, &self.sitting) else {
            return Ok(Effect::Pass);
        };
        let lesson = |place: usize| open_lesson(lesson_of(&self.quiz, sitting, place));
        match action {
            Action::Move(motion) => outcome.go(*motion),
            Action::Wheel { lines, .. } => outcome.shift(*lines),
            Action::Select => {
                let place = outcome.place().unwrap_or_default();
                if sitting.pose(&self.quiz, place).is_none() {
                    return Ok(Effect::Notice(env.say("quiz.gone").to_owned()));
                }
                self.ask(place);
            }
            Action::Own("lesson") => {
                return Ok(outcome.place().map_or(Effect::Nothing, lesson));
            }
            Action::Click(at) => match outcome.hit(*at) {
                Some(Hit::Lesson(place)) => return Ok(lesson(place)),
                Some(Hit::Question(place)) => self.ask(place),
                None => return Ok(Effect::Nothing),
            },
            Action::Own("fix") => return self.retry(env),
            // The result stays: the first page offers it beside a new attempt.
            Action::Own("again") => {
                let last = env.session.finished_sitting(&self.quiz)?;
                self.page = Page::Cover(Cover::new(&self.quiz, last));
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    /// Asks again what was missed.
    fn retry(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let Some(sitting) = &self.sitting else { return Ok(Effect::Nothing) };
        let Some(retry) = env.session.retry_missed(&self.quiz, sitting)? else {
            return Ok(Effect::Notice(env.say("quiz.nothing-missed").to_owned()));
        };
        self.put_aside.clear();
        self.sitting = Some(retry);
        self.outcome = None;
        self.next(env)?;
        Ok(Effect::Redraw)
    }
}

/// What is not answered yet, and the key that hands the exam in all the same.
fn left_open(open: usize, env: &Environment) -> String {
    let key = env.keys.key("grade", KeyContext::new("quiz", super::command)).unwrap_or_default();
    env.words.plural_with("quiz.left-open", open, &[("key", &key)])
}
