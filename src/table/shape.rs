//! The shape of a file as the code that reads it asks for it: while a probe runs, every [`Fields`](super::Fields) and
//! [`Value`](super::Value) of the probed text notes which keys are wanted, in which forms, and what is in them.
//!
//! A reader is run again and again over a text that grows by what it asked for, until it asks for nothing
//! new. So a key cannot be read without being in the schema, nor the other way round.

use std::{cell::RefCell, collections::BTreeSet, fmt::Write as _, ops::RangeInclusive, rc::Rc};

/// Values are made and told so deep; a file that nests deeper is open there.
pub const DEEPEST: usize = 8;
/// So often a reader is asked at most what else it wants.
const ROUNDS: usize = 12;
/// A value may have so many forms, and each is tried.
const FORMS: usize = 6;

thread_local! {
    /// The text that is probed on this thread, and what was noted of it.
    static PROBED: RefCell<Option<(String, Shape)>> = const { RefCell::new(None) };
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Text,
    Integer,
    Number,
    Boolean,
    List,
    Table,
}

/// Every form, for a value of which nothing is known yet.
const ALL: [Form; FORMS] =
    [Form::Text, Form::Integer, Form::Number, Form::Boolean, Form::List, Form::Table];

/// What is asked of a table; copies are the same table.
#[derive(Clone, Debug, Default)]
pub struct Shape(Rc<RefCell<Asked>>);

/// What was asked of a table so far.
#[derive(Debug, Default)]
pub struct Asked {
    /// Keys in the order in which they were asked for.
    pub keys: Vec<(String, Slot)>,
    /// What stands under names of the author's own.
    pub names: Option<Slot>,
    /// The key whose word decides what else may stand here, and what that is.
    pub kinds: Option<(&'static str, Vec<(String, Shape)>)>,
    /// Whether any key may stand here.
    pub open: bool,
    /// How many tables of this shape the last runs read.
    seen: usize,
}

/// What is asked of a value; copies are the same value.
#[derive(Clone, Debug, Default)]
pub struct Slot(Rc<RefCell<Wanted>>);

/// What was asked of a value so far.
#[derive(Debug, Default)]
pub struct Wanted {
    pub forms: BTreeSet<Form>,
    /// The only texts that it may be; empty where any may.
    pub words: Vec<String>,
    /// Whether the words are what the probe is about, and no reader adds to them.
    fixed: bool,
    pub is_id: bool,
    /// Whole numbers that it may be.
    pub range: Option<RangeInclusive<i64>>,
    /// What the items of a list are.
    pub item: Option<Slot>,
    pub table: Option<Shape>,
    /// How many tables had to have it.
    required: usize,
}

impl Shape {
    /// What a reader asks of a text: it is run on texts that are made up of what it asked for before, and
    /// on some that are there. `before` and `after` stand around each that is made up.
    pub fn of(
        (before, after): (&str, &str),
        fixed: &[(&str, &str)],
        there: &[&str],
        read: impl Fn(&str),
    ) -> Self {
        let shape = Self::default();
        for (key, word) in fixed {
            shape.key(key).borrow(|slot| {
                slot.forms.insert(Form::Text);
                slot.words = vec![(*word).to_owned()];
                slot.fixed = true;
            });
        }
        let run = |text: &str| shape.run(text, &read);
        let mut size = usize::MAX;
        for _ in 0..ROUNDS {
            for turn in 0..FORMS {
                run(&format!("{before}{}{after}", shape.text(turn)));
            }
            there.iter().for_each(|text| run(text));
            let grown = shape.size(0);
            if grown == size {
                break;
            }
            size = grown;
        }
        // What is always wanted is known only now that nothing new turns up.
        shape.forget(0);
        for turn in 0..FORMS {
            run(&format!("{before}{}{after}", shape.text(turn)));
        }
        there.iter().for_each(|text| run(text));
        shape
    }

    fn run(&self, text: &str, read: &impl Fn(&str)) {
        PROBED.with(|probed| *probed.borrow_mut() = Some((text.to_owned(), self.clone())));
        read(text);
        PROBED.with(|probed| *probed.borrow_mut() = None);
    }

