//! How a change went for one design: what broke, what was altered and what that cost, beside what the
//! change costs other designs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use serde_json::{Value, json};

use super::{changes::designs, design_of};
use crate::{
    change::{Adaptation, Compared, Later, Told, adaptation, is_sound},
    design::{
        Architecture, Finding, Model, Scenario, Severity, assess, review,
        weights::{self, WEIGHTS, Weighed},
    },
    exercise::{Answer, Folder, Knowledge},
    messages::Messages,
    text,
    verdict::{self, points},
};

/// What came of a change.
#[derive(Clone, Debug)]
pub struct Outcome {
    change: String,
    title: String,
    /// What is wrong under the new facts with the design as it was, each with its rule.
    pub broke: Vec<(String, String)>,
    pub cost: Adaptation,
    /// Tenths of points of the adapted design, and whether it is sound.
    tenths: i32,
    is_sound: bool,
    /// What its facts weigh otherwise than others do.
    weighed: Vec<Weighed>,
    /// Other designs that have met this change and nothing before it.
    pub compared: Vec<Compared>,
    /// Those of them that were not sound before it either.
    never_sound: BTreeSet<String>,
    /// Whether this one has met nothing before either.
    alone: bool,
    /// The services that the learner thought would have to move.
    pub predicted: Option<Vec<String>>,
}

impl Outcome {
    /// What came of a change that one design met and another one follows. `folder` is the exercise as it
    /// was; `earlier` are the facts that the change before it left, if one was met.
    pub fn of(
        folder: &Folder,
        later: &Later,
        before: &Answer,
        after: &Answer,
        earlier: Option<&Scenario>,
        knowledge: &Knowledge,
    ) -> Self {
        let book = &knowledge.patterns;
        let before = design_of(before);
        // What is stored of other designs has met nothing before, and says so in a sequence.
        let single = folder.changes.iter().find(|one| one.change.id == later.change.id);
        let designs = designs(folder, knowledge);
        let compared = single.unwrap_or(later).compare(&designs, book);
        let never_sound = designs.into_iter().filter(|(_, design)| {
            let facts = folder.exercise.facts_as::<Scenario>();
            facts.is_some_and(|facts| !is_sound(facts, design, book))
        });
        let after = design_of(after);
        Self {
            change: later.change.id.clone(),
            title: later.change.title.clone(),
            broke: broke(earlier.or(folder.exercise.facts_as()), &later.facts, &before, knowledge),
            cost: adaptation(&later.facts, book, &before, &after),
            tenths: assess(&later.facts, &after, book).score.tenths,
            is_sound: later.holds(&after, book),
            weighed: later.facts.weights.overrides.clone(),
            compared,
            never_sound: never_sound.map(|(name, _)| name).collect(),
            alone: earlier.is_none(),
            predicted: None,
        }
    }

    /// The fields that a report has beside its own.
    pub fn extra(&self) -> Vec<(&'static str, Value)> {
        let row = |one: &Compared| {
            json!({ "design": one.design, "cost": one.adaptation.points(),
                    "score": points(one.tenths) })
        };
        let broken = self.broke.iter().map(|(rule, what)| json!({ "rule": rule, "message": what }));
        vec![
            ("change", json!(self.change)),
            ("broke", broken.collect()),
            ("edits", json!(self.cost.edits)),
            ("cost", json!(self.cost.points())),
            ("touched", json!(self.cost.touched)),
            ("teams", json!(self.cost.teams)),
            ("compare", self.compared.iter().map(row).collect()),
        ]
    }

    /// All of it in words.
    pub fn told(&self, words: &Messages) -> Vec<Told> {
        let mut told = vec![Told::Head(words.format("change.met", &[("title", &self.title)]))];
        told.extend(self.told_broke(words));
        told.extend(self.told_cost(words));
        told.extend(self.told_prediction(words));
        told.extend(self.told_others(words));
        told.extend(self.told_weights(words));
        told
    }

    /// What broke at first.
    pub fn told_broke(&self, words: &Messages) -> Vec<Told> {
        let rows = self.broke.iter().map(|(rule, what)| Told::Line(format!("{rule}: {what}")));
        let mut told = vec![Told::Head(words.get("change.broke").to_owned())];
        told.extend(rows);
        if self.broke.is_empty() {
            told.push(Told::Line(words.get("change.broke-nothing").to_owned()));
        }
        told
    }

    fn told_cost(&self, words: &Messages) -> Vec<Told> {
        let cost = &self.cost;
        let head = if self.is_sound { "change.cost" } else { "change.cost-so-far" };
        let head = words.format(
            head,
            &[
                ("points", &cost.points()),
                ("touched", &cost.touched.len()),
                ("services", &cost.services),
            ],
        );
        let edits = cost.edits.iter().map(|edit| {
            let points = weights::points(edit.halves);
            Told::Line(format!("{points:>5}  {}", edit.text))
        });
        let mut told: Vec<Told> = [Told::Head(head)].into_iter().chain(edits).collect();
        if cost.teams.len() > 1 {
            let teams = text::listed(&cost.teams.iter().map(String::as_str).collect::<Vec<_>>());
            told.push(Told::Line(words.format("change.together", &[("teams", &teams)])));
        }
        told
    }

