//! The work on one exercise: a draft with every step, what marking says about it, and what is written
//! down of it. Screens and plain mode work on it alike; it knows no kind and no terminal.

mod follow;

use std::sync::{Arc, OnceLock};

use super::{
    ExerciseState, Session,
    asking::Asking,
    change::{self, Meeting},
};
use crate::{
    diagnostic::Diagnostic,
    exercise::{
        Answer, Folder, Knowledge,
        draft::Draft,
        editor::Editor,
        folder::BLANK,
        kind::{Facts, Shape},
        kinds::decomposition::outcome::Outcome,
    },
    id::ExerciseId,
    messages::Messages,
    problem::Problem,
    progress::{Event, ExerciseEvent},
    verdict::{Status, Verdict},
};

/// The work on one exercise.
pub struct Work {
    pub folder: Arc<Folder>,
    pub draft: Draft,
    knowledge: Arc<Knowledge>,
    /// What marking says about the answer as it stands; its fixes are not tried.
    verdict: Verdict,
    /// The draft as it was saved last.
    saved: String,
    /// Names that a new revision of the exercise does not have any more, until somebody was told.
    dropped: Option<Vec<String>>,
    /// The change that is followed, where it is not the exercise itself.
    meeting: Option<Meeting>,
    /// Questions about earlier answers that are not drawn yet.
    asking: Option<Asking>,
    /// Whether the answer is the learner's own by now.
    begun: bool,
    /// Whether it was graded, in this sitting or before.
    graded: bool,
}

impl Work {
    /// Goes on with the work on an exercise, or begins it with a version: `blank`, or the name of an
    /// answer in the exercise's `start` folder.
    ///
    /// # Errors
    /// Where the exercise or the log cannot be read.
    pub fn open(
        id: &ExerciseId,
        version: Option<&str>,
        session: &Session,
    ) -> Result<Self, Problem> {
        Self::with(session.exercise(id)?, version, session)
    }

    /// The same while questions about earlier answers are still to be drawn.
    ///
    /// # Errors
    /// As for [`Work::open`].
    pub fn begin(
        id: &ExerciseId,
        version: Option<&str>,
        session: &Session,
    ) -> Result<Self, Problem> {
        let folder = session.informed(id)?;
        let asking = session.asking(&folder.exercise)?;
        Ok(Self { asking, ..Self::with(folder, version, session)? })
    }

    fn with(folder: Folder, version: Option<&str>, session: &Session) -> Result<Self, Problem> {
        let folder = Arc::new(folder);
        let id = &folder.exercise.id;
        let facts = &*folder.exercise.facts;
        let revision = folder.exercise.revision.as_str();
        let saved = session.progress().draft(id)?.and_then(|draft| draft.text);
        let carried = session.carried(&folder.exercise)?;
        let begin = |version: &str| match &carried {
            Some(answer) if version == BLANK => answer.clone(),
            _ => folder.start(version).unwrap_or_else(|| facts.starter()),
        };
        let mut dropped = None;
        let draft = match &saved {
            None => Draft::new(begin(version.unwrap_or(BLANK)), revision),
            Some(text) => {
                let mut draft = Draft::read(text, facts);
                if !folder.exercise.is_revision(&draft.revision) {
                    dropped = Some(draft.migrate(facts, revision));
                }
                // To begin anew is a step like any other.
                if let Some(version) = version {
                    draft.replace(begin(version));
                }
                draft
            }
        };
        Ok(Self::on(Arc::clone(&folder), draft, saved, dropped, None, session))
    }

    /// The work on a draft.
    pub(super) fn on(
        folder: Arc<Folder>,
        draft: Draft,
        saved: Option<String>,
        dropped: Option<Vec<String>>,
        meeting: Option<Meeting>,
        session: &Session,
    ) -> Self {
        let mut work = Self {
            folder,
            draft,
            knowledge: session.library().knowledge(),
            verdict: Verdict::default(),
            saved: saved.unwrap_or_default(),
            dropped,
            meeting,
            asking: None,
            begun: false,
            graded: false,
        };
        work.graded = matches!(work.state(session), ExerciseState::Graded { .. });
        work.look();
        work
    }

    /// What questions about earlier answers are drawn from, while they are still to be drawn.
    pub fn asking(&self) -> Option<&Asking> {
        self.asking.as_ref()
    }

