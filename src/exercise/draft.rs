//! A learner's work on a decomposition: every step, back and forth, as a text that outlives the
//! program.

use serde::{Deserialize, Serialize};

use crate::design::{Architecture, Edit, Scenario};

/// Where the learner was on the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The card, by name; empty for the first.
    pub card: String,
    /// Row in it, 0 for its head.
    pub row: usize,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Edits(Vec<Edit>),
    /// The answer was replaced as a whole, as an editor does.
    Whole(Box<Architecture>),
}

/// The work with all its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    steps: Vec<Step>,
    /// The answer before the first step and after each.
    states: Vec<Architecture>,
    /// How many steps are done; those behind can be done again.
    done: usize,
    /// Revision of the exercise that it answers.
    pub revision: String,
    /// Hints that were asked for.
    pub hints: usize,
    /// The count of findings is switched off.
    pub quiet: bool,
    pub cursor: Cursor,
    /// A text from an editor that could not be read as an answer; kept until it can.
    pub loose: Option<String>,
}

/// The form of a draft in the log. The answer stands beside the steps, so that it can be read even if
/// the steps cannot.
#[derive(Serialize, Deserialize)]
struct Form {
    answer: String,
    #[serde(default)]
    base: String,
    #[serde(default)]
    steps: Vec<StepForm>,
    #[serde(default)]
    done: usize,
    #[serde(default)]
    revision: String,
    #[serde(default)]
    hints: usize,
    #[serde(default)]
    quiet: bool,
    #[serde(default)]
    cursor: Cursor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loose: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StepForm {
    Edits(Vec<Edit>),
    Whole(String),
}

impl Draft {
    /// The work at its beginning.
    pub fn new(start: Architecture, revision: &str) -> Self {
        Self {
            steps: Vec::new(),
            states: vec![start],
            done: 0,
            revision: revision.to_owned(),
            hints: 0,
            quiet: false,
            cursor: Cursor::default(),
            loose: None,
        }
    }

    /// The answer as it stands.
    pub fn answer(&self) -> &Architecture {
        static EMPTY: std::sync::OnceLock<Architecture> = std::sync::OnceLock::new();
        self.states.get(self.done).unwrap_or_else(|| EMPTY.get_or_init(Architecture::default))
    }

    /// Makes some edits as one step; says whether they changed anything.
    pub fn make(&mut self, edits: Vec<Edit>) -> bool {
        let changed = self.answer().with(&edits);
        self.push(Step::Edits(edits), changed)
    }

    /// Replaces the answer as one step; says whether it differs.
    pub fn replace(&mut self, answer: Architecture) -> bool {
        self.push(Step::Whole(Box::new(answer.clone())), answer)
    }

    fn push(&mut self, step: Step, state: Architecture) -> bool {
        if state == *self.answer() {
            return false;
        }
        self.steps.truncate(self.done);
        self.states.truncate(self.done + 1);
        self.steps.push(step);
        self.states.push(state);
        self.done += 1;
        true
    }

    /// Takes the last step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let there = self.done > 0;
        self.done -= usize::from(there);
        there
    }

    /// Does a step again that was taken back; says whether there was one.
    pub fn redo(&mut self) -> bool {
        let there = self.done < self.steps.len();
        self.done += usize::from(there);
        there
    }

    /// Steps that can be taken back, and done again.
    pub fn depth(&self) -> (usize, usize) {
        (self.done, self.steps.len() - self.done)
    }

    /// As text for the log.
    pub fn to_text(&self) -> String {
        let steps = self.steps.iter().map(|step| match step {
            Step::Edits(edits) => StepForm::Edits(edits.clone()),
            Step::Whole(answer) => StepForm::Whole(answer.to_toml()),
        });
        let form = Form {
            answer: self.answer().to_toml(),
            base: self.states.first().map(Architecture::to_toml).unwrap_or_default(),
            steps: steps.collect(),
            done: self.done,
            revision: self.revision.clone(),
            hints: self.hints,
            quiet: self.quiet,
            cursor: self.cursor.clone(),
            loose: self.loose.clone(),
        };
        serde_json::to_string(&form).unwrap_or_default()
    }

    /// Reads what [`Draft::to_text`] wrote, or a bare answer. Whatever it is, nothing of it is lost:
    /// what is no answer is kept as [`Draft::loose`] beside an answer for `facts` that has nothing.
    pub fn read(text: &str, facts: &Scenario) -> Self {
        let nothing = || Architecture { scenario: facts.id.clone(), ..Architecture::default() };
        let Ok(form) = serde_json::from_str::<Form>(text) else {
            return match answer(text) {
                Some(answer) => Self::new(answer, ""),
                None => Self { loose: Some(text.to_owned()), ..Self::new(nothing(), "") },
            };
        };
        let mut draft = Self::replay(&form).unwrap_or_else(|| {
            let read = answer(&form.answer);
            let loose = read.is_none().then(|| form.answer.clone());
            Self { loose, ..Self::new(read.unwrap_or_else(nothing), "") }
        });
        draft.revision = form.revision;
        draft.hints = form.hints;
        draft.quiet = form.quiet;
        draft.cursor = form.cursor;
        draft.loose = form.loose.or(draft.loose);
        draft
    }

