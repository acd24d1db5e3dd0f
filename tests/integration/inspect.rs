//! `archtutor inspect` on somebody's own files: what is found, in three formats, and what is silenced.

use std::{fs, path::Path};

use serde_json::Value;

use crate::program::Program;

const SHOP: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: users
spec:
  selector:
    matchLabels:
      app: users
  template:
    metadata:
      labels:
        app: users
    spec:
      containers:
        - name: app
          image: registry.example/users:1.0.0
          ports:
            - name: http
              containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: users
spec:
  selector:
    app: users
  ports:
    - port: 80
      targetPort: web
";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn inspect(folder: &Path, flags: &[&str]) -> Program {
    let args = [&["inspect", folder.to_str().unwrap()], flags].concat();
    Program::with(&args)
}

fn json(folder: &Path, flags: &[&str], code: i32) -> Value {
    let flags = [flags, &["--format", "json"]].concat();
    let mut program = inspect(folder, &flags);
    if code != 0 {
        program = program.fails(code);
    }
    serde_json::from_str(&program.run().stdout).unwrap()
}

fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["severity"] != "info")
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect()
}

#[test]
fn a_name_that_no_port_has_is_found_with_its_place() {
    let folder = folder(&[("k8s/shop.yaml", SHOP)]);
    let report = json(folder.path(), &[], 1);
    assert_eq!(rules(&report), ["K8-20"]);
    let finding = &report["findings"][0];
    assert!(finding["file"].as_str().unwrap().ends_with("k8s/shop.yaml"), "{finding}");
    assert_eq!((&finding["line"], &finding["column"]), (&30.into(), &19.into()));
    assert_eq!(finding["where"][0], "Service/users");
    let said = inspect(folder.path(), &[]).fails(1).run().stdout;
    assert!(said.contains("shop.yaml:30:19: major K8-20 Service/users"), "{said}");
    assert!(said.contains("archtutor open kubernetes-model"), "{said}");
    inspect(folder.path(), &["--fail-on", "never"]).run();
}

#[test]
fn a_comment_silences_a_rule_only_with_a_reason() {
    let with = |comment: &str| {
        SHOP.replace("      targetPort: web", &format!("      {comment}\n      targetPort: web"))
    };
    let silent = folder(&[("shop.yaml", &with("# archtutor: ignore K8-20 the chart renames it"))]);
    let report = json(silent.path(), &[], 0);
    assert_eq!((rules(&report).len(), &report["silenced"]), (0, &1.into()));
    let bare = folder(&[("shop.yaml", &with("# archtutor: ignore K8-20"))]);
    inspect(bare.path(), &[]).fails(1).shows("silenced without a reason").run();
}

#[test]
fn what_stands_in_a_baseline_is_not_told_again_wherever_its_line_is() {
    let here = folder(&[("shop.yaml", SHOP)]);
    let path = here.path().join("base.report");
    let report = json(here.path(), &[], 1);
    fs::write(&path, report.to_string()).unwrap();
    fs::write(here.path().join("shop.yaml"), format!("# moved\n\n{SHOP}")).unwrap();
    let again = json(here.path(), &["--baseline", path.to_str().unwrap()], 0);
    assert_eq!(rules(&again), [""; 0]);
    fs::write(&path, "{}").unwrap();
    inspect(here.path(), &["--baseline", path.to_str().unwrap()])
        .fails(2)
        .complains("no report")
        .run();
}

#[test]
fn intents_are_a_contract_test_with_a_trace() {
    let intents = "[workload.users]\nlistens = [8080]\n[source.orders]\nnamespace = 'default'\n\
        [[must]]\nfrom = 'orders'\nsend = 'GET http://users/7'\nreaches = 'users'\n";
    let broken = folder(&[("shop.yaml", SHOP)]);
    let path = broken.path().join("intents.toml");
    fs::write(&path, intents).unwrap();
    let report = json(broken.path(), &["--intents", path.to_str().unwrap()], 1);
    let intent = &report["intents"][0];
    assert_eq!((&intent["ok"], &intent["must"]), (&false.into(), &true.into()));
    assert!(intent["why"].as_str().unwrap().contains("web"), "{intent}");
    fs::write(broken.path().join("shop.yaml"), SHOP.replace("targetPort: web", "targetPort: http"))
        .unwrap();
    let report = json(broken.path(), &["--intents", path.to_str().unwrap()], 0);
    assert_eq!(report["intents"][0]["ok"], true);
    let last = report["intents"][0]["trace"].as_array().unwrap().last().unwrap();
    assert_eq!(last["from"], "Deployment/users");
    fs::write(&path, "[[must]]\nsend = 'x y z'\n").unwrap();
    inspect(broken.path(), &["--intents", path.to_str().unwrap()])
        .fails(2)
        .complains("bad-request")
        .run();
}

