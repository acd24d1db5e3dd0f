//! Which route takes a request, and what comes of it. Precedence is that of the Gateway API (host, path,
//! method, headers, order): <https://gateway-api.sigs.k8s.io/reference/spec/#httproutematch>. What it
//! leaves to implementations, the place of regular expressions, is taken as behind prefixes.

use std::cmp::Reverse;

use super::{
    facts::{Caller, Request},
    table::{Does, PathKind, Rewrite, Route},
};

/// What comes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// 200 where a service gets it.
    pub(super) status: i64,
    /// Services that can get it.
    pub(super) to: Vec<String>,
    /// The path as the service sees it.
    pub(super) path: Option<String>,
    /// The route that took it, by number.
    pub(super) route: Option<usize>,
}

/// How well a route fits; the least goes first. Host, kind of path, its length, methods, headers.
type Rank = (Reverse<(u8, usize)>, u8, Reverse<usize>, bool, Reverse<usize>);

/// Why a route does not take a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    Host,
    Path,
    Method,
    /// The name of the header.
    Header(String),
    /// It fits, and another one fits better.
    Outranked(&'static str),
}

impl Route {
    /// Why a route does not fit a request; nothing where it does.
    pub(super) fn misses(&self, request: &Request) -> Option<Passed> {
        if !self.host.as_deref().is_none_or(|host| fits_host(host, &request.host)) {
            return Some(Passed::Host);
        }
        if !self.fits_path(&request.path) {
            return Some(Passed::Path);
        }
        if !self.methods.is_empty() && !self.methods.contains(&request.method) {
            return Some(Passed::Method);
        }
        let sends = |name: &str, value: &str| {
            request.headers.iter().any(|(sent, as_)| sent.to_lowercase() == name && as_ == value)
        };
        let missing = self.headers.iter().find(|(name, value)| !sends(name, value));
        missing.map(|(name, _)| Passed::Header(name.clone()))
    }

    fn fits_path(&self, path: &str) -> bool {
        match &self.kind {
            PathKind::Exact => self.path == path,
            PathKind::Prefix => path
                .strip_prefix(self.prefix())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            PathKind::Regex(pattern) => pattern.takes(path),
        }
    }

    fn rank(&self) -> Rank {
        let host = match &self.host {
            None => (0, 0),
            Some(host) if host.starts_with("*.") => (1, host.chars().count()),
            Some(_) => (2, 0),
        };
        let (kind, length) = match self.kind {
            PathKind::Exact => (0, 0),
            PathKind::Prefix => (1, self.prefix().chars().count()),
            PathKind::Regex(_) => (2, 0),
        };
        let methods = self.methods.is_empty();
        (Reverse(host), kind, Reverse(length), methods, Reverse(self.headers.len()))
    }

    /// The path that the service sees.
    fn rewritten(&self, path: &str) -> String {
        match (&self.rewrite, &self.kind) {
            (Some(Rewrite::Full(full)), _) => full.clone(),
            (Some(Rewrite::Prefix(prefix)), PathKind::Prefix) => {
                let rest = path.strip_prefix(self.prefix()).unwrap_or_default();
                let new = format!("{}{rest}", prefix.strip_suffix('/').unwrap_or(prefix));
                if new.is_empty() { "/".to_owned() } else { new }
            }
            _ => path.to_owned(),
        }
    }

    /// What comes of a request that this route takes; `at`: its number.
    pub(super) fn outcome(&self, at: usize, request: &Request) -> Outcome {
        let answered = |status| Outcome { status, to: Vec::new(), path: None, route: Some(at) };
        if let Does::Answer(status) = self.does {
            return answered(status);
        }
        match refused(&self.auth, request.caller) {
            Some(status) => answered(status),
            None => Outcome {
                status: 200,
                to: self.services().map(str::to_owned).collect(),
                path: Some(self.rewritten(&request.path)),
                route: Some(at),
            },
        }
    }
}

/// Whether a host of a table fits one of a request; both in lower case.
fn fits_host(host: &str, asked: &str) -> bool {
    match host.strip_prefix('*') {
        Some(rest) if rest.starts_with('.') => {
            asked.strip_suffix(rest).is_some_and(|labels| !labels.is_empty())
        }
        _ => host == asked,
    }
}

/// The status for a caller that a route does not admit.
fn refused(auth: &str, caller: Caller) -> Option<i64> {
    let admitted = match auth {
        "user" => matches!(caller, Caller::User | Caller::Partner),
        "partner" => caller == Caller::Partner,
        "service" => caller == Caller::Service,
        _ => true,
    };
    match caller {
        _ if admitted => None,
        Caller::Anonymous => Some(401),
        _ => Some(403),
    }
}

/// The routes that fit a request, the one that takes it first.
pub(super) fn fitting(routes: &[Route], request: &Request) -> Vec<usize> {
    let fits = |at: &usize| routes[*at].misses(request).is_none();
    let mut fitting: Vec<usize> = (0..routes.len()).filter(fits).collect();
    fitting.sort_by_key(|at| routes[*at].rank());
    fitting
}

/// What comes of a request.
pub(super) fn replay(routes: &[Route], request: &Request) -> Outcome {
    match fitting(routes, request).first() {
        Some(at) => routes[*at].outcome(*at, request),
        None => Outcome { status: 404, to: Vec::new(), path: None, route: None },
    }
}

/// Whether only their order decides between two routes that fit.
pub(super) fn is_tie(one: &Route, other: &Route) -> bool {
    one.rank() == other.rank()
}

/// Why each route other than the one that took it did not take a request.
pub(super) fn passed(routes: &[Route], request: &Request) -> Vec<(usize, Passed)> {
    let winner = fitting(routes, request).first().copied();
    let why = |at: usize| {
        if Some(at) == winner {
            return None;
        }
        let better = winner.map(|winner| outranked(&routes[winner], &routes[at]));
        let why = routes[at].misses(request);
        Some((at, why.or(better.map(Passed::Outranked))?))
    };
    (0..routes.len()).filter_map(why).collect()
}

/// What a route has before another one that fits too.
fn outranked(winner: &Route, other: &Route) -> &'static str {
    let (one, two) = (winner.rank(), other.rank());
    match () {
        () if one.0 != two.0 => "its host is nearer",
        () if one.1 != two.1 => "its kind of path goes first: exact, prefix, regex",
        () if one.2 != two.2 => "its prefix is longer",
        () if one.3 != two.3 => "it names methods",
        () if one.4 != two.4 => "it asks for more headers",
        () => "it stands first in the table",
    }
}
