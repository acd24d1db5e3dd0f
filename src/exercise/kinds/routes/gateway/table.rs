//! A table of routes as a learner wrote it, read from YAML with the place of everything.

use std::ops::Range;

use super::super::document::Reading;
use crate::manifest::{pattern::Pattern, yaml::Node};

/// More routes are refused.
const MOST_ROUTES: usize = 200;
/// Methods that change something.
pub(super) const WRITES: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];
/// What a route may ask of who calls.
pub(super) const AUTHS: [&str; 4] = ["none", "user", "partner", "service"];

const ROUTE_KEYS: [&str; 11] = [
    "name", "match", "to", "split", "answer", "rewrite", "auth", "limit", "timeout", "retry",
    "retire",
];

/// One route.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) name: String,
    /// In lower case; nothing for any host.
    pub(super) host: Option<String>,
    pub(super) path: String,
    pub(super) kind: PathKind,
    pub(super) methods: Vec<String>,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) does: Does,
    pub(super) rewrite: Option<Rewrite>,
    pub(super) auth: String,
    /// Milliseconds of one try.
    pub(super) timeout_ms: Option<f64>,
    pub(super) attempts: i64,
    /// What is tried again.
    pub(super) retry_on: Vec<String>,
    pub(super) retire: Option<String>,
    /// Everything else that stands there, as it was written.
    pub(super) limit: Option<String>,
    pub(super) places: Places,
}

/// Where the parts of a route stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub(super) file: String,
    pub(super) route: Range<usize>,
    /// Where another key can come.
    pub(super) begin: usize,
    /// How far its keys are indented; nothing where it stands on one line.
    pub(super) indent: Option<usize>,
    pub(super) to: Range<usize>,
    pub(super) path: Option<Range<usize>>,
    pub(super) kind: Option<Range<usize>>,
    pub(super) methods: Option<Range<usize>>,
    pub(super) rewrite: Option<Range<usize>>,
    pub(super) auth: Option<Range<usize>>,
    pub(super) retry_on: Option<Range<usize>>,
    pub(super) timeout: Option<Range<usize>>,
    pub(super) retire: Option<Range<usize>>,
}

#[derive(Clone, Debug)]
pub(super) enum PathKind {
    Exact,
    Prefix,
    Regex(Pattern),
}

/// What a route does with a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Does {
    /// Services with ports, as they were written, and weights.
    Forward(Vec<(String, i64)>),
    Answer(i64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rewrite {
    Prefix(String),
    Full(String),
}

impl PathKind {
    /// Its word in a table.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Prefix => "prefix",
            Self::Regex(_) => "regex",
        }
    }
}

impl Route {
    /// The targets that get requests.
    pub(super) fn targets(&self) -> impl Iterator<Item = &str> {
        let all = match &self.does {
            Does::Forward(targets) => targets.as_slice(),
            Does::Answer(_) => &[],
        };
        all.iter().filter(|(_, weight)| *weight > 0).map(|(target, _)| target.as_str())
    }

    /// The services that get requests.
    pub(super) fn services(&self) -> impl Iterator<Item = &str> {
        self.targets().map(|target| target.split(':').next().unwrap_or_default())
    }

    /// The prefix without a slash at its end.
    pub(super) fn prefix(&self) -> &str {
        self.path.strip_suffix('/').unwrap_or(&self.path)
    }
}

/// Reads the routes of a document.
pub(super) fn routes(reading: &mut Reading<'_>, root: &Node) -> Vec<Route> {
    reading.keys(root, &["routes"]);
    let list = root.get("routes");
    if list.items().len() > MOST_ROUTES {
        reading.wrong(&list.span, format!("more than {MOST_ROUTES} routes"));
        return Vec::new();
    }
    let items = list.items().iter().enumerate();
    items.filter_map(|(at, node)| route(reading, node, at)).collect()
}

