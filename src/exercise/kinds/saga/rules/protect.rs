//! Protections of what is not there.

use super::Rules;
use crate::{
    text,
    verdict::{Evidence, Severity},
};

impl Rules<'_> {
    /// SG-20: a protection names a service, a value or a way back of this saga.
    pub(super) fn protections(&mut self) {
        for (key, names) in self.design.protect.lists() {
            let known = self.protected_by(key);
            for name in names {
                let bare = name.split('@').next().unwrap_or(name);
                if known.iter().any(|known| known == bare) {
                    continue;
                }
                let why = "nothing of this saga is called so, and nothing is protected by it";
                let finding =
                    self.findings.add("SG-20", Severity::Minor, &[key, name.as_str()], why);
                let near = text::nearest(bare, known.iter().map(String::as_str));
                finding.evidence.extend(near.map(Evidence::meant));
            }
        }
    }

    /// What a list of the protections may name.
    fn protected_by(&self, key: &str) -> Vec<String> {
        let saga = self.saga;
        match key {
            "outbox" | "dedupe" => self.design.services(saga),
            "retry_undo" => saga.undos.iter().map(|undo| undo.name.clone()).collect(),
            _ => saga.variables.iter().map(|value| value.name.clone()).collect(),
        }
    }
}
