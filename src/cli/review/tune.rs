//! `archtutor review tune`: fits the model of memory to the learner, says how well both sets foretell, and
//! keeps the new one only if it is better and wanted.

use super::super::{Context, output};
use crate::{
    messages::Messages,
    problem::Problem,
    progress::TuningEvent,
    review::{ANSWERS_NEEDED, DAYS_NEEDED, Fit, Tuning, tune},
};

/// How to fit.
#[derive(Debug, clap::Args)]
pub(in super::super) struct Args {
    /// Keep the new parameters without asking, if they are better.
    #[arg(long)]
    yes: bool,
}

/// Fits the parameters.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let mut session = context.told_session()?;
    let words = Messages::load(&context.settings.language);
    let (model, histories) = (session.progress().model()?, session.progress().histories()?);
    let found = tune(&model, histories);
    output::print(&format!("{}\n", said(&found, &words)))?;
    let Tuning::Fitted { parameters, before, after, reviews } = &found else { return Ok(1) };
    if !found.is_better() {
        return Ok(0);
    }
    if !args.yes && !output::confirm(words.get("tune.keep"))? {
        return Ok(0);
    }
    session.record(TuningEvent::Tuned {
        model: "fsrs-6".into(),
        parameters: parameters.clone(),
        before: *before,
        after: *after,
        reviews: *reviews as u64,
    })?;
    output::print(&format!("{}\n", words.get("tune.kept")))?;
    Ok(0)
}

fn said(found: &Tuning, words: &Messages) -> String {
    let figures = |fit: &Fit| format!("{:.4}, {:.4}", fit.log_loss, fit.rmse);
    match found {
        Tuning::Failed => words.get("tune.failed").to_owned(),
        Tuning::TooFew { answers, days } => words.format(
            "tune.too-few",
            &[
                ("answers", answers),
                ("days", days),
                ("answers-needed", &ANSWERS_NEEDED),
                ("days-needed", &DAYS_NEEDED),
            ],
        ),
        Tuning::Fitted { before, after, reviews, .. } => {
            let key = if found.is_better() { "tune.better" } else { "tune.no-better" };
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("before", &figures(before)), ("after", &figures(after)), ("n", reviews)];
            words.format(key, values)
        }
    }
}
