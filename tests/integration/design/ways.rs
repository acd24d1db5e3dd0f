//! Which ways lead from one service to another: a link, or a service in between that passes things on.

use archtutor::design::{Architecture, Scenario, grade};

use super::support::BOOK;

const FACTS: &str = "[scenario]\nid = 'hotel'\nparts = ['ownership', 'services', 'links']\n\
    [entity.Rate]\n[entity.Forecast]\n\
    [capability.compute_rates]\nreads = ['Forecast']\nwrites = ['Rate']\n\
    [capability.forecast_demand]\nwrites = ['Forecast']\n\
    [capability.quote_price]\nreads = ['Rate']\n";

fn missing_ways(answer: &str) -> Vec<Vec<String>> {
    let (facts, found) = Scenario::read("hotel.toml", FACTS);
    assert_eq!(found, []);
    let head = "[answer]\nscenario = 'hotel'\n";
    let (answer, found) = Architecture::read("answer.toml", &format!("{head}{answer}"));
    assert_eq!(found, []);
    let findings = grade(&facts, &answer, &BOOK).findings;
    findings.into_iter().filter(|f| f.rule == "H-05").map(|f| f.place).collect()
}

const SERVICES: &str = "[service.catalog]\ndoes = ['compute_rates']\n\
    [service.pricing]\ndoes = ['quote_price']\nowns = ['Rate']\n\
    [service.forecasts]\ndoes = ['forecast_demand']\nowns = ['Forecast']\n";

fn link(from: &str, to: &str, style: &str) -> String {
    format!("[[link]]\nfrom = '{from}'\nto = '{to}'\nstyle = '{style}'\n")
}

#[test]
fn a_link_that_is_left_over_behind_a_working_service_passes_nothing_on() {
    let links = link("catalog", "forecasts", "sync") + &link("forecasts", "pricing", "event");
    assert_eq!(missing_ways(&format!("{SERVICES}{links}")), [["catalog", "pricing"]]);
}

#[test]
fn a_service_without_work_of_its_own_passes_on_what_reaches_it() {
    let relay = "[service.relay]\n[[apply]]\npattern = 'throttling'\non = 'relay'\nat = 'relay'\n";
    let links = link("catalog", "forecasts", "sync")
        + &link("catalog", "relay", "sync")
        + &link("relay", "pricing", "sync");
    assert_eq!(missing_ways(&format!("{SERVICES}{relay}{links}")), [] as [Vec<String>; 0]);
}
