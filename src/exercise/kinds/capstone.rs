//! `capstone`: one design that grows over the course. A milestone marks the slices that it adds by the
//! kinds that they are of, with facts that follow from the learner's own earlier slices, and asks that
//! all of the design fits together.

mod changes;
mod defence;
mod derive;
mod drawing;
mod facts;
mod mark;
mod mutants;
mod own;
mod rules;
mod shop;
mod slice;

use std::{any::Any, sync::Arc};

use crate::{
    change::Later,
    diagnostic::Diagnostic,
    exercise::{
        Folder,
        answer::Answer,
        cut::Cut,
        editor::{self, Choice, Editor, Field, Form, Input as Takes, Item, entitled},
        kind::{Facts, Files, Input, Kind, Knowledge, Mutant, Past, Samples, Shape},
        notes,
    },
    verdict::Verdict,
};

use facts::Milestone;
use own::Own;
use slice::Slice;

/// The kind.
pub struct Capstone;

/// The file of the design in a folder.
const DESIGN: &str = "design.toml";
/// Tables of the design that are no slice, or one of another milestone.
const TABLES: [&str; 27] = [
    "variant",
    "scenario",
    "choice",
    "service",
    "link",
    "apply",
    "accept",
    "routes",
    "limits",
    "event",
    "react",
    "protect",
    "saga",
    "stores",
    "release",
    "controls",
    "recovery",
    "objectives",
    "budget",
    "manifests",
    "hosting",
    "readmodels",
    "policies",
    "drawing",
    "defence",
    "answer",
    "expect",
];
/// The slice that asks about earlier answers.
pub const DEFENCE: &str = "defence";
/// What the tables of records begin with.
const RECORD: &str = "adr-";

/// Whether a design may have a table of that name.
fn is_known(table: &str) -> bool {
    TABLES.contains(&table) || table.starts_with(RECORD)
}

impl Kind for Capstone {
    fn id(&self) -> &'static str {
        "capstone"
    }

    fn shape(&self) -> Shape {
        Shape::Around(DESIGN)
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Milestone::read(input).map(|facts| Arc::new(facts) as Arc<dyn Facts>)
    }

    fn changes(
        &self,
        facts: &dyn Facts,
        files: &Files<'_>,
        _exercise: &str,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Later> {
        let facts: &dyn Any = facts;
        let milestone = facts.downcast_ref();
        milestone.map(|facts| changes::read(facts, files, found)).unwrap_or_default()
    }

    fn doubt_changes(&self, folder: &Folder, knowledge: &Knowledge) -> Vec<Diagnostic> {
        changes::doubts(folder, knowledge)
    }
}

impl Milestone {
    /// What cannot be read of a design.
    fn unreadable(&self, own: &Own<'_>, answer: &Answer) -> Vec<Diagnostic> {
        let (_, mut found) = answer.at([]).read(|root| {
            for key in root.keys().iter().filter(|key| !is_known(&key.value)) {
                let message = format!("a design has no table `{}`", key.value);
                let help = crate::table::did_you_mean(&key.value, &TABLES);
                root.report_with_help("unknown-key", key.span.clone(), message, help);
            }
        });
        for slice in self.slices().filter(|slice| !slice.is_needless(own)) {
            let Some(facts) = slice.facts(&self.shop, own) else { continue };
            let wrong = slice.diagnose(&*facts, answer);
            // A text that is no TOML is told once.
            let new: Vec<Diagnostic> =
                wrong.into_iter().filter(|mistake| !found.contains(mistake)).collect();
            found.extend(new);
        }
        found
    }

    /// The verdict on a design that can be read; both are found in one look.
    fn sound(&self, answer: &Answer, knowledge: &Knowledge) -> Option<Verdict> {
        let own = Own::read(&self.shop, answer);
        let readable = self.unreadable(&own, answer).is_empty();
        readable.then(|| mark::judged(self, &own, answer, knowledge))
    }

    /// The part in which the variant is chosen, at the first milestone.
    fn choosing(&self, answer: &Answer) -> Option<editor::Part> {
        if self.shop.variants.len() < 2 || self.former().next().is_some() {
            return None;
        }
        let choice = |variant: &shop::Variant| Choice {
            label: entitled(&variant.id, &variant.text),
            ..Choice::plain(&*variant.id)
        };
        let choices = self.shop.variants.iter().map(choice).collect();
        let field = Field::of(answer, "id", VARIANT, Takes::One(choices));
        let section = Item { label: VARIANT[0].to_owned(), fields: vec![field], ..Item::default() };
        let form = Form { sections: vec![section] };
        let kind = Capstone.id();
        Some(editor::Part { id: VARIANT[0].to_owned(), kind, editor: Editor::Form(form) })
    }
}

