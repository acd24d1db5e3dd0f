//! Ingresses: host, longest path, the rewriting of ingress-nginx.
//!
//! Source: <https://kubernetes.io/docs/concepts/services-networking/ingress/>.

use super::{Outcome, Replay, Way, deliver::Target, entry::Found};
use crate::manifest::{facts::Request, host, object::Object, pattern::Pattern, rules, yaml::Node};

/// A path of an Ingress that takes a request; greater is first.
struct Taken<'w> {
    ingress: &'w Object,
    path: &'w Node,
    rank: (bool, bool, usize),
}

impl<'w> Replay<'w> {
    pub(super) fn by_ingress(&self, way: Way, request: &Request, _hops: usize) -> Found {
        let mut way = way;
        let mut best: Vec<Taken<'w>> = Vec::new();
        let all: Vec<&Object> = self
            .world
            .of_kind("Ingress")
            .filter(|object| object.group() == "networking.k8s.io")
            .collect();
        for ingress in &all {
            let before = best.len();
            for rule in ingress.spec("rules").items() {
                let own = rule.get("host").str();
                if !host::is_meant_by_ingress(own, &request.host) {
                    continue;
                }
                let exact = !own.is_empty() && !own.starts_with('*');
                let paths = rule.at("http.paths").items();
                let fits = paths
                    .iter()
                    .filter_map(|path| Some((path, takes(ingress, path, &request.path)?)));
                best.extend(fits.map(|(path, (whole, length))| Taken {
                    ingress,
                    path,
                    rank: (exact, whole, length),
                }));
            }
            if best.len() == before {
                way = way.at(
                    ingress,
                    ingress.spec("rules"),
                    format!("no rule takes {}{}", request.host, request.path),
                );
            }
        }
        best.reverse();
        if let Some(taken) = best.into_iter().max_by_key(|taken| taken.rank) {
            let way = way.at(taken.ingress, taken.path, "takes it");
            let path = rewritten(taken.ingress, taken.path, &request.path);
            let target = rules::annotation(taken.ingress, "rewrite-target");
            let way = if path == request.path {
                way
            } else {
                way.at(taken.ingress, target, format!("becomes {path}"))
            };
            return Found::Outcomes(self.to_backend(
                way,
                request,
                &path,
                taken.ingress,
                taken.path.get("backend"),
            ));
        }
        let fallback = all.into_iter().find(|ingress| ingress.spec("defaultBackend").is_present());
        match fallback {
            Some(ingress) => {
                let backend = ingress.spec("defaultBackend");
                let way = way.at(ingress, backend, "takes what nobody else does");
                Found::Outcomes(self.to_backend(way, request, &request.path, ingress, backend))
            }
            None => Found::Nothing(way),
        }
    }

    fn to_backend(
        &self,
        way: Way,
        request: &Request,
        path: &str,
        ingress: &Object,
        backend: &Node,
    ) -> Vec<Outcome> {
        let named = backend.get("service");
        let name = named.get("name").str();
        let Some(service) = self.world.find("Service", &ingress.namespace, name) else {
            let text = format!("503: no Service {name} in {}", ingress.namespace);
            return vec![
                way.at(ingress, named.get("name"), text.clone()).refused(text, &["K8-80"]),
            ];
        };
        let port = named.get("port");
        let by_name = || {
            let mut ports = service.spec("ports").items().iter();
            ports
                .find(|known| known.get("name").str() == port.get("name").str())
                .and_then(|known| known.get("port").count())
        };
        let number = port.get("number").count().or_else(by_name);
        let Some(number) = number else {
            let text = format!("503: {} has no port {}", service.id(), port.get("name").str());
            return vec![way.at(ingress, port, text.clone()).refused(text, &["K8-80"])];
        };
        let party = self.ingress_entry();
        self.deliver(
            way,
            &party,
            request,
            path,
            Target { service, port: number, subset: None, tls: "", pod: None },
        )
    }
}

/// Whether a pattern is meant: the controller reads all paths of a host so, once it rewrites.
fn is_pattern(ingress: &Object) -> bool {
    rules::annotation(ingress, "use-regex").str() == "true"
        || rules::annotation(ingress, "rewrite-target").is_present()
}

/// How exactly a path takes another: whole or by prefix, and its length.
fn takes(ingress: &Object, path: &Node, asked: &str) -> Option<(bool, usize)> {
    let text = path.get("path").text().unwrap_or("/");
    match path.get("pathType").str() {
        "Exact" => (text == asked).then_some((true, text.len())),
        "ImplementationSpecific" if rules::is_nginx(ingress) && is_pattern(ingress) => {
            let pattern = Pattern::parse(text);
            pattern.is_ok_and(|pattern| pattern.takes(asked)).then_some((false, text.len()))
        }
        _ => host::covers(text, asked).then_some((false, text.len())),
    }
}

fn rewritten(ingress: &Object, path: &Node, asked: &str) -> String {
    let target = rules::annotation(ingress, "rewrite-target");
    let Some(new) = target.text().filter(|_| rules::is_nginx(ingress)) else {
        return asked.to_owned();
    };
    let text = path.get("path").str();
    if !new.contains('$') {
        return if new == text { asked.to_owned() } else { new.to_owned() };
    }
    let found = Pattern::parse(text).ok().and_then(|pattern| pattern.groups(asked));
    let found = found.unwrap_or_default();
    let mut out = new.to_owned();
    for at in (1..10).rev() {
        let group = found.get(at - 1).cloned().unwrap_or_default();
        out = out.replace(&format!("${at}"), &group);
    }
    out
}
