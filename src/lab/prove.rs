//! What a lab's own words claim, tried: a mission is not met at its start, its solution meets it on
//! every seed, ideas that are said to fail do fail, and predictions have an outcome.

use std::sync::Arc;

use super::{guide::Guide, mission::Mission};
use crate::{diagnostic::Diagnostic, problem::Problem};

/// What a lab's own runs disprove.
pub fn prove(guide: &Guide, file: &str, text: &Arc<str>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for mission in &guide.missions {
        let span = guide.spans.iter().find(|(name, _)| *name == mission.id);
        let span = span.map_or(0..0, |(_, span)| span.clone());
        let mut wrong = |code: &'static str, message: String| {
            found.push(Diagnostic::error(code, file, message).at(text, span.clone()));
        };
        try_mission(guide, mission, &mut wrong);
    }
    for prediction in &guide.predictions {
        let message = match prediction.outcome(guide.entry) {
            Ok(outcome) if !outcome.is_empty() => continue,
            Ok(_) => format!("no option of `{}` is what happens", prediction.question),
            Err(problem) => format!("`{}` cannot run: {problem}", prediction.question),
        };
        found.push(Diagnostic::error("unproven-prediction", file, message).at(text, 0..0));
    }
    if let Err(problem) = super::setup::Setup::new(guide.entry).plan(1, guide.until) {
        let message = format!("the free lab cannot run: {problem}");
        found.push(Diagnostic::error("unproven-preset", file, message).at(text, 0..0));
    }
    for preset in &guide.presets {
        let mut setup = super::setup::Setup::new(guide.entry);
        let runs = setup.set_all(preset.set.iter().map(String::as_str));
        if let Err(problem) = runs.and_then(|_| setup.plan(1, preset.until).map(|_| ())) {
            let message = format!("the preset `{}` cannot run: {problem}", preset.name);
            found.push(Diagnostic::error("unproven-preset", file, message).at(text, 0..0));
        }
    }
    found
}

/// Tries a start, a solution and the wrong ideas of a mission.
fn try_mission(guide: &Guide, mission: &Mission, wrong: &mut impl FnMut(&'static str, String)) {
    let id = &mission.id;
    let judged = |set: &[String]| -> Result<(bool, String), Problem> {
        let mut setup = mission.setup(guide.entry)?;
        set.iter().try_for_each(|typed| mission.set(&mut setup, typed))?;
        let state = mission.judge(&setup, None)?;
        Ok((state.met, state.because))
    };
    if let Err(problem) = mission.setup(guide.entry).and_then(|setup| setup.plan(1, mission.until))
    {
        wrong("unproven-mission", format!("{id} cannot run that long: {problem}"));
    }
    match judged(&[]) {
        Ok((false, _)) => {}
        Ok((true, _)) => wrong("met-at-start", format!("{id} is met before anything is turned")),
        Err(problem) => wrong("unproven-mission", format!("{id} cannot start: {problem}")),
    }
    match judged(&mission.solution) {
        Ok((true, _)) => {}
        Ok((false, why)) => {
            wrong("unproven-mission", format!("the solution of {id} does not meet it: {why}"));
        }
        Err(problem) => wrong("unproven-mission", format!("the solution of {id}: {problem}")),
    }
    for idea in &mission.wrong {
        match judged(&idea.set) {
            Ok((false, _)) => {}
            Ok((true, _)) => {
                let set = idea.set.join(" ");
                wrong("wrong-idea-wins", format!("{id} is met by `{set}`, which should fail"));
            }
            Err(problem) => wrong("unproven-mission", format!("a wrong idea of {id}: {problem}")),
        }
    }
}
