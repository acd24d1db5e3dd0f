//! Rules of manifests that no exercise of the course breaks, on small files.

use archtutor::exercise::Answer;

use super::support::{KNOWLEDGE, exercise};

const FACTS: &str =
    "[[must]]\nfrom = 'internet'\nsend = 'GET https://shop.example/a'\nreaches = 'a'\n";

/// The places at which a rule fires above a remark.
fn places(text: &str, rule: &str) -> Vec<String> {
    let answer = Answer::of("shop.yaml", text);
    let verdict = exercise("manifest", FACTS, &[]).facts.mark(&answer, &KNOWLEDGE);
    let found = verdict.findings.iter().filter(|one| one.rule == rule);
    let heavy = found.filter(|one| one.severity.word() == "major");
    heavy.map(|one| one.words().join(" ")).collect()
}

const BINDING: &str = "
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: readers
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ROLE
  name: NAME
subjects:
  - kind: ServiceAccount
    name: users
    namespace: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
  namespace: shop
rules:
  - apiGroups: [\"\"]
    resources: [configmaps]
    verbs: [get]
";

#[test]
fn a_role_that_is_bound_must_be_there_unless_every_cluster_has_it() {
    let bound = |kind: &str, name: &str| BINDING.replace("ROLE", kind).replace("NAME", name);
    assert!(places(&bound("Role", "reader"), "MF-06").is_empty());
    assert!(places(&bound("ClusterRole", "view"), "MF-06").is_empty());
    let found = places(&bound("Role", "raeder"), "MF-06");
    assert!(matches!(found.as_slice(), [one] if one.contains("reader")), "{found:?}");
}

const BOTH: &str = "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: old
  namespace: shop
spec:
  ingressClassName: internal
  rules:
    - host: shop.example
      http:
        paths:
          - path: /users
            pathType: Prefix
            backend: { service: { name: a, port: { number: 80 } } }
          - path: /orders
            pathType: Prefix
            backend: { service: { name: a, port: { number: 80 } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: new
  namespace: shop
spec:
  hostnames: [shop.example]
  rules:
    - matches:
        - path: { type: PathPrefix, value: /users }
        - path: { type: PathPrefix, value: SECOND }
      backendRefs:
        - { name: a, port: 80 }
";

#[test]
fn a_route_beside_an_ingress_takes_the_same_paths_and_no_others() {
    assert!(places(&BOTH.replace("SECOND", "/orders"), "GW-11").is_empty());
    let found = places(&BOTH.replace("SECOND", "/returns"), "GW-11");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|one| one.contains("/orders") && one.contains("loses")));
    assert!(found.iter().any(|one| one.contains("/returns")));
}
