//! The dialect `firewall`: which zone may open which port in which other; everything else is denied. A
//! connection that was let in may answer.

mod mark;

use std::{collections::BTreeSet, ops::Range};

use super::{
    FILE,
    document::{self, Reading},
};
use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::Answer,
        kind::{Facts, Knowledge, Mutant},
    },
    manifest::yaml::Node,
    table::{self, Fields, Placed},
    verdict::{Fix, TextEdit, Verdict},
};

const FLOWS: f64 = 70.0;

const CHARGES: f64 = 30.0;

/// What a port may speak.
const PROTOCOLS: [&str; 2] = ["tcp", "udp"];

/// Every port that no needed flow names, in a flow that must not be.
const ANY: &str = "any";

/// A port with its protocol: `443/tcp`.
type Port = String;

/// From one zone to a port of another.
type Triple = (String, String, Port);

/// The facts of a firewall.
#[derive(Clone, Debug, Default)]
pub(super) struct Firewall {
    zones: Vec<Zone>,
    flows: Vec<Flow>,
}

#[derive(Clone, Debug)]
struct Zone {
    name: String,
    hosts: Vec<String>,
}

/// What must be open, or must not be.
#[derive(Clone, Debug)]
struct Flow {
    triple: Triple,
    allow: bool,
    why: String,
    weight: f64,
    hidden: bool,
}

/// One rule of the answer.
#[derive(Clone, Debug)]
struct Rule {
    from: String,
    to: String,
    ports: Vec<Port>,
    file: String,
    span: Range<usize>,
    list: Range<usize>,
}

impl Firewall {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let mut firewall = Self::default();
        for (name, fields) in root.named_tables("zone") {
            let hosts = fields.strings("hosts").into_iter().map(|host| host.value).collect();
            // What listens there is for the brief to tell.
            fields.ignore("ports");
            firewall.zones.push(Zone { name: name.value, hosts });
        }
        for fields in root.tables("flow") {
            let flow = firewall.flow(&fields);
            firewall.flows.extend(flow);
        }
        if firewall.zones.is_empty() || firewall.flows.is_empty() {
            root.report("missing-key", root.span(), "a firewall has [zone.NAME] and [[flow]]");
        }
        firewall
    }

    fn flow(&self, fields: &Fields<'_, '_>) -> Option<Flow> {
        let zone = |key| {
            let name = fields.required_string(key)?;
            self.known(&name, fields).then_some(name.value)
        };
        let (from, to) = (zone("from"), zone("to"));
        let allow = fields.boolean("allow").is_none_or(|allow| allow.value);
        let hidden = fields.boolean("hidden").is_some_and(|hidden| hidden.value);
        let why = fields.string("why").map(|why| why.value).unwrap_or_default();
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value).max(0.0);
        let value = fields.value("port");
        let text = value.as_ref().and_then(|value| match value.is_string() {
            true => value.string().map(|port| port.value),
            false => value.integer().map(|port| port.value.to_string()),
        });
        let any = |text: &&str| !allow && *text == ANY;
        let port = text.as_deref().and_then(|text| match any(&text) {
            true => Some(ANY.to_owned()),
            false => port(text),
        });
        if port.is_none() {
            let message =
                "a flow has a `port`: 443, or \"53/udp\"; one that must not be, also \"any\"";
            fields.report("bad-port", value.map_or_else(|| fields.span(), |it| it.span()), message);
        }
        let triple = (from?, to?, port?);
        Some(Flow { triple, allow, why, weight, hidden })
    }

    /// Whether what is open from a zone to a port falls under a flow.
    fn is_under(&self, triple: &Triple, flow: &Flow) -> bool {
        let same = flow.triple.0 == triple.0 && flow.triple.1 == triple.1;
        let needed = || self.flows.iter().any(|one| one.allow && one.triple == *triple);
        flow.triple == *triple || same && flow.triple.2 == ANY && !needed()
    }

    fn known(&self, name: &Placed<String>, fields: &Fields<'_, '_>) -> bool {
        let known: Vec<&str> = self.zones.iter().map(|zone| zone.name.as_str()).collect();
        let is_known = known.contains(&name.value.as_str());
        if !is_known {
            let help = table::did_you_mean(&name.value, &known);
            let message = format!("no zone is called `{}`", name.value);
            fields.report_with_help("unknown-word", name.span.clone(), message, help);
        }
        is_known
    }
}

