//! What the program writes as SARIF is what the standard's own schema accepts.

use std::{fs, path::Path};

use serde_json::Value;

/// The schema of OASIS for SARIF 2.1.0.
fn schema() -> jsonschema::Validator {
    let path = "tests/fixtures/third-party/sarif/sarif-schema-2.1.0.json";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A text that fits it, read.
#[track_caller]
pub(crate) fn valid(said: &str) -> Value {
    let sarif: Value = serde_json::from_str(said).unwrap();
    let wrong: Vec<String> = schema()
        .iter_errors(&sarif)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sarif
}

#[test]
fn the_schema_refuses_what_is_no_sarif() {
    let schema = schema();
    for wrong in [
        serde_json::json!({ "version": "2.0.0", "runs": [] }),
        serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [] }] }),
        serde_json::json!({ "version": "2.1.0", "runs": [], "surprise": 1 }),
    ] {
        assert!(!schema.is_valid(&wrong), "{wrong}");
    }
}