    /// The shape that a text's root is noted in, if it is the one that is probed.
    pub(super) fn probed(text: &str) -> Option<Self> {
        PROBED.with(|probed| {
            let probed = probed.borrow();
            probed.as_ref().filter(|(known, _)| known == text).map(|(_, shape)| shape.clone())
        })
    }

    /// Looks at what was asked.
    pub fn look<T>(&self, look: impl FnOnce(&Asked) -> T) -> T {
        look(&self.0.borrow())
    }

    pub(super) fn begins(&self) {
        self.0.borrow_mut().seen += 1;
    }

    pub(super) fn opens(&self) {
        self.0.borrow_mut().open = true;
    }

    /// What is noted of a key.
    pub(super) fn key(&self, key: &str) -> Slot {
        let mut asked = self.0.borrow_mut();
        if let Some((_, slot)) = asked.keys.iter().find(|(known, _)| known == key) {
            return slot.clone();
        }
        let slot = Slot::default();
        asked.keys.push((key.to_owned(), slot.clone()));
        slot
    }

    /// What is noted of values under names of the author's own.
    pub(super) fn name(&self) -> Slot {
        self.0.borrow_mut().names.get_or_insert_default().clone()
    }

    /// The same, if somebody walks those names: a table may be open for another reason.
    pub(super) fn walked(&self) -> Option<Slot> {
        self.0.borrow().names.clone()
    }

    /// The shape of the tables in which `key` has this word; each of `words` decides what else is there.
    pub(super) fn kind(&self, key: &'static str, words: &[&str], word: Option<&str>) -> Self {
        let known = |word: &&str| ((*word).to_owned(), Self::default());
        let mut asked = self.0.borrow_mut();
        let kinds = asked.kinds.get_or_insert_with(|| (key, words.iter().map(known).collect()));
        let kind = kinds.1.iter().find(|(known, _)| Some(known.as_str()) == word);
        kind.map_or_else(|| self.clone(), |(_, shape)| shape.clone())
    }

    /// Whether every table of this shape has to have what the slot stands for.
    pub fn requires(&self, slot: &Slot) -> bool {
        let seen = self.0.borrow().seen;
        seen > 0 && slot.look(|wanted| wanted.required) >= seen
    }

    /// How much is known.
    fn size(&self, depth: usize) -> usize {
        if depth > DEEPEST {
            return 0;
        }
        self.look(|asked| {
            let slots = asked.keys.iter().map(|(_, slot)| slot).chain(&asked.names);
            let kinds = asked.kinds.iter().flat_map(|(_, kinds)| kinds);
            slots.map(|slot| slot.size(depth)).sum::<usize>()
                + kinds.map(|(_, shape)| 1 + shape.size(depth + 1)).sum::<usize>()
        })
    }

    /// Forgets how often something was wanted, and what was open.
    fn forget(&self, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        {
            // What is accepted because nothing else could be read is no part of the shape.
            let mut asked = self.0.borrow_mut();
            (asked.seen, asked.open) = (0, false);
        }
        self.look(|asked| {
            let slots = asked.keys.iter().map(|(_, slot)| slot).chain(&asked.names);
            slots.for_each(|slot| slot.forget(depth));
            let kinds = asked.kinds.iter().flat_map(|(_, kinds)| kinds);
            kinds.for_each(|(_, shape)| shape.forget(depth + 1));
        });
    }

    /// A text with all that was asked for; each turn takes another form and word of what has several.
    fn text(&self, turn: usize) -> String {
        self.look(|asked| {
            let mut text = String::new();
            for (key, slot) in &asked.keys {
                let _ = writeln!(text, "{key} = {}", slot.text(turn, 0));
            }
            if let Some(slot) = &asked.names {
                let _ = writeln!(text, "{OWN} = {}", slot.text(turn, 0));
            }
            text
        })
    }

