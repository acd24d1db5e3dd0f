//! What is read at a lab before it runs: its page, and the questions.

use super::{Lab, View};
use crate::{
    lab::prediction::{Asked, Prediction},
    role::Role,
    tui::{
        screen::Environment,
        widgets::{input::Input, rows::Row},
    },
};

impl Lab {
    pub(super) fn about(&self, width: u16, env: &Environment) -> Vec<Row> {
        let guide = self.play.guide();
        let mut rows = vec![Row::text(guide.title.clone(), Role::Heading)];
        rows.push(Row::text(
            env.words.format("home.minutes", &[("n", &guide.minutes)]),
            Role::Muted,
        ));
        rows.push(Row::blank());
        rows.extend(self.played(width, env));
        rows.extend(Row::markdown(&format!("*{}* {}", guide.prompt, guide.teaches), width, env));
        rows.push(Row::blank());
        let begin = if self.resumed { "lab.go-on" } else { "lab.begin" };
        rows.push(Row::text(env.say(begin), Role::Accent));
        rows.push(Row::blank());
        for mission in &guide.missions {
            let done = self.reached.contains(&mission.id);
            let (sign, role) =
                if done { (env.signs.done, Role::Good) } else { (env.signs.open, Role::Muted) };
            rows.push(Row::spans(vec![
                (format!("{sign} "), role),
                (mission.title.clone(), Role::Strong),
            ]));
        }
        rows.push(Row::blank());
        rows.extend(Row::markdown(&env.session.library().lab_page(&self.id), width, env));
        rows
    }

    /// The mission that is played: all that it says, and its goals as they stand.
    fn played(&self, width: u16, env: &Environment) -> Vec<Row> {
        let lines = match self.play.mission() {
            Some(_) => self.mission_lines(true, env),
            None => return Vec::new(),
        };
        let room = usize::from(width);
        let rows = lines.into_iter().flat_map(|(line, role)| Row::wrapped(&line, role, 0, room));
        rows.chain([Row::blank()]).collect()
    }

    pub(super) fn prediction(&self) -> Option<&Prediction> {
        let View::Predict(number) = self.view else { return None };
        self.play.guide().predictions.get(number)
    }

    pub(super) fn questions(&self, width: u16, env: &Environment) -> Vec<Row> {
        let Some(prediction) = self.prediction() else { return Vec::new() };
        let room = usize::from(width);
        let mut rows = vec![Row::text(env.say("lab.predict"), Role::Heading), Row::blank()];
        rows.extend(Row::markdown(&prediction.question, width, env));
        rows.push(Row::blank());
        match &prediction.answer {
            Asked::Choice(options) => {
                for (place, option) in options.iter().enumerate() {
                    let line = format!("{}  {}", place + 1, option.text);
                    let shown = Row::wrapped(&line, Role::Text, 0, room).into_iter();
                    rows.extend(shown.map(|row| row.hit(place + 1)));
                }
                rows.push(Row::blank());
                rows.extend(Row::wrapped(env.say("lab.choose"), Role::Muted, 0, room));
            }
            Asked::Number { unit, .. } => {
                let input = self.input.as_ref().map_or("", Input::text);
                rows.push(Row::spans(vec![
                    (format!("{} ", env.signs.here), Role::Accent),
                    (format!("{input}_ "), Role::Text),
                    (unit.clone(), Role::Muted),
                ]));
                rows.push(Row::blank());
                rows.extend(Row::wrapped(env.say("lab.type"), Role::Muted, 0, room));
            }
        }
        rows
    }
}
