//! What a placement must satisfy where there is no key.

use crate::table::{Fields, Placed};
use crate::text::counted;

use super::{
    reply::Placement,
    things::{Rule, Things},
};

/// One constraint.
#[derive(Clone, Debug)]
pub(super) struct Constraint {
    pub(super) name: String,
    /// Why, in a sentence.
    pub(super) says: String,
    /// Points, beside one for each keyed pair.
    pub(super) points: f64,
    pub(super) dimension: usize,
    /// Values that it is about.
    values: Vec<usize>,
    /// Items that it is about.
    pub(super) items: Vec<usize>,
    demand: Demand,
}

#[derive(Clone, Debug)]
enum Demand {
    /// Each value has exactly one of the items.
    EachOnce,
    /// Each value has an item.
    Cover,
    /// The items are at the value.
    Contains,
    /// No two of the items share a value.
    Apart,
    /// All items share a value.
    Together,
    /// At most so many items at each value.
    AtMost(usize),
    /// At each value the items weigh at most so much.
    Budget { weight: String, most: f64 },
    /// At most so much passes between items of different values.
    MaxCross(f64),
    /// Whoever is at one side's values is at the other's.
    Implies { when: Vec<Side>, then: Vec<Side> },
}

/// A dimension and some of its values.
#[derive(Clone, Debug)]
struct Side {
    dimension: usize,
    values: Vec<usize>,
}

/// What is wrong with a placement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Breach {
    /// Items that are part of it.
    pub(super) items: Vec<usize>,
    /// What the answer comes to.
    pub(super) yours: String,
    /// What is allowed.
    pub(super) needed: String,
}

impl Constraint {
    /// Reads `[[constraint]]`, the one with number `at`.
    pub(super) fn read(fields: &Fields<'_, '_>, things: &Things, at: usize) -> Option<Self> {
        const KINDS: [(&str, ()); 9] = [
            ("each-once", ()),
            ("cover", ()),
            ("contains", ()),
            ("apart", ()),
            ("together", ()),
            ("at-most", ()),
            ("budget", ()),
            ("max-cross", ()),
            ("implies", ()),
        ];
        let kind = fields.string("kind");
        let checked = fields.required_one_of("kind", &KINDS);
        let name = fields.string("id").map(|id| id.value);
        let says = fields.string("says").map(|says| says.value).unwrap_or_default();
        let points = fields.number("points").map_or(1.0, |points| points.value.max(0.0));
        let named = fields.string("dimension");
        let dimension = match &named {
            Some(name) => things.dimension(name, fields)?,
            None => 0,
        };
        let scale = things.dimensions.get(dimension)?;
        let words = fields.string("value").into_iter().chain(fields.strings("values"));
        let mut values = scale.values_of(words.collect::<Vec<_>>(), fields);
        if values.is_empty() {
            values = (0..scale.values.len()).collect();
        }
        let listed = fields.strings("items");
        let items = match listed.is_empty() {
            true => (0..things.items.len()).collect(),
            false => listed.iter().filter_map(|item| things.item(item, fields)).collect(),
        };
        checked?;
        let kind = kind?.value;
        let name = name.unwrap_or_else(|| format!("{kind} {}", at + 1));
        let demand = match kind.as_str() {
            "implies" => {
                let (when, then) = (sides(fields, "when", things), sides(fields, "then", things));
                Demand::Implies { when: when?, then: then? }
            }
            other => Demand::read(other, fields)?,
        };
        Some(Self { name, says, points, dimension, values, items, demand })
    }

    /// Why no placement can keep it; nothing where one can.
    pub(super) fn is_impossible(&self, things: &Things) -> Option<String> {
        if things.dimensions[self.dimension].rule == Rule::Many {
            return None;
        }
        let (items, values) = (self.items.len(), self.values.len());
        let (of, at) = (counted(items, "item"), counted(values, "value"));
        match &self.demand {
            Demand::EachOnce | Demand::Cover if items < values => {
                Some(format!("{of} cannot stand at {at}"))
            }
            Demand::Apart
                if values < items && values == things.dimensions[self.dimension].values.len() =>
            {
                Some(format!("{of} cannot stand apart at {at}"))
            }
            _ => None,
        }
    }

