//! The first page of a quiz: what it is, how it can be taken, and how it went last.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    quiz::{Quiz, Sitting, SittingMode},
    role::Role,
    text,
    tui::{
        action::Action,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// The page.
#[derive(Default)]
pub(super) struct Cover {
    /// The sitting that was finished last.
    pub(super) last: Option<Sitting>,
    /// Whether a week is tested out of: that is an exam.
    tests_out: bool,
    selected: usize,
    rows: Rows,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// To begin.
    Sitting(SittingMode),
    /// To look at the last result again.
    Last,
}

/// What an action did.
pub(super) enum Turn {
    Pass,
    Still,
    Moved,
    Chosen(Start),
}

impl Cover {
    /// The page of a quiz for a learner whose last sitting is known.
    pub(super) fn new(quiz: &Quiz, last: Option<Sitting>) -> Self {
        Self { last, tests_out: quiz.id.tested_week().is_some(), ..Self::default() }
    }

    fn choices(&self) -> Vec<Start> {
        let modes = [SittingMode::Practice, SittingMode::Exam].into_iter();
        let modes = modes.skip(usize::from(self.tests_out)).map(Start::Sitting);
        let last = self.last.as_ref().map(|_| Start::Last);
        modes.chain(last).collect()
    }

    /// What Enter does, a word of the keymap's table.
    pub(super) fn hint(&self) -> &'static str {
        match self.choices().get(self.selected) {
            Some(Start::Last) => "select/result",
            Some(Start::Sitting(SittingMode::Exam)) => "select/exam",
            _ => "select/practice",
        }
    }

    fn choose(&self, at: usize) -> Turn {
        self.choices().get(at).map_or(Turn::Still, |start| Turn::Chosen(*start))
    }

    /// Takes an action.
    pub(super) fn update(&mut self, action: &Action) -> Turn {
        match action {
            Action::Move(motion) => {
                let at = motion.apply(self.selected, self.choices().len(), 1);
                let moved = std::mem::replace(&mut self.selected, at) != at;
                self.rows.keep_in_sight();
                if moved || self.rows.scroll(*motion) { Turn::Moved } else { Turn::Still }
            }
            Action::Wheel { lines, .. } => {
                self.rows.shift(*lines);
                Turn::Moved
            }
            Action::Select | Action::Toggle => self.choose(self.selected),
            Action::Digit(digit @ 1..) => self.choose(usize::from(*digit) - 1),
            Action::Click(at) => match self.rows.hit(*at) {
                Some(at) => self.choose(at),
                None => Turn::Still,
            },
            _ => Turn::Pass,
        }
    }

    /// Lays the page out.
    pub(super) fn arrange(&mut self, area: Rect, quiz: &Quiz, env: &Environment) {
        let width = usize::from(area.width);
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("all", &quiz.questions.len()), ("pass", &quiz.pass)];
        let said = env.words.plural_with("quiz.cover", quiz.draw, &values);
        let mut rows = paragraph(&said, width, Role::Text, 0);
        if self.tests_out {
            rows.extend(paragraph(env.say("test-out.about"), width, Role::Text, 0));
        }
        rows.push(Row::blank());
        for (at, start) in self.choices().into_iter().enumerate() {
            let (label, note) = self.words(start, quiz, env);
            let selected = at == self.selected;
            let sign = text::pad(if selected { env.signs.here } else { " " }, 1);
            let head = vec![(format!("{sign} {} ", at + 1), Role::Accent), (label, Role::Strong)];
            rows.push(Row::spans(head).hit(at).select(selected));
            let notes = paragraph(&note, width.saturating_sub(4), Role::Muted, 4).into_iter();
            rows.extend(notes.map(|row| row.hit(at)));
        }
        rows.push(Row::blank());
        rows.extend(paragraph(env.say("quiz.leave"), width, Role::Muted, 0));
        self.rows.arrange(area, rows);
    }

    fn words(&self, start: Start, quiz: &Quiz, env: &Environment) -> (String, String) {
        let say = |key: &str| env.say(key).to_owned();
        match (start, &self.last) {
            (Start::Sitting(SittingMode::Practice), _) => {
                (say("quiz.practice"), say("quiz.practice-note"))
            }
            (Start::Last, Some(last)) => {
                let result = last.result(quiz);
                let values: [(&str, &dyn std::fmt::Display); 3] = [
                    ("right", &result.right),
                    ("asked", &result.asked),
                    ("percent", &result.percent),
                ];
                (say("quiz.last"), env.words.format("quiz.score", &values))
            }
            _ => (say("quiz.exam"), say("quiz.exam-note")),
        }
    }

    /// Draws the page.
    pub(super) fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

/// Wrapped text as rows.
pub(super) fn paragraph(said: &str, width: usize, role: Role, indent: u16) -> Vec<Row> {
    let lines = text::wrap(&text::sanitize(said), width.max(8)).into_iter();
    lines.map(|line| Row::text(line, role).indent(indent)).collect()
}