    /// Takes the facts with the questions that were drawn, unless that was done meanwhile.
    pub fn remember(&mut self, facts: Option<Arc<dyn Facts>>) {
        if self.asking.take().is_some()
            && let Some(facts) = facts
        {
            Arc::make_mut(&mut self.folder).exercise.facts = facts;
            self.look();
        }
    }

    /// The change that is followed, where it is not the exercise itself.
    pub fn meeting(&self) -> Option<&Meeting> {
        self.meeting.as_ref()
    }

    /// What came of the change that is followed, with the answer as it stands.
    pub fn outcome(&self, session: &Session) -> Option<Outcome> {
        let meeting = self.meeting.as_ref()?;
        let begun = session.begun(&meeting.sequence);
        Some(meeting.outcome(self.answer(), begun.as_ref(), &self.knowledge))
    }

    /// The answer as it stands.
    pub fn answer(&self) -> &Answer {
        self.draft.answer()
    }

    /// What marking says about the answer as it stands; what it offers to mend is not tried.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether what marking says is shown beside the work. Before the learner has done anything it would
    /// only recite the task; where it follows a key of right answers it waits for the first grading, or
    /// one could try values until it is silent. A change that is followed shows what it broke.
    pub fn shows_findings(&self) -> bool {
        let keyed = self.folder.exercise.facts.has_key();
        self.graded || self.meeting.is_some() || (self.begun && !keyed)
    }

    /// What marking says of the answer, as far as it is shown beside the work.
    pub fn shown(&self) -> &Verdict {
        static NOTHING: OnceLock<Verdict> = OnceLock::new();
        if self.shows_findings() { &self.verdict } else { NOTHING.get_or_init(Verdict::default) }
    }

