//! Several of a list, to be ticked.

use ratatui::{buffer::Buffer, layout::Rect};
use toml::Value;

use super::{Layer, Subject, Then};
use crate::{
    exercise::editor::{Field, Input, entitled},
    problem::Problem,
    tui::{
        action::Action,
        screen::Environment,
        widgets::checklist::{Checklist, Entry},
    },
};

/// The list of a field's choices.
pub struct Ticks {
    field: Field,
    picked: Vec<Value>,
    list: Checklist,
}

impl Ticks {
    /// The choices of a field that takes several.
    pub fn new(field: Field) -> Self {
        let picked = field.value.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
        Self { field, picked, list: Checklist::default() }
    }

    /// Every value with its words and note.
    fn all(&self, env: &Environment) -> Vec<(Value, String, String)> {
        match &self.field.input {
            Input::Many(choices) => {
                let one = |choice: &crate::exercise::editor::Choice| {
                    (choice.value.clone().into(), choice.label.clone(), choice.note.clone())
                };
                choices.iter().map(one).collect()
            }
            Input::Lines(most) => (1..=*most)
                .map(|n| {
                    let label = env.words.format("editor.line", &[("n", &n)]);
                    // A line number is small.
                    (Value::from(n as i64), label, String::new())
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn choose<W: Subject>(&mut self, at: usize, subject: &mut W, env: &Environment) -> Then<W> {
        self.list.select(at);
        let all = self.all(env);
        let Some((value, ..)) = all.get(at) else { return self.finish(subject, env) };
        match self.picked.iter().position(|picked| picked == value) {
            Some(at) => drop(self.picked.remove(at)),
            None => self.picked.push(value.clone()),
        }
        Then::Stay
    }

    /// Takes what is ticked, in the order of the list.
    fn finish<W: Subject>(&self, subject: &mut W, env: &Environment) -> Then<W> {
        let all = self.all(env).into_iter().map(|(value, ..)| value);
        let picked: Vec<Value> = all.filter(|value| self.picked.contains(value)).collect();
        let value = (!picked.is_empty()).then_some(Value::Array(picked));
        subject.replace(self.field.set(subject.work().answer(), value));
        Then::Close
    }
}

impl<W: Subject> Layer<W> for Ticks {
    fn update(
        &mut self,
        action: &Action,
        subject: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        let count = self.all(env).len() + 1;
        match action {
            Action::Move(motion) => self.list.go(*motion, count),
            Action::Wheel { lines, .. } => self.list.shift(*lines),
            Action::Toggle => return Ok(self.choose(self.list.at(), subject, env)),
            // Enter takes what is ticked; on nothing ticked yet it ticks.
            Action::Select if self.picked.is_empty() => {
                return Ok(self.choose(self.list.at(), subject, env));
            }
            Action::Select => return Ok(self.finish(subject, env)),
            Action::NextPanel => self.list.select(count - 1),
            Action::Digit(digit @ 1..) if usize::from(*digit) < count => {
                return Ok(self.choose(usize::from(*digit) - 1, subject, env));
            }
            Action::Click(at) => {
                return Ok(match self.list.hit(*at) {
                    Some(choice) => self.choose(choice, subject, env),
                    None if self.list.is_outside(*at) => Then::Close,
                    None => Then::Stay,
                });
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _subject: &W, env: &Environment) {
        let mut entries = vec![Entry::Head(entitled(&self.field.label, &self.field.note))];
        entries.extend(self.all(env).into_iter().map(|(value, label, note)| Entry::Choice {
            on: self.picked.contains(&value),
            single: false,
            label,
            note,
        }));
        entries.push(Entry::Button(env.say("editor.take").to_owned()));
        self.list.arrange(area, entries, env);
    }

    fn view(&self, buffer: &mut Buffer, _subject: &W, env: &Environment) {
        self.list.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["toggle/tick", "select/take", "move", "back"]
    }

    fn floats(&self) -> bool {
        true
    }
}
