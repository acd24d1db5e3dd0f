//! Exceptions: a finding that the learner lets stand, with the reason.

use super::{Subject, Then, prompt::Prompt};
use crate::{
    tui::screen::{Effect, Environment},
    verdict::{Finding, Severity},
};

/// Width of the line for a reason, in cells.
const WIDE: u16 = 76;

/// Asks why a finding should stand.
pub fn ask<W: Subject>(finding: &Finding, subject: &W, env: &Environment) -> Then<W> {
    if !subject.is_excusable(finding) {
        return Then::say(
            env,
            match finding.severity {
                _ if subject.exceptions().is_none() => "accept.none",
                Severity::Blocker => "accept.no-blocker",
                Severity::Info => "accept.no-charge",
                _ => "accept.no-fact",
            },
        );
    }
    let rule = finding.rule;
    let title = env.words.format("accept.why", &[("rule", &rule)]);
    let command = move |because: String, subject: &mut W, env: &mut Environment| {
        let before = subject.work().verdict().points();
        subject.replace(subject.with_exception(rule, Some(&because)));
        let after = subject.work().verdict().points();
        let key = if after > before { "accept.done" } else { "accept.no-gain" };
        let said = env.words.format(key, &[("before", &before), ("after", &after)]);
        Ok(Then::Leave(Effect::Notice(said)))
    };
    Then::open(Prompt::new(title, "", command).wide(WIDE))
}

/// Takes the exceptions to a rule back.
pub fn withdraw<W: Subject>(rule: &str, subject: &mut W, env: &Environment) -> Then<W> {
    subject.replace(subject.with_exception(rule, None));
    Then::say(env, "accept.withdrawn")
}
