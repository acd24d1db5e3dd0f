//! How bad a finding is in which world: what a closed world proves, an open one only presumes.

use crate::verdict::Severity;

use super::{
    facts::{Facts, Profile},
    raised::Raised,
};

/// Rules of good practice.
const HYGIENE: [&str; 38] = [
    "MF-07", "MF-08", "K8-04", "K8-30", "K8-31", "K8-35", "K8-41", "K8-42", "K8-46", "K8-49",
    "K8-53", "K8-54", "K8-56", "K8-63", "K8-83", "K8-84", "CO-02", "CO-09", "CO-12", "CO-14",
    "CO-15", "CO-19", "DF-03", "DF-05", "DF-06", "DF-07", "DF-08", "DF-09", "DF-10", "DF-12",
    "DF-13", "DF-14", "DF-16", "DF-20", "DF-21", "IS-34", "IS-36", "IS-14",
];
/// Rules that look for a partner: an open world cannot know that it is nowhere.
const PARTNERS: [&str; 25] = [
    "MF-06", "K8-11", "K8-14", "K8-45", "K8-52", "K8-58", "K8-60", "K8-64", "K8-76", "K8-80",
    "GW-01", "GW-04", "GW-11", "IS-02", "IS-03", "IS-05", "IS-10", "IS-11", "IS-12", "IS-24",
    "IS-25", "IS-28", "IS-32", "CO-16", "CO-20",
];
/// Rules that mean something else where a tool sets labels, names or the namespace.
const TRANSFORMED: [&str; 4] = ["K8-02", "K8-10", "K8-11", "K8-13"];

/// Rules that say nothing without an intent that shows them.
const SHOWN_ONLY: [&str; 5] = ["IS-03", "IS-23", "IS-29", "IS-30", "IS-35"];

/// Whether a finding has to go because no intent showed it.
pub(crate) fn is_unshown(found: &Raised) -> bool {
    found.witness.is_some() && found.severity == Severity::Info && SHOWN_ONLY.contains(&found.rule)
}

/// The profile of a rule.
pub(crate) fn profile(rule: &str) -> Profile {
    let number =
        |prefix: &str| rule.strip_prefix(prefix).and_then(|number| number.parse::<u8>().ok());
    match () {
        () if number("K8-").is_some_and(|number| (70..=75).contains(&number)) => Profile::Security,
        () if HYGIENE.contains(&rule) => Profile::Hygiene,
        () if rule.starts_with("IS-") || rule == "K8-23" => Profile::Mesh,
        () => Profile::Integrity,
    }
}

/// The severity of a finding in its world; nothing where it is not asked for.
pub(crate) fn settle(found: &Raised, facts: &Facts) -> Option<Severity> {
    let profile = profile(found.rule);
    if !facts.profiles.contains(&profile) {
        return None;
    }
    if found.witness.is_some() {
        // Until an intent fails because of it.
        return Some(Severity::Info);
    }
    if !facts.open {
        return Some(found.severity);
    }
    if PARTNERS.contains(&found.rule) && !found.sure {
        let near = if found.near { Severity::Minor } else { Severity::Info };
        return Some(found.severity.max(near));
    }
    if found.transformed && TRANSFORMED.contains(&found.rule) {
        return Some(Severity::Info);
    }
    Some(match profile {
        // Whoever builds on it knows; it is still more than a habit.
        _ if found.rule == "DF-08" => Severity::Minor,
        Profile::Security => found.severity.max(Severity::Minor),
        Profile::Hygiene if found.severity >= Severity::Minor => Severity::Info,
        _ => found.severity,
    })
}
