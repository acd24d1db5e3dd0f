//! The report as SARIF 2.1.0, for the places that show findings beside code.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::verdict::Severity;

use super::report::{Finding, Report};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The report in that format.
pub(super) fn sarif(report: &Report) -> Value {
    let mut rules: BTreeMap<&str, &Finding> = BTreeMap::new();
    for finding in &report.findings {
        rules.entry(finding.rule).or_insert(finding);
    }
    let described: Vec<Value> = rules.values().map(|finding| rule(finding)).collect();
    let results: Vec<Value> = report.findings.iter().map(result).collect();
    let unread = report.files.iter().filter_map(|file| {
        let why = file.unread.as_ref()?;
        Some(json!({
            "level": "note",
            "message": { "text": why },
            "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&file.file) } } }],
        }))
    });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "archtutor",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": described,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": unread.collect::<Vec<Value>>(),
            }],
            "results": results,
        }],
    })
}

fn rule(finding: &Finding) -> Value {
    let mut rule = json!({ "id": finding.rule, "shortDescription": { "text": finding.message } });
    if let (Some(lesson), Some(fields)) = (&finding.lesson, rule.as_object_mut()) {
        fields.insert("helpUri".to_owned(), json!(format!("urn:archtutor:lesson:{lesson}")));
        fields.insert("help".to_owned(), json!({ "text": format!("archtutor open {lesson}") }));
    }
    rule
}

fn result(finding: &Finding) -> Value {
    let rows: Vec<String> = finding.evidence.iter().map(ToString::to_string).collect();
    let text = match rows.is_empty() {
        true => finding.message.clone(),
        false => format!("{} ({})", finding.message, rows.join("; ")),
    };
    json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&finding.file) },
                "region": { "startLine": finding.line.max(1), "startColumn": finding.column.max(1) },
            },
            "logicalLocations": [{ "fullyQualifiedName": finding.place.join("/") }],
        }],
        "partialFingerprints": { "archtutor/v1": finding.fingerprint },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker | Severity::Major => "error",
        Severity::Minor => "warning",
        Severity::Info => "note",
    }
}

/// A path as a URI: what is not plain is written in hexadecimal.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("a b/\u{e9}.yaml"), "a%20b/%C3%A9.yaml");
    }
}
