//! What the learner does to a lab: predicts, sets, turns, chooses missions and presets.

use super::pace::SPEEDS;
use super::{Lab, View};
use crate::{
    lab::{play::Control, prediction::Asked},
    problem::Problem,
    progress::LabEvent,
    tui::{
        action::Action,
        screen::{Effect, Environment},
        widgets::input::Input,
    },
};

impl Lab {
    /// From the page to the first question that was not answered, or to the run.
    pub(super) fn go_on(&mut self) {
        let open = self.told.len();
        let asked = self.play.guide().predictions.get(open);
        let typed = matches!(asked.map(|one| &one.answer), Some(Asked::Number { .. }));
        self.input = typed.then(Input::default);
        self.view = if asked.is_some() { View::Predict(open) } else { View::Run };
    }

    pub(super) fn answer(&mut self, said: String, env: &mut Environment) -> Result<(), Problem> {
        let number = self.told.len() as u64 + 1;
        env.session.record(LabEvent::Predicted {
            lab: self.id.clone(),
            question: number,
            said: said.clone(),
        })?;
        self.tell(said);
        self.go_on();
        Ok(())
    }

    pub(super) fn answer_number(
        &mut self,
        number: usize,
        env: &mut Environment,
    ) -> Result<(), Problem> {
        let Some(Asked::Choice(options)) = self.prediction().map(|one| &one.answer) else {
            return Ok(());
        };
        match number.checked_sub(1).and_then(|place| options.get(place)) {
            Some(option) => self.answer(option.text.clone(), env),
            None => Ok(()),
        }
    }

    /// What a key does while a text is typed.
    pub(super) fn typed(
        &mut self,
        action: &Action,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        let Some(input) = &mut self.input else { return Ok(Effect::Pass) };
        match action {
            Action::Text(edit) => input.edit(edit),
            Action::Select => {
                let text = input.text().trim().to_owned();
                if let Some(prediction) = self.prediction() {
                    if !prediction.answer.takes(&text) {
                        return Ok(Effect::Notice(env.say("question.not-a-number").to_owned()));
                    }
                    self.answer(text, env)?;
                } else {
                    self.set(&text)?;
                    self.input = None;
                }
            }
            Action::Back if !input.leaves() => {
                return Ok(Effect::Notice(env.say("bench.drops-typed").to_owned()));
            }
            Action::Back => {
                self.input = None;
                if matches!(self.view, View::Predict(_)) {
                    self.view = View::About;
                }
            }
            _ => return Ok(Effect::Nothing),
        }
        Ok(Effect::Redraw)
    }

    pub(super) fn control(&self) -> Option<Control> {
        self.play.controls().get(self.at).copied()
    }

    fn set(&mut self, typed: &str) -> Result<(), Problem> {
        if let Some(control) = self.control() {
            self.play.set(control, typed)?;
            self.forget();
        }
        Ok(())
    }

    pub(super) fn turn(&mut self, up: bool) -> Result<(), Problem> {
        if let Some(control) = self.control() {
            self.play.turn(control, up)?;
            self.forget();
        }
        Ok(())
    }

    /// What was judged is not what runs now.
    pub(super) fn forget(&mut self) {
        self.verdict = None;
        self.trying = false;
        self.judged = false;
        if self.play.run().now() == 0 {
            self.running = false;
        }
    }

    fn begin_mission(&mut self) -> Result<(), Problem> {
        let count = self.play.guide().missions.len();
        let next = self.play.mission_number().map_or(0, |number| number + 1);
        self.play.choose((next < count).then_some(next))?;
        self.at = 0;
        self.running = false;
        self.forget();
        Ok(())
    }

    fn begin_preset(&mut self) -> Result<Effect, Problem> {
        let presets = &self.play.guide().presets;
        if presets.is_empty() {
            return Ok(Effect::Nothing);
        }
        let next = self.preset.map_or(0, |place| (place + 1) % presets.len());
        let name = presets.get(next).map_or_else(String::new, |preset| preset.name.clone());
        self.preset = Some(next);
        self.play.preset(next)?;
        self.at = 0;
        self.running = false;
        self.forget();
        Ok(Effect::Notice(name))
    }

    pub(super) fn own(&mut self, name: &str, env: &mut Environment) -> Result<Effect, Problem> {
        match name {
            "step" => drop(self.play.step()),
            "step-back" => self.play.back(),
            "faster" => self.speed = (self.speed + 1).min(SPEEDS.len() - 1),
            "slower" => self.speed = self.speed.saturating_sub(1),
            "next-event" => self.play.to_key_event(),
            "again" => self.play.restart()?,
            "next-seed" if self.play.is_random() => self.play.next_seed()?,
            "preset" => return self.begin_preset(),
            "mission" => self.begin_mission()?,
            "about" => self.view = View::About,
            "export" => {
                let text = serde_json::to_string_pretty(&self.play.recording());
                return Ok(text.map_or(Effect::Nothing, Effect::Copy));
            }
            _ => return Ok(Effect::Nothing),
        }
        if !matches!(name, "faster" | "slower" | "about") {
            self.running &= matches!(name, "step" | "next-event");
            self.forget();
            self.judge(env);
        }
        Ok(Effect::Redraw)
    }
}
