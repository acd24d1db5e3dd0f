//! Facts of a slice that follow from the learner's own boundaries. An author writes places for them:
//! `{does:reserve_stock}` is the service that does it, `{owns:Order}` the one that owns it, `{rate}` what
//! clients send it. A table whose key has `{service}` stands there once for every service, one with
//! `{owner}` for every service that owns data, one with `{front}` for every service that clients call.

use toml::{Table, Value};

use crate::{
    design::architecture::Style,
    exercise::{File, folder::change::lay},
};

use super::{
    drawing,
    own::{Own, READ_MODEL},
    shop::{Request, Shop},
};

/// What stands for a service that nobody has named.
const NOBODY: &str = "nobody";
/// Requests a second that one instance serves.
const INSTANCE_RPS: f64 = 100.0;

/// Whether a key stands for many.
pub(super) fn is_each(key: &str) -> bool {
    each_of(key).is_some()
}

/// What a key stands for many of.
fn each_of(key: &str) -> Option<&'static str> {
    EACH.into_iter().find(|word| key.contains(&format!("{{{word}}}")))
}

/// Words of keys that stand for many.
const EACH: [&str; 3] = ["service", "owner", "front"];

/// The facts for a design: what a kind always gets, with the author's own over it.
pub(super) fn facts(task: &str, template: &Table, shop: &Shop, own: &Own<'_>) -> Table {
    let mut facts = match task {
        "routes" => routes(shop, own),
        "limits" => limits(shop, own),
        "manifest" if template.contains_key(CALLS) => policies(shop, own),
        "manifest" => manifests(shop, own),
        "classify" if template.contains_key(VIEWS) => read_models(own),
        "diagram-repair" => drawing::facts(own),
        "defence" => Table::from_iter([("question".to_owned(), Value::Table(shop.asked.clone()))]),
        _ => Table::new(),
    };
    let mut told = template.clone();
    FOR_THE_WHOLE.iter().for_each(|key| drop(told.remove(*key)));
    let variants = told.remove("in");
    let chosen = own.variant.map_or("", |variant| variant.id.as_str());
    if let Some(Value::Table(over)) = variants.and_then(|all| all.get(chosen).cloned()) {
        lay(&mut told, over);
    }
    let told = Filling { own, service: None }.table(&told);
    // What the author lists comes beside what follows from the design.
    let lists = LISTS.map(|key| (key, [listed(&facts, key), listed(&told, key)].concat()));
    lay(&mut facts, told);
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        facts.insert(key.to_owned(), Value::Array(list));
    }
    facts
}

/// Only calls are let through: what M1 does not have must be closed.
const CALLS: &str = "only_calls";
/// The items are the views of which the design keeps a copy.
const VIEWS: &str = "read_models";
/// What of a template is not for the kind.
const FOR_THE_WHOLE: [&str; 3] = [CALLS, VIEWS, NOW];
/// What of a record's facts says how the design looks with each decision: a range for a number of the
/// design by decision, or under [`SAME_AS`] the way to what must be decided alike.
pub(super) const NOW: &str = "now";
/// The way to a value of the design that a decision repeats.
pub(super) const SAME_AS: &str = "same_as";

/// The files beside the facts, such as a drawing to begin with.
pub(super) fn texts(task: &str, own: &Own<'_>) -> Vec<File> {
    match task {
        "diagram-repair" => vec![("start/diagram.mmd".to_owned(), drawing::start(own).into())],
        _ => Vec::new(),
    }
}

/// Lists of facts that both the design and the author add to.
const LISTS: [&str; 3] = ["request", "must", "never"];

