//! An exam before it is handed in: what is answered, what is not, what is marked, and the way back to each
//! question.

use ratatui::{buffer::Buffer, layout::Rect};

use super::cover::paragraph;
use crate::{
    quiz::{Quiz, Sitting},
    role::Role,
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
};

/// The page.
pub(super) struct Overview {
    /// Place in the sitting of the question that is selected.
    pub(super) selected: usize,
    /// Place of the question from which it was opened; none where it came behind the last one.
    pub(super) from: Option<usize>,
    /// Whether it was said that questions are open, and nothing was done since.
    pub(super) warned: bool,
    rows: Rows,
}

impl Overview {
    /// The page of a sitting; what wants to be looked at first is selected.
    pub(super) fn new(quiz: &Quiz, sitting: &Sitting, from: Option<usize>) -> Self {
        let marked = || sitting.drawn.iter().position(|id| sitting.is_marked(id));
        let selected = from.or_else(|| sitting.next(quiz)).or_else(marked).unwrap_or(0);
        Self { selected, from, warned: false, rows: Rows::default() }
    }

    /// What an action does among the questions; `None` where the selected one is to be opened.
    pub(super) fn pick(&mut self, action: &Action, sitting: &Sitting) -> Option<Effect> {
        self.rows.pick(action, &mut self.selected, sitting.drawn.len())
    }

    /// Lays the page out.
    pub(super) fn arrange(
        &mut self,
        area: Rect,
        quiz: &Quiz,
        sitting: &Sitting,
        env: &Environment,
    ) {
        let width = usize::from(area.width).saturating_sub(1);
        let mut rows = paragraph(&counts(sitting, env), width, Role::Strong, 0);
        let context = KeyContext::new("quiz", super::command);
        if let Some(key) = env.keys.key("grade", context) {
            let said = env.words.format("quiz.hand-in", &[("key", &key)]);
            rows.extend(paragraph(&said, width, Role::Muted, 0));
        }
        rows.push(Row::blank());
        let questions = (0..sitting.drawn.len()).map(|at| self.question(at, quiz, sitting, env));
        rows.extend(questions);
        rows.push(Row::blank());
        rows.extend(paragraph(&legend(env), width, Role::Muted, 0));
        self.rows.arrange(area, rows);
    }

    fn question(&self, at: usize, quiz: &Quiz, sitting: &Sitting, env: &Environment) -> Row {
        let Some(id) = sitting.drawn.get(at) else { return Row::blank() };
        let (sign, role) = match sitting.given(id) {
            Some(_) => (env.signs.picked, Role::Muted),
            None => (env.signs.unpicked, Role::Warn),
        };
        let mark = if sitting.is_marked(id) { env.signs.due } else { " " };
        let title = text::sanitize(&sitting.title(quiz, id, &env.words)).into_owned();
        let digits = sitting.drawn.len().to_string().len();
        let said = vec![
            (format!("{:>digits$} ", at + 1), Role::Muted),
            (format!("{sign} "), role),
            (format!("{mark} "), Role::Warn),
            (title, Role::Text),
        ];
        Row::choice(at, said, at == self.selected, env)
    }

    /// Draws the page.
    pub(super) fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

/// How many questions are answered, and how many are marked.
fn counts(sitting: &Sitting, env: &Environment) -> String {
    let (n, all) = (sitting.given.len(), sitting.drawn.len());
    let answered = env.words.format("home.underway", &[("n", &n), ("all", &all)]);
    match sitting.marked.len() {
        0 => format!("{answered}."),
        marked => format!("{answered}, {}.", env.words.plural("quiz.marks", marked)),
    }
}

/// What the signs before the questions mean.
fn legend(env: &Environment) -> String {
    let signs = [
        (env.signs.picked, "quiz.answered"),
        (env.signs.unpicked, "quiz.open"),
        (env.signs.due, "quiz.marked"),
    ];
    signs.map(|(sign, key)| format!("{sign} {}", env.say(key))).join("   ")
}
