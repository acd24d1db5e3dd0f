//! An accepted design meets a change of its facts: what it begins with, the exercise as the change makes
//! it, and what came of it. The accepted answer itself is only ever read.

use std::{fmt::Display, sync::Arc};

use super::{ExerciseState, Session};
use crate::{
    change::{Later, Sequence},
    exercise::{
        Answer, Folder, Knowledge, Sample,
        kinds::decomposition::{
            answer_of, design_of,
            outcome::{Outcome, Yesterday},
        },
    },
    id::ExerciseId,
    problem::{Fault, Problem},
    progress::{Begun, ChangeEvent},
    verdict::Verdict,
};

/// A design that meets a change.
pub struct Meeting {
    pub sequence: Sequence,
    pub later: Later,
    /// The change before it, with the facts that it left; nothing where it is the first.
    earlier: Option<Later>,
    /// The exercise as it was, as its changes see it.
    folder: Arc<Folder>,
    pub(super) before: Answer,
    yesterday: Yesterday,
}

impl Meeting {
    /// A design that meets the last change of a sequence, the others of which were met before. `folder` is
    /// the exercise as its changes see it.
    ///
    /// # Errors
    /// Where the exercise has no such change, or the changes contradict each other.
    pub fn of(
        folder: Folder,
        sequence: &Sequence,
        before: Answer,
        with: &Knowledge,
    ) -> Result<Self, Problem> {
        let (earlier, later) = met(&folder, sequence)?;
        let facts = earlier.as_ref().map(|earlier| &earlier.facts);
        let facts = facts.or(folder.exercise.facts_as());
        let yesterday = Yesterday::of(facts, &design_of(&before), with);
        let (sequence, folder) = (sequence.clone(), Arc::new(folder));
        Ok(Self { sequence, later, earlier, folder, before, yesterday })
    }

    /// The exercise under the new facts: the story is its brief, what other designs became are its
    /// references.
    pub(super) fn folder(&self) -> Folder {
        let mut folder = (*self.folder).clone();
        let Later { change, facts, witnesses, revision, .. } = &self.later;
        folder.exercise.title.clone_from(&change.title);
        folder.exercise.brief.clone_from(&change.story);
        folder.exercise.facts = Arc::new(facts.clone());
        folder.exercise.revision.clone_from(revision);
        folder.exercise.par = None;
        folder.exercise.hints.clear();
        folder.starts.clear();
        folder.references = witnesses
            .iter()
            .map(|(name, design)| Sample {
                name: name.clone(),
                file: change.file.clone(),
                answer: answer_of(design),
                expect: None,
                written: Vec::new(),
            })
            .collect();
        folder
    }

    /// The design before the change.
    pub fn before(&self) -> &Answer {
        &self.before
    }

    /// The titles of the changes that were met before.
    pub fn earlier_titles(&self) -> Vec<String> {
        let earlier = self.sequence.before();
        let ids = earlier.iter().flat_map(|sequence| sequence.changes());
        ids.map(|id| title_of(&self.folder, id)).collect()
    }

    /// Names of the services that the change finds.
    pub fn services(&self) -> Vec<String> {
        design_of(&self.before).services.into_iter().map(|service| service.name).collect()
    }

    /// What came of it with an answer that follows it.
    pub fn outcome(&self, after: &Answer, begun: Option<&Begun>, with: &Knowledge) -> Outcome {
        let earlier = self.earlier.as_ref().map(|earlier| &earlier.facts);
        let (folder, later) = (&self.folder, &self.later);
        let mut outcome = Outcome::of(folder, later, &self.before, after, earlier, with);
        outcome.predicted = begun.and_then(|begun| begun.predicted.clone());
        outcome
    }

    /// Puts what was fine before in front of what was not.
    pub(super) fn new_first(&self, verdict: &mut Verdict) {
        self.yesterday.new_first(&mut verdict.findings);
    }

    /// The event of a draft.
    pub(super) fn drafted(&self, draft: String) -> ChangeEvent {
        let (sequence, revision) = (self.sequence.clone(), self.later.revision.clone());
        ChangeEvent::Drafted { sequence, revision, draft }
    }

    /// The event of a graded adaptation.
    pub fn graded(&self, answer: &Answer, cost: f64, (success, score): (bool, f64)) -> ChangeEvent {
        ChangeEvent::Graded {
            sequence: self.sequence.clone(),
            revision: self.later.revision.clone(),
            response: answer.to_text(),
            success,
            score,
            cost,
        }
    }
}

/// The title of a change; its id where the exercise has it no more.
pub(super) fn title_of(folder: &Folder, id: &str) -> String {
    let known = folder.changes.iter().find(|later| later.change.id == id);
    known.map_or_else(|| id.to_owned(), |later| later.change.title.clone())
}

