//! A mistake of the sources with its correction, and the page that shows them.

use std::{ops::Range, sync::Arc};

use serde::Serialize;

use crate::{
    diagnostic::Diagnostic,
    table::{Document, Fields},
};

/// One mistake of the sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erratum {
    /// Such as `E-122`.
    pub id: String,
    /// Where the source says it.
    pub source: String,
    /// What sort of mistake it is: outdated, mis-drawn, contradiction …
    pub kind: String,
    /// What the source says, in our words.
    pub was: String,
    /// What is right.
    pub now: String,
    pub why: String,
    /// The lesson that corrects it.
    pub lesson: String,
    /// The question that asks for it; empty if none does.
    pub question: String,
    /// The exercise in which it is mended; empty if none does.
    pub exercise: String,
    /// Where the correction comes from.
    pub reference: String,
    #[serde(skip)]
    pub file: String,
    #[serde(skip)]
    pub span: Range<usize>,
}

/// What kind of card an erratum makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Something drawn, written or configured wrongly: find it and mend it.
    Repair,
    /// Something that was right once.
    ThenAndNow,
    /// A claim that says too much or is wrong.
    Correction,
}

impl Erratum {
    /// Reads the errata of one file.
    pub fn read(file: &str, text: &Arc<str>) -> (Vec<Self>, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let entries = root.tables("erratum");
            entries.iter().filter_map(|fields| Self::fields(fields, file)).collect::<Vec<_>>()
        })
    }

    fn fields(fields: &Fields<'_, '_>, file: &str) -> Option<Self> {
        let id = fields.required_string("id");
        let words = |key| fields.required_string(key).map(|text| text.value).unwrap_or_default();
        let (source, kind) = (words("source"), words("kind"));
        let (was, now, why) = (words("was"), words("now"), words("why"));
        let (lesson, reference) = (words("lesson"), words("reference"));
        let named = |key| fields.string(key).map(|text| text.value).unwrap_or_default();
        let (question, exercise) = (named("question"), named("exercise"));
        let id = id?;
        Some(Self {
            id: id.value,
            source,
            kind,
            was,
            now,
            why,
            lesson,
            question,
            exercise,
            reference,
            file: file.to_owned(),
            span: id.span,
        })
    }

    /// Which card it makes.
    pub fn form(&self) -> Form {
        if self.kind.contains("outdated") {
            Form::ThenAndNow
        } else if ["mis-drawn", "broken", "contradiction"]
            .iter()
            .any(|kind| self.kind.contains(kind))
        {
            Form::Repair
        } else {
            Form::Correction
        }
    }
}

/// The Markdown of one card. `say` gives the word of a key such as `errata.repair`.
pub fn card(erratum: &Erratum, say: &dyn Fn(&str) -> String) -> String {
    let (head, was, now) = match erratum.form() {
        Form::Repair => ("errata.repair", "errata.drawn", "errata.mended"),
        Form::ThenAndNow => ("errata.then-and-now", "errata.then", "errata.now"),
        Form::Correction => ("errata.correction", "errata.claim", "errata.right"),
    };
    let mut card = format!("### {} · {} · {}\n\n", erratum.id, say(head), erratum.source);
    card.push_str(&format!("**{}** {}\n\n", say(was), erratum.was));
    card.push_str(&format!("**{}** {}\n\n", say(now), erratum.now));
    card.push_str(&format!("**{}** {}\n\n", say("errata.why"), erratum.why));
    card.push_str(&format!("*{}: {}*", say("errata.source"), erratum.reference));
    card.push_str(&format!(" · [{}](lesson:{})", say("errata.lesson"), erratum.lesson));
    if !erratum.exercise.is_empty() {
        let link = format!(" · [{}](exercise:{})", say("errata.exercise"), erratum.exercise);
        card.push_str(&link);
    }
    card.push_str("\n\n");
    card
}

/// The Markdown of many cards, repair tasks first, then what has changed, then corrections.
pub fn page(errata: &[&Erratum], say: &dyn Fn(&str) -> String) -> String {
    let mut page = String::new();
    for (form, head) in [
        (Form::Repair, "errata.repairs"),
        (Form::ThenAndNow, "errata.thens"),
        (Form::Correction, "errata.corrections"),
    ] {
        let of_form: Vec<&&Erratum> = errata.iter().filter(|found| found.form() == form).collect();
        if of_form.is_empty() {
            continue;
        }
        page.push_str(&format!("## {}\n\n", say(head)));
        for erratum in of_form {
            page.push_str(&card(erratum, say));
        }
    }
    page
}
