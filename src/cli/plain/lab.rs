//! A lab over plain lines: a prediction, inputs as they are typed, numbers and events printed, a chart as
//! twenty rows, each with the names of its numbers.

use super::{PlainSession, Turn, line_io::Stop};
use crate::{
    id::LabId,
    lab::{
        measure::Measure,
        outcome,
        play::{Kept, Play},
        prediction::Asked,
        run::Run,
        value,
    },
    progress::LabEvent,
};

/// Rows that stand for a chart.
const ROWS: usize = 20;
/// Key events that are printed, the last ones.
const EVENTS: usize = 20;

impl PlainSession {
    /// A lab, until the learner goes back.
    pub(super) fn lab(&mut self, id: &LabId) -> Result<Turn, Stop> {
        let mut play = Play::new(self.session.library().lab(id)?)?;
        let guide = play.guide().clone();
        self.io.line("")?;
        self.heading(1, &guide.title)?;
        self.markdown("", &guide.prompt)?;
        self.markdown("", &guide.teaches)?;
        self.predict(id, &play)?;
        let kept = self.resume_lab(id, &mut play)?;
        loop {
            let typed = self.io.ask(self.words.get("plain.lab.ask").to_owned().as_str())?;
            let done = match typed.split_once(' ').unwrap_or((&typed, "")) {
                ("" | "b" | "back" | "q", _) => {
                    self.leave_lab(id, &play, kept.as_ref())?;
                    return Ok(Turn::Back);
                }
                ("page", _) => {
                    let page = self.session.library().lab_page(id);
                    self.markdown("", &page)
                }
                ("show", _) => self.lab_controls(&play),
                ("run", _) => self.run_lab(id, &mut play),
                ("free", _) => play.choose(None).map_err(Stop::from),
                ("mission", number) => match number.trim().parse::<usize>() {
                    Ok(number @ 1..) => self.lab_mission(&mut play, number - 1),
                    _ => self.io.line(self.words.get("plain.lab.help").to_owned().as_str()),
                },
                _ if typed.contains('=') => self.lab_set(&mut play, &typed),
                _ => self.io.line(self.words.get("plain.lab.help").to_owned().as_str()),
            };
            match done {
                Err(Stop::Failed(problem)) => self.problem(problem)?,
                other => other?,
            }
        }
    }

    /// Goes on where the lab was left; says what was kept.
    fn resume_lab(&mut self, id: &LabId, play: &mut Play) -> Result<Option<Kept>, Stop> {
        let kept = self.session.progress().lab_left(id).unwrap_or_default();
        let kept: Option<Kept> = kept.and_then(|kept| serde_json::from_value(kept).ok());
        if kept.as_ref().is_some_and(|kept| play.resume(kept).is_ok()) {
            let words = self.words.get("plain.lab.resumed").to_owned();
            self.io.line(&words)?;
            if play.mission().is_some() {
                self.lab_goal(play)?;
            }
            self.lab_controls(play)?;
        }
        Ok(kept)
    }

    /// Keeps what was set, so that returning finds it.
    fn leave_lab(&mut self, id: &LabId, play: &Play, kept: Option<&Kept>) -> Result<(), Stop> {
        let now = play.kept();
        if kept == Some(&now) || (kept.is_none() && now.is_fresh()) {
            return Ok(());
        }
        let value = serde_json::to_value(&now).unwrap_or_default();
        self.record(|session| {
            let (lab, kept) = (id.clone(), value.clone());
            session.record(LabEvent::Left { lab, kept })
        })
        .map(drop)
    }

    /// Asks the predictions that were not answered yet.
    fn predict(&mut self, id: &LabId, play: &Play) -> Result<(), Stop> {
        let known = self.session.progress().predictions(id).unwrap_or_default().len();
        let guide = play.guide().clone();
        for (number, prediction) in guide.predictions.iter().enumerate().skip(known) {
            self.io.line("")?;
            self.markdown("", &prediction.question)?;
            let mut said = match &prediction.answer {
                Asked::Choice(options) => {
                    let names: Vec<String> = options.iter().map(|one| one.text.clone()).collect();
                    let chosen = self.choose(&names)?;
                    chosen.and_then(|at| names.into_iter().nth(at)).unwrap_or_default()
                }
                number @ Asked::Number { .. } => self.predicted_number(number)?,
            };
            said = said.trim().to_owned();
            if said.is_empty() {
                return Ok(());
            }
            let question = number as u64 + 1;
            let (lab, kept) = (id.clone(), said.clone());
            self.record(|session| {
                let (lab, said) = (lab.clone(), kept.clone());
                session.record(LabEvent::Predicted { lab, question, said })
            })?;
            let was = prediction.outcome(guide.entry)?;
            let told = self.words.format("lab.told", &[("said", &said), ("was", &was)]);
            self.io.line(&told)?;
        }
        Ok(())
    }

