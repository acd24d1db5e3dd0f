//! What happens, who reacts, who owns what, and what must never come first.

mod contradictions;

use std::collections::BTreeMap;

use crate::table::{self, Fields, Placed};

/// The facts of a flow.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    pub(super) entities: Vec<Entity>,
    pub(super) happenings: Vec<Happening>,
    pub(super) reactions: Vec<Reaction>,
    /// Pairs of reactions: the first never before the second.
    pub(super) never: Vec<(usize, usize)>,
    /// Clients, and whether they are trusted.
    pub(super) clients: Vec<(String, bool)>,
    pub(super) loads: BTreeMap<usize, Load>,
    /// Fields that only those may have who need them.
    pub(super) private: Vec<String>,
    /// Events that old readers know.
    pub(super) before: Vec<Before>,
    /// Whether every service, client and field is named here, so that another name stands for nothing.
    pub(super) is_closed: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) fields: Vec<String>,
    /// Whether what happens to it must be seen in order.
    pub(super) ordered: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Happening {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) entity: Option<usize>,
    /// The reaction that brings it about; nothing for what comes from outside.
    pub(super) by: Option<usize>,
    /// The happening that comes instead where it is refused.
    pub(super) fails_as: Option<usize>,
    /// Whether it is the silence of somebody who should have answered.
    pub(super) never_comes: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Reaction {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) service: String,
    /// Entities that it writes.
    pub(super) writes: Vec<usize>,
    /// Fields that it cannot do without.
    pub(super) needs: Vec<String>,
    /// Happenings that must surely have been before.
    pub(super) after: Vec<usize>,
    pub(super) undo_of: Option<usize>,
    pub(super) required: bool,
}

/// How much of a happening there is.
#[derive(Clone, Debug)]
pub(super) struct Load {
    /// Events a second.
    pub(super) rate: f64,
    pub(super) partitions: f64,
    /// The share of the busiest key, by key; under no name for any key.
    hottest: BTreeMap<String, f64>,
    /// Events a second that one reader handles.
    pub(super) reader: f64,
}

/// An event as it was published so far.
#[derive(Clone, Debug)]
pub(super) struct Before {
    pub(super) event: String,
    pub(super) carries: Vec<String>,
    pub(super) key: Option<String>,
}