impl Facts for Firewall {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.zones", self.zones.len()), ("exercise.size.flows", self.flows.len())]
    }

    fn starter(&self) -> Answer {
        Answer::of(FILE, format!("{}allow: []\n", self.notes()))
    }

    fn notes(&self) -> String {
        let mut text = String::from("# Zones\n");
        for zone in &self.zones {
            text.push_str(format!("#   {}: {}", zone.name, zone.hosts.join(", ")).trim_end());
            text.push('\n');
        }
        text.push_str("# Flows that you know of\n");
        for flow in self.flows.iter().filter(|flow| !flow.hidden) {
            let word = if flow.allow { "needed" } else { "forbidden" };
            let line = format!("#   {} {word}  {}", shown(&flow.triple), flow.why);
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str(
            "# - { from: ZONE, to: ZONE, ports: [443, 53/udp] }   # all else is denied\n",
        );
        text
    }

    fn diagnose(&self, _answer: &Answer) -> Vec<Diagnostic> {
        // What cannot be read is for RT-01 to say.
        Vec::new()
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        self.judged(answer)
    }

    fn guesses(&self) -> bool {
        // Only the replay says whether an edit helps.
        true
    }

    fn rules(&self) -> Vec<&'static str> {
        let any = |allow: bool| self.flows.iter().any(|flow| flow.allow == allow);
        let mut rules = vec!["RT-01", "RT-02", "RT-22", "RT-23"];
        rules.extend(any(true).then_some("RT-20"));
        rules.extend(any(false).then_some("RT-21"));
        rules
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let rules = document::read(answer, rules).0;
        let mut mutants = Vec::new();
        let mut add = |operator, name: String, rules: &[Rule]| {
            mutants.push(Mutant { operator, name, answer: emit(rules) });
        };
        for (at, rule) in rules.iter().enumerate() {
            let mut less = rules.clone();
            less.remove(at);
            add("a rule less", rule.name(), &less);
            let with = |change: &dyn Fn(&mut Rule)| {
                let mut changed = rules.clone();
                change(&mut changed[at]);
                changed
            };
            for port in &rule.ports {
                let changed = with(&|rule| rule.ports.retain(|other| other != port));
                add("a port less", format!("{} {port}", rule.name()), &changed);
            }
            let wider = with(&|rule| rule.ports.push("1/tcp".to_owned()));
            add("a port more", rule.name(), &wider);
            let turned = with(&|rule| std::mem::swap(&mut rule.from, &mut rule.to));
            add("the other way", rule.name(), &turned);
            for zone in
                self.zones.iter().filter(|zone| zone.name != rule.from && zone.name != rule.to)
            {
                let other = with(&|rule| rule.from.clone_from(&zone.name));
                add("from another zone", format!("{} {}", rule.name(), zone.name), &other);
            }
        }
        mutants
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let ports: BTreeSet<&Port> = self.flows.iter().map(|flow| &flow.triple.2).collect();
        let ports: Vec<Port> = ports.into_iter().filter(|port| *port != ANY).cloned().collect();
        let zones = || self.zones.iter().map(|zone| &zone.name);
        let all = zones().flat_map(|from| zones().map(move |to| (from, to)));
        let all = all.filter(|(from, to)| from != to).map(|(from, to)| Rule {
            from: from.clone(),
            to: to.clone(),
            ports: ports.clone(),
            file: FILE.to_owned(),
            span: 0..0,
            list: 0..0,
        });
        vec![("no rules", emit(&[])), ("everything open", emit(&all.collect::<Vec<_>>()))]
    }

    fn rewritten(&self, answer: &Answer) -> Vec<Answer> {
        let (mut rules, unread) = document::read(answer, rules);
        if !unread.is_empty() || rules.is_empty() {
            return Vec::new();
        }
        rules.reverse();
        rules.iter_mut().for_each(|rule| rule.ports.reverse());
        vec![emit(&rules)]
    }
}

