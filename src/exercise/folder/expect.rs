//! What marking must say about a faulty answer, as its author expects it, and of which reference it is a
//! change: what is named of that is there.

use std::sync::Arc;

use super::{Sample, change};
use crate::{
    diagnostic::Diagnostic,
    table::{Document, Fields, Placed, did_you_mean},
};

/// What marking must say about a faulty answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    /// Rules that must fire.
    pub fires: Vec<String>,
    /// Rules that may fire too.
    pub may: Vec<String>,
    /// Points that it may get at most.
    pub at_most: Option<f64>,
    /// Messages that findings must name.
    pub names: Vec<String>,
    /// The reference that the answer is a change of, and what of it is left out.
    pub of: Option<String>,
    pub without: Vec<String>,
}

impl Expectation {
    /// Reads the file beside an answer that is no TOML, or a folder.
    pub fn read(file: &str, text: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        Self::read_beside(file, text, None)
    }

    /// The same where the references are known that it may be a change of.
    pub(super) fn read_beside(
        file: &str,
        text: &Arc<str>,
        right: Option<&[Sample]>,
    ) -> (Self, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| Self::fields(&root, right))
    }

    pub(super) fn fields(fields: &Fields<'_, '_>, right: Option<&[Sample]>) -> Self {
        let (of, without) = (fields.string("of"), fields.strings("without"));
        if let (Some(right), Some(of)) = (right, &of) {
            base(fields, right, of, &without);
        }
        let words = |found: Vec<Placed<String>>| found.into_iter().map(|word| word.value).collect();
        Self {
            fires: words(fields.strings("fires")),
            may: words(fields.strings("may")),
            at_most: fields.number("at_most").map(|most| most.value),
            names: words(fields.strings("names")),
            of: of.map(|of| of.value),
            without: words(without),
        }
    }
}

/// The reference that is changed is there, and what is left out of it as well.
fn base(
    fields: &Fields<'_, '_>,
    right: &[Sample],
    of: &Placed<String>,
    without: &[Placed<String>],
) {
    let Some(base) = right.iter().find(|sample| sample.name == of.value) else {
        let message = format!("no reference is called `{}`", of.value);
        let names: Vec<&str> = right.iter().map(|sample| sample.name.as_str()).collect();
        let help = did_you_mean(&of.value, &names);
        return fields.report_with_help("unknown-word", of.span.clone(), message, help);
    };
    for gone in without.iter().filter(|gone| !change::has(&base.answer, &gone.value)) {
        let message = format!("the reference has no `{}` to leave out", gone.value);
        fields.report("unknown-word", gone.span.clone(), message);
    }
}
