//! Reads a scenario from TOML, collecting every mistake with its place.

use std::sync::Arc;

use super::names::{Named, named, names, one, ranged, refer, truth, word};
use super::{
    Access, Capability, Change, Consistency, Criticality, EXERCISE_KEYS, Entity, External, Group,
    Load, MOST_ACCESSES, MOST_FACTS, MOST_OF_A_KIND, Names, Network, Parts, Scenario, Secrecy,
    Team, Transaction, View, Zone,
};
use crate::{
    design::{limits::Limits, weights::Weights},
    diagnostic::Diagnostic,
    table::{Document, Fields, Placed},
};

const CHANGE: [(&str, Change); 3] =
    [("rarely", Change::Rarely), ("normal", Change::Normal), ("often", Change::Often)];
const LOAD: [(&str, Load); 5] = [
    ("steady", Load::Steady),
    ("bursty", Load::Bursty),
    ("batch", Load::Batch),
    ("cpu", Load::Cpu),
    ("stream", Load::Stream),
];
const CRITICALITY: [(&str, Criticality); 3] =
    [("high", Criticality::High), ("normal", Criticality::Normal), ("low", Criticality::Low)];
/// `critical` is what converted Service Cutter models say.
const SECRECY: [(&str, Secrecy); 5] = [
    ("public", Secrecy::Public),
    ("internal", Secrecy::Internal),
    ("pii", Secrecy::Pii),
    ("secret", Secrecy::Secret),
    ("critical", Secrecy::Secret),
];
const CONSISTENCY: [(&str, Consistency); 3] = [
    ("strong", Consistency::Strong),
    ("eventual", Consistency::Eventual),
    ("none", Consistency::None),
];
const PARTS: [(&str, usize); 4] =
    [("ownership", 0), ("services", 1), ("links", 2), ("patterns", 3)];

impl Load {
    /// Its word in the files.
    pub fn word(self) -> &'static str {
        LOAD.iter().find(|(_, load)| *load == self).map_or("", |(word, _)| word)
    }
}

impl Change {
    /// Its word in the files.
    pub fn word(self) -> &'static str {
        CHANGE.iter().find(|(_, change)| *change == self).map_or("", |(word, _)| word)
    }
}

impl Secrecy {
    /// Its word in the files.
    pub fn word(self) -> &'static str {
        SECRECY.iter().find(|(_, secrecy)| *secrecy == self).map_or("", |(word, _)| word)
    }
}

impl Scenario {
    /// Reads a bare scenario file, whose identity stands under `[scenario]`.
    pub fn read(file: &str, source: &str) -> (Self, Vec<Diagnostic>) {
        let text: Arc<str> = source.into();
        Document::new(file, Arc::clone(&text)).read(&text, |root| match root.table("scenario") {
            Some(identity) => Self::from_fields(&identity, &root),
            None => {
                // An exercise file has its identity at the top.
                EXERCISE_KEYS.into_iter().for_each(|key| root.ignore(key));
                Self::from_fields(&root, &root)
            }
        })
    }

