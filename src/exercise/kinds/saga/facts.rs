//! What a saga is about: its steps in their services, how each is undone, what must hold, and what may
//! go wrong.

mod check;

use crate::{
    expression::{Assignment, Change, Expression, ExpressionError},
    table::{self, Fields, Placed},
};

/// More sagas at once are refused: states grow with a power of them.
pub(super) const MOST_SAGAS: usize = 4;

/// More steps, or ways to undo, are refused.
pub(super) const MOST_STEPS: usize = 16;

/// More variables are refused: a step that touches them is known by a bit for each.
const MOST_VARIABLES: usize = 32;

/// More invariants are refused, for the same reason.
const MOST_INVARIANTS: usize = 60;

/// More faults in one run are refused.
const MOST_FAULTS: i64 = 4;

/// The word for the sum of a variable over all sagas.
pub(super) const TOTAL: &str = "total";

/// The words that stand before a variable in brackets.
pub(super) const OVER: &[&str] = &[TOTAL];

/// The invariant that is always there: every saga comes to an end.
pub(super) const ENDS: &str = "ends";

/// The facts of a saga.
#[derive(Clone, Debug, Default)]
pub(super) struct Saga {
    pub(super) variables: Vec<Variable>,
    pub(super) steps: Vec<Step>,
    pub(super) undos: Vec<Undo>,
    /// What must hold in every state.
    pub(super) always: Vec<Invariant>,
    /// What must hold when nothing is under way any more.
    pub(super) finally: Vec<Invariant>,
    pub(super) world: World,
}

#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) init: i32,
    /// Whether every saga has one of its own.
    pub(super) each: bool,
    /// Its place among those of its sort.
    pub(super) slot: usize,
}

/// One step, a transaction in its service.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) service: String,
    pub(super) does: Vec<Assignment>,
    pub(super) refuses_if: Option<Expression>,
    pub(super) needs: Vec<usize>,
    pub(super) reversible: bool,
    pub(super) cost: f64,
    /// Variables that it knows as they were when another step committed.
    pub(super) reads: Vec<Note>,
}

/// A variable as it was when a step committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Note {
    pub(super) variable: usize,
    pub(super) step: usize,
}

/// What takes a step back.
#[derive(Clone, Debug)]
pub(super) struct Undo {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) of: usize,
    pub(super) does: Vec<Assignment>,
    /// Whether it can fail.
    pub(super) fails: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Invariant {
    pub(super) name: String,
    pub(super) says: String,
    pub(super) expression: Expression,
    /// Whether it is looked at for each saga.
    pub(super) each: bool,
}

/// What may go wrong.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) reorder: bool,
    /// Faults in one run.
    pub(super) faults: usize,
    /// Sagas at once.
    pub(super) sagas: usize,
    /// Whether every service sends what it has committed, whatever happens.
    pub(super) outbox: bool,
}

impl Default for World {
    fn default() -> Self {
        Self { reorder: true, faults: 2, sagas: 2, outbox: false }
    }
}