    /// Whether another one demands the opposite of the same items.
    pub(super) fn clashes(&self, other: &Self) -> bool {
        let apart = |one: &Self| matches!(one.demand, Demand::Apart);
        let together = |one: &Self| matches!(one.demand, Demand::Together);
        let opposite = (apart(self) && together(other)) || (together(self) && apart(other));
        let shared = self.items.iter().filter(|item| other.items.contains(item)).count();
        opposite && self.dimension == other.dimension && shared > 1
    }

    /// What breaks it; nothing where it holds. An item without a place breaks it.
    pub(super) fn breach(&self, things: &Things, places: &Placement) -> Option<Breach> {
        let of = |item: usize| places.values(item, self.dimension);
        let open: Vec<usize> =
            self.items.iter().copied().filter(|item| of(*item).is_empty()).collect();
        let implies = matches!(self.demand, Demand::Implies { .. });
        if !open.is_empty() && things.dimensions[self.dimension].rule != Rule::Many && !implies {
            let (yours, needed) = ("not placed".to_owned(), "every item placed".to_owned());
            return Some(Breach { items: open, yours, needed });
        }
        let at = |value: usize| -> Vec<usize> {
            self.items.iter().copied().filter(|item| of(*item).contains(&value)).collect()
        };
        let word = |value: usize| things.dimensions[self.dimension].values[value].id.as_str();
        let breach = |items: Vec<usize>, yours: String, needed: String| {
            Some(Breach { items, yours, needed })
        };
        match &self.demand {
            Demand::EachOnce => self.values.iter().find_map(|value| {
                let here = at(*value);
                let wrong = here.len() != 1;
                wrong.then(|| {
                    breach(here.clone(), count(word(*value), here.len()), "exactly 1".into())
                })?
            }),
            Demand::Cover => self.values.iter().find_map(|value| {
                let none = at(*value).is_empty();
                none.then(|| breach(Vec::new(), count(word(*value), 0), "at least 1".into()))?
            }),
            Demand::Contains => {
                let astray =
                    |item: &usize| !self.values.iter().any(|value| of(*item).contains(value));
                let wrong: Vec<usize> = self.items.iter().copied().filter(astray).collect();
                let needed = self.values.iter().map(|value| word(*value)).collect::<Vec<_>>();
                let yours = wrong
                    .first()
                    .map_or_else(String::new, |item| words(things, self, places, *item));
                (!wrong.is_empty()).then(|| breach(wrong, yours, needed.join(" or ")))?
            }
            Demand::Apart => self.values.iter().find_map(|value| {
                let here = at(*value);
                (here.len() > 1).then(|| {
                    breach(
                        here.clone(),
                        count(word(*value), here.len()),
                        "at most 1 of them".into(),
                    )
                })?
            }),
            Demand::Together => {
                let first = self.items.first().map(|item| of(*item))?;
                let apart = self.items.iter().any(|item| of(*item) != first);
                let yours = self.items.iter().map(|item| words(things, self, places, *item));
                let yours = yours.collect::<Vec<_>>().join(", ");
                apart.then(|| breach(self.items.clone(), yours, "one value for all".into()))?
            }
            Demand::AtMost(most) => self.values.iter().find_map(|value| {
                let here = at(*value);
                (here.len() > *most).then(|| {
                    breach(here.clone(), count(word(*value), here.len()), format!("at most {most}"))
                })?
            }),
            Demand::Budget { weight, most } => self.values.iter().find_map(|value| {
                let here = at(*value);
                let sum: f64 =
                    here.iter().filter_map(|item| things.items[*item].weigh.get(weight)).sum();
                (sum > most + 1e-9).then(|| {
                    breach(
                        here,
                        format!("{}: {weight} {sum}", word(*value)),
                        format!("at most {most}"),
                    )
                })?
            }),
            Demand::MaxCross(most) => {
                let crosses = |edge: &&(usize, usize, f64)| of(edge.0) != of(edge.1);
                let cut: Vec<&(usize, usize, f64)> = things.edges.iter().filter(crosses).collect();
                let sum: f64 = cut.iter().map(|edge| edge.2).sum();
                let mut ends: Vec<usize> = cut.iter().flat_map(|edge| [edge.0, edge.1]).collect();
                ends.sort_unstable();
                ends.dedup();
                (sum > most + 1e-9).then(|| {
                    breach(ends, format!("{sum} pass a border"), format!("at most {most}"))
                })?
            }
            Demand::Implies { when, then } => {
                let open = |side: &Side, item: usize| {
                    places.values(item, side.dimension).is_empty()
                        && things.dimensions[side.dimension].rule != Rule::Many
                };
                let is_broken = |item: &usize| {
                    let holds = |side: &Side| side.holds(places, *item);
                    when.iter().all(holds) && !then.iter().all(holds)
                };
                let is_open = |item: &usize| when.iter().chain(then).any(|side| open(side, *item));
                let broken = self.items.iter().copied().find(is_broken);
                let wrong = broken.or_else(|| self.items.iter().copied().find(is_open))?;
                let mine = when.iter().chain(then).map(|side| side.mine(things, places, wrong));
                let yours = mine.collect::<Vec<_>>().join(", ");
                let needed = |side: &Side| match broken {
                    Some(_) => side.needed(things),
                    None => format!("a place on {}", things.dimensions[side.dimension].name),
                };
                let asked = |side: &&Side| broken.is_some() || open(side, wrong);
                let sides = when.iter().filter(|_| broken.is_none()).chain(then);
                let needed = sides.filter(asked).map(needed).collect::<Vec<_>>();
                let name = &things.items[wrong].name;
                breach(vec![wrong], format!("{name}: {yours}"), needed.join(", "))
            }
        }
    }
}