    /// Reads the facts from `root`, and the identity from `identity`: the same table for an exercise
    /// file, `[scenario]` for a bare one.
    pub fn from_fields(identity: &Fields<'_, '_>, root: &Fields<'_, '_>) -> Self {
        let text = |found: Option<Placed<String>>| found.map(|t| t.value).unwrap_or_default();
        let mut all = Self {
            id: text(identity.required_string("id")),
            title: text(identity.string("title")),
            ops_maturity: ranged(identity, "ops_maturity", 0.0, 3.0),
            stated_parts: identity.has("parts").then(|| parts(identity)),
            par: ranged(identity, "par", 0.0, 100.0),
            limits: Limits::read(root.table("limits")),
            weights: Weights::read(root),
            ..Self::default()
        };
        if let Some(network) = root.table("network") {
            all.network = Network {
                hop_ms: ranged(&network, "hop_ms", 0.0, 1e6),
                service_avail: ranged(&network, "service_avail", 0.0, 1.0),
                broker_avail: ranged(&network, "broker_avail", 0.0, 1.0),
                fallback_avail: ranged(&network, "fallback_avail", 0.0, 1.0),
            };
        }
        let entities = named(root, "entity", MOST_OF_A_KIND);
        let capabilities = named(root, "capability", MOST_OF_A_KIND);
        let transactions = named(root, "transaction", MOST_OF_A_KIND);
        let views = named(root, "view", MOST_OF_A_KIND);
        let teams = named(root, "team", MOST_OF_A_KIND);
        let zones = named(root, "zone", MOST_OF_A_KIND);
        let externals = named(root, "external", MOST_OF_A_KIND);
        all.entity_names = names(&entities);
        all.capability_names = names(&capabilities);
        all.transaction_names = names(&transactions);
        all.view_names = names(&views);
        all.team_names = names(&teams);
        all.external_names = names(&externals);
        let zone_names = names(&zones);
        let mut zone_entities = Vec::new();
        for (at, (name, fields)) in zones.iter().enumerate() {
            let apart_from = refer(fields, "apart_from", &zone_names, "zone");
            if apart_from.contains(&at) {
                fields.report("self-apart", name.span.clone(), "a zone is not apart from itself");
            }
            zone_entities.push(refer(fields, "entities", &all.entity_names, "entity"));
            all.zones.push(Zone { name: name.value.clone(), apart_from });
        }
        for (name, fields) in &entities {
            let entity = read_entity(&mut all.aggregates, name, fields, &zone_names);
            all.entities.push(entity);
        }
        for (zone, members) in zone_entities.into_iter().enumerate() {
            for member in members {
                all.entities[member].zone.get_or_insert(zone);
            }
        }
        for (name, fields) in &externals {
            all.externals.push(External {
                name: name.value.clone(),
                availability: ranged(fields, "availability", 0.0, 1.0),
                flaky: truth(fields, "flaky"),
            });
        }
        for (name, fields) in &capabilities {
            let capability = all.read_capability(name, fields, &zone_names);
            all.capabilities.push(capability);
        }
        let touched: usize = all.capabilities.iter().map(|c| c.access.len()).sum();
        if touched > MOST_ACCESSES {
            let at = root.span();
            let message = format!(
                "capabilities read and write {touched} times in all, at most {MOST_ACCESSES} are read"
            );
            root.report("too-many", at.start..at.start, message);
            all.capabilities.iter_mut().for_each(|capability| capability.access.clear());
        }
        for (name, fields) in &transactions {
            let transaction = all.read_transaction(name, fields);
            all.transactions.push(transaction);
        }
        for (name, fields) in &views {
            all.views.push(View {
                name: name.value.clone(),
                needs: refer(fields, "needs", &all.entity_names, "entity"),
                rate: ranged(fields, "rate", 0.0, 1e9),
                staleness_s: ranged(fields, "staleness_s", 0.0, 1e9),
                about: text(fields.string("about")),
            });
        }
        let facts = entities.len() + capabilities.len() + transactions.len() + views.len();
        if facts > MOST_FACTS {
            let at = root.span();
            root.report_with_help(
                "too-many",
                at.start..at.start,
                format!("{facts} entities, capabilities, transactions and views are too many"),
                format!("at most {MOST_FACTS} in all are read; cut the system into smaller ones"),
            );
            all.transactions.clear();
            all.transaction_names.clear();
            all.views.clear();
            all.view_names.clear();
        }
        for (name, fields) in &teams {
            all.teams.push(Team {
                name: name.value.clone(),
                capabilities: refer(fields, "capabilities", &all.capability_names, "capability"),
                entities: refer(fields, "entities", &all.entity_names, "entity"),
                capacity: ranged(fields, "capacity", 0.0, 1e6),
            });
        }
        all.read_groups(root);
        all.refuse_impossible(root, &entities);
        all
    }

