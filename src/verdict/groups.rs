//! Findings that say the same of many elements, as one group: lists for people have a line for each.

use super::Finding;

/// So many findings that say the same make a group.
const MANY: usize = 3;

/// Findings of one rule and severity that say the same of many elements; each that does not is a group of
/// its own. A group has the numbers of its findings, and groups stand where their first finding does.
pub fn groups(findings: &[Finding]) -> Vec<Vec<usize>> {
    let split = |group: Vec<usize>| match group.len() {
        MANY.. => vec![group],
        _ => group.into_iter().map(|at| vec![at]).collect(),
    };
    let mut groups: Vec<Vec<usize>> = alike(findings).into_iter().flat_map(split).collect();
    groups.sort_by_key(|group| group.first().copied());
    groups
}

fn alike(findings: &[Finding]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let same = |group: &&mut Vec<usize>| {
            let first = group.first().and_then(|first| findings.get(*first));
            first.is_some_and(|first| {
                (first.rule, first.severity, shape(first))
                    == (finding.rule, finding.severity, shape(finding))
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

/// A message without the names in it.
fn shape(finding: &Finding) -> String {
    finding.message.split('`').step_by(2).collect()
}

/// How many more findings a group has than its first, and the elements that they are about, each once.
/// Where all are about one element, what differs is named.
pub fn others(group: &[usize], findings: &[Finding]) -> (usize, Vec<String>) {
    let first = group.first().and_then(|at| findings.get(*at));
    let of = |finding: &Finding| {
        let same = first.is_some_and(|first| first.place.first() == finding.place.first());
        if same { finding.place.last() } else { finding.place.first() }.cloned()
    };
    let rest = group.iter().skip(1);
    let mut names: Vec<String> = Vec::new();
    for name in rest.clone().filter_map(|at| of(findings.get(*at)?)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (rest.count(), names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Severity;

    #[test]
    fn what_is_said_of_many_is_one_group() {
        let no_team = |name: &str| {
            let message = format!("`{name}` belongs to no team");
            Finding::new("C-02", Severity::Minor, [name], message)
        };
        let other = Finding::new("Q-01", Severity::Minor, ["a"], "Very different loads share `a`");
        let mut found = vec![no_team("a"), other, no_team("b")];
        assert_eq!(groups(&found), [[0], [1], [2]]);
        found.push(no_team("c"));
        assert_eq!(groups(&found), [vec![0, 2, 3], vec![1]]);
        assert_eq!(others(&[0, 2, 3], &found), (2, vec!["b".to_owned(), "c".to_owned()]));
        assert_eq!(others(&[0, 2, 2], &found), (2, vec!["b".to_owned()]));
    }
}
