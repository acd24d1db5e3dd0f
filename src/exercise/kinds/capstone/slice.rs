//! One slice of the design: where it stands, the kind that it is of, and the way from the design to an
//! answer of that kind and back.

mod part;

use super::{
    defence::DefenceKind,
    derive,
    own::{Derived, Own},
    shop::{Shop, table},
};
use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, above},
        editor::Editor,
        kind::{Facts, Files, Input, Kind, Knowledge, Mutant},
        kinds,
    },
    table::{Document, Fields},
    verdict::{Evidence, Finding, Verdict},
};
use std::sync::Arc;
use toml::{Table, Value};

/// Tables that the boundaries stand in.
const BOUNDARIES: [&str; 4] = ["service", "link", "apply", "accept"];

/// The folder of records that stand in files of their own.
const RECORDS: &str = "adr";

/// The file of a folder that nobody has begun.
const FIRST: &str = "shop.yaml";

/// One slice.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    pub(super) id: String,
    pub(super) milestone: String,
    pub(super) kind: &'static dyn Kind,
    pub(super) weight: f64,
    stands: Stands,
    /// The facts, with places for what the learner's own design says.
    template: Table,
    /// The transaction that the slice is about: where one service does all of it, nothing is left to do.
    pub(super) across: Option<String>,
    /// The pattern without which nothing is left to do.
    needs: Option<String>,
    /// Folders of other slices with which its own is marked.
    with: Vec<String>,
    instead: Option<Instead>,
}

/// Two slices of which one is asked for: that of a table where the design has it, in some variants, else
/// the other.
#[derive(Clone, Debug)]
struct Instead {
    table: String,
    variants: Vec<String>,
}

impl Instead {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let variants = fields.strings("in").into_iter().map(|one| one.value).collect();
        Some(Self { table: fields.required_string("table")?.value, variants })
    }

    /// Whether it is the other slice that is asked for.
    fn is_other(&self, slice: &str, own: &Own<'_>) -> bool {
        let may = own.variant.is_some_and(|variant| self.variants.contains(&variant.id));
        let taken = may && own.table.contains_key(&self.table);
        taken != (slice == self.table)
    }
}

/// Where a slice stands in the design.
#[derive(Clone, Debug, PartialEq)]
enum Stands {
    /// In tables of the root.
    Root(Vec<String>),
    /// In a table of its own.
    Table,
    /// In files of a folder of its own; a short one may stand in its table.
    Folder,
}

