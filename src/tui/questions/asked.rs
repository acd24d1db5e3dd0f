//! One question on the screen: the prompt, the editor, and after the answer the verdict with the
//! explanation of exactly what was picked.

mod verdict;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Editor, Outcome, editor};
use crate::{
    clock::Timestamp,
    misconception::Misconception,
    progress::{Circumstances, LONGEST_MS},
    quiz::{Answer, Kind, Posed, Unready, Verdict},
    role::Role,
    tui::{
        action::Action,
        route::Route,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// A question being answered, or answered.
pub struct Asked {
    pub posed: Posed,
    editor: Box<dyn Editor>,
    verdict: Option<Verdict>,
    /// Whether the learner said not to know it.
    unknown: bool,
    /// Whether every option is explained and not only what was picked.
    explained: bool,
    /// Whether the verdict or more about it has just come and must be brought into sight.
    fresh: bool,
    /// Whether the learner is sure of the answer.
    sure: bool,
    /// The misconception that was shown for the second time.
    repeated: Option<String>,
    /// Milliseconds that it was looked at before it was last covered, and since when it is seen.
    spent: i64,
    since: Option<Timestamp>,
    rows: Rows,
    /// What is chosen from, while it is kept in sight below the rows.
    choices: Rows,
}

/// What an action did to a question.
#[derive(Debug, PartialEq)]
pub enum Turn {
    /// The question has no use for the action.
    Pass,
    Redraw,
    /// The answer cannot be marked yet, and why.
    Unready(String),
    /// The answer is to be recorded and marked.
    Answered(Answer),
    /// What the answer shows leads elsewhere.
    Open(Route),
}

impl Asked {
    /// Asks a question.
    pub fn new(posed: Posed) -> Self {
        let editor = editor(&posed);
        Self {
            posed,
            editor,
            verdict: None,
            unknown: false,
            explained: false,
            fresh: false,
            sure: true,
            repeated: None,
            spent: 0,
            since: None,
            rows: Rows::default(),
            choices: Rows::default(),
        }
    }

    /// Shows a question with the answer that was given before.
    pub fn answered(posed: Posed, answer: &Answer) -> Self {
        let mut asked = Self::new(posed);
        asked.editor.fill(answer);
        asked.show(answer);
        asked
    }

    /// Fills in an answer that may still be changed.
    pub fn fill(&mut self, answer: &Answer) {
        self.editor.fill(answer);
    }

    /// Marks an answer and shows the verdict.
    pub fn show(&mut self, answer: &Answer) -> Verdict {
        let verdict = self.posed.mark(answer);
        self.verdict = Some(verdict.clone());
        self.unknown = *answer == Answer::DontKnow;
        self.fresh = true;
        self.rows.keep_in_sight();
        verdict
    }

    /// Another screen covers it: the time there is not counted.
    pub fn pause(&mut self, now: Timestamp) {
        if let Some(since) = self.since.take() {
            self.spent = self.spent.saturating_add(now.0.saturating_sub(since.0).max(0));
        }
    }

    /// How the answer came about; the time stops.
    pub fn circumstances(&mut self, now: Timestamp) -> Circumstances {
        self.pause(now);
        let ms = u64::try_from(self.spent).unwrap_or(0).min(LONGEST_MS);
        Circumstances { sure: self.sure, ms: Some(ms), ..Circumstances::default() }
    }

    /// The verdict, if it is shown.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Whether printable keys are typed into the answer.
    pub fn typing(&self) -> bool {
        self.verdict.is_none() && self.editor.typing()
    }

    /// The actions that matter now, before the answer; behind it, what it can be asked about.
    pub fn hints(&self) -> Vec<&'static str> {
        if self.verdict.is_some() {
            return if self.explains() { vec!["explain"] } else { Vec::new() };
        }
        let mut hints = self.editor.hints();
        hints.push("dont-know");
        hints
    }

    /// What a digit does now, a key of the words.
    pub fn digits(&self) -> Option<&'static str> {
        self.editor.digits().filter(|_| self.verdict.is_none())
    }

    /// Whether more can be said about the options than the verdict says.
    pub fn explains(&self) -> bool {
        let Some(verdict) = self.verdict.as_ref().filter(|_| !self.unknown) else { return false };
        matches!(self.posed.question.kind, Kind::MultipleChoice(_))
            || verdict.feedback.iter().any(|found| found.right() && !found.text.is_empty())
    }

    /// Shows or hides why each option is right or wrong.
    pub fn explain(&mut self) {
        self.explained = !self.explained;
        self.fresh = self.explained;
    }

    /// Takes an action.
    pub fn update(&mut self, action: &Action, env: &Environment) -> Turn {
        if let Action::Wheel { lines, .. } = action {
            self.rows.shift(*lines);
            return Turn::Redraw;
        }
        if self.verdict.is_some() {
            return match action {
                Action::Own("misconception") => self.misconception(env),
                Action::Own("compare") => self.comparison(env),
                Action::Move(motion) if self.rows.scroll(*motion) => Turn::Redraw,
                _ => Turn::Pass,
            };
        }
        if *action == Action::Own("unsure") && env.session.habits().asks_sure {
            self.sure = !self.sure;
            return Turn::Redraw;
        }
        if *action == Action::Own("dont-know") {
            return Turn::Answered(Answer::DontKnow);
        }
        let outcome = match action {
            Action::Click(at) => self.click(*at),
            other => self.editor.update(other),
        };
        self.rows.keep_in_sight();
        match outcome {
            Outcome::Pass => match action {
                Action::Move(motion) if self.rows.scroll(*motion) => Turn::Redraw,
                _ => Turn::Pass,
            },
            Outcome::Changed => Turn::Redraw,
            Outcome::Submit => {
                let answer = self.editor.answer();
                match self.posed.ready(&answer) {
                    Ok(()) => Turn::Answered(answer),
                    Err(unready) => Turn::Unready(unready_text(&unready, env)),
                }
            }
        }
    }

    /// Tells of a misconception that the answer showed for the second time.
    pub fn tell(&mut self, repeated: Option<String>) {
        self.repeated = repeated;
    }

    /// The misconception that the answer shows.
    fn shown<'a>(&self, env: &'a Environment) -> Option<&'a Misconception> {
        let tags = self.verdict.as_ref()?.tags();
        tags.iter().find_map(|tag| env.session.library().misconception(tag))
    }

    fn click(&mut self, at: Position) -> Outcome {
        let thing = self.rows.hit(at).or_else(|| self.choices.hit(at));
        thing.map_or(Outcome::Pass, |thing| self.editor.pick(thing))
    }

    /// Lays the question out; `links` are the lines under the verdict that lead on.
    pub fn arrange(&mut self, area: Rect, links: Vec<Row>, env: &Environment) {
        let width = area.width;
        let mut rows = Vec::new();
        let question = &self.posed.question;
        if let Some(preamble) = &question.preamble {
            rows.extend(Row::markdown(preamble, width, env));
            rows.push(Row::blank());
        }
        if self.posed.prompt.trim().is_empty() {
            rows.push(Row::text(env.say("question.trace"), Role::Text));
        } else {
            rows.extend(Row::markdown(&self.posed.prompt, width, env));
        }
        if self.verdict.is_none() {
            self.since = self.since.or(Some(env.session.clock().now()));
        }
        if !self.sure {
            let unsure = format!("{} {}", env.signs.due, env.say("question.unsure"));
            rows.push(Row::text(unsure, Role::Warn));
        }
        rows.push(Row::blank());
        rows.extend(self.editor.rows(width, self.verdict.as_ref(), env));
        if let Some(verdict) = &self.verdict {
            rows.push(Row::blank());
            let verdict_at = rows.len();
            rows.extend(self.verdict_rows(verdict, width, env));
            rows.extend(links);
            let behind = rows.len();
            let page = usize::from(area.height);
            self.choices.arrange(Rect { height: 0, ..area }, Vec::new());
            self.rows.arrange(area, rows);
            // The verdict is what the learner waits for: it comes into sight, with as much of the
            // answer and the question above it as there is room for.
            if behind > page && self.fresh {
                self.rows.show(behind.saturating_sub(page).min(verdict_at.saturating_sub(1)));
                self.fresh = false;
            }
        } else {
            self.arrange_open(area, rows);
        }
    }

    /// Lays out a question that is not answered yet: what is chosen from stays in sight below.
    fn arrange_open(&mut self, area: Rect, mut rows: Vec<Row>) {
        let mut choices = self.editor.choices(area.width);
        if !choices.is_empty() {
            choices.insert(0, Row::blank());
        }
        let (page, own) = (usize::from(area.height), choices.len());
        let kept = rows.len() + own > page && own <= page / 2;
        if !kept {
            rows.append(&mut choices);
        }
        let below = choices.len() as u16;
        let above = area.height - below;
        self.rows.arrange(Rect { height: above, ..area }, rows);
        self.choices.arrange(Rect { y: area.y + above, height: below, ..area }, choices);
    }

    /// Rows that all of it takes, as it was laid out last.
    pub fn tall(&self) -> u16 {
        (self.rows.count() + self.choices.count()) as u16
    }

    /// Draws the question where it was laid out.
    pub fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
        self.choices.draw(buffer, env);
    }
}

fn unready_text(unready: &Unready, env: &Environment) -> String {
    match unready {
        Unready::Empty => env.say("question.empty").to_owned(),
        Unready::Incomplete => env.say("question.incomplete").to_owned(),
        Unready::NotANumber => env.say("question.not-a-number").to_owned(),
        Unready::WrongUnit(unit) => env.words.format("question.wrong-unit", &[("unit", unit)]),
        Unready::NoSuchLine(last) => env.words.plural("question.no-such-line", *last),
        Unready::OtherKind => env.say("question.empty").to_owned(),
    }
}