#[test]
fn sarif_has_levels_places_and_fingerprints_that_stay() {
    let here = folder(&[("a b/shop.yaml", SHOP), ("broken.yaml", "apiVersion: v1\nkind: [\n")]);
    let said = inspect(here.path(), &["--format", "sarif"]).fails(1).run().stdout;
    let sarif = crate::sarif::valid(&said);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let named = results.iter().find(|result| result["ruleId"] == "K8-20").unwrap();
    assert_eq!(named["level"], "error");
    let place = &named["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("a%20b/shop.yaml"));
    assert_eq!(place["region"]["startLine"], 30);
    assert_eq!(named["partialFingerprints"]["archtutor/v1"].as_str().unwrap().len(), 16);
    assert!(results.iter().any(|result| result["ruleId"] == "MF-01"));
}

#[test]
fn the_system_that_was_found_is_drawn() {
    let compose = "services:\n  web:\n    image: shop/web:1\n    ports: ['80:80']\n    environment: {API: 'http://api:3000'}\n  \
        api:\n    image: shop/api:1\n    environment: {DB: 'postgres://db/x', BANK: 'https://bank.example'}\n  db:\n    image: postgres:18\n";
    let here = folder(&[("compose.yaml", compose)]);
    let drawn = inspect(here.path(), &["--diagram"]).run().stdout;
    for part in
        ["flowchart LR", "[(\"db\")]", "{{\"bank.example\"}}", "([\"port 80\"])", "-->|name|"]
    {
        assert!(drawn.contains(part), "{part}: {drawn}");
    }
    let path = here.path().join("system.mmd");
    fs::write(&path, &drawn).unwrap();
    Program::of(["diagram", path.to_str().unwrap()]).shows("bank.example").run();
}

#[test]
fn what_is_not_read_is_said_in_one_line_and_the_rest_is_read() {
    let template = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n{{- if .Values.x }}\nspec: {}\n{{- end }}\n";
    let here = folder(&[
        ("chart/templates/service.yaml", template),
        ("values.yaml", "a: 1\n"),
        ("empty.yaml", "---\n---\n"),
        ("node_modules/x/bad.yaml", "apiVersion: v1\nkind: [\n"),
        (
            "crd.yaml",
            "apiVersion: example.com/v1\nkind: Own\nmetadata:\n  name: x\nspec:\n  any: thing\n",
        ),
        (
            "windows.yaml",
            &SHOP.replace("targetPort: web", "targetPort: http").replace('\n', "\r\n"),
        ),
        (
            "pod.json",
            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"c\"}}",
        ),
        (
            "Dockerfile",
            "FROM node:24-slim\nRUN <<EOF\necho FROM x\nEOF\nUSER node\nCMD [\"node\", \"x.js\"]\n",
        ),
    ]);
    fs::write(here.path().join("binary.yaml"), [0x80, 0x00, 0xff, 0x01]).unwrap();
    let said = inspect(here.path(), &[]).run().stdout;
    let line = said.lines().find(|line| line.starts_with("not read")).unwrap();
    assert!(line.contains("service.yaml") && line.contains("binary.yaml"), "{said}");
    assert!(!said.contains("node_modules"), "{said}");
}

#[test]
fn a_cut_off_manifest_in_json_is_told_and_other_json_is_not() {
    let cut = "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Service\",\n  \"metadata\": {";
    let other = "{\"name\": \"apiVersion\", \"version\": ";
    let folder = folder(&[("cut.json", cut), ("package.json", other), ("shop.yaml", SHOP)]);
    let report = json(folder.path(), &["--fail-on", "never"], 0);
    let unread = of_rule(&report, "MF-01");
    let files: Vec<&str> = unread.iter().filter_map(|one| one["file"].as_str()).collect();
    assert!(files.len() == 1 && files[0].ends_with("cut.json"), "{report:#}");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_named_and_not_read() {
    let folder = folder(&[("shop.yaml", SHOP), ("dir.yaml/shop.yaml", "")]);
    for (to, name) in [("nowhere", "gone.yaml"), ("shop.yaml", "again.yml"), ("dir.yaml", "more")] {
        std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
    }
    let said = inspect(folder.path(), &["--fail-on", "never"]).run().stdout;
    let line = said.lines().find(|line| line.starts_with("not read")).unwrap();
    for named in ["gone.yaml (a link)", "again.yml (a link)"] {
        assert!(line.contains(named), "{line}");
    }
    assert!(!line.contains("dir.yaml") && !line.contains("/more "), "{line}");
}

#[test]
fn standard_input_and_the_help_lead_on() {
    Program::of(["inspect", "-"]).stdin(SHOP).fails(1).shows("stdin.yaml:30").run();
    Program::of(["inspect", "--help"]).shows("kubeconform").shows("hadolint").run();
    Program::of(["inspect", "/no/such/place"]).fails(3).run();
}

/// What is said of a rule, in a closed world or an open one.
fn of_rule<'r>(report: &'r Value, rule: &str) -> Vec<&'r Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["rule"] == rule).collect()
}