impl Rule {
    fn name(&self) -> String {
        format!("{} -> {}", self.from, self.to)
    }

    fn triples(&self) -> Vec<Triple> {
        let triple = |port: &Port| (self.from.clone(), self.to.clone(), port.clone());
        self.ports.iter().map(triple).collect()
    }

    /// The rule with other ports.
    fn with(&self, ports: Vec<Port>) -> Fix {
        let list = list(&ports);
        let edit = TextEdit {
            file: self.file.clone(),
            range: self.list.clone(),
            text: Some(list.clone()),
        };
        let text = format!("{}: ports {list}", self.name());
        if ports.is_empty() {
            Fix::words(format!("Leave the rule {} out", self.name()))
        } else {
            Fix::edit(text, vec![edit])
        }
    }
}

/// The rules of a document.
fn rules(reading: &mut Reading<'_>, root: &Node) -> Vec<Rule> {
    reading.keys(root, &["allow"]);
    let mut found = Vec::new();
    for node in root.get("allow").items() {
        if reading.map(node, "a rule").is_none() {
            continue;
        }
        reading.keys(node, &["from", "to", "ports"]);
        let (from, to) = (reading.text(node, "from"), reading.text(node, "to"));
        let (Some(from), Some(to)) = (from, to) else {
            reading.wrong(&node.span, "a rule has `from`, `to` and `ports`".to_owned());
            continue;
        };
        let mut ports: Vec<Port> = Vec::new();
        for text in node.get("ports").texts() {
            match port(text) {
                Some(port) if ports.contains(&port) => {}
                Some(port) => ports.push(port),
                None => {
                    let message = format!("`{text}` is no port: 443, 53/udp");
                    reading.wrong(&node.get("ports").span, message);
                }
            }
        }
        let (span, list) = (node.get("from").span.clone(), node.get("ports").span.clone());
        found.push(Rule { from, to, ports, file: reading.file.to_owned(), span, list });
    }
    found
}

/// A port as it is compared; TCP unless it says otherwise.
fn port(text: &str) -> Option<Port> {
    let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let number: u16 = number.trim().parse().ok().filter(|number| *number > 0)?;
    let protocol = protocol.trim().to_lowercase();
    PROTOCOLS.contains(&protocol.as_str()).then(|| format!("{number}/{protocol}"))
}

/// A port as one writes it.
fn bare(port: &str) -> &str {
    port.strip_suffix("/tcp").unwrap_or(port)
}

fn list(ports: &[Port]) -> String {
    let ports: Vec<&str> = ports.iter().map(|port| bare(port)).collect();
    format!("[{}]", ports.join(", "))
}

fn shown((from, to, port): &Triple) -> String {
    format!("{from} -> {to}:{}", bare(port))
}

fn needed(word: &str, why: &str) -> String {
    if why.is_empty() { word.to_owned() } else { format!("{word} ({why})") }
}

/// Rules as YAML.
fn emit(rules: &[Rule]) -> Answer {
    let line = |rule: &Rule| {
        format!("  - {{ from: {}, to: {}, ports: {} }}\n", rule.from, rule.to, list(&rule.ports))
    };
    let lines: String = rules.iter().map(line).collect();
    let head = if rules.is_empty() { "allow: []\n" } else { "allow:\n" };
    Answer::of(FILE, format!("{head}{lines}"))
}

/// One more rule at the end of the answer.
fn added(answer: &Answer, (from, to, port): &Triple) -> Fix {
    let line = format!("- {{ from: {from}, to: {to}, ports: [{}] }}", bare(port));
    let text = format!("Allow {from} -> {to}:{}", bare(port));
    let Some((file, source)) = answer.texts().last() else { return Fix::words(text) };
    let rule = source.lines().rev().find(|known| known.trim_start().starts_with("- "));
    let Some(rule) = rule else { return Fix::words(text) };
    let indent = " ".repeat(rule.len() - rule.trim_start().len());
    let end = source.trim_end().len();
    let edit = TextEdit {
        file: file.to_owned(),
        range: end..source.len(),
        text: Some(format!("\n{indent}{line}\n")),
    };
    Fix::edit(text, vec![edit])
}