    /// What was thought before, beside what was touched: shown, and never marked.
    fn told_prediction(&self, words: &Messages) -> Vec<Told> {
        let Some(predicted) = &self.predicted else { return Vec::new() };
        let listed = |names: Vec<&str>| match names.is_empty() {
            true => words.get("change.none").to_owned(),
            false => names.join(", "),
        };
        let said = listed(predicted.iter().map(String::as_str).collect());
        let touched = listed(self.cost.touched.iter().map(String::as_str).collect());
        let values: [(&str, &dyn Display); 2] = [("said", &said), ("touched", &touched)];
        vec![
            Told::Head(words.get("change.predicted").to_owned()),
            Told::Line(words.format("change.predicted-line", &values)),
        ]
    }

    /// What the change costs other designs: only beside one that is sound, or it would give their ways away.
    fn told_others(&self, words: &Messages) -> Vec<Told> {
        if self.compared.is_empty() {
            return Vec::new();
        }
        let head = if self.alone { "change.others" } else { "change.others-alone" };
        let mut told = vec![Told::Head(words.get(head).to_owned())];
        if !self.is_sound {
            told.push(Told::Line(words.get("change.others-later").to_owned()));
            return told;
        }
        let row = |cost: &str, name: &str, score: &str, notes: &[String]| {
            let line =
                format!("{cost:>5}  {}  {score:>6}  {}", text::pad(name, 16), notes.join("; "));
            Told::Line(line.trim_end().to_owned())
        };
        let of = |name: &str, adaptation: &Adaptation, tenths: i32| {
            let never = self.never_sound.contains(name);
            let never = never.then(|| words.get("change.never-sound").to_owned());
            let dearest = adaptation.mostly();
            let dearest = dearest.map(|edit| words.format("change.dearest", &[("edit", &edit)]));
            let notes: Vec<String> = never.into_iter().chain(dearest).collect();
            let score = format!("{:.1}", points(tenths));
            row(&adaptation.points().to_string(), name, &score, &notes)
        };
        told.push(row(words.get("change.column.cost"), "", words.get("change.column.score"), &[]));
        told.push(of(words.get("change.yours"), &self.cost, self.tenths));
        told.extend(self.compared.iter().map(|one| of(&one.design, &one.adaptation, one.tenths)));
        told
    }

    /// What edits weigh; what this exercise weighs otherwise, with its reason.
    pub fn told_weights(&self, words: &Messages) -> Vec<Told> {
        let own = |weight| self.weighed.iter().find(|own| own.weight == weight);
        let each = WEIGHTS.iter().map(|(weight, name, usual)| {
            let halves = own(*weight).map_or(*usual, |own| own.halves);
            format!("{} {}", weights::points(halves), words.get(&format!("change.weight.{name}")))
        });
        let mut told = vec![
            Told::Head(words.get("change.weights").to_owned()),
            Told::Line(each.collect::<Vec<String>>().join(", ")),
        ];
        told.extend(self.weighed.iter().map(|own| Told::Line(weighed(own, words))));
        told
    }
}

/// What a scenario weighs otherwise, and why.
fn weighed(own: &Weighed, words: &Messages) -> String {
    let key = format!("change.weight.{}", own.weight.name());
    let what = words.get(&key);
    let (points, usual) = (weights::points(own.halves), weights::points(own.weight.usual()));
    let values: [(&str, &dyn Display); 4] =
        [("what", &what), ("points", &points), ("usual", &usual), ("because", &own.because)];
    words.format("change.weighed", &values)
}

/// What was wrong with a design before its facts changed, whatever its words, and how bad it was: all else
/// is new.
#[derive(Clone, Debug, Default)]
pub struct Yesterday(BTreeMap<(&'static str, Vec<String>), Severity>);

impl Yesterday {
    /// The findings about a design under the old facts.
    pub fn of(facts: Option<&Scenario>, before: &Architecture, knowledge: &Knowledge) -> Self {
        let mut known = BTreeMap::new();
        let found = facts.map(|facts| findings(facts, before, knowledge));
        for one in found.unwrap_or_default() {
            let worst = known.entry((one.rule, one.place)).or_insert(one.severity);
            *worst = one.severity.min(*worst);
        }
        Self(known)
    }

    /// Puts what is new in front; else the order stays.
    pub fn new_first(&self, findings: &mut [verdict::Finding]) {
        findings.sort_by_key(|one| self.knows(one.rule, &one.place, one.severity));
    }

    /// Whether it was there, and as bad.
    fn knows(&self, rule: &'static str, place: &[String], severity: Severity) -> bool {
        self.0.get(&(rule, place.to_vec())).is_some_and(|worst| *worst <= severity)
    }
}

fn findings(facts: &Scenario, design: &Architecture, knowledge: &Knowledge) -> Vec<Finding> {
    review(&Model::new(facts, design, &knowledge.patterns)).findings
}

/// What is wrong with a design now that was not before, the worst first and each once.
fn broke(
    old: Option<&Scenario>,
    new: &Scenario,
    before: &Architecture,
    knowledge: &Knowledge,
) -> Vec<(String, String)> {
    let yesterday = Yesterday::of(old, before, knowledge);
    let mut new = findings(new, before, knowledge);
    new.retain(|one| {
        one.severity < Severity::Info && !yesterday.knows(one.rule, &one.place, one.severity)
    });
    new.sort_by_key(|one| one.severity);
    let mut seen = BTreeSet::new();
    let told = new.into_iter().map(|one| (one.rule.to_owned(), one.message));
    told.filter(|one| seen.insert(one.clone())).collect()
}