#[test]
fn a_helper_that_another_container_can_end_does_not_keep_the_job() {
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: fill}\nspec:\n  template:\n    spec:\n      SHARE\n      \
               restartPolicy: Never\n      containers:\n        - {name: fill, image: 'fill:1'}\n        \
               - {name: cloudsql-proxy, image: 'proxy:1'}\n";
    let found = |share: &str, code: i32| {
        let here = folder(&[("job.yaml", &job.replace("SHARE", share))]);
        of_rule(&json(here.path(), &[], code), "K8-48").len()
    };
    assert_eq!(found("terminationGracePeriodSeconds: 30", 1), 1);
    assert_eq!(found("shareProcessNamespace: true", 0), 0);
}

#[test]
fn a_spread_that_meets_no_pods_is_seen_and_one_of_another_namespace_is_left_alone() {
    let spread = |app: &str| {
        let term = format!(
            "    spec:\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: zone\n          \
             whenUnsatisfiable: DoNotSchedule\n          labelSelector:\n            matchLabels:\n              app: {app}\n"
        );
        let here = folder(&[("shop.yaml", &SHOP.replace("    spec:\n", &term))]);
        of_rule(&json(here.path(), &[], 1), "K8-54").len()
    };
    assert_eq!((spread("users"), spread("user")), (0, 1));
}

#[test]
fn a_certificate_in_another_namespace_is_seen() {
    let entry = |space: &str| {
        let text = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: tls, namespace: {space}}}\n---\n\
             apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: entry, namespace: shop}}\nspec:\n  \
             gatewayClassName: example\n  listeners:\n    - name: https\n      port: 443\n      protocol: HTTPS\n      \
             tls: {{certificateRefs: [{{name: tls}}]}}\n"
        );
        let here = folder(&[("entry.yaml", &text)]);
        of_rule(&json(here.path(), &[], 0), "K8-14").len()
    };
    assert_eq!((entry("shop"), entry("shopx")), (0, 1));
}

const ROUTE: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: one }
spec:
  parentRefs: [{ PARENT }]
  rules: [{ backendRefs: [{ name: users, namespace: two, port: 80 }] }]
";

#[test]
fn a_route_inside_a_mesh_needs_no_grant_and_one_behind_a_gateway_does() {
    let gateway = ROUTE.replace("PARENT", "name: edge");
    let mesh = ROUTE.replace("PARENT", "kind: Service, group: '', name: users, namespace: two");
    for (text, needs) in [(gateway, true), (mesh, false)] {
        let folder = folder(&[("route.yaml", &text)]);
        let report = json(folder.path(), &[], i32::from(needs));
        assert_eq!(rules(&report).contains(&"GW-05"), needs, "{report}");
    }
}

#[test]
fn a_listener_that_takes_other_kinds_says_so_and_not_that_the_namespace_is_wrong() {
    let gateway = "\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: one }
spec:
  gatewayClassName: any
  listeners:
    - { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough }, allowedRoutes: { kinds: [{ kind: TLSRoute }] } }
---
";
    let route = ROUTE.replace("PARENT", "name: edge").replace(", namespace: two", "");
    let folder = folder(&[("edge.yaml", &format!("{gateway}{route}"))]);
    let report = json(folder.path(), &[], 1);
    let finding = of_rule(&report, "GW-02")[0];
    assert_eq!(finding["message"], "The listener admits no routes of this kind");
    assert_eq!(finding["evidence"][0]["needed"], "TLSRoute", "{finding}");
}

#[test]
fn an_api_that_one_channel_still_serves_is_a_warning() {
    let route = ROUTE.replace("PARENT", "name: edge").replace(", namespace: two", "");
    let route = route.replace("HTTPRoute", "TCPRoute").replace("k8s.io/v1", "k8s.io/v1alpha2");
    let folder = folder(&[("route.yaml", &route)]);
    let report = json(folder.path(), &[], 0);
    let finding = of_rule(&report, "K8-03")[0];
    assert_eq!(finding["severity"], "minor");
    assert!(finding["message"].as_str().unwrap().contains("standard channel"), "{finding}");
}