    /// The key of what is said where nothing is shown yet.
    pub fn why_nothing_shows(&self) -> &'static str {
        if self.folder.exercise.facts.has_key() {
            "editor.after-grading"
        } else {
            "editor.after-change"
        }
    }

    /// What marking may look up.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// What the texts of the answer are called.
    pub fn shape(&self) -> Shape {
        self.folder.exercise.kind.shape()
    }

    /// Whether the answer may have several files.
    pub fn has_files(&self) -> bool {
        self.shape().is_folder()
    }

    /// What marking would say about another answer.
    pub fn mark(&self, answer: &Answer) -> Verdict {
        self.in_order(self.folder.exercise.facts.mark(answer, &self.knowledge))
    }

    /// The whole verdict on the answer, with every fix tried; nothing is written down.
    pub fn report(&self) -> Verdict {
        self.in_order(self.folder.exercise.facts.grade(self.answer(), &self.knowledge))
    }

    /// What a change broke stands before what was wrong already.
    fn in_order(&self, mut verdict: Verdict) -> Verdict {
        if let Some(meeting) = &self.meeting {
            meeting.new_first(&mut verdict);
        }
        verdict
    }

    /// The editor with what stands in it, its fields explained.
    pub fn editor(&self, words: &Messages) -> Editor {
        let mut editor = self.folder.exercise.facts.editor(self.answer());
        explain(&mut editor, self.folder.exercise.kind.id(), words);
        editor
    }

    /// Replaces the answer as one step; says whether it differs.
    pub fn replace(&mut self, answer: Answer) -> bool {
        let changed = self.draft.replace(answer);
        if changed {
            self.look();
        }
        changed
    }

    /// Takes a step back, or does one again; says whether there was one.
    pub fn turn_back(&mut self, again: bool) -> bool {
        let turned = if again { self.draft.redo() } else { self.draft.undo() };
        if turned {
            self.look();
        }
        turned
    }

    fn look(&mut self) {
        self.verdict = self.mark(self.answer());
        self.begun = !self.is_as_begun();
    }

    /// Whether the answer says what one began with, or may begin with.
    fn is_as_begun(&self) -> bool {
        let facts = &self.folder.exercise.facts;
        let starts =
            [self.draft.start(), &facts.starter()].map(|start| facts.is_same(start, self.answer()));
        starts.contains(&true) || self.is_as_it_came()
    }

    /// Names that a new revision of the exercise has dropped from the draft, once.
    pub fn take_dropped(&mut self) -> Option<Vec<String>> {
        self.dropped.take()
    }

    /// The texts for an editor: those that could not be read, else the answer with the facts as notes.
    pub fn texts(&self) -> Answer {
        if let Some(loose) = &self.draft.loose {
            return loose.clone();
        }
        let answer = self.answer();
        let notes = self.folder.exercise.facts.notes_for(answer);
        match answer.text(crate::exercise::answer::TOML) {
            Some(text) if !notes.is_empty() => {
                let text = format!("{notes}\n{text}");
                answer.clone().with_text(crate::exercise::answer::TOML, text)
            }
            _ => answer.clone(),
        }
    }

    /// Takes texts from an editor; those that cannot be read are kept beside the answer, and every
    /// mistake is said.
    pub fn take_texts(&mut self, texts: Answer) -> Vec<Diagnostic> {
        let found = self.folder.exercise.diagnose(&texts);
        if found.is_empty() {
            self.draft.loose = None;
            self.replace(texts);
        } else {
            self.draft.loose = Some(texts);
        }
        found
    }

    /// Shows one hint more; says whether there was one.
    pub fn next_hint(&mut self) -> bool {
        let more = self.draft.hints < self.folder.exercise.hints.len();
        self.draft.hints += usize::from(more);
        more
    }

    /// The hints that were asked for.
    pub fn hints(&self) -> &[String] {
        let all = &self.folder.exercise.hints;
        all.get(..self.draft.hints).unwrap_or(all)
    }

    /// Writes the draft down if it is not written down yet. Who only looks begins none.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn save(&mut self, session: &mut Session) -> Result<(), Problem> {
        if self.saved.is_empty() && !self.draft.is_begun() {
            return Ok(());
        }
        self.write_down(session)
    }

    fn write_down(&mut self, session: &mut Session) -> Result<(), Problem> {
        let text = self.draft.to_text();
        if text == self.saved {
            return Ok(());
        }
        let event: Event = match &self.meeting {
            Some(meeting) => meeting.drafted(text.clone()).into(),
            None => ExerciseEvent::Drafted {
                exercise: self.folder.exercise.id.clone(),
                revision: self.folder.exercise.revision.clone(),
                draft: text.clone(),
            }
            .into(),
        };
        session.record(event)?;
        self.saved = text;
        Ok(())
    }

    /// Grades the answer and writes the attempt down before anything is shown. An answer that comes
    /// with the exercise is no attempt.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn grade(&mut self, session: &mut Session) -> Result<Verdict, Problem> {
        self.write_down(session)?;
        // Nothing is graded without its questions.
        if let Some(asking) = &self.asking {
            let drawn = asking.draw();
            self.remember(drawn);
        }
        let verdict = self.report();
        self.graded = true;
        if let Some(meeting) = &self.meeting {
            let (success, score) = (verdict.status() == Status::Accepted, verdict.points() / 100.0);
            let cost = meeting.outcome(self.answer(), None, &self.knowledge).cost.points();
            session.record(meeting.graded(self.answer(), cost, (success, score)))?;
        } else if !self.is_as_it_came() {
            let exercise = &self.folder.exercise;
            session.record(ExerciseEvent::graded(exercise, self.answer(), &verdict))?;
        }
        Ok(verdict)
    }

    /// Whether the answer is one that comes with the exercise. To follow a change there is often one way
    /// only, and a design that the change spares stays as it was.
    pub fn is_as_it_came(&self) -> bool {
        self.meeting.is_none() && self.folder.holds(self.answer())
    }

    /// How the exercise stands, with the best points so far.
    pub fn state(&self, session: &Session) -> ExerciseState {
        match &self.meeting {
            Some(meeting) => change::state(session.begun(&meeting.sequence).as_ref()),
            None => session.exercise_state(&self.folder.exercise.id),
        }
    }
}

/// Puts before the note of each field what a field of its name is for in exercises of a kind.
fn explain(editor: &mut Editor, kind: &str, words: &Messages) {
    if let Editor::Parts(parts) = editor {
        return parts.iter_mut().for_each(|part| explain(&mut part.editor, part.kind, words));
    }
    for field in editor.fields_mut() {
        let Some(name) = field.name() else { continue };
        let key = format!("field.{kind}.{}", name.replace('_', "-"));
        if words.has(&key) {
            let said = [words.get(&key), &field.note].map(str::trim).join(" ");
            said.trim().clone_into(&mut field.note);
        }
    }
}
