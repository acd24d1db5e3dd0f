//! What must arrive, what must never arrive, and what must be survived.

use std::collections::BTreeMap;

use crate::table::{Fields, Placed};

/// An intent.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    /// Who sends; empty where nothing is sent.
    pub(crate) from: Placed<String>,
    pub(crate) send: Option<Request>,
    /// The workload that it must reach, or must never.
    pub(crate) reaches: Option<String>,
    /// The path that the workload must see.
    pub(crate) path: Option<String>,
    pub(crate) survives: Option<Survival>,
    pub(crate) weight: f64,
    /// As it is shown.
    pub(crate) shown: String,
}

/// What a workload must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Survival {
    /// One node is emptied.
    Drain,
    /// A new version comes.
    Rollout,
    /// It starts as slowly as it does.
    Start,
}

/// A request, or a connection where no method is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    /// In capitals; empty for a bare connection.
    pub(crate) method: String,
    pub(crate) scheme: String,
    /// In small letters.
    pub(crate) host: String,
    pub(crate) port: i64,
    /// Without query.
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    /// By name in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    /// Whether it bears a valid token.
    pub(crate) token: bool,
}

/// Ports of schemes that are not those of the web.
const PORTS: [(&str, i64); 11] = [
    ("http", 80),
    ("https", 443),
    ("ws", 80),
    ("wss", 443),
    ("grpc", 80),
    ("postgres", 5432),
    ("postgresql", 5432),
    ("mysql", 3306),
    ("redis", 6379),
    ("mongodb", 27017),
    ("amqp", 5672),
];

impl Request {
    /// Reads `METHOD URL`, or a bare URL or `host:port`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (method, url) = match words.as_slice() {
            [url] => ("", *url),
            [method, url] => (*method, *url),
            _ => return None,
        };
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let (authority, path) = match rest.find('/') {
            Some(at) => (rest.get(..at)?, rest.get(at..)?),
            None => (rest, "/"),
        };
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()),
            None => (authority, None),
        };
        let method = method.to_uppercase();
        let is_bare = ["TCP", "UDP", "CONNECT"].contains(&method.as_str());
        let scheme = match scheme {
            "" if method == "UDP" => "udp",
            "" if method.is_empty() || is_bare => "tcp",
            "" => "http",
            named => named,
        };
        let known = PORTS.iter().find(|(name, _)| *name == scheme).map(|(_, port)| *port);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let is_http = ["http", "https", "ws", "wss", "grpc"].contains(&scheme);
        let method = match method.as_str() {
            "" if is_http => "GET".to_owned(),
            _ if is_bare => String::new(),
            _ => method,
        };
        Some(Self {
            method: if is_http { method } else { String::new() },
            host: (!host.is_empty()).then(|| host.to_lowercase())?,
            port: port.or(known)?,
            path: path.to_owned(),
            query: pairs(query),
            scheme: scheme.to_lowercase(),
            ..Self::default()
        })
    }

    /// Whether it is a request of the web, with method and path.
    pub(crate) fn is_http(&self) -> bool {
        !self.method.is_empty()
    }

    /// The transport.
    pub(crate) fn protocol(&self) -> &'static str {
        if self.scheme == "udp" { "UDP" } else { "TCP" }
    }
}

fn pairs(query: &str) -> BTreeMap<String, String> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (name.to_owned(), value.to_owned())
    };
    parts.map(pair).collect()
}

impl Intent {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let from = fields.string("from");
        let sent = fields.string("send");
        let survives = survival(fields);
        let mut send = sent.as_ref().and_then(|sent| {
            let request = Request::parse(&sent.value);
            if request.is_none() {
                let message =
                    "a request is written \"GET https://host/path\", or \"tcp://host:port\"";
                fields.report("bad-request", sent.span.clone(), message);
            }
            request
        });
        if sent.is_none() && survives.is_none() {
            fields.report("missing-key", fields.span(), "an intent has `send` or `survives`");
        }
        if let Some(request) = &mut send {
            let headers = fields.table("headers");
            request.headers = headers.map(|headers| texts(&headers)).unwrap_or_default();
            request.token = fields.boolean("token").is_some_and(|token| token.value);
        }
        let text = |key| fields.string(key).map(|text| text.value);
        let (reaches, path) = (text("reaches"), text("path"));
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value.max(0.0));
        let says = text("says").or_else(|| text("why"));
        if send.is_none() && survives.is_none() {
            return None;
        }
        let empty = Placed { value: String::new(), span: fields.span() };
        let from = from.unwrap_or(empty);
        let shown = match (&sent, survives, &reaches) {
            (Some(sent), ..) => format!("{} from {}", sent.value, from.value),
            (None, Some(how), Some(name)) => format!("{name} survives {}", how.shown()),
            (None, how, None) => format!("survives {}", how.map_or("", Survival::shown)),
            (None, None, _) => String::new(),
        };
        let shown = says.map_or(shown.clone(), |says| format!("{shown}: {says}"));
        Some(Self { from, send, reaches, path, survives, weight, shown })
    }
}

impl Survival {
    fn shown(self) -> &'static str {
        match self {
            Self::Drain => "the drain of one node",
            Self::Rollout => "a rollout",
            Self::Start => "its own start",
        }
    }
}

fn survival(fields: &Fields<'_, '_>) -> Option<Survival> {
    let said = fields.string("survives")?;
    let words = said.value.to_lowercase();
    let has = |words_of: &[&str]| words_of.iter().any(|word| words.contains(word));
    match () {
        () if has(&["drain", "node", "evict"]) => Some(Survival::Drain),
        () if has(&["rollout", "update", "release", "deploy", "version"]) => {
            Some(Survival::Rollout)
        }
        () if has(&["start", "slow"]) => Some(Survival::Start),
        () => {
            let message =
                "what is survived is \"drain of one node\", \"rollout\" or \"slow start\"";
            fields.report("unknown-word", said.span, message);
            None
        }
    }
}

fn texts(fields: &Fields<'_, '_>) -> BTreeMap<String, String> {
    let value = |name: &str| Some(fields.any(name)?.string()?.value);
    let names = fields.keys().into_iter();
    names.filter_map(|name| Some((name.value.to_lowercase(), value(&name.value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_have_a_scheme_a_port_and_a_path() {
        let request = Request::parse("GET https://Shop.example/users/7?x=1&y").unwrap();
        let shown =
            (request.host.as_str(), request.port, request.path.as_str(), request.query.len());
        assert_eq!(shown, ("shop.example", 443, "/users/7", 2));
        let bare = Request::parse("tcp://db:5432").unwrap();
        assert_eq!((bare.is_http(), bare.port, bare.protocol()), (false, 5432, "TCP"));
        assert_eq!(Request::parse("TCP db:5432").unwrap(), bare);
        assert_eq!(Request::parse("postgres://db/shop").unwrap().port, 5432);
        assert_eq!(Request::parse("UDP dns:53").unwrap().protocol(), "UDP");
        assert_eq!(Request::parse("GET http://a:8080").unwrap().path, "/");
        assert_eq!(Request::parse(""), None);
    }
}
