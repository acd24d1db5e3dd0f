//! The steps of a plan, what each needs and does, and what must hold all the way.

use std::collections::BTreeSet;

use crate::{
    exercise::kinds::contradiction,
    expression::{Assignment, Expression, ExpressionError, Value},
    table::{self, Fields, Placed},
};

/// The facts of a plan.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) variables: Vec<Variable>,
    pub(super) safe: Vec<Safe>,
    pub(super) crashes: Vec<Crash>,
    pub(super) gates: Vec<Gate>,
    /// Pairs of steps, the first before the second, without those that follow from others.
    pub(super) edges: Vec<(usize, usize)>,
}

/// One step.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) needs: Vec<usize>,
    /// Why its needs are needed, where no rule of safety shows it.
    pub(super) why: Option<String>,
    pub(super) required: bool,
    /// What it does harm to, if it only tempts.
    pub(super) harm: Option<String>,
    pub(super) sets: Vec<Assignment>,
    /// What brings one back behind it.
    pub(super) undo: Option<String>,
    /// Whether it stands only for a while.
    pub(super) scaffold: bool,
    /// The scaffolds that it takes down.
    pub(super) removes: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) init: Value,
    /// Whether a crash takes it back to its beginning.
    pub(super) volatile: bool,
}

/// What must hold after every step.
#[derive(Clone, Debug)]
pub(super) struct Safe {
    pub(super) expression: Expression,
    pub(super) says: String,
}

/// A crash after a step, what is done again, and what must hold then.
#[derive(Clone, Debug)]
pub(super) struct Crash {
    pub(super) name: String,
    pub(super) after: usize,
    pub(super) rerun: Vec<usize>,
    pub(super) then: Expression,
    pub(super) says: String,
}

/// A step that is only taken after a look at a measure.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) step: usize,
    /// Measures that tell what matters.
    pub(super) measures: Vec<String>,
}

impl Plan {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let mut plan = Self::default();
        let tables = root.named_tables("step");
        let names: Vec<String> = tables.iter().map(|(name, _)| name.value.clone()).collect();
        for (name, fields) in root.named_tables("var") {
            plan.variables.extend(Variable::read(name.value, &fields));
        }
        for (name, fields) in &tables {
            plan.steps.push(Step::read(name, fields, &names));
        }
        for fields in root.tables("safe") {
            plan.safe.extend(Safe::read(&fields));
        }
        for (at, fields) in root.tables("crash").iter().enumerate() {
            plan.crashes.extend(Crash::read(fields, &names, at));
        }
        plan.gates =
            root.tables("gate").iter().filter_map(|gate| Gate::read(gate, &names)).collect();
        plan.check(root);
        plan
    }

    /// Reports steps that are two things at once.
    fn contradictions(&self, root: &Fields<'_, '_>) {
        for (step, (_, fields)) in self.steps.iter().zip(contradiction::named(root, "step")) {
            if step.required && step.harm.is_some() {
                contradiction::report(&fields, "a step that does harm is not required");
            }
            let needless = step.needs.iter().map(|at| &self.steps[*at]).find(|one| !one.required);
            if let Some(needless) = needless.filter(|_| step.required) {
                let message = format!("it needs `{}`, which is not required", needless.name);
                contradiction::report(&fields, message);
            }
            let kept = step.removes.iter().map(|at| &self.steps[*at]).find(|one| !one.scaffold);
            if let Some(kept) = kept {
                let message = format!("it removes `{}`, which is no scaffold", kept.name);
                contradiction::report(&fields, message);
            }
        }
        for (at, fields) in contradiction::listed(root, "gate").iter().enumerate() {
            let Some(gate) = self.gates.get(at) else { continue };
            if gate.measures.is_empty() {
                fields.report("missing-key", fields.span(), "`measures` is missing here");
            }
            if self.gates.iter().take(at).any(|other| other.step == gate.step) {
                contradiction::report(fields, "this step has a gate already");
            }
        }
        for (name, fields) in contradiction::named(root, "var") {
            let symbol = fields.value("init").filter(|init| init.is_string());
            let symbol = symbol.and_then(|init| init.string());
            let is_variable = |word: &Placed<String>| {
                self.variables.iter().any(|variable| variable.name == word.value)
            };
            if symbol.is_some_and(|symbol| is_variable(&symbol)) {
                let message = format!("`{}` begins as the name of a variable", name.value);
                contradiction::report(&fields, message);
            }
        }
    }

    fn check(&mut self, root: &Fields<'_, '_>) {
        self.contradictions(root);
        if self.steps.is_empty() {
            root.report("missing-key", root.span(), "a plan has steps: [step.NAME]");
        }
        match reduced(&self.steps) {
            Some(edges) => self.edges = edges,
            None => root.report("needs-circle", root.span(), "steps need each other in a circle"),
        }
        let declared = |name: &str| self.variables.iter().any(|known| known.name == name);
        let sets = self.steps.iter().flat_map(|step| &step.sets).map(|set| set.name.as_str());
        for name in sets.filter(|name| !declared(name)) {
            root.warn("unknown-word", root.span(), format!("`{name}` is set and no variable"));
        }
        let start = |name: &str| self.at_start(name);
        let says: Vec<&Expression> = self.safe.iter().map(|safe| &safe.expression).collect();
        for expression in says.into_iter().chain(self.crashes.iter().map(|crash| &crash.then)) {
            if let Err(error) = expression.holds(&start) {
                let message = format!("`{}`: {error}", expression.text());
                root.report("bad-formula", root.span(), message);
            }
        }
    }

    /// What a name means before any step: a variable's first value, or the name itself.
    fn at_start(&self, name: &str) -> Option<Value> {
        let variable = self.variables.iter().find(|variable| variable.name == name);
        Some(variable.map_or_else(|| Value::Symbol(name.into()), |variable| variable.init.clone()))
    }

    /// The step of that name.
    pub(super) fn step(&self, name: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.name == name)
    }

    /// The names of some steps.
    pub(super) fn names<'a>(&'a self, of: &'a [usize]) -> impl Iterator<Item = &'a str> {
        of.iter().map(|at| self.steps[*at].name.as_str())
    }

    /// Whether gates or ways back are asked for.
    pub(super) fn has_exits(&self) -> bool {
        !self.gates.is_empty() || self.steps.iter().any(|step| step.undo.is_some())
    }
}

