//! `saga`: steps in several services with ways back, crashed, doubled and reordered until something breaks
//! or nothing does.

mod causes;
mod design;
mod explore;
mod facts;
mod machine;
mod mark;
mod mutate;
mod rules;
mod trace;

use std::sync::Arc;

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Input as Takes, Item, Order},
        kind::{Facts, Input, Kind, Knowledge, Mutant},
        notes,
    },
    hash,
    text::counted,
    verdict::Verdict,
};

use design::{Design, ROLES, STYLES};
use facts::Saga;

/// The kind.
pub struct Sagas;

impl Kind for Sagas {
    fn id(&self) -> &'static str {
        "saga"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Saga::read(input.root)))
    }
}

impl Facts for Saga {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.steps", self.steps.len()),
            ("exercise.size.invariants", self.always.len() + self.finally.len()),
        ]
    }

    fn starter(&self) -> Answer {
        Answer::toml(format!(
            "{}\nstyle = \"orchestration\"   # or \"choreography\"\nat = \"{}\"\n\
             \n# [[step]]\n# do = \"\"\n# kind = \"\"   # compensatable, pivot, retriable or read\n# undo = \"\"\n\
             \n# [[on]]     # choreography: who hears what; the event `start` begins\n# event = \"start\"\n\
             # service = \"\"\n# do = \"\"\n# emits = \"\"\n# on_refusal = \"\"\n",
            self.notes(),
            self.services().first().unwrap_or(&""),
        ))
    }

    fn notes(&self) -> String {
        let mut text = String::from("# Steps, in no order\n");
        for at in self.shuffled() {
            text.push_str(&self.told(at));
        }
        text.push_str("# What takes a step back\n");
        for undo in &self.undos {
            let fails = if undo.fails { ", can fail" } else { "" };
            let of = &self.steps[undo.of].name;
            let does = undo.does.iter().map(shown).collect::<Vec<_>>().join("; ");
            text.push_str(&format!("#   {}: undoes {of}{fails}: {does}\n", undo.name));
        }
        text.push_str("# What must hold: always, then at the end\n");
        for invariant in self.always.iter().chain(&self.finally) {
            text.push_str(&format!("#   {}: {}\n", invariant.name, invariant.expression.text()));
        }
        text.push_str(&format!(
            "# [protect]   outbox, dedupe = services; lock, reread = variables; retry_undo = ways to undo;\n\
             #             store_state = true. At most {} in a run, {} at once.\n",
            counted(self.world.faults, "fault"),
            counted(self.world.sagas, "saga")
        ));
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|root| Design::read(root, self)).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer)
    }

    fn guesses(&self) -> bool {
        // Only runs say whether an edit helps.
        true
    }

    fn rules(&self) -> Vec<&'static str> {
        let any = |test: &dyn Fn(&facts::Step) -> bool| self.steps.iter().any(test);
        let refusable = any(&|step| step.refuses_if.is_some());
        let mut rules = vec!["SG-01", "SG-03", "SG-13", "SG-14", "SG-17", "SG-18", "SG-20"];
        rules.extend(any(&|step| !step.needs.is_empty()).then_some("SG-02"));
        rules.extend((!self.undos.is_empty()).then_some("SG-04"));
        let undone = |at: usize| self.undo_of(at).is_some();
        let own = |at: usize| undone(at) && self.steps[at].refuses_if.is_some();
        rules.extend((0..self.steps.len()).any(own).then_some("SG-05"));
        let stands = |at: usize| undone(at) && self.needed(at).into_iter().any(undone);
        rules.extend((0..self.steps.len()).any(stands).then_some("SG-06"));
        if refusable {
            rules.extend(["SG-07", "SG-08", "SG-12"]);
        }
        rules.extend((self.world.sagas > 1).then_some("SG-15"));
        rules.extend(self.undos.iter().any(|undo| undo.fails).then_some("SG-16"));
        rules
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        mutate::mutants(self, answer)
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        mutate::trivial(self)
    }

    fn rewritten(&self, answer: &Answer) -> Vec<Answer> {
        mutate::rewritten(answer)
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let design = Design::of(self, answer);
        let path = Key::from("step");
        let list = answer.value(std::slice::from_ref(&path));
        let list = list.as_ref().and_then(Value::as_array).into_iter().flatten();
        let names = list.map(|step| step.get("do").and_then(Value::as_str).unwrap_or_default());
        let sections = [vec![self.style_item(answer)], self.line_items(&design, answer)].concat();
        Editor::Order(Order {
            path: vec![path],
            key: Some("do".into()),
            parallel: false,
            items: self.shuffled().into_iter().map(|at| self.item(at, &design, answer)).collect(),
            lines: names.map(|name| vec![name.to_owned()]).collect(),
            sections: sections.into_iter().chain([self.protect_item(&design, answer)]).collect(),
        })
    }
}

