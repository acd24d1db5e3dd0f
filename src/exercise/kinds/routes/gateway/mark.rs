//! Marks a table: 70 for the requests that come out right, 30 less what the rules charge.

use serde_json::{Value, json};

use crate::{
    exercise::Answer,
    verdict::{
        Evidence, Finding, Fix, Severity, Span, TraceStep, Verdict,
        score::{Earned, charges, merged},
    },
};

use super::{
    super::document,
    choose::{Outcome, Passed, fitting, is_tie, passed, replay},
    facts::{Gateway, Request, Service},
    mend::Mend,
    table::{Does, PathKind, Rewrite, Route, WRITES, routes},
};

pub(in super::super) const REPLAY: f64 = 70.0;
pub(in super::super) const CHARGES: f64 = 30.0;
/// Where no route took a request.
const NOWHERE: &str = "no route";

/// The table of an answer, and what of it cannot be read.
pub(super) fn table(answer: &Answer) -> (Vec<Route>, Vec<Finding>) {
    document::read(answer, routes)
}

/// The verdict on an answer, with edits that are not tried yet.
pub(super) fn judged(gateway: &Gateway, answer: &Answer) -> Verdict {
    let (routes, unread) = table(answer);
    let mut marking = Marking { gateway, answer, routes: &routes, findings: unread };
    marking.there();
    let void = !marking.findings.is_empty();
    for at in 0..routes.len() {
        marking.route(at);
    }
    let outcomes: Vec<Outcome> =
        gateway.requests.iter().map(|request| replay(&routes, request)).collect();
    let right: Vec<bool> = gateway
        .requests
        .iter()
        .zip(&outcomes)
        .map(|(request, outcome)| marking.is_right(request, outcome))
        .collect();
    // A table that is none loses no request.
    if !void {
        for (request, outcome) in gateway.requests.iter().zip(&outcomes) {
            marking.request(request, outcome);
        }
    }
    let findings = merged(marking.findings);
    let charged: f64 = charges(&charging(&findings)).iter().map(|row| row.points).sum();
    let weight = |right: bool| if right { 1.0 } else { 0.0 };
    let all: f64 = gateway.requests.iter().map(|request| request.weight).sum();
    let weighed = gateway.requests.iter().zip(&right);
    let held: f64 = weighed.map(|(request, right)| request.weight * weight(*right)).sum();
    let (share, rest) = match void {
        true => (0.0, 0.0),
        false => (held / all.max(f64::MIN_POSITIVE), (CHARGES + charged).max(0.0)),
    };
    let earned = vec![
        Earned::new("requests", REPLAY * share, REPLAY),
        Earned::new("without a flaw", rest, CHARGES),
    ];
    let mut verdict = Verdict::judge(earned, findings);
    let rows = gateway.requests.iter().zip(&outcomes).zip(right);
    let rows =
        rows.map(|((request, outcome), right)| told(&routes, request, outcome, right && !void));
    verdict.extra.push(("replay", Value::Array(rows.collect())));
    verdict
}

/// The rules that charge: what a replay shows has cost its requests already.
fn charging(findings: &[Finding]) -> Vec<Finding> {
    let replayed = ["RT-03", "RT-05", "RT-07", "RT-08", "RT-09", "RT-14", "RT-15"];
    findings.iter().filter(|finding| !replayed.contains(&finding.rule)).cloned().collect()
}

/// One request in the report.
fn told(routes: &[Route], request: &Request, outcome: &Outcome, right: bool) -> Value {
    let others = passed(routes, request)
        .into_iter()
        .map(|(at, why)| json!({"route": routes[at].name, "why": why.to_string()}));
    json!({
        "ok": right,
        "status": outcome.status,
        "to": outcome.to,
        "path": outcome.path,
        "route": outcome.route.map(|at| &routes[at].name),
        "send": request.send,
        "others": others.collect::<Vec<_>>(),
    })
}

struct Marking<'m> {
    gateway: &'m Gateway,
    answer: &'m Answer,
    routes: &'m [Route],
    findings: Vec<Finding>,
}

