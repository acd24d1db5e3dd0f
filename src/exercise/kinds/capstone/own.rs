//! The learner's own boundaries, as later slices ask for them.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use toml::{Table, Value};

use crate::{
    design::{Architecture, Scenario, architecture::Style},
    diagnostic::Diagnostic,
    exercise::{answer::Answer, kind::Facts},
};

use super::shop::{Shop, Variant};

/// Facts that were derived for a design, and what is wrong with them.
pub(super) type Derived = (Option<Arc<dyn Facts>>, Vec<Diagnostic>);

/// The pattern that keeps a copy for reading.
pub(super) const READ_MODEL: &str = "cqrs";

/// The variant that the learner has chosen, and the boundaries of M1.
pub(super) struct Own<'m> {
    pub(super) shop: &'m Shop,
    pub(super) variant: Option<&'m Variant>,
    pub(super) boundaries: Rc<Architecture>,
    /// The design as it stands.
    pub(super) table: Table,
    /// Facts of slices that were derived from it.
    pub(super) derived: Rc<RefCell<BTreeMap<String, Derived>>>,
}

/// The tables of a design that its boundaries and the facts of slices follow from.
const GROUND: [&str; 6] = ["variant", "service", "link", "apply", "accept", "budget"];

impl<'m> Own<'m> {
    /// What an answer says of them.
    pub(super) fn read(shop: &'m Shop, answer: &Answer) -> Self {
        let table = answer.content().unwrap_or_default();
        let chosen = table.get("variant").and_then(|variant| variant.get("id"));
        let chosen = chosen.and_then(Value::as_str).unwrap_or(&shop.usual);
        let variant = shop.variants.iter().find(|variant| variant.id == chosen);
        let (boundaries, _) = answer.at([]).read(Architecture::nameless);
        Self { shop, variant, boundaries: boundaries.into(), table, derived: Rc::default() }
    }

    /// Whether what follows from these boundaries follows from a design of other tables, too.
    pub(super) fn bears(&self, table: &Table) -> bool {
        GROUND.iter().all(|key| self.table.get(*key) == table.get(*key))
    }

    /// The same boundaries in a design of other tables, which they bear.
    pub(super) fn under(&self, table: Table) -> Self {
        let (boundaries, derived) = (Rc::clone(&self.boundaries), Rc::clone(&self.derived));
        Self { shop: self.shop, variant: self.variant, boundaries, table, derived }
    }

    /// Names of the services.
    pub(super) fn services(&self) -> impl Iterator<Item = &str> {
        self.boundaries.services.iter().map(|service| service.name.as_str())
    }

    /// Whether there is a service of that name; `service/module` names a module in one.
    pub(super) fn has(&self, name: &str) -> bool {
        let (service, module) = name.split_once('/').map_or((name, None), |(a, b)| (a, Some(b)));
        let known = self.boundaries.service(service).is_some();
        known && module.is_none_or(|module| self.module(service, module).is_some())
    }

    fn module(&self, service: &str, module: &str) -> Option<&Value> {
        self.table.get("service")?.get(service)?.get("module")?.get(module)
    }

    /// Requests a second that clients send to a service; nothing where the facts do not say.
    pub(super) fn rate(&self, service: &str) -> Option<f64> {
        let scenario = self.scenario()?;
        let service = self.boundaries.service(service)?;
        let known = scenario.capabilities.iter();
        let own = known.filter(|one| service.does.contains(&one.name) && !one.clients.is_empty());
        Some(own.filter_map(|capability| capability.rate).sum())
    }

    /// The facts of the variant's shop.
    pub(super) fn scenario(&self) -> Option<&'m Scenario> {
        self.variant.and_then(|variant| variant.scenario.as_deref())
    }

    /// What the design costs in a month, as the learner has counted it.
    pub(super) fn cost(&self) -> Option<f64> {
        let cost = self.table.get("budget")?.get("value")?.get("cost")?.get("is")?;
        cost.as_float().or_else(|| cost.as_integer().map(|whole| whole as f64))
    }

    /// Whether the design needs a broker: some link is a message.
    pub(super) fn has_broker(&self) -> bool {
        self.boundaries
            .links
            .iter()
            .any(|link| link.style != Style::Sync && self.boundaries.service(&link.to).is_some())
    }

    /// Whether a pattern is applied.
    pub(super) fn applies(&self, pattern: &str) -> bool {
        self.boundaries.applies.iter().any(|apply| apply.pattern == pattern)
    }

    /// Services that clients call.
    pub(super) fn front(&self) -> impl Iterator<Item = &str> {
        self.services().filter(|service| self.rate(service).is_some_and(|rate| rate > 0.0))
    }

    /// Services that own data.
    pub(super) fn owners(&self) -> impl Iterator<Item = &str> {
        let services = self.boundaries.services.iter();
        services.filter(|one| !one.owns.is_empty()).map(|service| service.name.as_str())
    }

    /// How many views the design keeps a copy of.
    pub(super) fn read_models(&self) -> usize {
        let copies = self.boundaries.applies.iter();
        copies.filter(|apply| apply.pattern == READ_MODEL && apply.at.is_some()).count()
    }

    /// The services that do the steps of a transaction; a step without a home is nobody's.
    pub(super) fn homes_of(&self, transaction: &str) -> BTreeSet<Option<&str>> {
        let Some(scenario) = self.scenario() else { return BTreeSet::new() };
        let known = scenario.transactions.iter().filter(|one| one.name == transaction);
        let steps = known.flat_map(|one| &one.steps);
        steps.map(|step| self.boundaries.home_of(&scenario.capabilities[*step].name)).collect()
    }

    /// The service that does everything of a transaction, where it is one.
    pub(super) fn alone_in(&self, transaction: &str) -> Option<&str> {
        let homes = self.homes_of(transaction);
        homes.first().copied().flatten().filter(|_| homes.len() == 1)
    }
}