fn listed(table: &Table, key: &str) -> Vec<Value> {
    table.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// A table of texts.
fn table<const N: usize>(pairs: [(&str, &str); N]) -> Table {
    pairs.into_iter().map(|(key, text)| (key.to_owned(), Value::from(text))).collect()
}

/// Every request arrives at whoever does what it asks for, and every service outlives a node and a release.
fn manifests(shop: &Shop, own: &Own<'_>) -> Table {
    let arrives = shop.requests.iter().map(|request| {
        let home = home(own, &request.capability);
        table([
            ("from", "internet"),
            ("send", &request.send),
            ("reaches", home),
            ("path", &request.path),
        ])
    });
    let survives = own
        .services()
        .flat_map(|service| SURVIVES.map(|what| table([("survives", what), ("reaches", service)])));
    let calls = calls(own).into_iter().map(|(from, to)| call(from, to));
    let musts = arrives.chain(calls).chain(survives).map(Value::Table).collect();
    Table::from_iter([("must".to_owned(), Value::Array(musts))])
}

/// What of its own each service calls, as M1 has it.
fn calls<'o>(own: &'o Own<'_>) -> Vec<(&'o str, &'o str)> {
    let links = own.boundaries.links.iter().filter(|link| link.style == Style::Sync);
    let ours =
        links.filter(|link| own.has(&link.from) && own.has(&link.to) && link.from != link.to);
    let mut calls: Vec<(&str, &str)> = ours.map(|link| (&*link.from, &*link.to)).collect();
    calls.sort_unstable();
    calls.dedup();
    calls
}

/// A call, as programs of one namespace make it.
fn call(from: &str, to: &str) -> Table {
    table([("from", from), ("send", &format!("GET http://{to}:8080/")), ("reaches", to)])
}

/// What policies must let through, a request of clients for each service and every call of M1; and what
/// they must not, every call that M1 does not have.
fn policies(shop: &Shop, own: &Own<'_>) -> Table {
    let front = own.front().filter_map(|service| {
        let request = shop.requests.iter().find(|one| home(own, &one.capability) == service)?;
        Some(table([("from", "internet"), ("send", &request.send), ("reaches", service)]))
    });
    let calls = calls(own);
    let made = calls.iter().map(|(from, to)| call(from, to));
    let musts: Vec<Value> = front.chain(made).map(Value::Table).collect();
    let pairs = own.services().flat_map(|from| own.services().map(move |to| (from, to)));
    let none = pairs.filter(|pair| pair.0 != pair.1 && !calls.contains(pair));
    let nevers: Vec<Value> = none.map(|(from, to)| Value::Table(call(from, to))).collect();
    Table::from_iter([("must".to_owned(), musts.into()), ("never".to_owned(), nevers.into())])
}

/// The views of which M1 keeps a copy: who must tell what changes, and how old the copy may be.
fn read_models(own: &Own<'_>) -> Table {
    let Some(scenario) = own.scenario() else { return Table::new() };
    let boundaries = &own.boundaries;
    let (mut items, mut keys, mut ages) = (Table::new(), Table::new(), Vec::new());
    for view in &scenario.views {
        let copy = boundaries.applies.iter().find(|apply| {
            apply.pattern == READ_MODEL && apply.on.as_deref() == Some(view.name.as_str())
        });
        let Some(at) = copy.and_then(|apply| apply.at.as_deref()) else { continue };
        let needs: Vec<&str> =
            view.needs.iter().map(|at| scenario.entities[*at].name.as_str()).collect();
        let owners = needs.iter().filter_map(|entity| boundaries.owner_of(entity));
        let mut tellers: Vec<&str> = owners.filter(|owner| *owner != at).collect();
        tellers.sort_unstable();
        tellers.dedup();
        let Some(age) = view.staleness_s.map(|age| age.to_string()) else { continue };
        let text = format!("{}, kept by {at}, made of {}", view.name, needs.join(", "));
        items.insert(view.name.clone(), Value::Table(table([("text", &text)])));
        let told = Table::from_iter([("value".to_owned(), Value::from(tellers))]);
        let old = table([("value", &age), ("why", "so old may this view be, and no older")]);
        let key = [("fed_by", told), ("staleness_s", old)];
        let key = key.map(|(name, table)| (name.to_owned(), Value::Table(table)));
        keys.insert(view.name.clone(), Value::Table(Table::from_iter(key)));
    }
    ages.extend(scenario.views.iter().filter_map(|view| Some(view.staleness_s?.to_string())));
    ages.sort_unstable();
    ages.dedup();
    let values = |values: Vec<Value>| Table::from_iter([("values".to_owned(), values.into())]);
    let services = own.services().map(Value::from).collect();
    let mut fed = values(services);
    fed.insert("rule".to_owned(), "many".into());
    let age = values(ages.into_iter().map(Value::from).collect());
    let dimensions = [("fed_by", fed), ("staleness_s", age)];
    let dimensions = dimensions.map(|(name, table)| (name.to_owned(), Value::Table(table)));
    Table::from_iter([
        ("dimension".to_owned(), Value::Table(Table::from_iter(dimensions))),
        ("item".to_owned(), items.into()),
        ("key".to_owned(), keys.into()),
    ])
}

