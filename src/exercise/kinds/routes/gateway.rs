//! The dialect `gateway`: hosts, paths, methods and headers lead to services, with the precedence of the
//! Gateway API.

mod choose;
mod emit;
mod facts;
mod mark;
mod mend;
mod table;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::Answer,
        kind::{Facts, Knowledge, Mutant},
    },
    verdict::Verdict,
};

pub(super) use facts::Gateway;
use facts::{CALLERS, Expect};

/// Names of the services that the routes of an answer lead to.
pub(super) fn services(answer: &Answer) -> Vec<String> {
    let (routes, _) = mark::table(answer);
    routes
        .iter()
        .flat_map(|route| route.services().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

impl Facts for Gateway {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.services", self.services.len()),
            ("exercise.size.requests", self.requests.len()),
        ]
    }

    fn starter(&self) -> Answer {
        Answer::of(super::FILE, format!("{}routes: []\n", self.notes()))
    }

    fn notes(&self) -> String {
        let mut text = String::from("# Services\n");
        for service in &self.services {
            let mut parts = vec![format!("{}:{}", service.name, service.port)];
            for (what, list) in [
                ("paths", &service.paths),
                ("methods", &service.methods),
                ("with a token", &service.private),
                ("inside only", &service.internal),
            ] {
                parts.extend((!list.is_empty()).then(|| format!("{what} {}", list.join(" "))));
            }
            parts.extend(service.idempotent.then(|| "may be repeated".to_owned()));
            text.push_str(&format!("#   {}\n", parts.join(", ")));
        }
        text.push_str("# Requests that you know of\n");
        for request in self.requests.iter().filter(|request| !request.hidden) {
            let caller = CALLERS.iter().find(|(_, caller)| *caller == request.caller);
            let caller = caller.map_or("", |(word, _)| word);
            let header = request.headers.iter().map(|(name, value)| format!(" {name}: {value}"));
            text.push_str(&format!(
                "#   {}{} as {caller} -> {}\n",
                request.send,
                header.collect::<String>(),
                told(&request.expect)
            ));
        }
        text.push_str(
            "# - name: NAME\n\
             #   match: { host: HOST, path: /a/b, kind: prefix, methods: [GET], headers: { x: \"1\" } }   # exact, prefix, regex\n\
             #   to: service:port         # or split: [{ to: a:80, weight: 90 }], or answer: { status: 410 }\n\
             #   rewrite: { prefix: /b }  # or { full: /b }\n\
             #   auth: user               # none, user, partner, service\n\
             #   timeout: 2s\n\
             #   retry: { attempts: 2, on: [connect, 503] }   # all tries counted\n\
             #   retire: 2027-03-31\n",
        );
        text
    }

    fn diagnose(&self, _answer: &Answer) -> Vec<Diagnostic> {
        // What cannot be read is for RT-01 to say.
        Vec::new()
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark::judged(self, answer)
    }

    fn guesses(&self) -> bool {
        // Only the replay says whether an edit helps.
        true
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["RT-01", "RT-02", "RT-03", "RT-04", "RT-07", "RT-12", "RT-15"];
        let expects = |status: &[i64]| {
            let mut all = self.requests.iter().filter_map(|request| request.expect.status);
            all.any(|known| status.contains(&known))
        };
        rules.extend(expects(&[401, 403]).then_some("RT-05"));
        rules.extend(expects(&[404]).then_some("RT-14"));
        let any = |test: &dyn Fn(&facts::Service) -> bool| self.services.iter().any(test);
        rules.extend(any(&|service| !service.internal.is_empty()).then_some("RT-09"));
        rules.extend(any(&|service| !service.methods.is_empty()).then_some("RT-10"));
        let writes = |service: &facts::Service| {
            !service.idempotent && service.methods.iter().any(|one| one == "POST" || one == "PATCH")
        };
        rules.extend(any(&writes).then_some("RT-11"));
        rules.extend((self.versions.len() > 1).then_some("RT-13"));
        rules
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        emit::mutants(self, &mark::table(answer).0)
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let first = self.services.first();
        let to = first.map_or_else(String::new, |one| format!("{}:{}", one.name, one.port));
        let one =
            format!("routes:\n  - {{ name: all, match: {{ path: / }}, to: {to}, timeout: 1s }}\n");
        vec![
            ("no routes", Answer::of(super::FILE, "routes: []\n")),
            ("one route for everything", Answer::of(super::FILE, one)),
        ]
    }

    fn rewritten(&self, answer: &Answer) -> Vec<Answer> {
        emit::rewritten(self, &mark::table(answer), answer)
    }
}

/// What must come of a request, in a comment.
fn told(expect: &Expect) -> String {
    match (&expect.to, expect.status) {
        (Some(to), _) => format!("{to} {}", expect.path.as_deref().unwrap_or_default()),
        (None, Some(status)) => status.to_string(),
        (None, None) => expect.auth.clone().unwrap_or_default(),
    }
}
