//! Marks a table: 70 for the requests that come out right, 30 less what the rules charge.

mod replay;
mod rules;

use serde_json::{Value, json};

use super::{
    super::document,
    choose::{Outcome, Passed, passed, replay},
    facts::{Gateway, Request},
    mend::Mend,
    table::{Route, routes},
};
use crate::{
    exercise::Answer,
    verdict::{
        Evidence, Finding, Severity, Tried, Verdict,
        score::{Earned, charges, merged},
    },
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
    let mut marking =
        Marking { gateway, answer, routes: &routes, unread: !unread.is_empty(), findings: unread };
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
    // Who turns everybody away is right about strangers, and has built nothing.
    let mut served = gateway.requests.iter().zip(&right).filter(|(one, _)| one.expect.to.is_some());
    let serves = served.clone().next().is_none() || served.any(|(_, right)| *right);
    let (share, rest) = match void || !serves {
        true => (0.0, 0.0),
        false => (held / all.max(f64::MIN_POSITIVE), (CHARGES + charged).max(0.0)),
    };
    let earned = vec![
        Earned::new("requests", REPLAY * share, REPLAY),
        Earned::new("without a flaw", rest, CHARGES),
    ];
    let mut verdict = Verdict::judge(earned, findings);
    // One that is hidden is only told when it is lost.
    let told_of =
        gateway.requests.iter().zip(&right).filter(|(one, right)| !(one.hidden && **right));
    verdict.tried = told_of
        .map(|(request, right)| Tried { what: request.told(), holds: *right && !void })
        .collect();
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
    /// Whether something of the table cannot be read.
    unread: bool,
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
