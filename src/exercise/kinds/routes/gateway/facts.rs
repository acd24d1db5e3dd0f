//! What stands behind a gateway, and the requests that a table is tried with.

use crate::table::{Fields, Placed};

/// More requests are refused.
const MOST_REQUESTS: usize = 400;

/// The facts of a gateway.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gateway {
    pub(super) services: Vec<Service>,
    pub(super) requests: Vec<Request>,
    /// Versions from the oldest to the one that stays.
    pub(super) versions: Vec<String>,
    /// When the old versions go.
    pub(super) sunset: Option<String>,
    /// Milliseconds that a request may take with all of its tries.
    pub(super) budget_ms: Option<f64>,
}

#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) port: i64,
    /// Paths as the service sees them.
    pub(super) paths: Vec<String>,
    /// Paths that need a token.
    pub(super) private: Vec<String>,
    /// Paths that nobody outside may reach.
    pub(super) internal: Vec<String>,
    pub(super) methods: Vec<String>,
    /// Whether a request may be repeated.
    pub(super) idempotent: bool,
}

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Anonymous,
    User,
    Partner,
    Service,
}

/// One request, and what must come of it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) host: String,
    /// Without the query.
    pub(super) path: String,
    pub(super) caller: Caller,
    pub(super) headers: Vec<(String, String)>,
    pub(super) expect: Expect,
    pub(super) why: String,
    pub(super) weight: f64,
    /// Whether the learner only learns of it when it is lost.
    pub(super) hidden: bool,
    /// As it was written.
    pub(super) send: String,
}

/// What must come of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Expect {
    pub(super) to: Option<String>,
    /// The path as the service sees it.
    pub(super) path: Option<String>,
    pub(super) status: Option<i64>,
    /// What the route asks for.
    pub(super) auth: Option<String>,
}

/// The words of the callers.
pub(super) const CALLERS: [(&str, Caller); 4] = [
    ("anonymous", Caller::Anonymous),
    ("user", Caller::User),
    ("partner", Caller::Partner),
    ("service", Caller::Service),
];

impl Gateway {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(in super::super) fn read(root: &Fields<'_, '_>) -> Self {
        let mut gateway = Self::default();
        for (name, fields) in root.named_tables("service") {
            gateway.services.push(Service::read(name, &fields));
        }
        if let Some(rules) = root.table("rules") {
            gateway.versions = words(&rules, "versions");
            gateway.budget_ms = rules.number("budget_ms").map(|budget| budget.value);
            // A date of TOML is no text, and only shown.
            let sunset = rules.value("sunset");
            gateway.sunset = sunset.and_then(|sunset| sunset.as_str().map(str::to_owned));
        }
        let requests = root.tables("request");
        if requests.is_empty() || requests.len() > MOST_REQUESTS {
            let message =
                format!("a gateway is tried with 1 to {MOST_REQUESTS} requests: [[request]]");
            root.report("missing-key", root.span(), message);
        }
        for fields in requests.iter().take(MOST_REQUESTS) {
            let request = Request::read(fields, &gateway.services);
            gateway.requests.extend(request);
        }
        gateway
    }

    /// The service of that name.
    pub(super) fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }
}

impl Service {
    fn read(name: Placed<String>, fields: &Fields<'_, '_>) -> Self {
        Self {
            name: name.value,
            port: fields.integer("port").map_or(80, |port| port.value),
            paths: words(fields, "paths"),
            private: words(fields, "private"),
            internal: words(fields, "internal"),
            methods: words(fields, "methods"),
            idempotent: fields.boolean("idempotent").is_some_and(|is| is.value),
        }
    }
}

impl Request {
    fn read(fields: &Fields<'_, '_>, services: &[Service]) -> Option<Self> {
        let caller = fields.one_of("as", &CALLERS).map_or(Caller::Anonymous, |one| one.value);
        let headers = fields.table("header").map_or_else(Vec::new, |table| {
            let value = |name: Placed<String>| {
                Some((name.value.clone(), table.any(&name.value)?.string()?.value))
            };
            table.keys().into_iter().filter_map(value).collect()
        });
        let why = fields.string("why").map(|why| why.value).unwrap_or_default();
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value).max(0.0);
        let hidden = fields.boolean("hidden").is_some_and(|hidden| hidden.value);
        let expect = fields.required_table("expect").map(|expect| Expect::read(&expect, services));
        let send = fields.required_string("send")?;
        let Some((method, host, path)) = parts(&send.value) else {
            let message = "a request is like \"GET https://shop.example/users/7\"";
            fields.report("bad-request", send.span, message);
            return None;
        };
        let expect = expect?;
        let send = send.value;
        Some(Self { method, host, path, caller, headers, expect, why, weight, hidden, send })
    }
}

impl Request {
    /// What is sent, and by whom.
    pub(super) fn told(&self) -> String {
        let caller = CALLERS.iter().find(|(_, caller)| *caller == self.caller);
        format!("{} as {}", self.send, caller.map_or("", |(word, _)| word))
    }
}

impl Expect {
    fn read(fields: &Fields<'_, '_>, services: &[Service]) -> Self {
        let text = |key| fields.string(key);
        let to = text("to");
        if let Some(to) = &to
            && !services.iter().any(|service| service.name == to.value)
        {
            let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
            let help = crate::table::did_you_mean(&to.value, &names);
            let message = format!("no service is called `{}`", to.value);
            fields.report_with_help("unknown-word", to.span.clone(), message, help);
        }
        Self {
            to: to.map(|to| to.value),
            path: text("path").map(|path| path.value),
            status: fields.integer("status").map(|status| status.value),
            auth: text("auth").map(|auth| auth.value),
        }
    }
}

/// Method, host without port, and path without query.
fn parts(send: &str) -> Option<(String, String, String)> {
    let (method, url) = send.split_once(' ')?;
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = (rest.get(..end)?, rest.get(end..)?);
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = if path.is_empty() { "/" } else { path };
    Some((method.to_uppercase(), host, path.to_owned()))
}

fn words(fields: &Fields<'_, '_>, key: &'static str) -> Vec<String> {
    fields.strings(key).into_iter().map(|word| word.value).collect()
}
