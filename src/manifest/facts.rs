//! What is known beside the files: the world's kind, what workloads do, and the intents that must hold.

mod image;
mod intent;
mod release;

use std::collections::BTreeMap;

use crate::table::Fields;

pub(crate) use image::Image;
pub(crate) use intent::{Intent, Request, Survival};
pub(crate) use release::{Release, Served};

/// What of the rules is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Profile {
    /// What contradicts itself, or names what is not there.
    Integrity,
    /// What is good practice.
    Hygiene,
    Security,
    Mesh,
}

impl Profile {
    /// Their names.
    pub(crate) const NAMES: [(&'static str, Self); 4] = [
        ("integrity", Self::Integrity),
        ("hygiene", Self::Hygiene),
        ("security", Self::Security),
        ("mesh", Self::Mesh),
    ];
}

/// The facts.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Whether there is more than the files.
    pub(crate) open: bool,
    pub(crate) profiles: Vec<Profile>,
    /// Objects that must stay: `Kind/name`.
    pub(crate) keep: Vec<String>,
    pub(crate) workloads: BTreeMap<String, Known>,
    pub(crate) sources: BTreeMap<String, Source>,
    pub(crate) musts: Vec<Intent>,
    pub(crate) nevers: Vec<Intent>,
    /// Rules by level, for whoever climbs.
    pub(crate) levels: Vec<(String, Vec<String>)>,
    pub(crate) release: Release,
    /// Of the image that a Dockerfile makes.
    pub(crate) image: Option<Image>,
}

/// What is known of a workload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) listens: Vec<i64>,
    /// Seconds until it serves.
    pub(crate) start_s: Option<f64>,
    /// Seconds that its last requests take.
    pub(crate) drain_s: Option<f64>,
    /// Paths that ask a dependency.
    pub(crate) deep: Vec<String>,
    /// Paths that it writes to.
    pub(crate) writes: Vec<String>,
    pub(crate) in_mesh: Option<bool>,
    /// Namespace and account.
    pub(crate) identity: Option<String>,
    /// The part of the requests to its Service that it gets, from 0 to 1.
    pub(crate) share: Option<f64>,
}

/// Somebody who sends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    pub(crate) namespace: Option<String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) identity: Option<String>,
    pub(crate) in_mesh: Option<bool>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            open: true,
            profiles: vec![Profile::Integrity, Profile::Hygiene, Profile::Mesh],
            keep: Vec::new(),
            workloads: BTreeMap::new(),
            sources: BTreeMap::new(),
            musts: Vec::new(),
            nevers: Vec::new(),
            levels: Vec::new(),
            release: Release::default(),
            image: None,
        }
    }
}

impl Facts {
    /// Reads the facts of an exercise.
    pub(crate) fn read(root: &Fields<'_, '_>) -> Self {
        let open = root.one_of("world", &[("closed", false), ("open", true)]);
        let mut facts = Self { open: open.is_some_and(|open| open.value), ..Self::default() };
        let profiles = root.strings("profiles");
        if !profiles.is_empty() {
            facts.profiles.clear();
        }
        for word in profiles {
            match Profile::NAMES.iter().find(|(name, _)| *name == word.value) {
                Some((_, profile)) => facts.profiles.push(*profile),
                None => root.report("unknown-word", word.span, "no such profile"),
            }
        }
        for word in root.strings("keep") {
            if !word.value.contains('/') {
                root.report("bad-name", word.span.clone(), "what is kept is written \"Kind/name\"");
            }
            facts.keep.push(word.value);
        }
        facts.levels = levels(root);
        facts.release = Release::read(root);
        facts.image = root.table("image").map(|fields| Image::read(&fields));
        facts.intents(root);
        if facts.musts.is_empty() && facts.nevers.is_empty() {
            root.report("missing-key", root.span(), "nothing must hold: [[must]] or [[never]]");
        }
        facts
    }

    /// Reads intents into the facts: the same tables stand in a file of their own for `inspect`.
    pub(crate) fn intents(&mut self, root: &Fields<'_, '_>) {
        for (name, fields) in root.named_tables("workload") {
            self.workloads.insert(name.value, Known::read(&fields));
        }
        for (name, fields) in root.named_tables("source") {
            self.sources.insert(name.value, Source::read(&fields));
        }
        self.musts = root.tables("must").iter().filter_map(Intent::read).collect();
        self.nevers = root.tables("never").iter().filter_map(Intent::read).collect();
        for intent in self.musts.iter().chain(&self.nevers).filter(|intent| intent.send.is_some()) {
            let known = self.sources.contains_key(&intent.from.value)
                || ["internet", "host"].contains(&intent.from.value.as_str())
                || intent.from.value.contains('/')
                || !intent.from.value.is_empty();
            if !known {
                root.report("missing-key", intent.from.span.clone(), "`from` says who sends");
            }
        }
    }

    /// What is known of a workload.
    pub(crate) fn known(&self, workload: &str) -> Option<&Known> {
        self.workloads.get(workload)
    }

    /// Whether a workload must stay up: an intent asks for it.
    pub(crate) fn must_survive(&self, workload: &str) -> bool {
        let meant = |intent: &Intent| intent.reaches.as_deref().is_none_or(|name| name == workload);
        let mut all = self.musts.iter().filter(|intent| intent.survives.is_some());
        all.any(meant)
    }
}

fn levels(root: &Fields<'_, '_>) -> Vec<(String, Vec<String>)> {
    let tables = root.named_tables("level");
    let rules = |fields: &Fields<'_, '_>| {
        fields.strings("rules").into_iter().map(|rule| rule.value).collect()
    };
    tables.into_iter().map(|(name, fields)| (name.value, rules(&fields))).collect()
}

impl Known {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let words = |key| fields.strings(key).into_iter().map(|word| word.value).collect();
        let seconds = |key| fields.number(key).map(|seconds| seconds.value.max(0.0));
        let listens = fields.value("listens");
        let ports = listens.map(|value| value.items()).unwrap_or_default();
        Self {
            listens: ports
                .iter()
                .filter_map(|port| port.integer())
                .map(|port| port.value)
                .collect(),
            start_s: seconds("start_s"),
            drain_s: seconds("drain_s"),
            deep: words("deep"),
            writes: words("writes"),
            in_mesh: fields.boolean("in_mesh").map(|mesh| mesh.value),
            identity: fields.string("identity").map(|identity| identity.value),
            share: fields.number("share").map(|share| share.value),
        }
    }
}

impl Source {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let text = |key| fields.string(key).map(|text| text.value);
        let labels = fields.table("labels").map(|labels| {
            let value = |name: &str| Some(labels.any(name)?.string()?.value);
            let names = labels.keys().into_iter();
            names.filter_map(|name| Some((name.value.clone(), value(&name.value)?))).collect()
        });
        Self {
            namespace: text("namespace"),
            labels: labels.unwrap_or_default(),
            identity: text("identity"),
            in_mesh: fields.boolean("in_mesh").map(|mesh| mesh.value),
        }
    }
}
