//! Service Cutter models: entities with fields, and user representations, as a scenario.
//!
//! Fields become entities as wholes: a use case reads an entity if it reads one of its fields. Facts
//! that the model lacks (rates, goals) stay absent.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use super::fits;
use crate::design::architecture::write::{key, quoted};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    #[serde(default = "unnamed")]
    name: String,
    #[serde(default)]
    entities: Vec<Named>,
    #[serde(default)]
    relations: Vec<Relation>,
}

/// What a model is called that does not say it.
fn unnamed() -> String {
    "service-cutter-model".to_owned()
}

#[derive(Deserialize)]
struct Named {
    name: String,
    #[serde(default)]
    nanoentities: Vec<String>,
}

#[derive(Deserialize)]
struct Relation {
    origin: String,
    destination: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Users {
    use_cases: Vec<UseCase>,
    compatibilities: BTreeMap<String, Vec<Characteristic>>,
    aggregates: Vec<Named>,
    entities: Vec<Named>,
    predefined_services: Vec<Named>,
    shared_owner_groups: Vec<Named>,
    separated_security_zones: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UseCase {
    name: String,
    #[serde(default)]
    nanoentities_read: Vec<String>,
    #[serde(default)]
    nanoentities_written: Vec<String>,
}

#[derive(Deserialize)]
struct Characteristic {
    characteristic: String,
    nanoentities: Vec<String>,
}

/// The entity of a field, `Entity.field`.
fn entities_of(fields: &[String]) -> BTreeSet<String> {
    fields.iter().map(|field| field.split('.').next().unwrap_or(field).to_owned()).collect()
}

/// The first characteristic of each entity, in lower case.
fn characteristics(found: &[Characteristic]) -> HashMap<String, String> {
    let mut words = HashMap::new();
    for one in found {
        for entity in entities_of(&one.nanoentities) {
            words.entry(entity).or_insert_with(|| one.characteristic.to_lowercase());
        }
    }
    words
}

fn list(names: &BTreeSet<String>) -> String {
    let items: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    format!("[{}]", items.join(", "))
}

/// Turns a model and its user representations into a scenario file.
///
/// # Errors
/// A sentence that says what cannot be read.
pub fn read(model: &str, users: &str) -> Result<String, String> {
    fits(model)?;
    fits(users)?;
    let model: Model = serde_json::from_str(model).map_err(|error| error.to_string())?;
    let users: Users = if users.trim().is_empty() {
        Users::default()
    } else {
        serde_json::from_str(users).map_err(|error| error.to_string())?
    };
    if model.entities.is_empty() {
        return Err(
            "there are no `entities`: is this the model, or its user representations?".into()
        );
    }
    let id: String = model.name.to_lowercase();
    let id: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let mut out = format!(
        "# converted from a Service Cutter model; only facts present in the source are filled in\n\
         [scenario]\nid = {}\ntitle = {}\nparts = [\"ownership\"]\n",
        quoted(id.trim_matches('-')),
        quoted(&model.name)
    );
    let words: HashMap<&str, HashMap<String, String>> = users
        .compatibilities
        .iter()
        .map(|(criterion, found)| (criterion.as_str(), characteristics(found)))
        .collect();
    let word = |criterion: &str, entity: &str| words.get(criterion)?.get(entity).cloned();
    for entity in &model.entities {
        out.push_str(&format!("\n[entity.{}]\n", key(&entity.name)));
        let fields: Vec<String> = entity.nanoentities.iter().map(|name| quoted(name)).collect();
        out.push_str(&format!("fields = [{}]\n", fields.join(", ")));
        if let Some(change) = word("structuralVolatility", &entity.name) {
            out.push_str(&format!("change = {}\n", quoted(&change)));
        }
        if let Some(volatility) = word("contentVolatility", &entity.name) {
            out.push_str(&format!("volatility = {}\n", quoted(&volatility)));
        }
        if let Some(secrecy) = word("securityCriticality", &entity.name) {
            out.push_str(&format!("secrecy = {}\n", quoted(&secrecy)));
        }
    }
    for case in &users.use_cases {
        out.push_str(&format!("\n[capability.{}]\n", key(&case.name)));
        out.push_str(&format!("reads = {}\n", list(&entities_of(&case.nanoentities_read))));
        out.push_str(&format!("writes = {}\n", list(&entities_of(&case.nanoentities_written))));
    }
    let mut groups = |table: &str, groups: &[Named]| {
        for group in groups {
            out.push_str(&format!("\n[{table}.{}]\n", key(&group.name)));
            out.push_str(&format!("entities = {}\n", list(&entities_of(&group.nanoentities))));
        }
    };
    groups("aggregate", &users.aggregates);
    groups("aggregate", &users.entities);
    groups("predefined", &users.predefined_services);
    groups("team", &users.shared_owner_groups);
    groups("zone", &users.separated_security_zones);
    for relation in &model.relations {
        out.push_str(&format!(
            "\n[[relation]]\nfrom = {}\nto = {}\nkind = {}\n",
            quoted(&relation.origin),
            quoted(&relation.destination),
            quoted(&relation.kind.to_lowercase())
        ));
    }
    Ok(out)
}
