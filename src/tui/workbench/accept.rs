//! Exceptions: a finding that the learner lets stand, with the reason.

use super::workspace::{Then, Workspace};
use crate::{
    design::{Accept, Edit, Finding, Severity},
    tui::{
        layers::prompt::Prompt,
        screen::{Effect, Environment},
    },
};

/// Width of the line for a reason, in cells.
const WIDE: u16 = 76;

/// Whether a reason may be given: only where a fact of the scenario could excuse it.
pub(super) fn is_open_to_argument(finding: &Finding) -> bool {
    finding.excusable.is_some()
}

/// Asks why a finding should stand.
pub(super) fn ask(finding: &Finding, env: &Environment) -> Then {
    if !is_open_to_argument(finding) {
        let key = match finding.severity {
            Severity::Blocker => "accept.no-blocker",
            Severity::Info => "accept.no-charge",
            _ => "accept.no-fact",
        };
        return Then::Do(Effect::Notice(env.say(key).to_owned()));
    }
    let rule = finding.rule;
    let title = env.words.format("accept.why", &[("rule", &rule)]);
    let command = move |because: String, work: &mut Workspace, env: &mut Environment| {
        let before = work.score.points();
        work.make(vec![Edit::Accept(Accept { rule: rule.to_owned(), because })]);
        let after = work.score.points();
        let key = if after > before { "accept.done" } else { "accept.no-gain" };
        let said = env.words.format(key, &[("before", &before), ("after", &after)]);
        Ok(Then::Leave(Effect::Notice(said)))
    };
    Then::open(Prompt::new(title, "", command).wide(WIDE))
}

/// Takes the exceptions to a rule back.
pub(super) fn withdraw(rule: String, work: &mut Workspace, env: &Environment) -> Then {
    work.make(vec![Edit::Withdraw { rule }]);
    Then::Do(Effect::Notice(env.say("accept.withdrawn").to_owned()))
}