impl Slice {
    /// Reads `[[part]]`.
    pub(super) fn read(
        fields: &Fields<'_, '_>,
        now: &str,
        input: &Input<'_, '_, '_>,
    ) -> Option<Self> {
        let id = fields.required_id("id");
        let task = fields.required_string("task");
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value.max(0.0));
        let milestone = fields.string("milestone").map_or_else(|| now.to_owned(), |one| one.value);
        let root: Vec<String> = fields.strings("root").into_iter().map(|one| one.value).collect();
        let across = fields.string("across").map(|one| one.value);
        let needs = fields.string("needs").map(|one| one.value);
        let with = fields.strings("with").into_iter().map(|one| one.value).collect();
        let instead = fields.table("instead").and_then(|fields| Instead::read(&fields));
        let (id, task) = (id?.value, task?);
        let is_whole = ["capstone", "series"].contains(&task.value.as_str());
        let Some(kind) = kind(&task.value).filter(|_| !is_whole) else {
            let message = format!("`{}` is no kind that a slice can be", task.value);
            fields.report("unknown-word", task.span, message);
            return None;
        };
        let stands = match kind.id() {
            "decomposition" => Stands::Root(BOUNDARIES.map(str::to_owned).to_vec()),
            "routes" | "manifest" | "diagram-repair" => Stands::Folder,
            _ if root.is_empty() => Stands::Table,
            _ => Stands::Root(root),
        };
        let file = format!("{id}.toml");
        // The facts of a later milestone are told there, and belong to these all the same.
        let template = match *milestone <= *now {
            true => table(input, &file),
            false => input.files.text(&file).map(|_| Table::new()).unwrap_or_default(),
        };
        Some(Self { id, milestone, kind, weight, stands, template, across, needs, with, instead })
    }

    /// What one reads of it in a line.
    pub(super) fn told(&self) -> String {
        let place = match &self.stands {
            Stands::Root(tables) => tables.iter().map(|one| format!("[{one}]")).collect::<Vec<_>>(),
            Stands::Table => vec![format!("[{}]", self.id)],
            Stands::Folder => vec![format!("the folder {}/", self.id)],
        };
        format!("{} in {}", self.kind.id(), place.join(", "))
    }

    /// Whether it is the slice of the boundaries.
    pub(super) fn is_boundaries(&self) -> bool {
        self.kind.id() == "decomposition"
    }

    /// Whether it asks about earlier answers.
    pub(super) fn is_defence(&self) -> bool {
        self.kind.id() == DefenceKind.id()
    }

    /// The facts for a design, if they can be derived.
    pub(super) fn facts(&self, shop: &Shop, own: &Own<'_>) -> Option<Arc<dyn Facts>> {
        let (facts, wrong) = self.derived(shop, own);
        facts.filter(|_| wrong.is_empty())
    }

    /// The facts for a design, and what is wrong with them; derived once.
    pub(super) fn derived(&self, shop: &Shop, own: &Own<'_>) -> Derived {
        let known = own.derived.borrow().get(&self.id).cloned();
        known.unwrap_or_else(|| {
            let derived = self.derive(shop, own);
            own.derived.borrow_mut().insert(self.id.clone(), derived.clone());
            derived
        })
    }

    fn derive(&self, shop: &Shop, own: &Own<'_>) -> Derived {
        if self.is_boundaries() {
            let scenario = own.variant.and_then(|variant| variant.scenario.clone());
            return (scenario.map(|scenario| scenario as Arc<dyn Facts>), Vec::new());
        }
        let text: Arc<str> = self.told_for(shop, own).to_string().into();
        let texts = derive::texts(self.kind.id(), own);
        let files = Files::new("", &texts);
        Document::new(format!("{}.toml", self.id), Arc::clone(&text)).read(&text, |root| {
            let input =
                Input { id: &self.id, root: &root, files: &files, knowledge: &shop.knowledge };
            self.kind.read(&input)
        })
    }

    /// The facts for a design, as an author would have written them.
    pub(super) fn told_for(&self, shop: &Shop, own: &Own<'_>) -> Table {
        derive::facts(self.kind.id(), &self.template, shop, own)
    }

    /// Whether it is one of policies over what others deploy.
    pub(super) fn is_policies(&self) -> bool {
        !self.with.is_empty()
    }

    /// Whether it is one of what runs the services.
    pub(super) fn is_hosting(&self) -> bool {
        self.kind.id() == "manifest" && !self.is_policies()
    }

    /// What the design must be for each decision of a record.
    pub(super) fn now(&self) -> Option<&Table> {
        self.template.get(derive::NOW)?.as_table()
    }

    /// Whether there is nothing to do: one service does all that the slice is about, the pattern that it is
    /// about is not applied, another one is asked for instead, or nothing was graded that could be asked
    /// about.
    pub(super) fn is_needless(&self, own: &Own<'_>) -> bool {
        let unasked = self.is_defence() && own.shop.asked.is_empty();
        let unapplied = self.needs.as_deref().is_some_and(|pattern| !own.applies(pattern));
        let other = self.instead.as_ref().is_some_and(|instead| instead.is_other(&self.id, own));
        unasked
            || unapplied
            || other
            || self.across.as_deref().is_some_and(|about| own.alone_in(about).is_some())
    }

    /// What cannot be read of the slice, by the names of the design's texts.
    pub(super) fn diagnose(&self, facts: &dyn Facts, answer: &Answer) -> Vec<Diagnostic> {
        if self.is_boundaries() {
            return answer.at([]).read(crate::design::Architecture::nameless).1;
        }
        let mut found = facts.diagnose(&self.part(answer));
        if self.stands == Stands::Folder {
            found.iter_mut().for_each(|one| one.file = self.in_design(&one.file));
        }
        if let Some(file) = self.record(answer) {
            found.iter_mut().for_each(|one| one.file.clone_from(&file));
        }
        found
    }

    /// The verdict on the slice, with places and edits of the design.
    pub(super) fn mark(
        &self,
        facts: &dyn Facts,
        answer: &Answer,
        knowledge: &Knowledge,
    ) -> Verdict {
        let part = self.part(answer);
        // Guesses are tried here, where only the slice is marked again for each.
        let verdict = match facts.guesses() {
            true => facts.grade(&part, knowledge),
            false => facts.mark(&part, knowledge),
        };
        self.placed(verdict, answer, &part)
    }

    /// The same for whoever only asks what is found: guesses are not tried.
    pub(super) fn look(
        &self,
        facts: &dyn Facts,
        answer: &Answer,
        knowledge: &Knowledge,
    ) -> Verdict {
        let part = self.part(answer);
        self.placed(facts.mark(&part, knowledge), answer, &part)
    }

    fn placed(&self, mut verdict: Verdict, answer: &Answer, part: &Answer) -> Verdict {
        verdict.findings.iter_mut().for_each(|finding| self.place(finding, answer, part));
        verdict
    }

    fn place(&self, finding: &mut Finding, answer: &Answer, part: &Answer) {
        finding.place.insert(0, self.id.clone());
        for fix in &mut finding.fixes {
            fix.edits = self.back(answer, part, &fix.edits).unwrap_or_default();
        }
        if self.stands == Stands::Folder {
            for evidence in &mut finding.evidence {
                if let Evidence::Span(span) = evidence {
                    span.file = self.in_design(&span.file);
                }
            }
        }
    }

    /// The design with a file to begin with, where the slice is a folder with none.
    pub(super) fn begun(&self, shop: &Shop, own: &Own<'_>, answer: Answer) -> Answer {
        let is_begun = !answer.below(&self.id).is_empty();
        if self.stands != Stands::Folder || is_begun || self.is_needless(own) {
            return answer;
        }
        let starter = self.facts(shop, own).map(|facts| facts.starter()).unwrap_or_default();
        match starter.is_empty() {
            true => answer.with_text(above(&self.id, FIRST), "# nothing is here yet\n"),
            false => answer.with_below(&self.id, &starter),
        }
    }

    /// Every way to break the slice that its kind knows; what another slice has is for that one to break.
    pub(super) fn mutants(&self, facts: &dyn Facts, answer: &Answer) -> Vec<Mutant> {
        let whole = |mutant: Mutant| {
            let answer = match self.stands {
                Stands::Folder => self.with(answer, &mutant.answer)?,
                _ if self.record(answer).is_some() => self.with(answer, &mutant.answer)?,
                _ => mutant.answer.whole(),
            };
            Some(Mutant { name: format!("{} {}", self.id, mutant.name), answer, ..mutant })
        };
        let part = self.part(answer);
        let own = |mutant: &Mutant| {
            let edits = part.edits_to(&mutant.answer);
            edits.is_empty() || edits.iter().any(|edit| !self.is_others(&edit.file))
        };
        facts.mutants(&part).into_iter().filter(own).filter_map(whole).collect()
    }

    /// The editor for the slice.
    pub(super) fn editor(&self, shop: &Shop, own: &Own<'_>, answer: &Answer) -> Editor {
        let Some(facts) = self.facts(shop, own) else {
            return Editor::Text;
        };
        if self.record(answer).is_some() {
            return Editor::Text;
        }
        match (&self.stands, facts.editor(&self.part(answer))) {
            (Stands::Folder, _) | (_, Editor::Text) => Editor::Text,
            (Stands::Root(_), editor) => editor,
            (Stands::Table, editor) => editor.at(&[&self.id]),
        }
    }

    /// Names of services that the slice uses.
    pub(super) fn names(&self, answer: &Answer) -> Vec<String> {
        let own = self.template.get("item").and_then(Value::as_table);
        let placed = own.is_some_and(|items| items.keys().any(|key| derive::is_each(key)));
        let ways: &[&str] = match self.kind.id() {
            "routes" => return kinds::routes::services(&self.part(answer)),
            "limits" => &["service.@"],
            "event-flow" => &["event.*.owner", "react.*.service", "protect.*.*"],
            "saga" => &["at", "protect.outbox.*", "protect.dedupe.*", "protect.reread.*"],
            "classify" if placed => &["place.@"],
            _ => &[],
        };
        let root = match (&self.stands, answer.tables()) {
            (Stands::Root(_), all) => all,
            (_, all) => all.and_then(|all| all.get(&self.id)?.as_table()),
        };
        let mut found = Vec::new();
        for way in ways {
            let way: Vec<&str> = way.split('.').collect();
            root.iter().for_each(|root| gather_in(root, &way, &mut found));
        }
        found
    }
}

