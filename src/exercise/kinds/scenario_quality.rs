//! `scenario-quality`: wishes become scenarios with a measure, a place and a period, and objectives that
//! do not contradict each other.

mod facts;
mod mark;
mod reply;

use std::sync::Arc;

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Form, Input as Takes, Item, entitled},
        kind::{Facts, Input, Kind, Knowledge, Mutant},
        notes::{comment, line},
    },
    text::counted,
    verdict::Verdict,
};

use facts::{MetricKind, Wishes};
use reply::{Reply, Scenario};

/// The kind.
pub struct ScenarioQuality;

impl Kind for ScenarioQuality {
    fn id(&self) -> &'static str {
        "scenario-quality"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Wishes::read(input.root)))
    }
}

impl Facts for Wishes {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.wishes", self.wishes.len()),
            ("exercise.size.scenarios", self.scenarios),
        ]
    }

    fn starter(&self) -> Answer {
        let mut text = self.notes();
        for wish in &self.wishes {
            text.push_str(&format!(
                "\n# {}\n# [scenario.{}]\n# of = \"{}\"\n",
                comment(&wish.text),
                wish.name,
                wish.name
            ));
            for key in reply::WORDS.iter().chain(&[
                "metric",
                "op",
                "value",
                "unit",
                "percentile",
                "window",
                "place",
                "load",
            ]) {
                let open = if matches!(*key, "value" | "percentile") { "0" } else { "\"\"" };
                text.push_str(&format!("# {key} = {open}\n"));
            }
        }
        Answer::toml(text)
    }

    fn notes(&self) -> String {
        let mut text = format!("# Attributes: {}\n# Metrics\n", self.attributes.join(", "));
        for metric in &self.metrics {
            let told = format!("  {}: {}, in {}", metric.name, metric.kind.word(), metric.unit);
            text.push_str(&line(told.trim_end_matches(", in ")));
        }
        text.push_str("# Places, and what can be seen there\n");
        for place in &self.places {
            text.push_str(&format!("#   {}: {}\n", place.name, place.sees.join(", ")));
        }
        let (low, high) = self.period;
        text.push_str(&format!("# A period has {low} to {}\n", counted(high, "day")));
        for (name, document) in &self.given {
            text.push_str(&line(format!("Given: {name}")));
            document.lines().for_each(|one| text.push_str(&line(format!("  {}", comment(one)))));
        }
        for part in &self.chain {
            text.push_str(&format!("# Part {}: {}\n", part.name, part.describe()));
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(Reply::read).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer)
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["QS-01", "QS-02", "QS-05", "QS-06", "QS-12"];
        let kind = |kind| self.metrics.iter().any(|metric| metric.kind == kind);
        rules.extend(kind(MetricKind::Latency).then_some("QS-03"));
        rules.extend(kind(MetricKind::Ratio).then_some("QS-04"));
        rules.extend(kind(MetricKind::Ratio).then_some("QS-07"));
        rules.extend((self.scenarios > 1).then_some("QS-10"));
        rules.extend((self.distinct > 1).then_some("QS-09"));
        rules.extend((!self.places.is_empty()).then_some("QS-11"));
        rules.extend((!self.chain.is_empty()).then_some("QS-13"));
        rules.extend((!self.wishes.is_empty()).then_some("QS-15"));
        rules
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let (reply, _) = answer.read(Reply::read);
        let mut mutants = Vec::new();
        for scenario in &reply.scenarios {
            self.broken(answer, scenario, &mut mutants);
        }
        if let [first, .., last] = reply.scenarios.as_slice() {
            let copied = first.keys().into_iter().fold(answer.clone(), |copy, key| {
                let path =
                    |name: &str| -> [Key; 3] { ["scenario".into(), name.into(), key.into()] };
                copy.set(&path("again"), answer.value(&path(&first.name)))
            });
            mutants.push(Mutant {
                operator: "a scenario twice",
                name: first.name.clone(),
                answer: copied,
            });
            let path = ["scenario".into(), last.name.as_str().into()];
            mutants.push(Mutant {
                operator: "a scenario less",
                name: last.name.clone(),
                answer: answer.set(&path, None),
            });
        }
        let same = self.attributes.first().cloned().unwrap_or_default();
        let alike = reply.scenarios.iter().fold(answer.clone(), |answer, scenario| {
            let path = ["scenario".into(), scenario.name.as_str().into(), "attribute".into()];
            answer.set(&path, Some(same.clone().into()))
        });
        if self.distinct > 1 {
            mutants.push(Mutant { operator: "one attribute for all", name: same, answer: alike });
        }
        mutants
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let (reply, _) = answer.read(Reply::read);
        let mine = reply.scenarios.iter().map(|scenario| scenario.name.clone());
        let open = self.wishes.iter().map(|wish| wish.name.clone());
        let mut names: Vec<String> = mine.collect();
        for name in open {
            let covered =
                reply.scenarios.iter().any(|scenario| scenario.of.as_deref() == Some(&name));
            if !covered && !names.contains(&name) {
                names.push(name);
            }
        }
        Editor::Form(Form { sections: names.iter().map(|name| self.item(name, answer)).collect() })
    }
}

