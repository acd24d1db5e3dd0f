//! Mistakes: what was answered wrongly, to ask again, to read about, or to put away.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    library::Reference,
    problem::Problem,
    progress::ItemEvent,
    role::Role,
    session::mistakes::Mistake,
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            rows::{Row, Rows},
        },
    },
};

/// The screen of mistakes.
pub struct Mistakes {
    mistakes: Vec<Mistake>,
    selected: usize,
    rows: Rows,
}

impl Mistakes {
    /// The mistakes that are not put away.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(env: &Environment) -> Result<Self, Problem> {
        let mistakes = env.session.mistakes(&env.words)?;
        Ok(Self { mistakes, selected: 0, rows: Rows::default() })
    }

    fn ask(&self) -> Effect {
        let mistake = self.mistakes.get(self.selected);
        mistake.map_or(Effect::Nothing, |mistake| Effect::Open(Route::Question(mistake.id.clone())))
    }

    fn put_away(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let Some(mistake) = self.mistakes.get(self.selected) else { return Ok(Effect::Nothing) };
        env.session.record(ItemEvent::Hidden { item: mistake.id.to_string() })?;
        self.mistakes.remove(self.selected);
        self.selected = self.selected.min(self.mistakes.len().saturating_sub(1));
        Ok(Effect::Notice(env.say("mistakes.hidden").to_owned()))
    }

    /// Lets reviews ask again what was forgotten often.
    fn ask_again(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let leech = self.mistakes.get_mut(self.selected).filter(|mistake| mistake.leech);
        let Some(mistake) = leech else {
            return Ok(Effect::Notice(env.say("mistakes.no-leech").to_owned()));
        };
        env.session.record(ItemEvent::Restored { item: mistake.id.to_string() })?;
        mistake.leech = false;
        Ok(Effect::Notice(env.say("mistakes.restored").to_owned()))
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("mistakes.title"), Role::Heading), Row::blank()];
        if self.mistakes.is_empty() {
            let lines = text::wrap(env.say("mistakes.none"), width).into_iter();
            rows.extend(lines.map(|line| Row::text(line, Role::Muted)));
        }
        for (at, mistake) in self.mistakes.iter().enumerate() {
            let selected = at == self.selected;
            let prompt = text::ellipsis(&mistake.prompt, width.saturating_sub(4));
            rows.push(Row::choice(at, [(prompt, Role::Text)], selected, env));
            rows.push(about(mistake, env).indent(4).hit(at));
        }
        rows
    }
}

/// How it was missed and where it is taught.
fn about(mistake: &Mistake, env: &Environment) -> Row {
    let library = env.session.library();
    let mut spans = vec![(env.words.plural("mistakes.times", mistake.wrong as usize), Role::Muted)];
    let words = [("mistakes.sure", mistake.sure), ("mistakes.leech", mistake.leech)];
    for (key, _) in words.iter().filter(|(_, holds)| *holds) {
        spans.push((format!(", {}", env.say(key)), Role::Warn));
    }
    let slot = mistake.lesson.as_ref().and_then(|lesson| library.slot(lesson));
    if let Some((slot, card)) = slot.and_then(|slot| Some((slot, library.at(slot)?))) {
        spans.push((format!("   {} ", env.signs.arrow), Role::Muted));
        spans.push((format!("{} {}", library.number(slot), card.title), Role::Link));
    }
    Row::spans(spans)
}

/// What a name in the table `mistakes` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Action::own(name, &["lesson", "delete", "again"])
}

impl Screen for Mistakes {
    fn keys(&self) -> KeyContext {
        KeyContext::new("mistakes", command)
    }

    fn title(&self) -> &'static str {
        "mistakes.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match self.mistakes.is_empty() {
            true => vec!["back"],
            false => vec!["select/ask", "lesson", "delete", "again", "move", "back"],
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match action {
            Action::Own("delete") => self.put_away(env),
            Action::Own("again") => self.ask_again(env),
            Action::Own("lesson") => {
                let mistake = self.mistakes.get(self.selected);
                let lesson = mistake.and_then(|mistake| mistake.lesson.clone());
                Ok(lesson.map_or(Effect::Nothing, |lesson| {
                    Effect::Open(Route::of(&Reference::Lesson(lesson)))
                }))
            }
            action => {
                let moved = self.rows.pick(&action, &mut self.selected, self.mistakes.len());
                Ok(moved.unwrap_or_else(|| self.ask()))
            }
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        let rows = self.lay_out(usize::from(area.width).saturating_sub(1), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