impl Step {
    fn read(name: &Placed<String>, fields: &Fields<'_, '_>, names: &[String]) -> Self {
        let text = |key| fields.string(key).map(|text| text.value);
        let sets = fields.string_or_strings("sets").into_iter();
        let sets = sets.filter_map(|text| placed(&text, fields, Assignment::parse)).collect();
        let harm = text("harm");
        Self {
            name: name.value.clone(),
            text: text("text").unwrap_or_default(),
            needs: steps(fields.string_or_strings("needs"), names, fields),
            why: text("why"),
            required: fields.boolean("required").map_or(harm.is_none(), |required| required.value),
            harm,
            sets,
            undo: text("undo"),
            scaffold: fields.boolean("scaffold").is_some_and(|scaffold| scaffold.value),
            removes: steps(fields.string_or_strings("removes"), names, fields),
        }
    }
}

impl Variable {
    fn read(name: String, fields: &Fields<'_, '_>) -> Option<Self> {
        let volatile = fields.boolean("volatile").is_some_and(|volatile| volatile.value);
        let Some(init) = fields.value("init") else {
            fields.report("missing-key", fields.span(), "`init` is missing here");
            return None;
        };
        let init = match (init.is_string(), init.is_boolean()) {
            (true, _) => Value::Symbol(init.string()?.value.into()),
            (_, true) => Value::pure(f64::from(u8::from(init.boolean()?.value))),
            _ => Value::pure(init.number()?.value),
        };
        Some(Self { name, init, volatile })
    }
}

impl Safe {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let says = fields.string("says").map(|says| says.value).unwrap_or_default();
        let text = fields.required_string("expr")?;
        Some(Self { expression: placed(&text, fields, Expression::parse)?, says })
    }
}

impl Crash {
    fn read(fields: &Fields<'_, '_>, names: &[String], at: usize) -> Option<Self> {
        let name = fields.string("name").map(|name| name.value);
        let says = fields.string("says").map(|says| says.value).unwrap_or_default();
        let rerun = steps(fields.string_or_strings("rerun"), names, fields);
        let text = fields.required_string("then")?;
        let then = placed(&text, fields, Expression::parse);
        let after = fields.required_string("after")?;
        let name = name.unwrap_or_else(|| format!("{} ({})", after.value, at + 1));
        let after = *steps([after], names, fields).first()?;
        let rerun = if fields.has("rerun") { rerun } else { vec![after] };
        Some(Self { name, after, rerun, then: then?, says })
    }
}

impl Gate {
    fn read(fields: &Fields<'_, '_>, names: &[String]) -> Option<Self> {
        let measures =
            fields.string_or_strings("measures").into_iter().map(|one| one.value).collect();
        let step = fields.required_string("step")?;
        Some(Self { step: *steps([step], names, fields).first()?, measures })
    }
}

/// The numbers of some steps by name; a name that is none is reported.
fn steps(
    found: impl IntoIterator<Item = Placed<String>>,
    names: &[String],
    fields: &Fields<'_, '_>,
) -> Vec<usize> {
    let number = |name: Placed<String>| {
        let at = names.iter().position(|known| *known == name.value);
        if at.is_none() {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let help = table::did_you_mean(&name.value, &known);
            let message = format!("no step is called `{}`", name.value);
            fields.report_with_help("unknown-word", name.span, message, help);
        }
        at
    };
    found.into_iter().filter_map(number).collect()
}

fn placed<T>(
    text: &Placed<String>,
    fields: &Fields<'_, '_>,
    read: fn(&str) -> Result<T, ExpressionError>,
) -> Option<T> {
    let read = read(&text.value);
    read.map_err(|error| fields.report("bad-formula", text.span.clone(), error.to_string())).ok()
}

/// The transitive reduction of what steps need; nothing where they need each other in a circle.
fn reduced(steps: &[Step]) -> Option<Vec<(usize, usize)>> {
    let mut before: Vec<BTreeSet<usize>> =
        steps.iter().map(|step| step.needs.iter().copied().collect()).collect();
    // What is needed by what is needed comes before as well; sets only grow, so this ends.
    loop {
        let with_theirs = |own: &BTreeSet<usize>| -> BTreeSet<usize> {
            own.iter().flat_map(|at| &before[*at]).chain(own).copied().collect()
        };
        let grown: Vec<BTreeSet<usize>> = before.iter().map(with_theirs).collect();
        if grown == before {
            break;
        }
        before = grown;
    }
    if before.iter().enumerate().any(|(step, before)| before.contains(&step)) {
        return None;
    }
    let mut edges = Vec::new();
    for (later, step) in steps.iter().enumerate() {
        let implied =
            |earlier: &usize| step.needs.iter().any(|other| before[*other].contains(earlier));
        let direct: BTreeSet<usize> =
            step.needs.iter().copied().filter(|earlier| !implied(earlier)).collect();
        edges.extend(direct.into_iter().map(|earlier| (earlier, later)));
    }
    Some(edges)
}
