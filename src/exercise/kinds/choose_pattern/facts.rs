//! The cases, and what there is to choose from.

use crate::{catalog::Catalog, exercise::kinds::contradiction, table::Fields};

use super::{
    case::{Alternative, Case},
    offer::{self, Offer},
    tree::Tree,
};

/// The facts.
#[derive(Clone, Debug)]
pub(super) struct Choosing {
    pub(super) means: Means,
    pub(super) cases: Vec<Case>,
}

/// What the choices come from.
#[derive(Clone, Debug)]
pub(super) enum Means {
    Tree(Tree),
    Table(Vec<Offer>),
}

impl Choosing {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>, catalog: &Catalog) -> Self {
        let offers: Vec<Offer> = root
            .named_tables("option")
            .into_iter()
            .map(|(name, fields)| Offer::read(name.value, &fields))
            .collect();
        let means = match offers.is_empty() {
            true => Means::Tree(Tree::of(catalog)),
            false => Means::Table(offers),
        };
        let mut facts = Self { means, cases: Vec::new() };
        for (name, fields) in root.named_tables("case") {
            let case = Case::read(name.value, &fields);
            facts.check(&case, &fields, catalog);
            facts.cases.push(case);
        }
        if let Means::Table(offers) = &facts.means
            && let Some(name) = offer::best_of_all(offers, &facts.cases)
        {
            let message = format!(
                "`{name}` is right in all cases, or would be with one weight by 1 higher or lower"
            );
            root.warn("bad-case", root.span(), message);
        }
        if facts.cases.is_empty() {
            root.report("missing-key", root.span(), "there are no cases: [case.NAME]");
        }
        facts
    }

    /// Whether add-ons carry points in a case: always beside a leaf of the tree, in a table where any
    /// are named.
    pub(super) fn asks_add_ons(&self, case: &Case) -> bool {
        matches!(self.means, Means::Tree(_)) || case.has_add_ons()
    }

    /// What contradicts itself in a case.
    fn check(&self, case: &Case, fields: &Fields<'_, '_>, catalog: &Catalog) {
        let report = |message: String| fields.report("bad-case", fields.span(), message);
        let patterns = case.grants.iter().chain(&case.must).chain(&case.may).chain(&case.never);
        for id in patterns.filter(|id| catalog.get(id).is_none()) {
            report(format!("the catalog has no pattern `{id}`"));
        }
        let shared =
            |one: &[String], other: &[String]| one.iter().find(|id| other.contains(id)).cloned();
        for (lists, found) in [
            ("`must` and `never`", shared(&case.must, &case.never)),
            ("`may` and `never`", shared(&case.may, &case.never)),
            ("`must` and `may`", shared(&case.must, &case.may)),
        ] {
            if let Some(id) = found {
                contradiction::report(fields, format!("`{id}` stands in {lists}"));
            }
        }
        if let Some(id) = case.duty.iter().find(|id| !case.must.contains(id)) {
            contradiction::report(fields, format!("law demands `{id}`, and `must` does not"));
        }
        match &self.means {
            Means::Tree(tree) => {
                let right = tree.leaf(&case.say);
                for (at, other) in case.alternatives.iter().enumerate() {
                    let same = |one: &Alternative| one.leaf == other.leaf;
                    let again = case.alternatives.iter().take(at).any(same);
                    if again || right.as_deref() == Some(other.leaf.as_str()) {
                        let message = format!("`{}` is right here already", other.leaf);
                        contradiction::report(fields, message);
                    }
                }
                for id in case.say.keys().chain(&case.quiet).filter(|id| !tree.has(id)) {
                    report(format!("the tree has no question `{id}`"));
                }
                match tree.leaf(&case.say) {
                    Some(_) => {}
                    None => report("what the case says leads to no leaf of the tree".to_owned()),
                }
                for other in case.alternatives.iter().filter(|one| !tree.leaves.contains(&one.leaf))
                {
                    report(format!("`{}` is no leaf of the tree", other.leaf));
                }
            }
            Means::Table(offers) => {
                for want in case.wants.keys() {
                    if !offers.iter().any(|offer| offer.has.contains(want)) {
                        report(format!("no option has `{want}`, which this case wants"));
                    }
                }
                let fits = offers.iter().filter(|offer| offer.broken(case).is_empty()).count();
                if fits == 0 {
                    report("no option has what this case needs".to_owned());
                }
                if fits == offers.len() {
                    let message = "every option has what this case needs: nothing is decided";
                    fields.warn("bad-case", fields.span(), message);
                }
            }
        }
    }
}