/// A number of a design, by its word; nothing for what is none.
pub(super) fn number(own: &Own<'_>, word: &str) -> Option<f64> {
    Filling { own, service: None }.number(word)
}

/// What a service must outlive.
const SURVIVES: [&str; 3] = ["slow start", "drain of one node", "rollout"];

/// The home of a capability.
fn home<'o>(own: &'o Own<'_>, capability: &str) -> &'o str {
    own.boundaries.home_of(capability).unwrap_or(NOBODY)
}

/// Services with what clients ask of them, and every request that the shop must answer.
fn routes(shop: &Shop, own: &Own<'_>) -> Table {
    let mut services = Table::new();
    let mut requests = Vec::new();
    for request in &shop.requests {
        let home = home(own, &request.capability);
        let method = request.send.split(' ').next().unwrap_or("GET");
        let service = services.entry(home).or_insert_with(|| Value::Table(service()));
        let root: String = request.path.split('/').take(2).collect::<Vec<_>>().join("/");
        add(service, "paths", &root);
        add(service, "methods", method);
        if request.caller != ANYBODY {
            add(service, "private", &root);
        }
        let mut sent = table([("send", &request.send), ("as", &request.caller)]);
        let expect = table([("to", home), ("path", &request.path)]);
        sent.insert("expect".to_owned(), Value::Table(expect));
        requests.push(Value::Table(sent));
        requests.extend(near_misses(request));
    }
    Table::from_iter([
        ("service".to_owned(), Value::Table(services)),
        ("request".to_owned(), Value::Array(requests)),
    ])
}

/// What must not get through beside a request: the same without a token, the same with a longer word.
fn near_misses(request: &Request) -> Vec<Value> {
    let missed = |send: &str, caller: &str, status: i64, why: &str| {
        let mut sent = table([("send", send), ("as", caller), ("why", why)]);
        let expect = Table::from_iter([("status".to_owned(), Value::from(status))]);
        sent.insert("expect".to_owned(), Value::Table(expect));
        sent.insert("hidden".to_owned(), true.into());
        Value::Table(sent)
    };
    let first = request.path.split('/').nth(1).unwrap_or_default();
    let longer = request.send.replacen(&format!("/{first}"), &format!("/{first}-export"), 1);
    let mut missed_all =
        vec![missed(&longer, &request.caller, 404, "nothing of that name is offered")];
    if request.caller != ANYBODY {
        missed_all.push(missed(&request.send, ANYBODY, 401, "it is for whom it belongs to"));
    }
    missed_all
}

/// A caller without a token.
const ANYBODY: &str = "anonymous";

fn service() -> Table {
    Table::from_iter([("port".to_owned(), Value::from(8080))])
}

/// Adds a text to a list of a table, once.
fn add(table: &mut Value, key: &str, text: &str) {
    let Value::Table(table) = table else { return };
    let list = table.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(list) = list
        && !list.iter().any(|known| known.as_str() == Some(text))
    {
        list.push(text.into());
    }
}