    /// The steps done once more; nothing if they do not lead to the answer.
    fn replay(form: &Form) -> Option<Self> {
        let mut draft = Self::new(answer(&form.base)?, "");
        for step in &form.steps {
            let changed = match step {
                StepForm::Edits(edits) => draft.make(edits.clone()),
                StepForm::Whole(text) => draft.replace(answer(text)?),
            };
            if !changed {
                return None;
            }
        }
        draft.done = form.done.min(draft.steps.len());
        (draft.answer().to_toml() == form.answer).then_some(draft)
    }

    /// Brings the work to another revision of the exercise: names that no longer exist are dropped, as
    /// a step that can be taken back, and told.
    pub fn migrate(&mut self, facts: &Scenario, revision: &str) -> Vec<String> {
        revision.clone_into(&mut self.revision);
        let (answer, dropped) = super::migrate::migrated(self.answer(), facts);
        self.replace(answer);
        dropped
    }
}

fn answer(text: &str) -> Option<Architecture> {
    let (answer, found) = Architecture::read("answer.toml", text);
    found.is_empty().then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: &str = "[scenario]\nid = 'x'\n[entity.A]\n[entity.B]\n\
                         [capability.c]\nwrites = ['A', 'B']\n";

    fn facts() -> Scenario {
        Scenario::read("s.toml", FACTS).0
    }

    fn start() -> Architecture {
        answer("[answer]\nscenario = 'x'\n[service.all]\ndoes = ['c']\nowns = ['A', 'B']\n")
            .unwrap()
    }

    fn add(name: &str) -> Vec<Edit> {
        vec![Edit::AddService { name: name.into() }]
    }

    #[test]
    fn steps_are_taken_back_and_done_again_without_limit() {
        let mut draft = Draft::new(start(), "r");
        for at in 0..500 {
            assert!(draft.make(add(&format!("s{at}"))));
        }
        assert!(!draft.make(add("s3")), "nothing changed");
        assert_eq!(draft.depth(), (500, 0));
        while draft.undo() {}
        assert_eq!(*draft.answer(), start());
        while draft.redo() {}
        assert_eq!(draft.answer().services.len(), 501);
        draft.undo();
        draft.make(add("other"));
        assert_eq!(draft.depth(), (500, 0));
    }

    #[test]
    fn a_draft_comes_back_from_its_text_with_every_step() {
        let mut draft = Draft::new(start(), "r");
        draft.make(add("one"));
        draft.replace(answer("[answer]\nscenario = 'x'\n[service.z]\n").unwrap());
        draft.make(add("two"));
        draft.undo();
        draft.hints = 2;
        draft.cursor = Cursor { card: "z".into(), row: 3 };
        draft.loose = Some("no toml [".into());
        assert_eq!(Draft::read(&draft.to_text(), &facts()), draft);
    }

    #[test]
    fn what_is_no_draft_is_kept_all_the_same() {
        let bare = Draft::read(&start().to_toml(), &facts());
        assert_eq!(*bare.answer(), start());
        let junk = Draft::read("junk [[", &facts());
        assert_eq!(junk.loose.as_deref(), Some("junk [["));
        assert_eq!(junk.answer().scenario, "x");
        let mut form: serde_json::Value =
            serde_json::from_str(&Draft::new(start(), "r").to_text()).unwrap();
        form["base"] = "broken [".into();
        assert_eq!(*Draft::read(&form.to_string(), &facts()).answer(), start());
    }

    #[test]
    fn another_revision_drops_only_what_is_gone_and_says_so() {
        let text = "[answer]\nscenario = 'x'\n[service.all]\ndoes = ['c', 'gone']\nowns = ['A', 'B', 'Old']\n\
                    [[link]]\nfrom = 'all'\nto = 'bank'\nstyle = 'sync'\n";
        let mut draft = Draft::new(answer(text).unwrap(), "old");
        let dropped = draft.migrate(&facts(), "new");
        assert_eq!(dropped, ["gone", "Old", "all->bank"]);
        assert_eq!(*draft.answer(), start());
        assert_eq!(draft.revision, "new");
        draft.undo();
        assert_eq!(*draft.answer(), answer(text).unwrap(), "the old answer is one step back");
    }
}