#[test]
fn a_switch_is_no_secret_although_its_name_says_password() {
    let file = "FROM mysql:8.4.2\nENV MYSQL_ALLOW_EMPTY_PASSWORD=yes\nUSER mysql\n";
    let folder = folder(&[("Dockerfile", file)]);
    assert_eq!(of_rule(&json(folder.path(), &[], 0), "DF-11").len(), 0);
}

#[test]
fn a_port_that_a_patch_adds_is_a_port_of_the_pods() {
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: users}\nspec:\n  template:\n    spec:\n      \
                 containers:\n        - name: proxy\n          image: proxy:1\n          ports: [{containerPort: 8443, name: web}]\n";
    let files = [
        ("shop.yaml", SHOP),
        ("proxy.yaml", patch),
        ("kustomization.yaml", "resources: [shop.yaml]\npatchesStrategicMerge: [proxy.yaml]\n"),
    ];
    let report = json(folder(&files).path(), &[], 0);
    assert_eq!(rules(&report), [""; 0]);
}

#[test]
fn a_name_in_braces_is_filled_in_by_another_program() {
    let gateway = |class: &str, name: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: {name}}}\nspec:\n  \
             gatewayClassName: {class}\n  listeners: [{{name: http, port: 80, protocol: HTTP}}]\n"
        )
    };
    let filled = gateway("{GATEWAY_CLASS}", "\"{GATEWAY_NAME}\"");
    let report = json(folder(&[("gateway.yaml", &filled)]).path(), &[], 0);
    assert_eq!(rules(&report), [""; 0]);
    let mapped = gateway("{class: eg}", "\"{name}\"");
    let report = json(folder(&[("gateway.yaml", &mapped)]).path(), &[], 1);
    let mut found = rules(&report);
    found.sort_unstable();
    assert_eq!(found, ["MF-03", "MF-09"]);
}

#[test]
fn objects_that_stand_in_the_same_files_are_told_once_with_every_file() {
    let object = |kind: &str, name: &str| {
        format!("apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n---\n")
    };
    let both = object("ConfigMap", "words") + &object("ServiceAccount", "reader");
    let other = object("ServiceAccount", "lonely");
    let more = both.clone() + &other;
    let files = [("a.yaml", &*both), ("b.yaml", &more), ("c.yaml", &both), ("d.yaml", &other)];
    let folder = folder(&files);
    let report = json(folder.path(), &[], 0);
    let found = of_rule(&report, "MF-04");
    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|one| (one["where"][0].as_str().unwrap(), one["severity"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("ConfigMap/words", "info"), ("ServiceAccount/lonely", "info")]);
    let rows = found[0]["evidence"].to_string();
    for named in ["a.yaml, line 1", "c.yaml", "ServiceAccount/reader"] {
        assert!(rows.contains(named), "{rows}");
    }
    assert!(!rows.contains("d.yaml"), "{rows}");
}

#[test]
fn one_file_that_says_two_things_of_an_object_is_wrong_wherever_else_it_stands() {
    let words = |value: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: words\ndata:\n  a: {value}\n---\n"
        )
    };
    let twice = words("one") + &words("two");
    let folder = folder(&[("a.yaml", &*twice), ("b.yaml", &words("one"))]);
    let report = json(folder.path(), &[], 1);
    let found = of_rule(&report, "MF-04");
    let told: Vec<(&str, u64)> = found
        .iter()
        .map(|one| (one["severity"].as_str().unwrap(), one["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(told, [("major", 11), ("info", 4)]);
}

#[test]
fn an_object_of_nothing_but_faults_is_told_with_a_bound() {
    let mut text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: wide\ndata:\n".to_owned();
    (0..1_000).for_each(|at| text += &format!("  k{at}: 1\n"));
    let folder = folder(&[("wide.yaml", &text)]);
    let report = json(folder.path(), &[], 1);
    let found = of_rule(&report, "MF-03");
    assert_eq!(found.len(), 100);
    assert!(found[99]["evidence"].to_string().contains("more of them"), "{}", found[99]);
}

#[test]
fn a_route_may_be_part_of_what_another_product_has() {
    let entry = "\
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: bank, namespace: one }
spec: { hosts: [bank.example], ports: [{ number: 80, name: http, protocol: HTTP }] }
---
";
    let parent = "name: bank, kind: ServiceEntry, group: networking.istio.io";
    let route = ROUTE.replace("PARENT", parent).replace(", namespace: two", "");
    let folder = folder(&[("bank.yaml", &format!("{entry}{route}"))]);
    let report = json(folder.path(), &["--fail-on", "never"], 0);
    assert_eq!(of_rule(&report, "GW-01"), Vec::<&Value>::new());
}
