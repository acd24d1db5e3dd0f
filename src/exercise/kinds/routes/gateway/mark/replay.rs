//! What the table does with each request, and why.

use super::super::{
    choose::{Outcome, fitting, is_tie, passed},
    facts::{Request, Service},
    table::{PathKind, Route},
};
use super::rules::within;
use super::{Marking, NOWHERE};
use crate::verdict::{Evidence, Fix, Severity, TraceStep};

/// What came of a request.
fn said(outcome: &Outcome) -> String {
    match &outcome.path {
        Some(path) => format!("{} {path}", outcome.to.join(", ")),
        None => outcome.status.to_string(),
    }
}

/// What must come of a request.
pub(super) fn wanted(request: &Request) -> String {
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

impl Marking<'_> {
    /// Whether what came of a request is what must come of it.
    pub(super) fn is_right(&self, request: &Request, outcome: &Outcome) -> bool {
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
    pub(super) fn request(&mut self, request: &Request, outcome: &Outcome) {
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