/// A route for each thing that clients ask, a tier for each kind of caller.
fn limits(shop: &Shop, own: &Own<'_>) -> Table {
    let (mut routes, mut tiers) = (Table::new(), Table::new());
    for request in &shop.requests {
        let route = table([("service", home(own, &request.capability))]);
        routes.insert(request.capability.clone(), Value::Table(route));
        if request.caller != ANYBODY {
            tiers.insert(request.caller.clone(), Value::Table(table([("key", "user")])));
        }
    }
    Table::from_iter([
        ("dialect".to_owned(), Value::from("rates")),
        ("route".to_owned(), Value::Table(routes)),
        ("tier".to_owned(), Value::Table(tiers)),
    ])
}

/// Puts the design's own into the places of a template.
struct Filling<'o, 'm> {
    own: &'o Own<'m>,
    service: Option<&'o str>,
}

impl Filling<'_, '_> {
    fn table(&self, table: &Table) -> Table {
        let mut filled = Table::new();
        for (key, value) in table {
            let all: Vec<&str> = match each_of(key) {
                Some("service") => self.own.services().collect(),
                Some("owner") => self.own.owners().collect(),
                Some(_) => self.own.front().collect(),
                None => {
                    filled.insert(self.text(key), self.value(value));
                    continue;
                }
            };
            for service in all {
                let of = Filling { own: self.own, service: Some(service) };
                filled.insert(of.text(key), of.value(value));
            }
        }
        filled
    }

    fn value(&self, value: &Value) -> Value {
        match value {
            Value::Table(table) => Value::Table(self.table(table)),
            Value::Array(list) => Value::Array(list.iter().map(|one| self.value(one)).collect()),
            Value::String(text) => match bare(text).and_then(|word| self.number(word)) {
                Some(number) => number.into(),
                None => self.text(text).into(),
            },
            other => other.clone(),
        }
    }

    /// A text with every place filled that stands for a name.
    fn text(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((word, behind)) = after.split_once('}') else { break };
            filled.push_str(before);
            match self.name(word) {
                Some(name) => filled.push_str(name),
                None => filled.push_str(&format!("{{{word}}}")),
            }
            rest = behind;
        }
        filled + rest
    }

    fn name(&self, word: &str) -> Option<&str> {
        let boundaries = &self.own.boundaries;
        match word.split_once(':') {
            Some(("does", capability)) => Some(home(self.own, capability)),
            Some(("owns", entity)) => Some(boundaries.owner_of(entity).unwrap_or(NOBODY)),
            None if EACH.contains(&word) => self.service,
            _ => None,
        }
    }

    fn number(&self, word: &str) -> Option<f64> {
        // Counts of a design are small.
        let count = |count: usize| Some(count as f64);
        let own = self.own;
        match word {
            "services" => count(own.services().count()),
            "stores" => count(own.owners().count()),
            "readmodels" => count(own.read_models()),
            "checkout_services" => count(own.homes_of("checkout").len()),
            "brokers" => count(usize::from(own.has_broker())),
            "gateways" => count(usize::from(own.services().count() > 1)),
            "meshes" => count(usize::from(own.applies("service-mesh"))),
            "cost" => own.cost(),
            "rate" => own.rate(self.service?),
            "capacity" => Some(own.rate(self.service?)? * HEADROOM),
            "instances" => {
                let needed = |service| own.rate(service).map_or(1.0, instances);
                Some(own.services().map(needed).sum())
            }
            _ => None,
        }
    }
}

/// What a service can carry, as a multiple of what clients send it.
const HEADROOM: f64 = 1.25;

/// Instances for a rate; two, so that one may be lost.
fn instances(rate: f64) -> f64 {
    (rate / INSTANCE_RPS).ceil().max(2.0)
}

/// The word of a text that is one place and nothing else.
fn bare(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}').filter(|word| !word.contains('{'))
}