impl Saga {
    /// The steps in an order that gives nothing away.
    fn shuffled(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.steps.len()).collect();
        all.sort_by_key(|at| hash::fingerprint(&self.steps[*at].name));
        all
    }

    /// A step as a comment of the answer.
    fn told(&self, at: usize) -> String {
        let step = &self.steps[at];
        format!("#   {} in {}: {}\n", step.name, step.service, self.about(at).join("; "))
    }

    /// What is known about a step, line by line.
    fn about(&self, at: usize) -> Vec<String> {
        let step = &self.steps[at];
        let text = notes::comment(&step.text);
        let mut lines: Vec<String> = [text].into_iter().filter(|text| !text.is_empty()).collect();
        lines.extend(step.does.iter().map(shown));
        lines.extend(step.refuses_if.iter().map(|when| format!("refused if {}", when.text())));
        if !step.needs.is_empty() {
            let needs: Vec<&str> =
                step.needs.iter().map(|need| self.steps[*need].name.as_str()).collect();
            lines.push(format!("needs {}", needs.join(", ")));
        }
        lines.extend(step.reads.iter().map(|note| {
            let (variable, of) = (&self.variables[note.variable].name, &self.steps[note.step].name);
            format!("knows {variable} as it was at {of}")
        }));
        lines.extend((!step.reversible).then(|| "cannot be taken back".to_owned()));
        lines.extend((step.cost > 0.0).then(|| format!("costs {}", step.cost)));
        lines
    }

    fn item(&self, at: usize, design: &Design, answer: &Answer) -> Item {
        let step = &self.steps[at];
        let field = |key: &str, place: usize, takes| {
            let path: [Key; 3] = ["step".into(), place.into(), key.into()];
            Field::of(answer, key, path, takes)
        };
        let fields = design.planned(at).map_or_else(Vec::new, |planned| {
            let kinds = ROLES.iter().map(|(word, _)| Choice::plain(*word)).collect();
            let undos = self.undos.iter().map(|undo| Choice::noted(&*undo.name, &*undo.text));
            vec![
                field("kind", planned.at, Takes::One(kinds)),
                field("undo", planned.at, Takes::One(undos.collect())),
            ]
        });
        Item {
            name: step.name.clone(),
            label: format!("{} ({})", step.name, step.service),
            lines: self.about(at),
            fields,
        }
    }

    fn style_item(&self, answer: &Answer) -> Item {
        let styles = STYLES.iter().map(|(word, _)| Choice::plain(*word)).collect();
        let services = self.services().into_iter().map(Choice::plain).collect();
        section(
            "style",
            vec![
                Field::of(answer, "style", ["style"], Takes::One(styles)),
                Field::of(answer, "at", ["at"], Takes::One(services)),
            ],
        )
    }

    /// The lines of a choreography, and one to be filled.
    fn line_items(&self, design: &Design, answer: &Answer) -> Vec<Item> {
        if !design.is_choreography() {
            return Vec::new();
        }
        let steps = self.steps.iter().map(|step| Choice::plain(step.name.as_str()));
        let undos = self.undos.iter().map(|undo| Choice::plain(undo.name.as_str()));
        let works: Vec<Choice> = steps.chain(undos).collect();
        let services: Vec<Choice> = self.services().into_iter().map(Choice::plain).collect();
        let line = |at: usize| {
            let field = |key: &str, takes| {
                let path: [Key; 3] = ["on".into(), at.into(), key.into()];
                Field::of(answer, key, path, takes)
            };
            let name = format!("on {}", at + 1);
            let fields = vec![
                field("event", Takes::Text),
                field("service", Takes::One(services.clone())),
                field("do", Takes::One(works.clone())),
                field("emits", Takes::Text),
                field("on_refusal", Takes::Text),
            ];
            section(&name, fields)
        };
        (0..=design.lines.len()).map(line).collect()
    }

    fn protect_item(&self, design: &Design, answer: &Answer) -> Item {
        let field = |key: &str, takes| Field::of(answer, key, ["protect", key], takes);
        let many = |names: Vec<&str>| Takes::Many(names.into_iter().map(Choice::plain).collect());
        let services = design.services(self);
        let services: Vec<&str> = services.iter().map(String::as_str).collect();
        let variables: Vec<&str> = self.variables.iter().map(|one| one.name.as_str()).collect();
        let mut fields = vec![
            field("outbox", many(services.clone())),
            field("dedupe", many(services)),
            field("lock", many(variables.clone())),
        ];
        if self.steps.iter().any(|step| !step.reads.is_empty()) {
            fields.push(field("reread", many(variables)));
        }
        let failing = self.undos.iter().filter(|undo| undo.fails);
        let failing: Vec<&str> = failing.map(|undo| undo.name.as_str()).collect();
        if !failing.is_empty() {
            fields.push(field("retry_undo", many(failing)));
        }
        fields.push(field("store_state", Takes::Flag));
        section("protect", fields)
    }
}

fn section(name: &str, fields: Vec<Field>) -> Item {
    Item { name: name.to_owned(), label: name.to_owned(), lines: Vec::new(), fields }
}

/// An assignment as it was written.
fn shown(does: &crate::expression::Assignment) -> String {
    use crate::expression::Change;
    let sign = match does.change {
        Change::Set => "=",
        Change::Add => "+=",
        Change::Subtract => "-=",
    };
    format!("{} {sign} {}", does.name, does.value.text())
}

#[cfg(test)]
mod tests;
