//! Models of other tools become ours.

use archtutor::{
    design::{Architecture, Scenario, Severity, grade},
    exercise::import::{context_mapper, micro_tosca, service_cutter},
};

use super::support::{BOOK, scenario, text};

const FOLDER: &str = "tests/fixtures/third-party";

#[test]
fn service_cutter_models_give_the_converted_facts() {
    for (sample, converted) in [("ddd", "cargo"), ("booking", "booking"), ("trading", "trading")] {
        let model = text(&format!("{FOLDER}/servicecutter/Samples/{sample}_1_model.json"));
        let users =
            text(&format!("{FOLDER}/servicecutter/Samples/{sample}_2_user_representations.json"));
        let ours = service_cutter::read(&model, &users).unwrap();
        let (ours, found) = Scenario::read("ours.toml", &ours);
        assert_eq!(found, [], "{sample}");
        let theirs = scenario(&format!("{FOLDER}/converted/{converted}.scenario.toml"));
        let names = |facts: &Scenario| {
            let mut all: Vec<String> = facts.entities.iter().map(|e| e.name.clone()).collect();
            all.sort();
            all
        };
        assert_eq!(names(&ours), names(&theirs), "{sample}");
        let uses = |facts: &Scenario| {
            let touched = |of: &archtutor::design::scenario::Capability, writes: bool| {
                let found = of.access.iter().filter(|a| if writes { a.writes } else { a.reads });
                let mut all: Vec<String> =
                    found.map(|a| facts.entities[a.entity].name.clone()).collect();
                all.sort();
                all
            };
            let mut all: Vec<_> = facts
                .capabilities
                .iter()
                .map(|c| (c.name.clone(), touched(c, false), touched(c, true)))
                .collect();
            all.sort();
            all
        };
        assert_eq!(uses(&ours), uses(&theirs), "{sample}");
        assert_eq!(ours.affinity().best, theirs.affinity().best, "{sample}");
    }
}

#[test]
fn bounded_contexts_become_a_cut_that_keeps_its_aggregates_whole() {
    let cml = text(&format!("{FOLDER}/contextmapper/DDD-Sample-Stage-5.cml"));
    let imported = context_mapper::read("DDD Sample", &cml).unwrap();
    let (facts, found) = Scenario::read("ddd.toml", &imported.scenario);
    assert_eq!(found, []);
    let names: Vec<&str> = imported.answer.services.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["CargoBookingContext", "VoyagePlanningContext", "LocationContext"]);
    assert!(imported.answer.services[0].owns.contains(&"Itinerary".to_owned()));
    let report = grade(&facts, &imported.answer, &BOOK);
    assert!(report.findings.iter().all(|finding| finding.severity > Severity::Major));
}

#[test]
fn refactorings_of_others_read_before_and_after() {
    for folder in
        std::fs::read_dir(super::support::path(&format!("{FOLDER}/contextmapper"))).unwrap()
    {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for side in ["example-input.cml", "example-output.cml"] {
            let cml = std::fs::read_to_string(folder.join(side)).unwrap();
            let imported = context_mapper::read("refactoring", &cml).unwrap();
            let (facts, found) = Scenario::read("r.toml", &imported.scenario);
            assert_eq!(found, []);
            assert!(!facts.entities.is_empty());
        }
    }
}

#[test]
fn contexts_may_share_names_and_leave_bodies_out() {
    let cml = "BoundedContext Sales implements Shop {
        Aggregate Customers { Entity Customer  Entity ^Service  Entity Address  DomainEvent Left extends @Customer }
        Module outside { ValueObject Money { int amount } }
      }
      BoundedContext Support {
        Aggregate Customers { responsibilities 'ask \"Who?\" {'
          Entity Customer { aggregateRoot  - Set<@Entity> Entity } }
        Application { DomainEvent Asked Service Desk { void help; } }
      }";
    let imported = context_mapper::read("shop", cml).unwrap();
    let (facts, found) = Scenario::read("shop.toml", &imported.scenario);
    assert_eq!(found, []);
    let owns: Vec<Vec<String>> =
        imported.answer.services.iter().map(|service| service.owns.clone()).collect();
    let sales = ["Customer", "Service", "Address", "Left", "Money"].map(str::to_owned).to_vec();
    assert_eq!(owns, [sales, vec!["Support.Customer".to_owned()]]);
    let report = grade(&facts, &imported.answer, &BOOK);
    assert!(report.score.valid, "each context has a whole aggregate of its own");
}

#[test]
fn an_imported_graph_survives_being_written() {
    let yaml = text(&format!("{FOLDER}/microfreshener/sockshop/sockshop.yml"));
    let answer = micro_tosca::read(&yaml).unwrap();
    assert_eq!(answer.services.len(), 14);
    let mut written = answer.clone();
    written.scenario = "sockshop".into();
    let (again, found) = Architecture::read("sockshop.toml", &written.to_toml());
    assert_eq!((again, found), (written, vec![]));
}

#[test]
fn models_that_are_none_are_refused_with_a_reason() {
    assert!(micro_tosca::read("a: [").is_err());
    assert!(micro_tosca::read("topology_template: {node_templates: {a: {type: x.Y}}}").is_err());
    assert!(service_cutter::read("{}", "").is_err());
    assert!(context_mapper::read("x", "BoundedContext A {").is_err());
    assert!(context_mapper::read("x", "/* never closed").is_err());
    let bare = context_mapper::read("x", "BoundedContext A { Aggregate B }").unwrap_err();
    assert!(bare.contains("Entity"), "{bare}");
    let deep = format!("BoundedContext A {}", "{".repeat(1_000));
    assert!(context_mapper::read("x", &deep).unwrap_err().contains("32"));
    let huge = "x".repeat(5 * 1024 * 1024);
    assert!(micro_tosca::read(&huge).unwrap_err().contains("4194304"));
}
