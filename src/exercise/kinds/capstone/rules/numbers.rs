//! CM-05, CM-09, CM-11: numbers of one slice against those that follow from others.

use toml::Value;

use super::Look;
use crate::{
    design::{Model, rules::chain::waiting_path},
    text::counted,
    verdict::{Finding, Severity},
};

/// The transaction and the word for it in objectives.
const CHECKOUT: &str = "checkout";

pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

/// CM-09: the edge must let in what is required.
pub(super) fn load(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let (Some(required), Some(slice)) = (look.facts.shop.required, look.slice("limits")) else {
        return;
    };
    let Some(limits) = look.own.table.get(&slice.id) else { return };
    let rate = |limit: &Value| limit.get("rate").and_then(number);
    let global = limits.get("global").and_then(rate);
    let services = limits.get("service").and_then(Value::as_table);
    let sum = services.map(|all| all.values().filter_map(rate).sum::<f64>());
    let short = |what: &str, given: Option<f64>| {
        let given = given.filter(|given| *given < required)?;
        let message = format!(
            "the limits let in {} a second, {required} are required",
            counted(given, "request")
        );
        let finding = Finding::new("CM-09", Severity::Major, [slice.id.as_str(), what], message);
        Some(finding.row(
            "requests a second at the front door",
            given.to_string(),
            required.to_string(),
        ))
    };
    // One cause: the lowest gate is named.
    found.extend(short("global", global).or_else(|| short("service", sum)));
}

/// CM-05: an objective of the checkout that the chain behind it cannot reach.
pub(super) fn chain(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let (Some(slice), Some(scenario)) = (look.named("objectives"), look.own.scenario()) else {
        return;
    };
    let known = scenario.transactions.iter().position(|one| one.name == CHECKOUT);
    let Some(checkout) = known else { return };
    let model = Model::new(scenario, &look.own.boundaries, &look.knowledge.patterns);
    let reached = 100.0 * waiting_path(&model, checkout).availability;
    let objectives = look.own.table.get(&slice.id).and_then(|one| one.get("scenario"));
    for (name, objective) in objectives.and_then(Value::as_table).into_iter().flatten() {
        let says = |key: &str, word: &str| objective.get(key).and_then(Value::as_str) == Some(word);
        let of_checkout = says("metric", "good_answers") && says("artifact", CHECKOUT);
        let promised = objective.get("value").and_then(number).filter(|_| of_checkout);
        if let Some(promised) = promised.filter(|promised| *promised > reached + 1e-9) {
            let message = "the chain behind this objective cannot reach it";
            found.push(
                Finding::new("CM-05", Severity::Major, [slice.id.as_str(), name], message).row(
                    "good answers of the checkout, in %",
                    promised.to_string(),
                    format!("at most {reached:.3}, the product of what it waits for"),
                ),
            );
        }
    }
}

/// CM-11: what the design costs is computed, and there is money for it.
pub(super) fn cost(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let Some(slice) = look.slice("estimate") else { return };
    let Some(month) = look.own.variant.and_then(|variant| variant.budget) else { return };
    let place = [slice.id.as_str(), "cost"];
    match look.own.cost() {
        None => found.push(
            Finding::new("CM-11", Severity::Minor, place, "nobody has counted what this costs")
                .row("cost of a month", "", month.to_string()),
        ),
        Some(cost) if cost > month => {
            let message = "the design costs more than there is";
            found.push(Finding::new("CM-11", Severity::Minor, place, message).row(
                "cost of a month",
                cost.to_string(),
                format!("at most {month}"),
            ));
        }
        Some(_) => {}
    }
}