/// How a change stands that was begun.
pub(super) fn state(begun: Option<&Begun>) -> ExerciseState {
    let Some(begun) = begun else { return ExerciseState::New };
    if begun.graded.is_empty() {
        return ExerciseState::Drafted;
    }
    let best = begun.graded.iter().map(|adapted| adapted.score).fold(0.0, f64::max);
    let best = (best * 1000.0).round() / 10.0;
    ExerciseState::Graded { best, passed: begun.accepted().is_some() }
}

impl Session {
    /// How a change stands, if it was begun.
    pub fn begun(&self, sequence: &Sequence) -> Option<Begun> {
        let history = self.history(&sequence.exercise);
        history.changes.iter().find(|begun| begun.sequence == *sequence).cloned()
    }

    /// The change of an exercise that was begun last and not followed to its end.
    pub fn open_change(&self, exercise: &ExerciseId) -> Option<Sequence> {
        let history = self.history(exercise);
        let open = history.changes.iter().filter(|begun| begun.is_open());
        open.max_by_key(|begun| begun.draft_at).map(|begun| begun.sequence.clone())
    }

    /// Whether an answer to an exercise was accepted and has changes to meet.
    pub fn meets_changes(&self, exercise: &ExerciseId) -> bool {
        let state = self.exercise_state(exercise);
        let passed = matches!(state, ExerciseState::Graded { passed: true, .. });
        passed && self.library().change_count(exercise) > 0
    }

    /// How many changes the accepted answer to an exercise may meet.
    pub fn change_count(&self, exercise: &ExerciseId) -> usize {
        if !self.meets_changes(exercise) {
            return 0;
        }
        let count = || self.accepted_cut(exercise).map_or(0, |(folder, _)| folder.changes.len());
        *self.history(exercise).meets.get_or_init(count)
    }

    /// What is known of a change before anybody works on it.
    ///
    /// # Errors
    /// Where no design was accepted, there is no such change, or the changes contradict each other.
    pub fn meeting(&self, sequence: &Sequence) -> Result<Meeting, Problem> {
        let (folder, accepted) = self.accepted_cut(&sequence.exercise)?;
        let before = self.before(&folder, sequence, accepted)?;
        Meeting::of(folder, sequence, before, &self.library().knowledge())
    }

    /// An exercise as the changes of the answer that was accepted last see it, and that answer there.
    ///
    /// # Errors
    /// Where none was accepted, no change can meet it, or the exercise cannot be read.
    pub fn accepted_cut(&self, exercise: &ExerciseId) -> Result<(Folder, Answer), Problem> {
        let history = self.history(exercise);
        let accepted = history.attempts.iter().rev().find(|attempt| attempt.passed);
        let accepted = accepted.ok_or_else(|| none(exercise))?;
        let cut = self.exercise(exercise)?.cut(&Answer::from_text(&accepted.answer));
        cut.ok_or_else(|| none(exercise))
    }

    /// The answer that a change meets: the accepted one, or what the change before it left.
    fn before(
        &self,
        folder: &Folder,
        sequence: &Sequence,
        accepted: Answer,
    ) -> Result<Answer, Problem> {
        let Some(earlier) = sequence.before() else { return Ok(accepted) };
        let begun = self.begun(&earlier);
        let accepted = begun.as_ref().and_then(Begun::accepted);
        let accepted = accepted.ok_or_else(|| {
            let title = title_of(folder, earlier.last());
            Problem::message(Fault::Usage, "change.not-followed", &[("title", &title)])
        })?;
        Ok(Answer::from_text(&accepted.answer))
    }
}

fn none(exercise: &ExerciseId) -> Problem {
    Problem::message(Fault::Usage, "change.no-design", &[("id", exercise)])
}

/// The last change of a sequence with its facts, one change upon the other, and the one before it.
///
/// # Errors
/// Where the exercise has no such change, or the changes contradict each other.
fn met(folder: &Folder, sequence: &Sequence) -> Result<(Option<Later>, Later), Problem> {
    let (mut before, mut met): (Option<Later>, Option<Later>) = (None, None);
    for id in sequence.changes() {
        let known = folder.changes.iter().find(|later| later.change.id == *id);
        let known = known.ok_or_else(|| no_such(sequence, id))?;
        before = met.take();
        met = Some(match &before {
            None => known.clone(),
            Some(earlier) => upon(known, earlier)?,
        });
    }
    met.map(|later| (before, later)).ok_or_else(|| no_such(sequence, ""))
}

fn no_such(sequence: &Sequence, change: &str) -> Problem {
    let values: [(&str, &dyn Display); 2] = [("id", &sequence.exercise), ("change", &change)];
    Problem::message(Fault::Usage, "change.no-such", &values)
}

fn upon(known: &Later, earlier: &Later) -> Result<Later, Problem> {
    known.upon(earlier).map_err(|found| {
        let values: [(&str, &dyn Display); 2] =
            [("earlier", &earlier.change.title), ("title", &known.change.title)];
        let problem = Problem::message(Fault::Content, "change.contradict", &values);
        match found.first() {
            Some(first) => problem.why(&first.message),
            None => problem,
        }
    })
}