impl Marking<'_> {
    fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        place: &str,
        why: &str,
    ) -> &mut Finding {
        let at = self.findings.len();
        self.findings.push(Finding::new(rule, severity, [place], why));
        &mut self.findings[at]
    }

    fn span(&self, route: &Route) -> Evidence {
        Evidence::Span(self.answer.span(&route.places.file, route.places.route.clone()))
    }

    fn mend<'s>(&'s self, route: &'s Route) -> Mend<'s> {
        Mend { gateway: self.gateway, route }
    }

    /// RT-01, RT-02: routes to services that are there.
    fn there(&mut self) {
        if self.routes.is_empty() {
            let why = "a table without a route takes no request";
            self.add("RT-01", Severity::Blocker, "routes", why);
        }
        for route in self.routes {
            let Does::Forward(targets) = &route.does else { continue };
            for (target, _) in targets {
                let (name, port) = target.rsplit_once(':').unwrap_or((target, ""));
                let service = self.gateway.service(name);
                if service.is_some_and(|service| port == service.port.to_string()) {
                    continue;
                }
                let known: Vec<String> = self
                    .gateway
                    .services
                    .iter()
                    .map(|service| format!("{}:{}", service.name, service.port))
                    .collect();
                let file = &route.places.file;
                let span = Span::of(
                    file,
                    self.answer.text(file).map_or("", |text| text),
                    route.places.to.clone(),
                );
                let fix = self.mend(route).target(name, target);
                let why = "nothing listens there";
                let finding = self.add("RT-02", Severity::Blocker, &route.name, why);
                finding.evidence.push(Evidence::row("target", target, known.join(", ")));
                finding.evidence.push(Evidence::Span(span));
                finding.fixes.extend(fix);
            }
        }
    }

    /// What can be said of a route without a request.
    fn route(&mut self, at: usize) {
        let routes = self.routes;
        let route = &routes[at];
        if let Some(earlier) = routes.iter().take(at).find(|earlier| covers(earlier, route)) {
            let why = "an earlier route takes everything that this one could take";
            let span = self.span(route);
            let finding = self.add("RT-04", Severity::Minor, &route.name, why);
            finding.evidence.push(Evidence::row(
                "same matches",
                &route.name,
                format!("only `{}`", earlier.name),
            ));
            finding.evidence.push(span);
        }
        if matches!(
            (&route.rewrite, &route.kind),
            (Some(Rewrite::Prefix(_)), PathKind::Exact | PathKind::Regex(_))
        ) {
            let why = "only a route by prefix has a prefix to replace";
            let span = self.span(route);
            let finding = self.add("RT-07", Severity::Major, &route.name, why);
            let needed = "rewrite: { full: … }, or kind: prefix";
            finding.evidence.push(Evidence::row(
                "rewrite",
                format!("prefix of a path by {}", route.kind.word()),
                needed,
            ));
            finding.evidence.push(span);
        }
        if route.targets().next().is_none() {
            return;
        }
        self.methods(route);
        self.time(route);
        self.version(route);
    }

    fn services<'s>(&'s self, route: &'s Route) -> impl Iterator<Item = &'s Service> {
        route.services().filter_map(|name| self.gateway.service(name))
    }

    /// RT-10, RT-11: methods that change something.
    fn methods(&mut self, route: &Route) {
        let admits = |method: &str| {
            route.methods.is_empty() || route.methods.iter().any(|known| known == method)
        };
        let asked = |method: &str| {
            let served = self.services(route).any(|service| has(&service.methods, method));
            let sent = self.gateway.requests.iter().any(|request| {
                let wanted = request.expect.to.as_deref();
                request.method == method
                    && wanted.is_some_and(|to| route.services().any(|service| service == to))
            });
            served || sent
        };
        let wide: Vec<&str> =
            WRITES.into_iter().filter(|method| admits(method) && !asked(method)).collect();
        let taken = |method: &str| {
            admits(method)
                && (!route.methods.is_empty()
                    || self
                        .services(route)
                        .any(|service| service.methods.is_empty() || has(&service.methods, method)))
        };
        let repeats = route.attempts > 1
            && route.retry_on.iter().any(|cause| cause != "connect")
            && self.services(route).any(|service| !service.idempotent)
            && ["POST", "PATCH"].into_iter().any(taken);
        if !wide.is_empty() {
            let span = self.span(route);
            let fix = self.mend(route).methods(&wide);
            let yours = match route.methods.as_slice() {
                [] => "every method".to_owned(),
                methods => methods.join(", "),
            };
            let why = "a door for what nobody sends is open for whoever tries";
            let finding = self.add("RT-10", Severity::Minor, &route.name, why);
            finding.evidence.push(Evidence::row(
                "methods",
                yours,
                format!("without {}", wide.join(", ")),
            ));
            finding.evidence.push(span);
            finding.fixes.extend(fix);
        }
        if repeats {
            let span = self.span(route);
            let fix = self.mend(route).retry();
            let why = "a write that is repeated after it arrived may be done twice";
            let finding = self.add("RT-11", Severity::Major, &route.name, why);
            finding.evidence.push(Evidence::row(
                "retry",
                format!("{} tries on {}", route.attempts, route.retry_on.join(", ")),
                "only on connect, or an idempotent service",
            ));
            finding.evidence.push(span);
            finding.fixes.extend(fix);
        }
    }

    /// RT-12: how long a caller waits.
    fn time(&mut self, route: &Route) {
        let budget = self.gateway.budget_ms;
        let tries = route.attempts.max(1) as f64;
        let (yours, needed) = match (route.timeout_ms, budget) {
            (None, _) => ("no timeout".to_owned(), "a timeout".to_owned()),
            (Some(one), Some(budget)) if one * tries > budget + 1e-9 => {
                (format!("{tries} × {one} ms = {} ms", one * tries), format!("≤ {budget} ms"))
            }
            _ => return,
        };
        let span = self.span(route);
        let fix = self.mend(route).timeout();
        let why =
            "who waits for ever holds a connection for ever; who tries again needs the time for it";
        let finding = self.add("RT-12", Severity::Minor, &route.name, why);
        finding.evidence.push(Evidence::row("timeout", yours, needed));
        finding.evidence.push(span);
        finding.fixes.extend(fix);
    }

    /// RT-13: an old version goes some day.
    fn version(&mut self, route: &Route) {
        let Some((last, old)) = self.gateway.versions.split_last() else { return };
        let segment = |version: &&String| {
            let mut segments = route.path.trim_start_matches('^').split('/');
            segments.any(|segment| segment == version.as_str())
        };
        let Some(version) = old.iter().find(segment).filter(|_| route.retire.is_none()) else {
            return;
        };
        let span = self.span(route);
        let fix = self.mend(route).retire();
        let why = "an old version without a day on which it goes stays for ever";
        let finding = self.add("RT-13", Severity::Minor, &route.name, why);
        finding.evidence.push(Evidence::row(
            format!("{last} is current"),
            format!("{version} stays"),
            "retire: a date",
        ));
        finding.evidence.push(span);
        finding.fixes.push(fix);
    }

    /// Whether what came of a request is what must come of it.
    fn is_right(&self, request: &Request, outcome: &Outcome) -> bool {
        let expect = &request.expect;
        let to = expect
            .to
            .as_ref()
            .is_none_or(|to| !outcome.to.is_empty() && outcome.to.iter().all(|one| one == to));
        let path = expect.path.as_ref().is_none_or(|path| outcome.path.as_ref() == Some(path));
        let status = expect.status.is_none_or(|status| outcome.status == status);
        let auth = expect
            .auth
            .as_ref()
            .is_none_or(|auth| outcome.route.is_some_and(|at| self.routes[at].auth == *auth));
        to && path && status && auth
    }

    /// What one request shows.
    fn request(&mut self, request: &Request, outcome: &Outcome) {
        self.tie(request, outcome);
        if self.is_right(request, outcome) {
            return;
        }
        let route = outcome.route.map(|at| &self.routes[at]);
        let name = route.map_or(NOWHERE, |route| route.name.as_str());
        let (rule, why) = self.cause(request, outcome);
        let row = Evidence::row(request.send.as_str(), said(outcome), wanted(request));
        let trace = self.trace(request, outcome);
        let fixes: Vec<Fix> = route.map_or_else(Vec::new, |route| {
            self.mend(route).lost(rule, request).into_iter().collect()
        });
        let finding = self.add(rule, Severity::Major, name, why);
        finding.evidence.extend([row, trace]);
        finding.fixes.extend(fixes);
        if let Some(route) = route
            && let PathKind::Regex(pattern) = &route.kind
            && pattern.cuts(&request.path)
        {
            let span = self.span(route);
            let fix = self.mend(route).prefix(pattern.literal());
            let why = "the expression ends inside a segment, and takes paths that only begin alike";
            let literal = pattern.literal().to_owned();
            let finding = self.add("RT-08", Severity::Major, &route.name, why);
            let needed = "kind: prefix compares whole segments";
            finding.evidence.push(Evidence::row(literal, request.path.as_str(), needed));
            finding.evidence.push(span);
            finding.fixes.push(fix);
        }
    }

    /// Why a request is lost: the first that fits.
    fn cause(&self, request: &Request, outcome: &Outcome) -> (&'static str, &'static str) {
        let inside = |service: &Service| {
            let path = outcome.path.as_deref().unwrap_or_default();
            service.internal.iter().any(|internal| within(path, internal))
        };
        let reached = outcome.to.iter().filter_map(|to| self.gateway.service(to));
        if outcome.path.is_some() && reached.clone().any(inside) {
            return ("RT-09", "what is only for the inside can be reached from outside");
        }
        let elsewhere = ("RT-03", "the request does not come out where it belongs");
        match (request.expect.status, &request.expect.to) {
            (Some(401 | 403), _) => {
                ("RT-05", "what needs a token, or another one, is open to who comes without it")
            }
            (Some(404), _) => ("RT-14", "a path that nobody knows reaches something"),
            (Some(status), None) if status != 200 => elsewhere,
            (_, Some(_)) if matches!(outcome.status, 401 | 403 | 404) => {
                ("RT-15", "a request that has to be served is turned away")
            }
            (_, Some(to)) if outcome.to.iter().all(|one| one == to) && !outcome.to.is_empty() => {
                let by_path = request.expect.path != outcome.path;
                match by_path {
                    true => ("RT-07", "the right service gets a path that it does not know"),
                    false => ("RT-05", "the route asks for another proof than it has to"),
                }
            }
            _ => elsewhere,
        }
    }

    /// RT-06: only the order, or the make of the gateway, decides.
    fn tie(&mut self, request: &Request, outcome: &Outcome) {
        let Some(at) = outcome.route else { return };
        let routes = self.routes;
        let winner = &routes[at];
        let result = |at: usize| {
            let other = routes[at].outcome(at, request);
            (other.status, other.to, other.path)
        };
        let open = |other: &Route| {
            let kinds = (&winner.kind, &other.kind);
            let apart = matches!(
                kinds,
                (PathKind::Prefix, PathKind::Regex(_)) | (PathKind::Regex(_), PathKind::Prefix)
            );
            apart || is_tie(winner, other)
        };
        let fitting = fitting(routes, request);
        let other = fitting
            .into_iter()
            .find(|other| *other != at && open(&routes[*other]) && result(*other) != result(at));
        let Some(other) = other.map(|other| &routes[other]) else { return };
        let span = self.span(winner);
        let why = "two routes fit alike: which one takes it, the order or the make of the gateway decides";
        let evidence = Evidence::row(
            request.send.as_str(),
            format!("`{}`, not `{}`", winner.name, other.name),
            "one route that fits better",
        );
        let finding = self.add("RT-06", Severity::Minor, &winner.name, why);
        finding.evidence.extend([evidence, span]);
    }

    /// The way of a request through the table.
    fn trace(&self, request: &Request, outcome: &Outcome) -> Evidence {
        let mut steps = vec![TraceStep {
            from: format!("{:?}", request.caller).to_lowercase(),
            to: "gateway".to_owned(),
            text: request.send.clone(),
            state: Vec::new(),
        }];
        let others = passed(self.routes, request).into_iter();
        steps.extend(others.map(|(at, why)| TraceStep {
            from: "gateway".to_owned(),
            text: format!("`{}` does not take it: {why}", self.routes[at].name),
            ..TraceStep::default()
        }));
        let name = outcome.route.map(|at| self.routes[at].name.as_str());
        let took = match name {
            Some(name) => format!("`{name}` takes it: {}", said(outcome)),
            None => "no route takes it: 404".to_owned(),
        };
        let to = outcome.to.join(", ");
        steps.push(TraceStep { from: "gateway".to_owned(), to, text: took, state: Vec::new() });
        Evidence::Trace(steps)
    }
}