impl Wishes {
    fn broken(&self, answer: &Answer, scenario: &Scenario, mutants: &mut Vec<Mutant>) {
        let path = |key: &str| -> [Key; 3] {
            ["scenario".into(), scenario.name.as_str().into(), key.into()]
        };
        let mut add = |operator, what: &str, key: &str, value: Option<Value>| {
            let name = format!("{} {what}", scenario.name);
            mutants.push(Mutant { operator, name, answer: answer.set(&path(key), value) });
        };
        let kind = scenario
            .metric
            .as_ref()
            .and_then(|metric| self.metric(metric))
            .map(|metric| metric.kind);
        // One attribute less is only missed where there are too few of them.
        let missed =
            |key: &&str| !matches!(*key, "attribute" | "of" | "op" | "percentile" | "window");
        for key in scenario.keys().into_iter().filter(missed) {
            add("a part less", key, key, None);
        }
        if matches!(kind, Some(MetricKind::Latency)) {
            add("no percentile", "", "percentile", None);
            add("another unit", "h", "unit", Some("rps".into()));
        }
        if matches!(kind, Some(MetricKind::Ratio | MetricKind::Latency)) {
            add("no period", "", "window", None);
        }
        if matches!(kind, Some(MetricKind::Ratio)) {
            add("an alert's window", "", "window", Some("5 min".into()));
        }
        let wish = self.wishes.iter().find(|wish| scenario.of.as_ref() == Some(&wish.name));
        let foreign = wish.filter(|wish| !wish.attributes.is_empty()).and_then(|wish| {
            self.attributes.iter().find(|attribute| !wish.attributes.contains(attribute))
        });
        if let Some(foreign) = foreign {
            add("an attribute of another wish", "", "attribute", Some(foreign.clone().into()));
        }
        add("a vague word", "", "response", Some("is fast and user-friendly".into()));
    }

    fn item(&self, name: &str, answer: &Answer) -> Item {
        let field = |key: &str, takes| Field::of(answer, key, ["scenario", name, key], takes);
        let words = |words: &[String]| Takes::One(words.iter().map(Choice::plain).collect());
        let metrics = self.metrics.iter().map(|metric| {
            let told = format!("{}, in {}", metric.kind.word(), metric.unit);
            Choice::noted(&*metric.name, told.trim_end_matches(", in "))
        });
        let places =
            self.places.iter().map(|place| Choice::noted(&*place.name, place.sees.join(", ")));
        let wishes = self.wishes.iter().map(|wish| Choice::noted(&*wish.name, &*wish.text));
        let mut fields = vec![
            field("of", Takes::One(wishes.collect())),
            field("attribute", words(&self.attributes)),
        ];
        let texts = reply::WORDS.iter().filter(|key| **key != "attribute");
        fields.extend(texts.map(|key| field(key, Takes::Text)));
        fields.extend([
            field("metric", Takes::One(metrics.collect())),
            field("op", Takes::One(["<", "<=", ">", ">="].map(Choice::plain).to_vec())),
            field("value", Takes::Number),
            field("unit", Takes::Text),
            field("percentile", Takes::Number),
            field("window", Takes::Text),
            field("place", Takes::One(places.collect())),
            field("load", Takes::Text),
        ]);
        let wish = self.wishes.iter().find(|wish| wish.name == name);
        if wish.is_some() {
            let of: Vec<Key> = vec!["scenario".into(), name.into(), "of".into()];
            fields.iter_mut().for_each(|field| field.beside = vec![(of.clone(), name.into())]);
        }
        Item {
            name: name.to_owned(),
            label: entitled(name, wish.map_or("", |wish| &wish.text)),
            lines: Vec::new(),
            fields,
        }
    }
}