impl Saga {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let mut saga = Self::default();
        for (name, fields) in root.named_tables("var") {
            saga.variable(name, &fields);
        }
        let steps = root.named_tables("step");
        let names: Vec<String> = steps.iter().map(|(name, _)| name.value.clone()).collect();
        for (name, fields) in &steps {
            let step = saga.step(name, fields, &names);
            saga.steps.push(step);
        }
        for (name, fields) in root.named_tables("undo") {
            let undo = saga.undo(name, &fields, &names);
            saga.undos.extend(undo);
        }
        saga.always = saga.invariants(root.table("always"));
        saga.finally = saga.invariants(root.table("final"));
        if let Some(world) = root.table("world") {
            saga.world = World::read(&world);
        }
        // What cannot be explored is left out whole.
        if saga.check(root) { saga } else { Self::default() }
    }

    fn variable(&mut self, name: Placed<String>, fields: &Fields<'_, '_>) {
        let each = fields.boolean("each").is_some_and(|each| each.value);
        let init = fields.value("init").and_then(|value| match value.as_bool() {
            Some(truth) => Some(i64::from(truth)),
            None => value.integer().map(|init| init.value),
        });
        let slot = self.variables.iter().filter(|known| known.each == each).count();
        let init = i32::try_from(init.unwrap_or_default()).unwrap_or_else(|_beyond| {
            fields.report("too-large", name.span.clone(), "`init` is beyond all bounds");
            0
        });
        self.variables.push(Variable { name: name.value, init, each, slot });
    }

    fn step(&self, name: &Placed<String>, fields: &Fields<'_, '_>, names: &[String]) -> Step {
        let flag = |key| fields.boolean(key).map(|flag| flag.value);
        let does = self.assignments(fields);
        if let Some(repeat) = fields.one_of("repeat", &[("sets", false), ("adds", true)]) {
            let adds = does.iter().any(is_adding);
            if adds != repeat.value {
                let message = "`repeat` does not agree with `does`: `adds` has `+=` or `-=`";
                fields.report("bad-repeat", repeat.span, message);
            }
        }
        let refuses_if = fields.string("refuses_if");
        let reads = fields.strings("reads").into_iter();
        let reads = reads.filter_map(|read| self.note(&read, fields, names)).collect();
        Step {
            name: name.value.clone(),
            text: fields.string("text").map(|text| text.value).unwrap_or_default(),
            service: fields.required_string("service").map(|one| one.value).unwrap_or_default(),
            does,
            refuses_if: refuses_if.and_then(|text| self.expression(&text, fields)),
            needs: all(fields.strings("needs"), names, fields),
            reversible: flag("reversible").unwrap_or(true),
            cost: fields.number("cost").map_or(0.0, |cost| cost.value),
            reads,
        }
    }

    fn undo(
        &self,
        name: Placed<String>,
        fields: &Fields<'_, '_>,
        names: &[String],
    ) -> Option<Undo> {
        let does = self.assignments(fields);
        let fails = fields.boolean("fails").is_some_and(|fails| fails.value);
        let text = fields.string("text").map(|text| text.value).unwrap_or_default();
        let of = *all(fields.required_string("of"), names, fields).first()?;
        Some(Undo { name: name.value, text, of, does, fails })
    }

    /// `stock@create`.
    fn note(
        &self,
        read: &Placed<String>,
        fields: &Fields<'_, '_>,
        names: &[String],
    ) -> Option<Note> {
        let Some((variable, step)) = read.value.split_once('@') else {
            let message = "`reads` has entries like \"stock@create\": a variable, and the step at whose \
                           commit it was read";
            fields.report("bad-read", read.span.clone(), message);
            return None;
        };
        let part = |value: &str| Placed { value: value.to_owned(), span: read.span.clone() };
        let step = *all([part(step)], names, fields).first()?;
        Some(Note { variable: self.known(&part(variable), fields)?, step })
    }

    fn assignments(&self, fields: &Fields<'_, '_>) -> Vec<Assignment> {
        let read = |text: Placed<String>| {
            let does = placed(&text, fields, |text| Assignment::parse_over(text, OVER))?;
            let name = Placed { value: does.name.clone(), span: text.span.clone() };
            self.known(&name, fields)?;
            self.names(&does.value, &text, fields).then_some(does)
        };
        fields.strings("does").into_iter().filter_map(read).collect()
    }

    fn expression(&self, text: &Placed<String>, fields: &Fields<'_, '_>) -> Option<Expression> {
        let read = placed(text, fields, |text| Expression::parse_over(text, OVER))?;
        self.names(&read, text, fields).then_some(read)
    }

    fn invariants(&self, table: Option<Fields<'_, '_>>) -> Vec<Invariant> {
        let Some(table) = table else { return Vec::new() };
        let read = |name: Placed<String>| {
            let value = table.any(&name.value)?;
            let (text, says) = if value.is_table() {
                let inner = value.table()?;
                let says = inner.string("says").map(|says| says.value);
                (inner.required_string("expr")?, says.unwrap_or_default())
            } else {
                (value.string()?, String::new())
            };
            let expression = self.expression(&text, &table)?;
            let is_each =
                |name: &str| self.variables.iter().any(|one| one.each && one.name == name);
            let each = expression.names().into_iter().any(is_each);
            Some(Invariant { name: name.value, says, expression, each })
        };
        table.keys().into_iter().filter_map(read).collect()
    }

    /// The step of that name.
    pub(super) fn find(&self, step: &str) -> Option<usize> {
        self.steps.iter().position(|known| known.name == step)
    }

    /// The way to undo of that name.
    pub(super) fn find_undo(&self, undo: &str) -> Option<usize> {
        self.undos.iter().position(|known| known.name == undo)
    }

    /// The way to undo a step.
    pub(super) fn undo_of(&self, step: usize) -> Option<usize> {
        self.undos.iter().position(|undo| undo.of == step)
    }

    /// Every step that a step needs, also through others, by number.
    pub(super) fn needed(&self, step: usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut waiting = self.steps[step].needs.clone();
        while let Some(next) = waiting.pop() {
            if !found.contains(&next) {
                found.push(next);
                waiting.extend(&self.steps[next].needs);
            }
        }
        found.sort_unstable();
        found
    }

    /// Every invariant, the one that all sagas have last.
    pub(super) fn invariant_names(&self) -> impl Iterator<Item = &str> {
        let named = self.always.iter().chain(&self.finally).map(|one| one.name.as_str());
        named.chain([ENDS])
    }

    /// Services of the steps, each once.
    pub(super) fn services(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for step in &self.steps {
            if !all.contains(&step.service.as_str()) {
                all.push(&step.service);
            }
        }
        all
    }
}

