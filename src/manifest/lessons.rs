//! Which lesson explains a rule.

/// The id of the lesson behind a rule's id.
pub(crate) fn lesson(rule: &str) -> Option<&'static str> {
    let (group, number) = rule.split_once('-')?;
    let number: u8 = number.parse().ok()?;
    Some(match (group, number) {
        ("MF", 1 | 3) => "primer-json-yaml",
        ("MF", 7) => "twelve-factors",
        ("MF", 8) => "containers-and-images",
        ("MF", _) | ("K8", 1..=29) => "kubernetes-model",
        ("K8", 44..=47) => "scaling-and-caching",
        ("K8", 30..=59) => "a-good-workload",
        ("K8", 60..=63) => "twelve-factors",
        ("K8", 64..=79) => "defence-in-depth",
        ("K8", _) | ("GW", _) => "routing-and-versioning",
        ("IS", 20..=35) => "defence-in-depth",
        ("IS", _) => "mesh-with-istio",
        ("CO", 5) => "sidecar",
        ("CO", 1 | 17 | 18) => "multi-tier",
        ("CO", _) => "primer-docker",
        ("DF", _) => "containers-and-images",
        _ => return None,
    })
}