impl Flow {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let worlds = [("open", false), ("closed", true)];
        let is_closed = root.one_of("world", &worlds).is_some_and(|world| world.value);
        let mut flow = Self { is_closed, ..Self::default() };
        for (name, fields) in root.named_tables("entity") {
            let owner = fields.required_string("owner").map(|owner| owner.value);
            ["id", "text"].into_iter().for_each(|key| fields.ignore(key));
            flow.entities.push(Entity {
                name: name.value,
                owner: owner.unwrap_or_default(),
                fields: words(&fields, "fields"),
                ordered: fields.boolean("ordered").is_some_and(|ordered| ordered.value),
            });
        }
        let happenings = root.named_tables("happening");
        let reactions = root.named_tables("reaction");
        let of = |tables: &[(Placed<String>, Fields<'_, '_>)]| -> Vec<String> {
            tables.iter().map(|(name, _)| name.value.clone()).collect()
        };
        let (happened, reacts) = (of(&happenings), of(&reactions));
        for (name, fields) in &happenings {
            flow.happenings.push(flow.happening(name, fields, &happened, &reacts));
        }
        for (name, fields) in &reactions {
            flow.reactions.push(flow.reaction(name, fields, &happened, &reacts));
        }
        for rule in root.strings("never") {
            let pair = rule.value.split_once(" before ").and_then(|(one, other)| {
                let find = |name: &str| reacts.iter().position(|known| known == name.trim());
                Some((find(one)?, find(other)?))
            });
            match pair {
                Some((one, other)) if one == other || flow.never.contains(&(other, one)) => {
                    let message = "the two of them would never come";
                    root.report("facts-contradict", rule.span, message);
                }
                Some(pair) => flow.never.push(pair),
                None => root.report(
                    "bad-rule",
                    rule.span,
                    "`never` has lines like \"charge before reserve\", with names of reactions",
                ),
            }
        }
        for (name, fields) in root.named_tables("client") {
            let trusted = fields.boolean("trusted").is_some_and(|trusted| trusted.value);
            flow.clients.push((name.value, trusted));
        }
        for (name, fields) in root.named_tables("load") {
            if let Some(at) = number(&name, &happened, "happening", &fields) {
                flow.loads.insert(at, Load::read(&fields));
            }
        }
        if let Some(private) = root.table("private") {
            flow.private = words(&private, "fields");
        }
        for (name, fields) in root.named_tables("before") {
            let key = fields.string("key").map(|key| key.value);
            flow.before.push(Before { event: name.value, carries: words(&fields, "carries"), key });
        }
        contradictions::check(&flow, root);
        if flow.happenings.is_empty() || flow.reactions.is_empty() {
            root.report(
                "missing-key",
                root.span(),
                "a flow has [happening.NAME] and [reaction.NAME]",
            );
        }
        flow
    }

    fn happening(
        &self,
        name: &Placed<String>,
        fields: &Fields<'_, '_>,
        happened: &[String],
        reacts: &[String],
    ) -> Happening {
        let find = |key, known: &[String], what| {
            fields.string(key).and_then(|word| number(&word, known, what, fields))
        };
        let entities: Vec<String> =
            self.entities.iter().map(|entity| entity.name.clone()).collect();
        Happening {
            name: name.value.clone(),
            text: fields
                .string("words")
                .or(fields.string("text"))
                .map_or_else(|| name.value.replace(['_', '-'], " "), |text| text.value),
            entity: find("entity", &entities, "entity"),
            by: find("by", reacts, "reaction"),
            fails_as: find("fails_as", happened, "happening"),
            never_comes: fields.boolean("never_comes").is_some_and(|never| never.value),
        }
    }

    fn reaction(
        &self,
        name: &Placed<String>,
        fields: &Fields<'_, '_>,
        happened: &[String],
        reacts: &[String],
    ) -> Reaction {
        let entities: Vec<String> =
            self.entities.iter().map(|entity| entity.name.clone()).collect();
        let all = |key, known: &[String], what| -> Vec<usize> {
            let words = fields.string_or_strings(key).into_iter();
            words.filter_map(|word| number(&word, known, what, fields)).collect()
        };
        let text = fields.string("does").or(fields.string("text")).map(|text| text.value);
        Reaction {
            text: text.unwrap_or_else(|| name.value.replace(['_', '-'], " ")),
            name: name.value.clone(),
            service: fields.required_string("service").map(|one| one.value).unwrap_or_default(),
            writes: all("writes", &entities, "entity"),
            needs: words(fields, "needs_data"),
            after: all("after", happened, "happening"),
            undo_of: all("undo_of", reacts, "reaction").first().copied(),
            required: fields.boolean("required").is_none_or(|required| required.value),
        }
    }

    /// Whether a happening is what comes where another is refused.
    pub(super) fn is_refusal(&self, at: usize) -> bool {
        self.happenings.iter().any(|happening| happening.fails_as == Some(at))
    }

    /// Whether a happening comes from outside.
    pub(super) fn is_outside(&self, at: usize) -> bool {
        self.happenings[at].by.is_none() && !self.is_refusal(at)
    }

    /// The reaction of that name.
    pub(super) fn find(&self, reaction: &str) -> Option<usize> {
        self.reactions.iter().position(|known| known.name == reaction)
    }

    /// Every name that an event may be keyed by: fields, and what they belong to.
    pub(super) fn keys(&self) -> Vec<&str> {
        let entities = self.entities.iter().map(|entity| &entity.name);
        let hot = self.loads.values().flat_map(|load| load.hottest.keys());
        let old = self.before.iter().filter_map(|before| before.key.as_ref());
        let all = entities.chain(hot).chain(old).map(String::as_str);
        all.filter(|name| !name.is_empty()).chain(self.fields()).collect()
    }

    /// Every field that somebody has or needs.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        let own = self.entities.iter().flat_map(|entity| &entity.fields);
        let needed = self.reactions.iter().flat_map(|reaction| &reaction.needs);
        let old = self.before.iter().flat_map(|before| &before.carries);
        own.chain(needed).chain(old).chain(&self.private).map(String::as_str)
    }

    /// Every service that owns or does something.
    pub(super) fn services(&self) -> Vec<&str> {
        let owners = self.entities.iter().map(|entity| entity.owner.as_str());
        let doers = self.reactions.iter().map(|reaction| reaction.service.as_str());
        let mut all: Vec<&str> = owners.chain(doers).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Entity {
    /// The field that a record is known by: the first.
    pub(super) fn identity(&self) -> Option<&str> {
        self.fields.first().map(String::as_str)
    }
}

impl Load {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let number = |key| fields.number(key).map_or(f64::INFINITY, |number| number.value);
        let mut hottest = BTreeMap::new();
        if let Some(value) = fields.value("hottest_key_share") {
            if value.is_table() {
                let table = value.table();
                let keys = table.iter().flat_map(|table| {
                    table.keys().into_iter().filter_map(|key| {
                        let share = table.any(&key.value)?.number()?;
                        Some((key.value, share.value))
                    })
                });
                hottest.extend(keys);
            } else {
                hottest.extend(value.number().map(|share| (String::new(), share.value)));
            }
        }
        Self {
            rate: fields.number("rate").map_or(0.0, |rate| rate.value),
            partitions: number("partitions"),
            hottest,
            reader: number("one_reader_rate"),
        }
    }

    /// Events a second of the busiest key.
    pub(super) fn busiest(&self, key: &str) -> Option<f64> {
        let share = self.hottest.get(key).or_else(|| self.hottest.get(""))?;
        Some(self.rate * share)
    }
}

fn words(fields: &Fields<'_, '_>, key: &'static str) -> Vec<String> {
    fields.strings(key).into_iter().map(|word| word.value).collect()
}

/// The number of a word among some; one that is none is reported.
fn number(
    word: &Placed<String>,
    known: &[String],
    what: &str,
    fields: &Fields<'_, '_>,
) -> Option<usize> {
    let at = known.iter().position(|known| *known == word.value);
    if at.is_none() {
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        let help = table::did_you_mean(&word.value, &names);
        let message = format!("no {what} is called `{}`", word.value);
        fields.report_with_help("unknown-word", word.span.clone(), message, help);
    }
    at
}