impl World {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let known = Self::default();
        let flag = |key, usual: bool| fields.boolean(key).map_or(usual, |flag| flag.value);
        let number = |key, usual: usize, most: i64| {
            let Some(number) = fields.integer(key) else { return usual };
            if !(0..=most).contains(&number.value) {
                let message = format!("`{key}` is at most {most}");
                fields.report("too-many", number.span, message);
                return usual;
            }
            usize::try_from(number.value).unwrap_or(usual)
        };
        fields.one_of("deliver", &[("at-least-once", ())]);
        // Small and constant.
        let most = MOST_SAGAS as i64;
        Self {
            reorder: flag("reorder", known.reorder),
            faults: number("faults", known.faults, MOST_FAULTS),
            sagas: number("sagas", known.sagas, most).max(1),
            outbox: flag("outbox", known.outbox),
        }
    }
}

/// The variable whose total a name stands for.
pub(super) fn total_of(name: &str) -> Option<&str> {
    name.strip_prefix(TOTAL)?.strip_prefix('(')?.strip_suffix(')')
}

/// Whether an assignment done twice does more than once.
fn is_adding(does: &Assignment) -> bool {
    does.change != Change::Set || does.value.names().contains(&does.name.as_str())
}

/// The numbers of some steps by name; a name that is none is reported.
fn all(
    found: impl IntoIterator<Item = Placed<String>>,
    names: &[String],
    fields: &Fields<'_, '_>,
) -> Vec<usize> {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    found.into_iter().filter_map(|name| find(&name, &known, "step", fields)).collect()
}

fn find(
    name: &Placed<String>,
    known: &[&str],
    what: &str,
    fields: &Fields<'_, '_>,
) -> Option<usize> {
    let at = known.iter().position(|known| *known == name.value);
    if at.is_none() {
        let help = table::did_you_mean(&name.value, known);
        let message = format!("no {what} is called `{}`", name.value);
        fields.report_with_help("unknown-word", name.span.clone(), message, help);
    }
    at
}

fn placed<T>(
    text: &Placed<String>,
    fields: &Fields<'_, '_>,
    parse: impl FnOnce(&str) -> Result<T, ExpressionError>,
) -> Option<T> {
    parse(&text.value).map_err(|error| report(&error, text, fields)).ok()
}

fn report(error: &ExpressionError, text: &Placed<String>, fields: &Fields<'_, '_>) {
    fields.report("bad-formula", text.span.clone(), format!("`{}`: {error}", text.value));
}