    /// A number that is typed, with what may stand behind it; empty where the learner leaves.
    fn predicted_number(&mut self, asked: &Asked) -> Result<String, Stop> {
        loop {
            let said = self.io.ask(self.words.get("plain.lab.number"))?;
            if matches!(said.trim(), "" | "q") {
                return Ok(String::new());
            }
            if asked.takes(&said) {
                return Ok(said);
            }
            self.io.line(self.words.get("question.not-a-number"))?;
        }
    }

    /// Prints what may be turned, with its value.
    fn lab_controls(&mut self, play: &Play) -> Result<(), Stop> {
        for control in play.controls() {
            let (name, value) = (play.name(control), play.value(control));
            self.io.line(&format!("{name} = {value} ({})", play.expects(control)))?;
        }
        Ok(())
    }

    fn lab_set(&mut self, play: &mut Play, typed: &str) -> Result<(), Stop> {
        let (name, value) = typed.split_once('=').unwrap_or((typed, ""));
        let known = play.controls().into_iter().find(|one| play.name(*one) == name.trim());
        match known {
            Some(control) => Ok(play.set(control, value)?),
            None => self.io.line(self.words.get("plain.lab.locked").to_owned().as_str()),
        }
    }

    fn lab_mission(&mut self, play: &mut Play, number: usize) -> Result<(), Stop> {
        play.guide().mission(number + 1)?;
        play.choose(Some(number))?;
        self.lab_goal(play)?;
        self.lab_controls(play)
    }

    /// What the mission that is played asks.
    fn lab_goal(&mut self, play: &Play) -> Result<(), Stop> {
        let Some(mission) = play.mission().cloned() else { return Ok(()) };
        let number = play.mission_number().unwrap_or(0) + 1;
        let title = [("n", &number as &dyn std::fmt::Display), ("title", &mission.title)];
        self.io.line(&self.words.format("lab.mission", &title))?;
        self.markdown("", &mission.text)?;
        self.io.line(&mission.goal.text)
    }

    /// Runs to the end and prints what it came to.
    fn run_lab(&mut self, id: &LabId, play: &mut Play) -> Result<(), Stop> {
        play.restart()?;
        play.advance(u64::MAX, u64::MAX);
        let run = play.run();
        for (at, values) in rows(run) {
            let values = values.join(", ");
            let said: [(&str, &dyn std::fmt::Display); 2] = [("at", &at), ("values", &values)];
            self.io.line(&self.words.format("plain.lab.row", &said))?;
        }
        let events = &run.out().events;
        for event in events.iter().skip(events.len().saturating_sub(EVENTS)) {
            let at = value::decimal(event.at_us, 6);
            self.io.line(&format!("{at} s  {} {}", event.kind, event.what))?;
        }
        for (column, value) in run.spec().counters.iter().zip(&run.out().counters) {
            self.io.line(&outcome::shown(column.name, *value))?;
        }
        let Some((mission, setup)) = play.to_judge() else { return Ok(()) };
        let state = mission.judge(&setup, None)?;
        if !state.met {
            self.io.line(&state.because)?;
            let hint = self.words.format("lab.hint", &[("hint", &mission.hint)]);
            return self.io.line(&hint);
        }
        let recording = serde_json::to_value(play.recording()).ok();
        self.record(|session| session.reach(id, &mission.id, recording.clone()))?;
        self.io.line(self.words.get("lab.met").to_owned().as_str())?;
        self.markdown("", &mission.takeaway)?;
        let turned: Vec<String> = play
            .turned()
            .into_iter()
            .map(|(name, was, is)| format!("{name} {was} -> {is}"))
            .collect();
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("turned", &turned.join(", ")), ("cost", &play.cost().join(", "))];
        self.io.line(&self.words.format("lab.cost", &values))?;
        self.markdown("", &mission.question)
    }
}

/// The series at so many times, in seconds, each number with its name.
fn rows(run: &Run) -> Vec<(String, Vec<String>)> {
    let series = run.spec().series;
    let samples = run.samples();
    let every = (samples.len() / ROWS).max(1);
    let row = |(number, sample): (usize, &Vec<i64>)| {
        let at = (number as u64 + 1) * run.plan().until / samples.len() as u64;
        let named = series.iter().zip(sample).map(|(column, value)| {
            let measure = Measure::of(column.name);
            format!("{} {}", measure.bare(column.name), measure.write((*value).into()))
        });
        (value::decimal(at / 1_000, 3), named.collect())
    };
    samples.iter().enumerate().skip(every - 1).step_by(every).map(row).collect()
}