    fn read_capability(
        &mut self,
        name: &Placed<String>,
        fields: &Fields<'_, '_>,
        zones: &Names,
    ) -> Capability {
        let reads = refer(fields, "reads", &self.entity_names, "entity");
        let writes = refer(fields, "writes", &self.entity_names, "entity");
        let mut entities: Vec<usize> = reads.iter().chain(&writes).copied().collect();
        entities.sort_unstable();
        entities.dedup();
        let access = entities.into_iter().map(|entity| Access {
            entity,
            reads: reads.contains(&entity),
            writes: writes.contains(&entity),
        });
        let mut clients = Vec::new();
        for client in fields.strings("clients") {
            let known = self.clients.iter().position(|name| *name == client.value);
            if known.is_none() && self.clients.len() >= MOST_OF_A_KIND {
                let message = format!("more than {MOST_OF_A_KIND} kinds of clients");
                fields.report("too-many", client.span, message);
                break;
            }
            clients.push(known.unwrap_or_else(|| {
                self.clients.push(client.value);
                self.clients.len() - 1
            }));
        }
        clients.sort_unstable();
        clients.dedup();
        fields.ignore("latency_critical");
        Capability {
            name: name.value.clone(),
            access: access.collect(),
            rate: ranged(fields, "rate", 0.0, 1e9),
            load: word(fields, "load", &LOAD).unwrap_or_default(),
            change: word(fields, "change", &CHANGE),
            criticality: word(fields, "criticality", &CRITICALITY).unwrap_or_default(),
            cpu_ms: ranged(fields, "cpu_ms", 0.0, 1e9),
            clients,
            calls: refer(fields, "calls", &self.external_names, "external"),
            idempotent: truth(fields, "idempotent"),
            ordered: truth(fields, "ordered"),
            fault_prone: truth(fields, "fault_prone"),
            capacity: ranged(fields, "capacity", 0.0, 1e9),
            zone: one(fields, "zone", zones, "zone"),
            reads_stale_s: ranged(fields, "reads_stale_s", 0.0, 1e9),
            about: fields.string("about").map(|about| about.value).unwrap_or_default(),
        }
    }

    fn read_transaction(&self, name: &Placed<String>, fields: &Fields<'_, '_>) -> Transaction {
        let steps = refer(fields, "steps", &self.capability_names, "capability");
        let own: Names =
            steps.iter().map(|step| (self.capabilities[*step].name.clone(), *step)).collect();
        Transaction {
            name: name.value.clone(),
            consistency: word(fields, "consistency", &CONSISTENCY).unwrap_or_default(),
            waits: refer(fields, "waits", &own, "step"),
            undo: refer(fields, "undo", &own, "step"),
            undo_stated: fields.has("undo"),
            pivot: one(fields, "pivot", &own, "step"),
            availability: ranged(fields, "availability", 0.0, 1.0),
            p95_ms: ranged(fields, "p95_ms", 0.0, 1e9),
            about: fields.string("about").map(|about| about.value).unwrap_or_default(),
            steps,
        }
    }

    fn read_groups(&mut self, root: &Fields<'_, '_>) {
        for (name, fields) in named(root, "aggregate", MOST_OF_A_KIND) {
            let mut members = refer(&fields, "members", &self.entity_names, "entity");
            members.extend(refer(&fields, "entities", &self.entity_names, "entity"));
            let at = aggregate(&mut self.aggregates, &name.value);
            for member in members {
                match self.entities[member].aggregate {
                    Some(other) if other != at => fields.report(
                        "two-aggregates",
                        name.span.clone(),
                        format!(
                            "`{}` is in the aggregate `{}` already",
                            self.entities[member].name, self.aggregates[other].name
                        ),
                    ),
                    _ => self.entities[member].aggregate = Some(at),
                }
            }
        }
        for (at, entity) in self.entities.iter().enumerate() {
            if let Some(aggregate) = entity.aggregate {
                self.aggregates[aggregate].entities.push(at);
            }
        }
        for (name, fields) in named(root, "predefined", MOST_OF_A_KIND) {
            let mut owns = refer(&fields, "owns", &self.entity_names, "entity");
            owns.extend(refer(&fields, "entities", &self.entity_names, "entity"));
            self.predefined.push(Group {
                name: name.value,
                capabilities: refer(&fields, "does", &self.capability_names, "capability"),
                entities: owns,
            });
        }
        for fields in root.tables("relation") {
            let from = one(&fields, "from", &self.entity_names, "entity");
            let to = one(&fields, "to", &self.entity_names, "entity");
            let kind = fields.string("kind");
            if let (Some(from), Some(to)) = (from, to) {
                if kind.is_some_and(|kind| kind.value == "composition") {
                    self.compositions.push((from, to));
                }
                self.relations.push((from, to));
            }
        }
    }

