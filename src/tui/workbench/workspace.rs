//! What lies on the workbench: the facts, the learner's design with its steps, and what the rules say.

use std::sync::Arc;

use crate::{
    design::{
        Architecture, Edit, Finding, Model, Owed, PatternBook, Report, Score, Severity, grade,
        review,
        scenario::{Part, Scenario},
    },
    exercise::{
        Folder,
        draft::Draft,
        folder::BLANK,
        kind::facts_as,
        kinds::decomposition::{answer_of, design_of},
    },
    id::ExerciseId,
    library::Library,
    problem::{Fault, Problem},
    progress::ExerciseEvent,
    tui::{layers, screen::Environment},
};

/// What a layer over the workbench wants.
pub(super) type Then = layers::Then<Workspace>;
/// What a menu over the workbench offers.
pub(super) type Item = layers::menu::Item<Workspace>;

/// The work in hand.
pub(super) struct Workspace {
    pub(super) folder: Arc<Folder>,
    facts: Arc<Scenario>,
    pub(super) book: Arc<PatternBook>,
    pub(super) draft: Draft,
    /// The draft's answer as a design.
    design: Architecture,
    /// The designs that prove the exercise, in the order of the folder.
    pub(super) references: Vec<Architecture>,
    pub(super) findings: Vec<Finding>,
    pub(super) score: Score,
    pub(super) owed: Vec<Owed>,
    /// What was just made, for the cursor to go to.
    pub(super) made: Option<super::cards::Thing>,
    /// The draft as it was kept last.
    kept: String,
    /// What the learner did not see yet: names that a new revision does not have any more.
    pub(super) dropped: Option<Vec<String>>,
}

impl Workspace {
    /// Goes on with the work on an exercise, or begins it with a version: `blank`, or a file's name in
    /// the exercise's `start` folder.
    ///
    /// # Errors
    /// Where the exercise or the log cannot be read.
    pub(super) fn open(
        id: &ExerciseId,
        version: Option<&str>,
        env: &Environment,
    ) -> Result<Self, Problem> {
        let library: &Library = env.session.library();
        let folder = Arc::new(library.exercise(id)?);
        let Some(facts) = facts_as::<Scenario>(&folder.exercise.facts) else {
            return Err(Problem::message(Fault::Content, "bench.other-kind", &[("id", id)]));
        };
        let revision = folder.exercise.revision.as_str();
        let kept = env.session.progress().draft(id)?.and_then(|draft| draft.text);
        let begin = |version: &str| {
            let start = folder.start(version).unwrap_or_else(|| folder.exercise.facts.starter());
            answer_of(&design_of(&start))
        };
        let mut dropped = None;
        let draft = match (&kept, version) {
            (None, version) => Draft::new(begin(version.unwrap_or(BLANK)), revision),
            (Some(text), version) => {
                let mut draft = Draft::read(text, &*facts);
                if !folder.exercise.is_revision(&draft.revision) {
                    dropped = Some(draft.migrate(&*facts, revision));
                }
                // To begin anew is a step like any other.
                if let Some(version) = version {
                    draft.replace(begin(version));
                }
                draft
            }
        };
        let mut work = Self {
            design: design_of(draft.answer()),
            references: folder.references.iter().map(|r| design_of(&r.answer)).collect(),
            draft,
            kept: kept.unwrap_or_default(),
            made: None,
            dropped,
            findings: Vec::new(),
            score: Score::default(),
            owed: Vec::new(),
            book: Arc::new(library.knowledge().patterns.clone()),
            facts,
            folder,
        };
        work.look();
        Ok(work)
    }

    /// The facts.
    pub(super) fn facts(&self) -> &Scenario {
        &self.facts
    }

    /// The design as it stands.
    pub(super) fn answer(&self) -> &Architecture {
        &self.design
    }

    /// The design resolved against the facts.
    pub(super) fn model(&self) -> Model<'_> {
        Model::new(self.facts(), self.answer(), &self.book)
    }

    /// Whether the exercise asks for a part.
    pub(super) fn asks(&self, part: Part) -> bool {
        self.facts().parts().asks(part)
    }

    /// Makes some edits as one step; says whether they changed anything.
    pub(super) fn make(&mut self, edits: Vec<Edit>) -> bool {
        self.replace(self.design.with(&edits))
    }

    /// Replaces the design as one step; says whether it differs.
    pub(super) fn replace(&mut self, answer: Architecture) -> bool {
        let changed = self.draft.replace(answer_of(&answer));
        if changed {
            self.design = answer;
            self.look();
        }
        changed
    }

    /// Takes a step back, or does one again; says whether there was one.
    pub(super) fn turn_back(&mut self, again: bool) -> bool {
        let turned = if again { self.draft.redo() } else { self.draft.undo() };
        if turned {
            self.design = design_of(self.draft.answer());
            self.look();
        }
        turned
    }

    /// Lets the rules look at the design.
    fn look(&mut self) {
        let seen = review(&self.model());
        (self.findings, self.score, self.owed) = (seen.findings, seen.score, seen.owed);
        self.findings.sort_by_key(|finding| finding.severity);
    }

    /// How many findings of a severity there are.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Keeps the draft if it is not kept yet.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn save(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let text = self.draft.to_text();
        if text == self.kept {
            return Ok(());
        }
        env.session.record(ExerciseEvent::Drafted {
            exercise: self.folder.exercise.id.clone(),
            revision: self.folder.exercise.revision.clone(),
            draft: text.clone(),
        })?;
        self.kept = text;
        Ok(())
    }

    /// Grades the design and writes the attempt down before anything is shown.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn grade(&mut self, env: &mut Environment) -> Result<Report, Problem> {
        self.save(env)?;
        let report = self.report();
        if self.is_as_it_came() {
            return Ok(report);
        }
        env.session.record(ExerciseEvent::Graded {
            exercise: self.folder.exercise.id.clone(),
            revision: self.folder.exercise.revision.clone(),
            response: self.draft.answer().to_text(),
            success: report.passes(),
            score: report.points() / 100.0,
        })?;
        Ok(report)
    }

    /// Whether the design is one that comes with the exercise: to grade it is no attempt.
    pub(super) fn is_as_it_came(&self) -> bool {
        let mine = self.answer().sorted();
        let starts = self.folder.starts.iter().map(|start| design_of(&start.answer));
        let mut all = starts.chain(self.references.iter().cloned());
        all.any(|design| design.sorted() == mine)
    }

    /// The report on the design, without writing anything down.
    pub(super) fn report(&self) -> Report {
        grade(self.facts(), self.answer(), &self.book)
    }
}
