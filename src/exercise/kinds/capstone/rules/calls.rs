//! CM-10: what policies let through, against the calls of M1.

use toml::Value;

use super::Look;
use crate::verdict::{Finding, Severity};

/// A call that a policy closes, or a way that none closes: both by replay.
pub(super) fn calls(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let slice = look.facts.slices().find(|slice| slice.is_policies());
    let Some(slice) = slice.filter(|slice| !slice.is_needless(look.own)) else { return };
    let Some(facts) = slice.facts(&look.facts.shop, look.own) else { return };
    let told = slice.told_for(&look.facts.shop, look.own);
    let musts = told.get("must").and_then(Value::as_array).map_or(0, Vec::len);
    let verdict = facts.mark(&slice.part(look.answer), look.knowledge);
    // What must arrive stands before what must not.
    for (at, tried) in verdict.tried.iter().enumerate().filter(|(_, tried)| !tried.holds) {
        let (message, needed) = match at < musts {
            true => ("a call that the design needs does not arrive", "it arrives"),
            false => ("a way is open that the design does not have", "it is closed"),
        };
        let place = [slice.id.as_str(), tried.what.as_str()];
        found.push(Finding::new("CM-10", Severity::Major, place, message).row(
            "replayed",
            tried.what.clone(),
            needed,
        ));
    }
}
