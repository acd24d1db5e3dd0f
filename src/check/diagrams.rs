//! Mermaid sources: they can be read, and they fit a terminal.

use std::{ops::Range, sync::Arc};

use super::body::WIDEST;
use crate::{
    catalog::Catalog,
    diagnostic::Diagnostic,
    diagram::{self, Options, Zoom},
};

/// What is wrong with a drawing: where in its source, the message, the help, whether it can be shown.
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Fault {
    /// The diagnostic in the file that holds the source from byte `at` on.
    pub(super) fn diagnostic(self, file: &str, text: &Arc<str>, at: usize) -> Diagnostic {
        let span = at + self.span.start..at + self.span.end;
        let mut wrong = Diagnostic::error(self.code, file, self.message).at(text, span);
        if let Some(help) = self.help {
            wrong = wrong.help(help);
        }
        if self.code == "too-wide" { wrong.warning() } else { wrong }
    }
}

/// Reads and draws a source; a reader is shown the compact form where the full one is too wide.
pub(super) fn faults(source: &str) -> Vec<Fault> {
    let whole = 0..source.find('\n').unwrap_or(source.len());
    let fault = |code, span, message, help| Fault { code, span, message, help };
    if source.trim().is_empty() {
        return vec![fault("empty-diagram", whole, "the drawing is empty".into(), None)];
    }
    let diagram = match diagram::parse(source) {
        Ok(diagram) => diagram,
        Err(issues) => {
            let faults = issues
                .into_iter()
                .map(|issue| fault("broken-diagram", issue.span, issue.message, issue.help));
            return faults.collect();
        }
    };
    let width = |zoom| {
        let options = Options { width: Some(WIDEST), zoom, ..Options::default() };
        diagram.draw(&options).width
    };
    let least = width(Zoom::Full).min(width(Zoom::Compact));
    if least <= WIDEST {
        return Vec::new();
    }
    let message = format!("the drawing is {least} cells wide, and {WIDEST} fit");
    let help = "shorter labels, `<br>` in them, or fewer boxes side by side".to_owned();
    vec![fault("too-wide", whole, message, Some(help))]
}

/// Checks the drawings of the patterns.
pub(super) fn catalog(catalog: &Catalog, found: &mut Vec<Diagnostic>) {
    for pattern in catalog.patterns().iter().filter(|pattern| !pattern.is_shared()) {
        let Some(diagram) = &pattern.diagram else { continue };
        let after = pattern.span.end;
        let rest = pattern.source.get(after..).unwrap_or_default();
        // A source with escapes stands differently in its file; then the pattern's id is pointed at.
        let at = rest.find(diagram.as_str()).map(|at| at + after);
        for mut fault in faults(diagram) {
            if at.is_none() {
                fault.span = 0..pattern.span.len();
            }
            let at = at.unwrap_or(pattern.span.start);
            found.push(fault.diagnostic(&pattern.file, &pattern.source, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_drawing_is_found_with_its_place_and_a_wide_one_is_a_warning() {
        let broken = faults("flowchart TB\n  A -->> \n");
        assert!(broken.iter().all(|fault| fault.code == "broken-diagram"));
        assert!(broken.first().is_some_and(|fault| fault.span.start >= 13));
        let many: String = (0..20).map(|at| format!("  participant P{at}\n")).collect();
        let wide = faults(&format!("sequenceDiagram\n{many}"));
        assert_eq!(wide.first().map(|fault| fault.code), Some("too-wide"));
        assert_eq!(faults("").first().map(|fault| fault.code), Some("empty-diagram"));
        assert!(faults("flowchart TB\n  A --> B\n").is_empty());
    }
}