    /// The same as one value, for each kind of table that there is.
    fn inline(&self, turn: usize, depth: usize) -> Vec<String> {
        self.look(|asked| {
            let pair =
                |(key, slot): &(String, Slot)| format!("{key} = {}", slot.text(turn, depth + 1));
            let mut shared: Vec<String> = asked.keys.iter().map(pair).collect();
            shared.extend(
                asked.names.iter().map(|slot| format!("{OWN} = {}", slot.text(turn, depth + 1))),
            );
            let Some((key, kinds)) = &asked.kinds else {
                return vec![format!("{{ {} }}", shared.join(", "))];
            };
            let of_kind = |(word, shape): &(String, Self)| {
                let has = |pair: &&String| !pair.starts_with(&format!("{key} ="));
                let mut pairs: Vec<String> = shared.iter().filter(has).cloned().collect();
                pairs.push(format!("{key} = \"{word}\""));
                shape.look(|own| {
                    let known = |known: &String| asked.keys.iter().any(|(key, _)| key == known);
                    let own = own.keys.iter().filter(|(own, _)| own != key && !known(own));
                    pairs.extend(own.map(pair));
                });
                format!("{{ {} }}", pairs.join(", "))
            };
            kinds.iter().map(of_kind).collect()
        })
    }
}

/// A name that an author might give.
const OWN: &str = "own-name";

impl Slot {
    /// Looks at what was asked.
    pub fn look<T>(&self, look: impl FnOnce(&Wanted) -> T) -> T {
        look(&self.0.borrow())
    }

    pub(super) fn borrow(&self, note: impl FnOnce(&mut Wanted)) {
        note(&mut self.0.borrow_mut());
    }

    pub(super) fn wants(&self, form: Form) {
        self.borrow(|wanted| {
            wanted.forms.insert(form);
        });
    }

    /// One of these words is wanted.
    pub(super) fn takes<'w>(&self, words: impl Iterator<Item = &'w str>) {
        self.borrow(|wanted| {
            for word in words.filter(|_| !wanted.fixed) {
                if !wanted.words.iter().any(|known| known == word) {
                    wanted.words.push(word.to_owned());
                }
            }
        });
    }

    pub(super) fn is_required(&self) {
        self.borrow(|wanted| wanted.required += 1);
    }

    pub(super) fn item(&self) -> Self {
        self.0.borrow_mut().item.get_or_insert_default().clone()
    }

    pub(super) fn table(&self) -> Shape {
        self.0.borrow_mut().table.get_or_insert_default().clone()
    }

    fn size(&self, depth: usize) -> usize {
        self.look(|wanted| {
            1 + wanted.forms.len()
                + wanted.words.len()
                + wanted.item.as_ref().map_or(0, |item| 1 + item.size(depth + 1))
                + wanted.table.as_ref().map_or(0, |table| 1 + table.size(depth + 1))
        })
    }

    fn forget(&self, depth: usize) {
        self.borrow(|wanted| wanted.required = 0);
        self.look(|wanted| {
            wanted.item.iter().for_each(|item| item.forget(depth + 1));
            wanted.table.iter().for_each(|table| table.forget(depth + 1));
        });
    }

    fn text(&self, turn: usize, depth: usize) -> String {
        self.values(turn, depth).into_iter().next().unwrap_or_default()
    }

    /// A value of the form whose turn it is; several where tables are of several kinds.
    fn values(&self, turn: usize, depth: usize) -> Vec<String> {
        self.look(|wanted| {
            let forms: Vec<Form> = match wanted.forms.is_empty() {
                true => ALL.to_vec(),
                false => wanted.forms.iter().copied().collect(),
            };
            let form = forms.get(turn % forms.len()).copied().unwrap_or(Form::Text);
            let least = wanted.range.as_ref().map_or(1, |range| *range.start());
            vec![match form {
                Form::Text => match wanted.words.get(turn % wanted.words.len().max(1)) {
                    Some(word) => format!("\"{word}\""),
                    None => "\"x\"".to_owned(),
                },
                Form::Integer | Form::Number => least.to_string(),
                Form::Boolean => "true".to_owned(),
                Form::List if depth < DEEPEST => {
                    let items = wanted.item.as_ref().map(|item| item.values(turn, depth + 1));
                    format!("[{}]", items.unwrap_or_else(|| vec!["\"x\"".to_owned()]).join(", "))
                }
                Form::Table if depth < DEEPEST => match &wanted.table {
                    Some(table) => return table.inline(turn, depth),
                    None => "{}".to_owned(),
                },
                Form::List => "[]".to_owned(),
                Form::Table => "{}".to_owned(),
            }]
        })
    }
}