fn route(reading: &mut Reading<'_>, node: &Node, at: usize) -> Option<Route> {
    reading.map(node, "a route")?;
    reading.keys(node, &ROUTE_KEYS);
    let name = reading.text(node, "name").unwrap_or_else(|| format!("route {}", at + 1));
    let matches = node.get("match");
    reading.keys(matches, &["host", "path", "kind", "methods", "headers"]);
    let path = reading.text(matches, "path").unwrap_or_else(|| "/".to_owned());
    let kind = kind(reading, matches, &path);
    let headers = matches.get("headers").pairs();
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let methods = matches.get("methods");
    let retry = node.get("retry");
    reading.keys(retry, &["attempts", "on"]);
    let auth = reading.word(node, "auth", &AUTHS).unwrap_or_else(|| "none".to_owned());
    let does = does(reading, node, &name);
    let span = |node: &Node| node.is_present().then(|| node.span.clone());
    let named = if node.get("name").is_present() { node.get("name") } else { node };
    let begin = node.entries().first().map_or(node.span.start, |(key, _)| key.span.start);
    Some(Route {
        host: reading.text(matches, "host").map(|host| host.to_lowercase()),
        methods: methods.texts().into_iter().map(str::to_uppercase).collect(),
        headers,
        rewrite: rewrite(reading, node.get("rewrite")),
        auth,
        timeout_ms: reading.duration(node, "timeout"),
        attempts: reading.whole(retry, "attempts").unwrap_or(1),
        retry_on: retry.get("on").texts().into_iter().map(str::to_owned).collect(),
        retire: node.get("retire").text().map(str::to_owned),
        limit: node.get("limit").text().map(str::to_owned),
        places: Places {
            file: reading.file.to_owned(),
            route: named.span.clone(),
            begin,
            indent: reading.indent(node.span.start, begin),
            to: node.get("to").span.clone(),
            path: span(matches.get("path")),
            kind: span(matches.get("kind")),
            methods: span(methods),
            rewrite: span(node.get("rewrite")),
            auth: span(node.get("auth")),
            retry_on: span(retry.get("on")),
            timeout: span(node.get("timeout")),
            retire: span(node.get("retire")),
        },
        name,
        path,
        kind,
        does: does?,
    })
}

fn kind(reading: &mut Reading<'_>, matches: &Node, path: &str) -> PathKind {
    match reading.word(matches, "kind", &["exact", "prefix", "regex"]).as_deref() {
        Some("exact") => PathKind::Exact,
        Some("regex") => match Pattern::parse(path) {
            Ok(pattern) => PathKind::Regex(pattern),
            Err(why) => {
                reading.wrong(&matches.get("path").span, format!("`{path}`: {why}"));
                PathKind::Prefix
            }
        },
        _ => PathKind::Prefix,
    }
}

fn does(reading: &mut Reading<'_>, node: &Node, name: &str) -> Option<Does> {
    let answer = node.get("answer");
    reading.keys(answer, &["status"]);
    if answer.is_present() {
        return Some(Does::Answer(reading.whole(answer, "status").unwrap_or(200)));
    }
    let split = node.get("split").items();
    if !split.is_empty() {
        let mut targets = Vec::new();
        for part in split {
            reading.keys(part, &["to", "weight"]);
            let weight = reading.whole(part, "weight").unwrap_or(1);
            targets.extend(reading.text(part, "to").map(|to| (to, weight)));
        }
        return Some(Does::Forward(targets));
    }
    let to = reading.text(node, "to");
    if to.is_none() {
        let message = format!("`{name}` says neither `to`, `split` nor `answer`");
        reading.wrong(&node.span, message);
    }
    Some(Does::Forward(vec![(to?, 1)]))
}

fn rewrite(reading: &mut Reading<'_>, node: &Node) -> Option<Rewrite> {
    reading.keys(node, &["prefix", "full"]);
    let full = reading.text(node, "full").map(Rewrite::Full);
    full.or_else(|| reading.text(node, "prefix").map(Rewrite::Prefix))
}
