//! What is written in an answer is read as it is meant: names that stand for two things, links of one pair
//! that serve different purposes, events that go back.

use archtutor::design::{Architecture, Scenario, grade};

use super::support::BOOK;

const FACTS: &str = "[scenario]\nid = 'ward'\n\
    [entity.Patient]\n[entity.Bed]\n[entity.Invoice]\n\
    [capability.admit]\nwrites = ['Patient']\nclients = ['ward']\n\
    [capability.find]\nreads = ['Patient']\nclients = ['ward']\n\
    [capability.place]\nwrites = ['Bed']\nreads = ['Patient']\nreads_stale_s = 60\nclients = ['ward']\n\
    [capability.bill]\nwrites = ['Invoice']\n\
    [transaction.stay]\nsteps = ['admit', 'place', 'bill']\nconsistency = 'eventual'\n\
    waits = ['admit']\nundo = ['admit', 'place']\npivot = 'bill'\n";

const ANSWER: &str = "[answer]\nscenario = 'ward'\n\
    [service.ward]\ndoes = ['admit', 'find']\nowns = ['Patient']\n\
    [service.beds]\ndoes = ['place']\nowns = ['Bed']\n\
    [service.office]\ndoes = ['bill']\nowns = ['Invoice']\n\
    [[link]]\nfrom = 'ward'\nto = 'beds'\nstyle = 'event'\n\
    [[link]]\nfrom = 'ward'\nto = 'beds'\nstyle = 'event'\nfor = ['stay']\n\
    [[link]]\nfrom = 'beds'\nto = 'office'\nstyle = 'event'\nfor = ['stay']\n\
    [[link]]\nfrom = 'beds'\nto = 'ward'\nstyle = 'event'\nfor = ['stay']\n\
    [[apply]]\npattern = 'saga-choreography'\non = 'stay'\n\
    compensate = { admit = 'discharge', place = 'free the bed' }\n\
    [[apply]]\npattern = 'command-side-replica'\non = 'beds'\n\
    [[apply]]\npattern = 'transactional-outbox'\non = 'ward'\n\
    [[apply]]\npattern = 'transactional-outbox'\non = 'beds'\n\
    [[apply]]\npattern = 'idempotent-consumer'\non = 'beds'\n\
    [[apply]]\npattern = 'idempotent-consumer'\non = 'office'\n\
    [[apply]]\npattern = 'backend-for-frontend'\non = 'ward'\nexposes = ['ward', 'beds']\n";

fn found() -> Vec<(&'static str, Vec<String>)> {
    let (facts, wrong) = Scenario::read("ward.toml", FACTS);
    assert_eq!(wrong, []);
    let (answer, wrong) = Architecture::read("answer.toml", ANSWER);
    assert_eq!(wrong, []);
    let findings = grade(&facts, &answer, &BOOK).findings;
    findings.into_iter().map(|finding| (finding.rule, finding.place)).collect()
}

fn of(rule: &str) -> Vec<Vec<String>> {
    found().into_iter().filter(|(known, _)| *known == rule).map(|(_, place)| place).collect()
}

#[test]
fn a_service_may_be_called_as_a_client_is() {
    assert_eq!(of("H-03"), [] as [Vec<String>; 0], "an outbox on a service, an entry on a client");
    assert_eq!(of("I-15"), [] as [Vec<String>; 0]);
}

#[test]
fn events_that_feed_a_copy_and_events_that_go_on_may_be_two_links() {
    assert_eq!(of("P-01"), [] as [Vec<String>; 0]);
}

#[test]
fn an_event_that_tells_how_it_went_is_no_branch() {
    assert_eq!(of("I-13"), [] as [Vec<String>; 0]);
}