    /// Facts that no answer could satisfy are the author's mistake.
    fn refuse_impossible(&self, root: &Fields<'_, '_>, entities: &Named<'_, '_>) {
        // Too many of a kind were refused already.
        let none = |key| root.table(key).is_none_or(|tables| tables.keys().is_empty());
        if none("entity") && none("capability") {
            let at = root.span();
            root.report("empty-scenario", at.start..at.start, "there is nothing to decompose here");
        }
        for aggregate in &self.aggregates {
            let zone = |at: &usize| self.entities[*at].zone.map(|zone| (*at, zone));
            let zoned: Vec<(usize, usize)> = aggregate.entities.iter().filter_map(zone).collect();
            let torn = zoned.iter().find_map(|(one, zone)| {
                let other = zoned.iter().find(|(_, other)| self.apart(*zone, *other))?;
                Some((*one, other.0))
            });
            if let Some((one, two)) = torn {
                let (one_name, two_name) = (&self.entities[one].name, &self.entities[two].name);
                let span = entities.get(one).map_or(0..0, |(name, _)| name.span.clone());
                let message = format!(
                    "the aggregate `{}` must have one owner, but `{one_name}` and `{two_name}` \
                     stand in zones that are apart",
                    aggregate.name
                );
                root.report("impossible-aggregate", span, message);
            }
        }
    }
}

fn read_entity(
    aggregates: &mut Vec<Group>,
    name: &Placed<String>,
    fields: &Fields<'_, '_>,
    zones: &Names,
) -> Entity {
    // Facts of converted models that no rule uses yet.
    for key in ["fields", "volatility", "availability", "consistency", "storage"] {
        fields.ignore(key);
    }
    Entity {
        name: name.value.clone(),
        aggregate: fields.string("aggregate").map(|found| aggregate(aggregates, &found.value)),
        change: word(fields, "change", &CHANGE),
        zone: one(fields, "zone", zones, "zone"),
        secrecy: word(fields, "secrecy", &SECRECY),
        two_phase: truth(fields, "two_phase"),
        about: fields.string("about").map(|about| about.value).unwrap_or_default(),
    }
}

/// The number of the aggregate of that name, added where it is new.
fn aggregate(aggregates: &mut Vec<Group>, name: &str) -> usize {
    let known = aggregates.iter().position(|group| group.name == name);
    known.unwrap_or_else(|| {
        aggregates.push(Group { name: name.to_owned(), ..Group::default() });
        aggregates.len() - 1
    })
}

fn parts(fields: &Fields<'_, '_>) -> Parts {
    let mut asked = [false; 4];
    for found in fields.strings("parts") {
        match PARTS.iter().find(|(word, _)| *word == found.value) {
            Some((_, at)) => asked[*at] = true,
            None => {
                let known = PARTS.map(|(word, _)| word);
                let help = crate::table::did_you_mean(&found.value, &known);
                let message = format!("`{}` is not a part", found.value);
                fields.report_with_help("unknown-word", found.span, message, help);
            }
        }
    }
    let [ownership, services, links, patterns] = asked;
    Parts { ownership, services, links, patterns }
}