impl Side {
    fn holds(&self, places: &Placement, item: usize) -> bool {
        places.values(item, self.dimension).iter().any(|value| self.values.contains(value))
    }

    fn words(&self, things: &Things, values: &[usize], between: &str) -> String {
        let scale = &things.dimensions[self.dimension];
        let ids = values.iter().map(|at| scale.values[*at].id.as_str());
        format!("{} {}", scale.name, ids.collect::<Vec<_>>().join(between))
    }

    /// Where an item is on this dimension.
    fn mine(&self, things: &Things, places: &Placement, item: usize) -> String {
        self.words(things, places.values(item, self.dimension), ", ")
    }

    /// Where an item must be.
    fn needed(&self, things: &Things) -> String {
        self.words(things, &self.values, " or ")
    }
}

fn count(value: &str, items: usize) -> String {
    format!("{value}: {items}")
}

fn words(things: &Things, of: &Constraint, places: &Placement, item: usize) -> String {
    let scale = &things.dimensions[of.dimension];
    let values = places.values(item, of.dimension).iter();
    let values = values.map(|at| scale.values[*at].id.as_str()).collect::<Vec<_>>();
    format!("{} {}", things.items[item].name, values.join(", "))
}

impl Demand {
    fn read(kind: &str, fields: &Fields<'_, '_>) -> Option<Self> {
        let need = |key: &str| {
            fields.report("missing-key", fields.span(), format!("`{key}` is missing here"));
        };
        match kind {
            "each-once" => Some(Self::EachOnce),
            "cover" => Some(Self::Cover),
            "contains" => Some(Self::Contains),
            "apart" => Some(Self::Apart),
            "together" => Some(Self::Together),
            "at-most" => match fields.integer("n").and_then(|n| usize::try_from(n.value).ok()) {
                Some(n) => Some(Self::AtMost(n)),
                None => {
                    need("n");
                    None
                }
            },
            "budget" => {
                let weight = fields.required_string("weight");
                let most = fields.number("max");
                if most.is_none() {
                    need("max");
                }
                Some(Self::Budget { weight: weight?.value, most: most?.value })
            }
            _ => {
                let most = fields.number("max");
                if most.is_none() {
                    need("max");
                }
                Some(Self::MaxCross(most?.value))
            }
        }
    }
}

/// One side of `when = { d = [] }`, `then = { d = [] }`: all of its dimensions hold together.
fn sides(fields: &Fields<'_, '_>, key: &'static str, things: &Things) -> Option<Vec<Side>> {
    let table = fields.required_table(key)?;
    let side = |name: Placed<String>| {
        let dimension = things.dimension(&name, &table)?;
        let value = table.any(&name.value)?;
        let words: Vec<Placed<String>> = match value.is_string() {
            true => value.string().into_iter().collect(),
            false => value.items().iter().filter_map(|item| item.string()).collect(),
        };
        Some(Side { dimension, values: things.dimensions[dimension].values_of(words, &table) })
    };
    table.keys().into_iter().map(side).collect()
}
