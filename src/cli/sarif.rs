//! SARIF 2.1.0, for the places that show findings beside code: the one writer of it. Knows rows, not
//! where they come from.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::BTreeMap;

use serde_json::{Value, json};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// How bad a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Note,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing that was found.
pub(super) struct Row {
    /// The rule or code.
    pub(super) rule: &'static str,
    /// What the rule says, where there is more to say than its id.
    pub(super) about: String,
    /// What explains the rule: an address, and what to type.
    pub(super) help: Option<(String, String)>,
    pub(super) level: Level,
    pub(super) text: String,
    /// Path with `/`, relative to where the program was called.
    pub(super) file: String,
    /// Line and column in characters, both from 1; none for a whole file.
    pub(super) at: Option<(usize, usize)>,
    /// A place that is no line, such as the names of an object.
    pub(super) logical: Option<String>,
    /// What stays the same where the line moves.
    pub(super) fingerprint: String,
}

/// Rows, and files that could not be read with the reasons, in that format.
pub(super) fn document(rows: &[Row], unread: &[(&str, &str)]) -> Value {
    let mut rules: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in rows {
        rules.entry(row.rule).or_insert(row);
    }
    let unread = unread.iter().map(|(file, why)| {
        json!({
            "level": "note",
            "message": { "text": why },
            "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(file) } } }],
        })
    });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "archtutor",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|row| rule(row)).collect::<Vec<Value>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": unread.collect::<Vec<Value>>(),
            }],
            "results": rows.iter().map(result).collect::<Vec<Value>>(),
        }],
    })
}

fn rule(row: &Row) -> Value {
    let mut rule = json!({ "id": row.rule, "shortDescription": { "text": row.about } });
    if let (Some((address, typed)), Some(fields)) = (&row.help, rule.as_object_mut()) {
        fields.insert("helpUri".to_owned(), json!(address));
        fields.insert("help".to_owned(), json!({ "text": typed }));
    }
    rule
}

fn result(row: &Row) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&row.file) } });
    if let (Some((line, column)), Some(fields)) = (row.at, physical.as_object_mut()) {
        let region = json!({ "startLine": line.max(1), "startColumn": column.max(1) });
        fields.insert("region".to_owned(), region);
    }
    let mut location = json!({ "physicalLocation": physical });
    if let (Some(logical), Some(fields)) = (&row.logical, location.as_object_mut()) {
        fields.insert("logicalLocations".to_owned(), json!([{ "fullyQualifiedName": logical }]));
    }
    json!({
        "ruleId": row.rule,
        "level": row.level.word(),
        "message": { "text": row.text },
        "locations": [location],
        "partialFingerprints": { "archtutor/v1": row.fingerprint },
    })
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
