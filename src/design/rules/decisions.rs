//! What has to be decided where no change that mends a finding is without something worse. A rule that
//! knows better says so in its finding.

/// For each rule that can cost points, what is left to decide; a phrase.
const DECISIONS: [(&str, &str); 51] = [
    ("H-01", "decide which one service does it"),
    ("H-02", "decide which one service owns it"),
    ("H-03", "decide what the name stands for"),
    ("H-04", "decide which service owns the whole aggregate, and what comes along with it"),
    ("H-05", "decide whether the one asks the other, is told by events, or both are one service"),
    ("H-06", "decide what of each zone moves together, and which links follow it"),
    ("H-07", "decide what lives beside the bought system, and what moves away from it"),
    ("D-01", "decide who owns the data, and let the others ask"),
    ("D-02", "decide who changes the data, and let the others ask for it"),
    ("D-03", "decide whether the process is led, follows events, or stays in one place"),
    ("D-04", "decide in which one service all of these writes stay, and what moves with them"),
    ("D-05", "decide how the step is undone, or from which step on there is no way back"),
    ("D-06", "decide how the change and its message become one act"),
    ("D-07", "decide how the receiver knows a message that it has had before"),
    ("D-08", "decide where the view is answered, and whether from copies or by asking"),
    ("D-09", "decide who reads so much that a read model pays"),
    ("D-10", "decide whether the reader asks the owner, or may be behind"),
    ("I-01", "decide which of them goes on without waiting"),
    ("I-03", "decide how long the caller waits, and what it does then"),
    ("I-04", "decide what happens while the third party is down"),
    ("I-05", "decide how the receiver knows a repeated request, or do without the retry"),
    ("I-06", "decide whether the two are one service, or what the one keeps of the other"),
    ("I-07", "decide what the user need not wait for"),
    ("I-08", "decide what the user need not wait for, or which services are one"),
    ("I-09", "decide which call of the chain need not be waited for"),
    ("I-10", "decide what is sent as a message"),
    ("I-11", "decide whether the user waits for the answer or is told later"),
    ("I-12", "decide which process has to pass through it"),
    ("I-13", "decide who leads the process, or which step leaves it"),
    ("I-14", "decide where the burst is held back"),
    ("I-15", "decide through which door clients come in"),
    ("I-17", "decide how a caller finds the copies"),
    ("S-01", "decide what moves together: alone it would bring something worse where it belongs"),
    ("S-02", "decide what the service is about, and where the rest goes"),
    ("S-03", "decide which part of the work leaves first"),
    ("S-04", "decide which force gets its border first"),
    ("S-05", "decide which services are one, or which fact asks for the split"),
    ("S-06", "decide which service it joins, and what comes along"),
    ("S-07", "decide which services are one"),
    ("S-08", "decide whether the work goes to the data, or the data to the work"),
    ("S-09", "decide which capabilities belong together with the data that they change"),
    ("C-01", "decide which team owns it, or what leaves for the other team"),
    ("C-02", "decide which of the team's services are one, or which team takes one over"),
    ("C-03", "decide which team should own it, or what it should stop asking for"),
    ("Q-01", "decide which load gets machines of its own"),
    ("Q-02", "decide what leaves for a service that changes at its own speed"),
    ("Q-03", "decide what may fail without the rest"),
    ("Q-04", "decide where the confidential data lives apart"),
    ("P-01", "decide what it is for, or take it away with what leans on it"),
    ("P-02", "decide which of the two answers the question"),
    ("P-03", "decide whether to give the pattern what it stands on, or do without it"),
];

/// What a rule leaves to decide; none for one that never costs points.
pub(in crate::design) fn decision(rule: &str) -> Option<&'static str> {
    DECISIONS.iter().find(|(id, _)| *id == rule).map(|(_, decide)| *decide)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules that only ever say a word.
    const INFO: [&str; 3] = ["I-02", "I-16", "A-01"];

    #[test]
    fn every_rule_that_costs_points_leaves_something_to_decide() {
        let costly = super::super::all().map(|rule| rule.id).filter(|id| !INFO.contains(id));
        let costly: Vec<&str> = costly.collect();
        assert!(costly.iter().all(|id| decision(id).is_some()), "{costly:?}");
        assert_eq!(costly.len(), DECISIONS.len());
    }
}
