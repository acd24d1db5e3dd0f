//! One option, or several.

use super::{Editor, Outcome};
use crate::{
    quiz::{Answer, Mark, Verdict},
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        screen::Environment,
        widgets::rows::Row,
    },
};

pub(super) struct Choice {
    options: Vec<String>,
    several: bool,
    selected: usize,
    picked: Vec<bool>,
}

impl Choice {
    pub(super) fn new(options: &[String], several: bool) -> Self {
        Self { options: options.to_vec(), several, selected: 0, picked: vec![false; options.len()] }
    }

    fn toggle(&mut self, at: usize) {
        let several = self.several;
        for (number, picked) in self.picked.iter_mut().enumerate() {
            if number == at {
                *picked = if several { !*picked } else { true };
            } else if !several {
                *picked = false;
            }
        }
    }

    fn choose(&mut self, at: usize) -> Outcome {
        if at >= self.options.len() {
            return Outcome::Pass;
        }
        let again = self.selected == at;
        self.selected = at;
        if self.several {
            self.toggle(at);
        } else if again && self.picked.get(at) == Some(&true) {
            return Outcome::Submit;
        } else {
            self.toggle(at);
        }
        Outcome::Changed
    }
}

impl Editor for Choice {
    fn update(&mut self, action: &Action) -> Outcome {
        match action {
            Action::Move(motion @ (Motion::Up | Motion::Down | Motion::Top | Motion::Bottom)) => {
                self.selected = motion.apply(self.selected, self.options.len(), 1);
                Outcome::Changed
            }
            Action::Digit(digit) => match usize::from(*digit).checked_sub(1) {
                Some(at) => self.choose(at),
                None => Outcome::Pass,
            },
            Action::Toggle => {
                self.toggle(self.selected);
                Outcome::Changed
            }
            Action::Select => {
                // A single choice is what is selected; several must have been picked.
                if !self.several {
                    self.toggle(self.selected);
                }
                Outcome::Submit
            }
            _ => Outcome::Pass,
        }
    }

    fn pick(&mut self, thing: usize) -> Outcome {
        self.choose(thing)
    }

    fn answer(&self) -> Answer {
        let picked = self.options.iter().zip(&self.picked).filter(|(_, picked)| **picked);
        Answer::Choice(picked.map(|(option, _)| option.clone()).collect())
    }

    fn fill(&mut self, answer: &Answer) {
        if let Answer::Choice(given) = answer {
            self.picked = self.options.iter().map(|option| given.contains(option)).collect();
            self.selected = self.picked.iter().position(|picked| *picked).unwrap_or(0);
        }
    }

    fn rows(&self, width: u16, verdict: Option<&Verdict>, env: &Environment) -> Vec<Row> {
        let mut rows = Vec::new();
        for (at, option) in self.options.iter().enumerate() {
            let picked = self.picked.get(at).copied().unwrap_or(false);
            let selected = verdict.is_none() && at == self.selected;
            let mark = verdict.and_then(|verdict| {
                verdict.feedback.iter().find(|feedback| feedback.about == *option).map(|f| f.mark)
            });
            let (sign, role) = match mark {
                Some(Mark::Right) => (env.signs.done, Role::Good),
                Some(Mark::Missed) => (env.signs.arrow, Role::Good),
                Some(Mark::Wrong) => (env.signs.wrong, Role::Bad),
                None => (
                    match (self.several, picked) {
                        (true, true) => env.signs.checked,
                        (true, false) => env.signs.unchecked,
                        (false, true) => env.signs.picked,
                        (false, false) => env.signs.unpicked,
                    },
                    Role::Text,
                ),
            };
            let here = if selected { env.signs.here } else { " " };
            let lead = format!("{here} {} {} ", at + 1, text::pad(sign, 3));
            let lead_width = text::width(&lead) as u16;
            let lines = Row::markdown(option, width.saturating_sub(lead_width + 2), env);
            for (number, mut row) in lines.into_iter().enumerate() {
                if number == 0 {
                    row.spans.insert(0, (lead.clone(), role));
                } else {
                    row.spans.insert(0, (" ".repeat(usize::from(lead_width)), Role::Text));
                }
                rows.push(row.hit(at).select(selected));
            }
        }
        rows
    }

    fn digits(&self) -> Option<&'static str> {
        Some("question.digits.choose")
    }

    fn hints(&self) -> Vec<&'static str> {
        if self.several { vec!["toggle", "select/answer"] } else { vec!["move", "select/answer"] }
    }
}
