//! The report schema: findings, their evidence and fixes, and the rows of the ledger as JSON has them.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{Evidence, Finding, Fix, LedgerRow, points};

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Finding", 8)?;
        row.serialize_field("rule", self.rule)?;
        row.serialize_field("severity", &self.severity)?;
        row.serialize_field("cites", &self.cites)?;
        row.serialize_field("where", &self.place)?;
        row.serialize_field("message", &self.message)?;
        row.serialize_field("evidence", &self.evidence)?;
        row.serialize_field("fixes", &self.fixes)?;
        row.serialize_field("lesson", &self.lesson)?;
        row.end()
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Words(text) => serializer.serialize_str(text),
            Self::Row { fact, yours, needed } => {
                let mut row = serializer.serialize_struct("Row", 3)?;
                row.serialize_field("fact", fact)?;
                row.serialize_field("yours", yours)?;
                row.serialize_field("needed", needed)?;
                row.end()
            }
            Self::Span(span) => {
                let mut row = serializer.serialize_struct("Span", 4)?;
                row.serialize_field("file", &span.file)?;
                row.serialize_field("line", &span.line)?;
                row.serialize_field("column", &span.column)?;
                row.serialize_field("text", &span.text)?;
                row.end()
            }
            Self::Trace(steps) => {
                let mut row = serializer.serialize_struct("Trace", 1)?;
                row.serialize_field("trace", steps)?;
                row.end()
            }
        }
    }
}

impl Serialize for Fix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Fix", 3)?;
        row.serialize_field("text", &self.text)?;
        row.serialize_field("gain", &self.gain.map(points))?;
        row.serialize_field("edits", &self.edits)?;
        row.end()
    }
}

impl Serialize for LedgerRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("LedgerRow", 4)?;
        // `rule` is what the first release called it.
        row.serialize_field("rule", &self.item)?;
        row.serialize_field("points", &points(self.points))?;
        row.serialize_field("item", &self.item)?;
        row.serialize_field("of", &self.of.map(points))?;
        row.end()
    }
}
