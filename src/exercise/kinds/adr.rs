//! `adr`: a decision record that coheres with its own numbers, pays for what it gains, and says what
//! would change it.

mod facts;
mod mark;
mod reply;

use std::{collections::BTreeMap, sync::Arc};

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Form, Input as Takes, Item, entitled},
        kind::{Earlier, Facts, Input, Kind, Knowledge, Mutant, Samples},
        notes::{comment, line},
    },
    verdict::Verdict,
};

use facts::{Decision, Measure};
use reply::Reply;

/// The kind.
pub struct Adr;

impl Kind for Adr {
    fn id(&self) -> &'static str {
        "adr"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Decision::read(input.root)))
    }
}

impl Facts for Decision {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.options", self.options.len()),
            ("exercise.size.forces", self.forces.len()),
        ]
    }

    fn starter(&self) -> Answer {
        let mut text = self.notes();
        text.push_str(
            "\n# decision = \"\"\n# because = []\n# gains = []\n# pays = []\n# review = \"\"\n",
        );
        if self.supersedes.is_some() || !self.before.is_empty() {
            text.push_str("# supersedes = \"\"\n");
        }
        for option in &self.options {
            text.push_str(&format!("\n# [option.{}]\n# for = []\n# against = []\n", option.name));
        }
        for used in &self.uses {
            text.push_str(&format!(
                "\n# [[assume]]\n# name = \"{}\"\n# value = 0\n# unit = \"{}\"\n",
                used.name, used.unit
            ));
        }
        text.push_str("\n# [[trigger]]\n# metric = \"\"\n# op = \">\"\n# value = 0\n# window = \"28 d\"\n# then = \"\"\n");
        Answer::toml(text)
    }

    fn notes(&self) -> String {
        let mut text = String::from("# Forces\n");
        for force in &self.forces {
            text.push_str(&format!("#   {}: {}\n", force.name, comment(&force.fact)));
        }
        text.push_str("# Options\n");
        for option in &self.options {
            text.push_str(format!("#   {}  {}", option.name, comment(&option.text)).trim_end());
            text.push('\n');
        }
        text.push_str("# Measures\n");
        for measure in &self.measures {
            text.push_str(
                format!("#   {}, in {}", measure.name, measure.unit).trim_end_matches(", in "),
            );
            text.push('\n');
        }
        for used in &self.uses {
            text.push_str(&line(format!("From {}", used.told())));
        }
        for trigger in &self.before {
            text.push_str(&format!(
                "# The record before said: {} {} {}\n",
                trigger.metric, trigger.op, trigger.value
            ));
        }
        for (metric, value) in &self.new {
            text.push_str(&format!("# Measured since: {metric} = {value}\n"));
        }
        text
    }

    fn earlier(&self) -> Vec<Earlier> {
        self.uses.iter().filter_map(|used| used.earlier.clone()).collect()
    }

    fn informed(&self, numbers: &BTreeMap<String, f64>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(self.with(numbers)))
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|root| Reply::read(root, self)).1
    }

    fn mark(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer, &knowledge.catalog)
    }

    /// A number that nobody but the author has told is one to be worked out.
    fn has_key(&self) -> bool {
        let asked = |used: &facts::Use| used.value.is_some() && !used.is_own;
        self.uses.iter().any(|used| asked(used) && used.range.is_none())
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["AD-01", "AD-02", "AD-03", "AD-06", "AD-07", "AD-10", "AD-13"];
        let number = |used: &facts::Use| used.value.is_some() && used.range.is_none();
        rules.extend(self.uses.iter().any(number).then_some("AD-04"));
        rules.extend(self.uses.iter().any(|used| !used.allows.is_empty()).then_some("AD-05"));
        rules.extend(self.uses.iter().any(|used| used.range.is_some()).then_some("AD-12"));
        rules.extend(self.measures.iter().any(|measure| measure.weak).then_some("AD-08"));
        rules.extend(self.measures.iter().any(Measure::has_direction).then_some("AD-15"));
        rules.extend(self.met().next().map(|_| "AD-11"));
        let record = self.supersedes.is_some() || !self.before.is_empty();
        rules.extend(record.then_some("AD-14"));
        rules
    }

    fn doubts(&self, _samples: &Samples, _knowledge: &Knowledge) -> Vec<String> {
        let one_sided = |at: &usize| {
            let effects = || (0..self.forces.len()).map(|force| self.effect(*at, force));
            !(effects().any(|effect| effect > 0.0) && effects().any(|effect| effect < 0.0))
        };
        let found = (0..self.options.len()).filter(one_sided);
        found
            .map(|at| format!("no force speaks on the other side of `{}`", self.options[at].name))
            .collect()
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let (reply, _) = answer.read(|root| Reply::read(root, self));
        let mut mutants = Vec::new();
        let mut add = |operator, name: &str, path: &[Key], value: Option<Value>| {
            mutants.push(Mutant {
                operator,
                name: name.to_owned(),
                answer: answer.set(path, value),
            });
        };
        for key in ["decision", "because", "gains", "pays", "review", "trigger"] {
            add("a part less", key, &[key.into()], None);
        }
        if self.supersedes.is_some() || !self.before.is_empty() {
            add("a part less", "supersedes", &["supersedes".into()], None);
        }
        for argument in &reply.argued {
            let option = &self.options[argument.option];
            let path = |key: &str| -> [Key; 3] {
                ["option".into(), option.name.as_str().into(), key.into()]
            };
            let against =
                (0..self.forces.len()).find(|force| self.effect(argument.option, *force) < 0.0);
            if let Some(force) = against {
                let names = argument
                    .pro
                    .iter()
                    .chain([&force])
                    .map(|at| Value::from(self.forces[*at].name.as_str()));
                add(
                    "a force turned round",
                    &option.name,
                    &path("for"),
                    Some(Value::Array(names.collect())),
                );
            }
            if Some(argument.option) != reply.decision {
                add("a straw man", &option.name, &path("for"), None);
            }
        }
        let pays = reply.decision.and_then(|decision| {
            (0..self.forces.len()).find(|force| self.effect(decision, *force) < 0.0)
        });
        if let Some(force) = pays {
            let name = self.forces[force].name.as_str();
            add(
                "because of what it costs",
                name,
                &["because".into()],
                Some(Value::Array(vec![name.into()])),
            );
        }
        for (at, trigger) in reply.triggers.iter().enumerate() {
            let path = |key: &str| -> [Key; 3] { ["trigger".into(), at.into(), key.into()] };
            add("a trigger without a window", &trigger.metric, &path("window"), None);
            add("a trigger without a value", &trigger.metric, &path("value"), None);
            if let Some(weak) = self.measures.iter().find(|measure| measure.weak) {
                add(
                    "a trigger that measures little",
                    &trigger.metric,
                    &path("metric"),
                    Some(weak.name.as_str().into()),
                );
            }
        }
        if let Some(answer) = self.turned(&reply, answer) {
            let name = "all triggers".to_owned();
            mutants.push(Mutant { operator: "a trigger for good days", name, answer });
        }
        let mut add = |operator, name: &str, path: &[Key], value: Option<Value>| {
            let (name, answer) = (name.to_owned(), answer.set(path, value));
            mutants.push(Mutant { operator, name, answer });
        };
        for (at, assumed) in reply.assumes.iter().enumerate() {
            let path: [Key; 3] = ["assume".into(), at.into(), "value".into()];
            add("another number", &assumed.name, &path, Some(123_456_789.into()));
        }
        if let Some(level) = (0..self.forces.len()).find(|force| self.is_level(*force)) {
            let name = self.forces[level].name.as_str();
            let because = Value::Array(vec![name.into()]);
            add("because of what all have", name, &["because".into()], Some(because));
        }
        let others = (0..self.options.len()).filter(|at| Some(*at) != reply.decision);
        for other in others {
            let name = self.options[other].name.as_str();
            add("decided against the reasons", name, &["decision".into()], Some(name.into()));
        }
        mutants
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let forces: Vec<Choice> =
            self.forces.iter().map(|force| Choice::noted(&*force.name, &*force.fact)).collect();
        let options: Vec<Choice> =
            self.options.iter().map(|option| Choice::noted(&*option.name, &*option.text)).collect();
        let field = |label: &str, takes| Field::of(answer, label, [label], takes);
        let many = || Takes::Many(forces.clone());
        let mut fields = vec![
            field("decision", Takes::One(options)),
            field("because", many()),
            field("gains", many()),
            field("pays", many()),
            field("review", Takes::Text),
        ];
        if self.supersedes.is_some() || !self.before.is_empty() {
            fields.push(field("supersedes", Takes::Text));
        }
        fields.push(field("note", Takes::Text));
        let lines =
            self.forces.iter().map(|force| format!("{}: {}", force.name, force.fact)).collect();
        let mut sections =
            vec![Item { name: "record".into(), label: "record".into(), lines, fields }];
        for option in &self.options {
            let field = |key: &str| Field::of(answer, key, ["option", &option.name, key], many());
            sections.push(Item {
                name: option.name.clone(),
                label: entitled(&option.name, &option.text),
                lines: Vec::new(),
                fields: vec![field("for"), field("against")],
            });
        }
        for (at, used) in self.uses.iter().enumerate() {
            sections.push(self.assumption(at, used, answer));
        }
        let (reply, _) = answer.read(|root| Reply::read(root, self));
        for at in 0..=reply.triggers.len() {
            sections.push(self.trigger(at, answer));
        }
        Editor::Form(Form { sections })
    }
}