/// The kind of a slice.
fn kind(id: &str) -> Option<&'static dyn Kind> {
    kinds::KINDS.get(id).or((id == DefenceKind.id()).then_some(&DefenceKind))
}

/// Whom the boundaries answer, for their kind.
fn identity() -> Value {
    Value::Table(Table::from_iter([("scenario".to_owned(), Value::from("shop"))]))
}

/// Texts at the end of a way; `*` is anything, `@` the names of keys themselves.
fn gather(value: &Value, way: &[&str], found: &mut Vec<String>) {
    match (way, value) {
        ([], Value::String(text)) => found.push(text.clone()),
        (["*", rest @ ..], Value::Array(list)) => {
            list.iter().for_each(|value| gather(value, rest, found));
        }
        (way, Value::Table(table)) => gather_in(table, way, found),
        _ => {}
    }
}

fn gather_in(table: &Table, way: &[&str], found: &mut Vec<String>) {
    match way {
        [] => {}
        ["@"] => found.extend(table.keys().cloned()),
        ["*", rest @ ..] => table.values().for_each(|value| gather(value, rest, found)),
        [first, rest @ ..] => {
            table.get(*first).into_iter().for_each(|value| gather(value, rest, found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_gathered_by_their_ways() {
        let table: Table =
            "react = [{ service = 'a' }]\n[service.b]\n[protect]\noutbox = ['c']".parse().unwrap();
        let value = Value::Table(table);
        for (way, name) in [("react.*.service", "a"), ("service.@", "b"), ("protect.*.*", "c")] {
            let mut found = Vec::new();
            gather(&value, &way.split('.').collect::<Vec<_>>(), &mut found);
            assert_eq!(found, [name]);
        }
    }
}