/// Whether a route takes everything that a later one could take.
fn covers(earlier: &Route, later: &Route) -> bool {
    let set = |route: &Route| {
        let mut headers = route.headers.clone();
        headers.sort();
        (route.host.clone(), route.kind.word(), route.headers.len(), headers)
    };
    let path = |route: &Route| match route.kind {
        PathKind::Prefix => route.prefix().to_owned(),
        _ => route.path.clone(),
    };
    // Who names methods goes before who does not.
    let methods = earlier.methods.is_empty() == later.methods.is_empty()
        && later.methods.iter().all(|method| earlier.methods.contains(method));
    set(earlier) == set(later) && path(earlier) == path(later) && methods
}

/// Whether a path lies in another one, by whole segments.
fn within(path: &str, outer: &str) -> bool {
    let outer = outer.strip_suffix('/').unwrap_or(outer);
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known == word)
}

/// What came of a request.
fn said(outcome: &Outcome) -> String {
    match &outcome.path {
        Some(path) => format!("{} {path}", outcome.to.join(", ")),
        None => outcome.status.to_string(),
    }
}

/// What must come of a request.
fn wanted(request: &Request) -> String {
    let expect = &request.expect;
    let parts = [
        expect.to.clone(),
        expect.path.clone(),
        expect.status.map(|status| status.to_string()),
        expect.auth.as_ref().map(|auth| format!("auth: {auth}")),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    let why = if request.why.is_empty() { String::new() } else { format!(" ({})", request.why) };
    format!("{}{why}", said.join(" "))
}

impl std::fmt::Display for Passed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Host => f.write_str("another host"),
            Self::Path => f.write_str("another path"),
            Self::Method => f.write_str("another method"),
            Self::Header(name) => write!(f, "the header `{name}` is not so"),
            Self::Outranked(why) => write!(f, "it fits, and of the one that took it {why}"),
        }
    }
}