impl Decision {
    /// With every trigger turned round; nothing where one of them may be right that way.
    fn turned(&self, reply: &Reply, answer: &Answer) -> Option<Answer> {
        let mut turned = answer.clone();
        for (at, trigger) in reply.triggers.iter().enumerate() {
            let measure = self.measure(&trigger.metric)?;
            let op = if trigger.op.as_deref()?.starts_with('>') { "<" } else { ">" };
            if !measure.is_good_when(op) {
                return None;
            }
            let path: [Key; 3] = ["trigger".into(), at.into(), "op".into()];
            turned = turned.set(&path, Some(op.into()));
        }
        (!reply.triggers.is_empty()).then_some(turned)
    }

    fn assumption(&self, at: usize, used: &facts::Use, answer: &Answer) -> Item {
        let path = |key: &str| -> [Key; 3] { ["assume".into(), at.into(), key.into()] };
        Item {
            name: used.name.clone(),
            label: format!("assume {}", used.name),
            lines: vec![used.told()],
            fields: ["value", "unit", "says"]
                .map(|key| {
                    let takes = if key == "value" { Takes::Number } else { Takes::Text };
                    let mut field = Field::of(answer, key, path(key), takes);
                    field.beside = vec![(path("name").to_vec(), used.name.as_str().into())];
                    field
                })
                .to_vec(),
        }
    }

    fn trigger(&self, at: usize, answer: &Answer) -> Item {
        let path = |key: &str| -> [Key; 3] { ["trigger".into(), at.into(), key.into()] };
        let field = |key: &str, takes| Field::of(answer, key, path(key), takes);
        let measures =
            self.measures.iter().map(|measure| Choice::noted(&*measure.name, &*measure.unit));
        Item {
            name: format!("trigger {}", at + 1),
            label: format!("trigger {}", at + 1),
            lines: Vec::new(),
            fields: vec![
                field("metric", Takes::One(measures.collect())),
                field("op", Takes::One([">", ">=", "<", "<="].map(Choice::plain).to_vec())),
                field("value", Takes::Number),
                field("window", Takes::Text),
                field("then", Takes::Text),
            ],
        }
    }
}
