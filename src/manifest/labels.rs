//! Labels and what selects them.

use std::collections::BTreeMap;

use super::yaml::Node;

/// Labels by name.
pub(crate) type Labels = BTreeMap<String, String>;

/// The labels of a map.
pub(crate) fn labels(node: &Node) -> Labels {
    node.pairs().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Labels that a controller gives to its pods by itself.
fn is_given(key: &str) -> bool {
    ["statefulset.kubernetes.io/", "apps.kubernetes.io/", "batch.kubernetes.io/", "job-name"]
        .iter()
        .any(|given| key.starts_with(given))
}

/// Whether a map of labels selects; an empty one selects everything.
pub(crate) fn is_selected(selector: &Node, labels: &Labels) -> bool {
    selector
        .pairs()
        .all(|(key, value)| labels.get(key).map(String::as_str) == Some(value) || is_given(key))
}

/// Whether a selector with `matchLabels` and `matchExpressions` selects; an empty one selects
/// everything.
pub(crate) fn is_matched(selector: &Node, labels: &Labels) -> bool {
    let expressions = selector.get("matchExpressions").items();
    is_selected(selector.get("matchLabels"), labels)
        && expressions.iter().all(|expression| is_met(expression, labels))
}

fn is_met(expression: &Node, labels: &Labels) -> bool {
    let value = labels.get(expression.get("key").str());
    let values = expression.get("values").texts();
    let within = value.is_some_and(|value| values.contains(&value.as_str()));
    match expression.get("operator").str() {
        "In" => within,
        "NotIn" => !within,
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}

/// Labels as one would write them.
pub(crate) fn shown(labels: &Labels) -> String {
    if labels.is_empty() {
        return "no labels".to_owned();
    }
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(", ")
}
