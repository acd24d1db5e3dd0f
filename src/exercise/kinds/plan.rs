//! `plan`: steps in a partial order, safe after every step and after every crash.

mod doubts;
mod facts;
mod mark;
mod moves;
mod reply;
mod world;

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::Answer,
        editor::{Choice, Editor, Field, Input as Takes, Item, Order, entitled},
        kind::{Facts, Input, Kind, Knowledge, Mutant, Samples},
        notes::comment,
    },
    hash,
    verdict::Verdict,
};

use facts::Plan;
use mark::mark;
use reply::{Reply, set_order};

/// The kind.
pub struct Plans;

impl Kind for Plans {
    fn id(&self) -> &'static str {
        "plan"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Plan::read(input.root)))
    }
}

impl Plan {
    /// The steps in an order that gives nothing away.
    fn shuffled(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.steps.len()).collect();
        all.sort_by_key(|at| hash::fingerprint(&self.steps[*at].name));
        all
    }

    /// Every measure of a gate, in an order that gives nothing away.
    fn measures(&self) -> Vec<&str> {
        sorted(self.gates.iter().flat_map(|gate| &gate.measures))
    }

    /// Every way back, likewise.
    fn undos(&self) -> Vec<&str> {
        sorted(self.steps.iter().filter_map(|step| step.undo.as_ref()))
    }

    fn reply(&self, answer: &Answer) -> Reply {
        answer.read(|root| Reply::read(root, self)).0
    }

    fn item(&self, step: usize, answer: &Answer) -> Item {
        let known = &self.steps[step];
        let name = known.name.as_str();
        let mut fields = Vec::new();
        if !self.gates.is_empty() {
            let takes = Takes::One(self.measures().into_iter().map(Choice::plain).collect());
            fields.push(Field::of(answer, "measure", ["gate", name, "measure"], takes));
            fields.push(Field::of(answer, "stop if", ["gate", name, "stop_if"], Takes::Text));
        }
        if self.steps.iter().any(|step| step.undo.is_some()) {
            let undos = self.undos().into_iter().map(Choice::plain).collect();
            fields.push(Field::of(answer, "way back", ["back", name, "to"], Takes::One(undos)));
        }
        Item {
            name: name.to_owned(),
            label: entitled(name, &known.text),
            lines: Vec::new(),
            fields,
        }
    }
}

fn sorted<'t>(texts: impl Iterator<Item = &'t String>) -> Vec<&'t str> {
    let mut texts: Vec<&str> = texts.map(String::as_str).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

impl Facts for Plan {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.steps", self.steps.len())]
    }

    fn starter(&self) -> Answer {
        Answer::toml(format!("{}\norder = []\n", self.notes()))
    }

    fn notes(&self) -> String {
        let mut text = String::from("# Steps, in no order\n");
        for at in self.shuffled() {
            let step = &self.steps[at];
            text.push_str(format!("#   {}: {}", step.name, comment(&step.text)).trim_end());
            text.push('\n');
        }
        text.push_str("# Steps that may run beside each other share a line: order = [[\"a\", \"b\"], \"c\"]\n");
        if self.has_exits() {
            text.push_str(
                "# [gate.STEP]  measure = \"...\"  stop_if = \"...\"   before a step without a way back\n\
                 # [back.STEP]  to = \"...\"                          where a way back exists\n",
            );
        }
        for (head, list) in [("# Measures\n", self.measures()), ("# Ways back\n", self.undos())] {
            text.push_str(if list.is_empty() { "" } else { head });
            list.iter().for_each(|one| text.push_str(&format!("#   {}\n", comment(one))));
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|root| Reply::read(root, self)).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark(self, answer)
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["PL-01"];
        rules.extend(self.steps.iter().any(|step| step.harm.is_some()).then_some("PL-02"));
        rules.extend((!self.edges.is_empty()).then_some("PL-03"));
        rules.extend((!self.safe.is_empty()).then_some("PL-04"));
        rules.extend((!self.crashes.is_empty()).then_some("PL-05"));
        rules.extend((!self.gates.is_empty()).then_some("PL-06"));
        rules.extend(self.steps.iter().any(|step| step.undo.is_some()).then_some("PL-07"));
        rules.extend(self.steps.iter().any(|step| step.scaffold).then_some("PL-08"));
        rules
    }

    fn doubts(&self, _samples: &Samples, _knowledge: &Knowledge) -> Vec<String> {
        doubts::doubts(self)
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let reply = self.reply(answer);
        let mutant = |operator, name: String, lines: &[Vec<usize>]| Mutant {
            operator,
            name,
            answer: set_order(self, answer, lines),
        };
        let mut mutants = Vec::new();
        for &(earlier, later) in &self.edges {
            let swapped = |step: &usize| match *step {
                step if step == earlier => later,
                step if step == later => earlier,
                step => step,
            };
            let lines: Vec<Vec<usize>> =
                reply.lines.iter().map(|line| line.iter().map(swapped).collect()).collect();
            let name = format!("{} {}", self.steps[earlier].name, self.steps[later].name);
            mutants.push(mutant("swap the ends of an edge", name, &lines));
        }
        for (at, step) in self.steps.iter().enumerate().filter(|(_, step)| step.required) {
            let without = |line: &Vec<usize>| {
                line.iter().copied().filter(|other| *other != at).collect::<Vec<usize>>()
            };
            let lines: Vec<Vec<usize>> =
                reply.lines.iter().map(without).filter(|line| !line.is_empty()).collect();
            mutants.push(mutant("drop a step", step.name.clone(), &lines));
        }
        for (at, step) in self.steps.iter().enumerate().filter(|(_, step)| step.harm.is_some()) {
            let mut lines = reply.lines.clone();
            lines.push(vec![at]);
            mutants.push(mutant("take a step that tempts", step.name.clone(), &lines));
        }
        mutants
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let all: Vec<usize> = (0..self.steps.len()).collect();
        let names: Vec<Vec<usize>> = self.shuffled().into_iter().map(|at| vec![at]).collect();
        let beside: Vec<Vec<usize>> =
            all.chunks(world::MOST_BESIDE).map(<[usize]>::to_vec).collect();
        let empty = Answer::toml("");
        vec![
            ("some order", set_order(self, &empty, &names)),
            ("all at once", set_order(self, &empty, &beside)),
        ]
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let reply = self.reply(answer);
        let names = |line: &Vec<usize>| self.names(line).map(str::to_owned).collect();
        Editor::Order(Order {
            path: vec!["order".into()],
            key: None,
            parallel: true,
            items: self.shuffled().into_iter().map(|step| self.item(step, answer)).collect(),
            lines: reply.lines.iter().map(names).collect(),
            sections: Vec::new(),
        })
    }
}