/// Where the chosen variant stands.
const VARIANT: [&str; 2] = ["variant", "id"];

impl Facts for Milestone {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.slices", self.slices().count())]
    }

    fn starter(&self) -> Answer {
        let mut text = self.notes();
        text.push_str(&format!("\n[variant]\nid = \"{}\"\n", self.shop.usual));
        Answer::toml(text)
    }

    /// The design with a first file in each folder that is still empty.
    fn carried(&self, answer: &Answer) -> Answer {
        let own = Own::read(&self.shop, answer);
        self.slices().fold(answer.clone(), |answer, slice| slice.begun(&self.shop, &own, answer))
    }

    fn cut(&self, answer: &Answer) -> Option<Cut> {
        changes::cut(self, answer)
    }

    /// The facts of every slice that do not need the learner's own design.
    fn notes(&self) -> String {
        let mut text = String::new();
        for variant in &self.shop.variants {
            text.push_str(&notes::line(format!("Variant {}: {}", variant.id, variant.text)));
        }
        for slice in self.slices() {
            text.push_str(&notes::line(format!("Slice {}: {}", slice.id, slice.told())));
        }
        text
    }

    /// The facts of every slice for the learner's own design.
    fn notes_for(&self, answer: &Answer) -> String {
        let own = Own::read(&self.shop, answer);
        let mut text = self.notes();
        for slice in self.slices().filter(|slice| !slice.is_needless(&own)) {
            let facts = slice.facts(&self.shop, &own);
            text.extend(facts.map(|facts| format!("#\n# {}\n{}", slice.id, facts.notes())));
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        self.unreadable(&Own::read(&self.shop, answer), answer)
    }

    fn mark(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        mark::judged(self, &Own::read(&self.shop, answer), answer, knowledge)
    }

    /// With what has become of the slices before.
    fn grade(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        let again = |changed: &Answer| self.sound(changed, knowledge);
        let own = Own::read(&self.shop, answer);
        let verdict = mark::judged(self, &own, answer, knowledge);
        let verdict = crate::exercise::fixes::tried(verdict, answer, &again);
        mark::with_former(self, &own, answer, knowledge, verdict)
    }

    fn rules(&self) -> Vec<&'static str> {
        rules::relevant(self)
    }

    fn doubts(&self, samples: &Samples, knowledge: &Knowledge) -> Vec<String> {
        let underivable = samples.references.iter().flat_map(|answer| self.underivable(answer));
        underivable.chain(defence::draw::too_few(self, samples, knowledge)).collect()
    }

    fn asks_about_past(&self) -> bool {
        self.slices().any(Slice::is_defence)
    }

    fn remembering(&self, past: &[Past], knowledge: &Knowledge) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(self.asking(defence::draw::questions(self, past, knowledge))))
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        mutants::of(self, answer)
    }

    /// The design as it is carried from the milestone before.
    fn careless(&self, right: &[&Answer], _knowledge: &Knowledge) -> Vec<(&'static str, Answer)> {
        let asked = |answer: &&&Answer| {
            let own = Own::read(&self.shop, answer);
            self.slices().any(|slice| !slice.is_needless(&own))
        };
        let carried = right.iter().filter(asked).map(|answer| {
            let bare = |answer: Answer, slice: &Slice| slice.without(&answer);
            ("the design as it was carried here", self.slices().fold((*answer).clone(), bare))
        });
        carried.collect()
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let own = Own::read(&self.shop, answer);
        let part = |slice: &Slice| {
            let editor = slice.editor(&self.shop, &own, answer);
            editor::Part { id: slice.id.clone(), kind: slice.kind.id(), editor }
        };
        let asked = self.slices().filter(|slice| !slice.is_needless(&own));
        let parts: Vec<editor::Part> =
            self.choosing(answer).into_iter().chain(asked.map(part)).collect();
        match parts.as_slice() {
            [] => Editor::Text,
            [only] => only.editor.clone(),
            _ => Editor::Parts(parts),
        }
    }
}
