//! What the rules say of the table as a whole, beside the requests.

use super::super::{
    facts::Service,
    table::{Does, PathKind, Rewrite, Route, WRITES},
};
use super::Marking;
use crate::verdict::{Evidence, Severity, Span};

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
pub(super) fn within(path: &str, outer: &str) -> bool {
    let outer = outer.strip_suffix('/').unwrap_or(outer);
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a text is a day as calendars write it: `2027-03-31`.
fn is_day(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [year, month, day]
        if year.len() == 4 && month.len() == 2 && day.len() == 2
            && parts.iter().copied().all(digits))
}

pub(super) fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known == word)
}

impl Marking<'_> {
    /// RT-01, RT-02: routes to services that are there.
    pub(super) fn there(&mut self) {
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
    pub(super) fn route(&mut self, at: usize) {
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
        // What a service is asked for is known of those that are there, and what could not be read is not missing.
        if route.services().all(|name| self.gateway.service(name).is_some()) {
            self.methods(route);
        }
        if !self.unread {
            self.time(route);
        }
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
        let sunset = self.gateway.sunset.as_deref();
        // Days are written so that the later one is the greater text.
        let late = |day: &str| sunset.is_some_and(|sunset| day > sunset);
        let Some(version) = old.iter().find(segment) else { return };
        let (yours, why) = match route.retire.as_deref() {
            None => (
                format!("{version} stays"),
                "an old version without a day on which it goes stays for ever",
            ),
            Some(day) if !is_day(day) => {
                (format!("retire: {day}"), "a day is written YYYY-MM-DD, as 2027-03-31")
            }
            Some(day) if late(day) => (
                format!("{version} goes on {day}"),
                "an old version that stays past its day is no old version",
            ),
            Some(_) => return,
        };
        let needed = match sunset {
            Some(sunset) => format!("retire: {sunset}, or a day before"),
            None => "retire: a day as YYYY-MM-DD".to_owned(),
        };
        let span = self.span(route);
        let fix = self.mend(route).retire();
        let finding = self.add("RT-13", Severity::Minor, &route.name, why);
        finding.evidence.push(Evidence::row(format!("{last} is current"), yours, needed));
        finding.evidence.push(span);
        finding.fixes.push(fix);
    }
}
