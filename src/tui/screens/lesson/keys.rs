//! What each key and click does in a lesson.

use ratatui::layout::Position;

use super::{Lesson, search::Search};
use crate::{
    library::GeneratedPage,
    problem::Problem,
    tui::{
        action::Action,
        route::Route,
        screen::{Effect, Environment},
        widgets::prose,
    },
};

/// What a name in the table `lesson` of the keymap does.
pub(super) fn command(name: &str) -> Option<Action> {
    Action::own(
        name,
        &[
            "next-link",
            "previous-link",
            "history-back",
            "history-forward",
            "outline",
            "patterns",
            "diagram",
            "copy",
            "unfold",
            "outside",
            "bookmark",
            "note",
            "cards",
        ],
    )
}

impl Lesson {
    pub(super) fn act(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if self.search.is_typing() {
            return Ok(self.type_search(action));
        }
        if self.viewer.is_some() {
            return self.look_at(action, env);
        }
        if let Some(effect) = self.act_over(&action, env)? {
            return Ok(effect);
        }
        Ok(match action {
            Action::Move(motion) => self.go(motion, env),
            Action::Wheel { lines, .. } => match self.scroll(isize::from(lines)) {
                0 => Effect::Nothing,
                moved => self.scrolled(moved),
            },
            Action::Own(command) => return self.command(command, env),
            Action::NextPanel => self.focus_next(true, env),
            Action::PreviousPanel => self.focus_next(false, env),
            Action::Select => return self.select(env),
            Action::Search => {
                self.search.begin(self.page.offset(self.top));
                Effect::Redraw
            }
            Action::Next => return self.go_on(env),
            Action::Previous => match env.session.library().before(self.number) {
                Some(place) => return self.turn_to(place, None, env),
                None => Effect::Notice(env.say("lesson.first").to_owned()),
            },
            Action::Back if self.search.is_on() => {
                self.search = Search::default();
                Effect::Redraw
            }
            Action::Back if self.focus.is_some() => {
                self.focus = None;
                Effect::Redraw
            }
            Action::Click(at) => return self.click(at, env),
            _ => return Ok(Effect::Pass),
        })
    }

    /// Gives an action to what lies over the page; nothing where nothing does.
    fn act_over(
        &mut self,
        action: &Action,
        env: &mut Environment,
    ) -> Result<Option<Effect>, Problem> {
        let mut layers = std::mem::take(&mut self.layers);
        let effect = layers.update(action, self, env);
        self.layers = layers;
        effect
    }

    fn click(&mut self, at: Position, env: &mut Environment) -> Result<Effect, Problem> {
        if self.outline.area.contains(at) {
            return Ok(self.click_outline(at));
        }
        if !self.text.contains(at) {
            return Ok(Effect::Nothing);
        }
        let row = usize::from(at.y - self.text.y);
        let cell = usize::from(at.x - self.text.x);
        let width = usize::from(self.text.width);
        let link = self
            .rows
            .get(row)
            .and_then(|line| prose::link_at(line, cell, width, self.sideways, prose::charset(env)));
        match link {
            Some(link) => self.follow(&link, env),
            None => Ok(Effect::Nothing),
        }
    }

    fn command(&mut self, command: &str, env: &mut Environment) -> Result<Effect, Problem> {
        match command {
            "next-link" if self.search.is_on() => Ok(self.find_next(true, env)),
            "previous-link" if self.search.is_on() => Ok(self.find_next(false, env)),
            "next-link" => Ok(self.focus_next(true, env)),
            "previous-link" => Ok(self.focus_next(false, env)),
            "history-back" => self.history(false, env),
            "history-forward" => self.history(true, env),
            "outline" => Ok(self.open_outline(env)),
            "patterns" => Ok(self.patterns(env)),
            "diagram" => Ok(self.look_closer(env)),
            "copy" => Ok(self.copy(env)),
            "unfold" => Ok(self.unfold(env)),
            "outside" => Ok(self.outside(env)),
            "bookmark" => self.bookmark(env),
            "note" => Ok(self.note()),
            "cards" => Ok(self.cards(env)),
            _ => Ok(Effect::Pass),
        }
    }

    fn cards(&self, env: &Environment) -> Effect {
        if env.session.library().corrects(&self.card.id) {
            return Effect::Open(Route::Page(GeneratedPage::Cards(self.card.id.clone())));
        }
        Effect::Notice(env.say("lesson.no-cards").to_owned())
    }

    /// Copies the first block of code in sight.
    fn copy(&mut self, env: &Environment) -> Effect {
        let mut place = self.top;
        for _ in 0..self.rows.len() {
            if let Some(source) = self.page.source(place) {
                return Effect::Copy(source.text);
            }
            place = self.page.step(place, 1);
        }
        Effect::Notice(env.say("lesson.no-code").to_owned())
    }
}
