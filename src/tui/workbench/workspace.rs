//! What lies on the workbench: the facts, the work on the exercise, and its answer as a design.

use std::{cell::OnceCell, sync::Arc};

use crate::{
    design::{
        Accept, Architecture, Edit, Model, Owed, PatternBook, review,
        scenario::{Part, Scenario},
    },
    exercise::{
        Answer,
        kind::facts_as,
        kinds::decomposition::{answer_of, design_of},
    },
    problem::{Fault, Problem},
    role::Role,
    session::Work,
    text,
    tui::{
        layers::{self, Beside, Exception, Subject},
        screen::Environment,
        widgets::rows::Row,
    },
    verdict::Finding,
};

/// What a layer over the workbench wants.
pub(super) type Then = layers::Then<Workspace>;
/// What a menu over the workbench offers.
pub(super) type Item = layers::menu::Item<Workspace>;

/// The work in hand.
pub(super) struct Workspace {
    pub(super) work: Work,
    facts: Arc<Scenario>,
    pub(super) book: Arc<PatternBook>,
    /// The answer as a design.
    design: Architecture,
    /// Rule and place of what a fact could excuse, once somebody asked.
    excusable: OnceCell<Vec<(&'static str, Vec<String>)>>,
    /// What was just made, for the cursor to go to.
    pub(super) made: Option<super::thing::Thing>,
    /// Name of the service that was just made of what was in hand.
    pub(super) founded: Option<String>,
}

impl Workspace {
    /// The workspace of some work.
    ///
    /// # Errors
    /// Where it is no decomposition.
    pub(super) fn on(work: Work, env: &Environment) -> Result<Self, Problem> {
        let Some(facts) = facts_as::<Scenario>(&work.folder.exercise.facts) else {
            let id = &work.folder.exercise.id;
            return Err(Problem::message(Fault::Content, "bench.other-kind", &[("id", id)]));
        };
        let book = Arc::new(env.session.library().knowledge().patterns.clone());
        let design = design_of(work.answer());
        Ok(Self {
            work,
            facts,
            book,
            design,
            excusable: OnceCell::new(),
            made: None,
            founded: None,
        })
    }

    /// The facts.
    pub(super) fn facts(&self) -> &Scenario {
        &self.facts
    }

    /// The design as it stands.
    pub(super) fn design(&self) -> &Architecture {
        &self.design
    }

    /// The design resolved against the facts.
    pub(super) fn model(&self) -> Model<'_> {
        Model::new(&self.facts, &self.design, &self.book)
    }

    /// The obligations that the design still owes.
    pub(super) fn owed(&self) -> Vec<Owed> {
        review(&self.model()).owed
    }

    /// What a pattern is called in the learner's language.
    pub(super) fn pattern_name<'a>(&'a self, id: &'a str, env: &'a Environment) -> &'a str {
        let known = env.session.library().catalog().get(id);
        known.map_or(id, |pattern| pattern.names.in_language(&env.settings.language))
    }

    /// Names of several patterns.
    pub(super) fn pattern_names(&self, ids: &[String], env: &Environment) -> Vec<String> {
        ids.iter().map(|id| self.pattern_name(id, env).to_owned()).collect()
    }

    /// Whether a finding only says that something was not drawn yet: it has no home, or no link.
    pub(super) fn is_undrawn(&self, finding: &Finding) -> bool {
        let homeless = |name: &String| {
            self.design.home_of(name).is_none() && self.design.owner_of(name).is_none()
        };
        match finding.rule {
            "H-05" => true,
            "H-01" | "H-02" => finding.place.first().is_some_and(homeless),
            _ => false,
        }
    }

    /// Whether the exercise asks for a part.
    pub(super) fn asks(&self, part: Part) -> bool {
        self.facts.parts().asks(part)
    }

    /// Makes some edits as one step; says whether they changed anything.
    pub(super) fn make(&mut self, edits: Vec<Edit>) -> bool {
        let design = self.design.with(&edits);
        let changed = self.work.replace(answer_of(&design));
        if changed {
            self.design = design;
            self.excusable.take();
        }
        changed
    }
}

impl Subject for Workspace {
    fn work(&self) -> &Work {
        &self.work
    }

    fn work_mut(&mut self) -> &mut Work {
        &mut self.work
    }

    fn changed(&mut self) {
        self.design = design_of(self.work.answer());
        self.excusable.take();
    }

    fn drawing(&self, answer: &Answer) -> Option<String> {
        Some(design_of(answer).to_mermaid())
    }

    fn beside(&self, theirs: &Answer, width: usize, env: &Environment) -> Beside {
        let (mine, theirs) = (&self.design, design_of(theirs));
        let count =
            |key, of: fn(&Architecture) -> usize| (key, of(mine) as f64, of(&theirs) as f64);
        let numbers = vec![
            count("compare.services", |design| design.services.len()),
            count("compare.links", |design| design.links.len()),
            count("compare.patterns", |design| design.applies.len()),
        ];
        Beside { numbers, rows: homes(mine, &theirs, width, env) }
    }

    fn exceptions(&self) -> Option<Vec<Exception>> {
        let accepts = self.design.accepts.iter().cloned();
        Some(accepts.map(|Accept { rule, because }| Exception { rule, because }).collect())
    }

    fn is_excusable(&self, finding: &Finding) -> bool {
        let all = self.excusable.get_or_init(|| {
            let found = review(&self.model()).findings.into_iter();
            let open = found.filter(|finding| finding.excusable.is_some());
            open.map(|finding| (finding.rule, finding.place)).collect()
        });
        all.iter().any(|(rule, place)| *rule == finding.rule && *place == finding.place)
    }

    fn with_exception(&self, rule: &str, because: Option<&str>) -> Answer {
        let rule = rule.to_owned();
        let edit = match because {
            Some(because) => Edit::Accept(Accept { rule, because: because.to_owned() }),
            None => Edit::Withdraw { rule },
        };
        answer_of(&self.design.with(&[edit]))
    }
}

/// The services of another design, and where what they hold is in the learner's.
fn homes(mine: &Architecture, theirs: &Architecture, width: usize, env: &Environment) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut say = |indent: u16, line: &str, role: Role| {
        let room = width.saturating_sub(usize::from(indent)).max(10);
        for part in text::wrap(&text::sanitize(line), room) {
            rows.push(Row::text(part, role).indent(indent));
        }
    };
    for service in &theirs.services {
        say(0, &service.name, Role::Heading);
        say(2, &service.does.join(", "), Role::Text);
        say(2, &service.owns.join(", "), Role::Info);
        let homes = service.does.iter().filter_map(|name| mine.home_of(name));
        let owners = service.owns.iter().filter_map(|name| mine.owner_of(name));
        let mut homes: Vec<&str> = homes.chain(owners).collect();
        homes.sort_unstable();
        homes.dedup();
        let key = if homes.len() == 1 { "compare.in-one" } else { "compare.in-many" };
        say(2, &env.words.format(key, &[("what", &homes.join(", "))]), Role::Muted);
    }
    for apply in &theirs.applies {
        let on = apply.on.as_deref().unwrap_or_default();
        let known = env.session.library().catalog().get(&apply.pattern);
        let name = known.map(|pattern| pattern.names.in_language(&env.settings.language));
        say(0, &format!("{} {on}", name.unwrap_or(&apply.pattern)), Role::Warn);
    }
    rows
}
