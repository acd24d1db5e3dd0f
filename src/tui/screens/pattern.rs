//! A pattern's page: read it, follow its links, take it into a comparison.

use ratatui::{buffer::Buffer, layout::Rect};

use super::catalog;
use crate::{
    catalog::Pattern,
    id::PatternId,
    library::Reference,
    markdown::{Link, Target},
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        painter::Hyperlink,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            reader::{self, Reader, Reading},
        },
    },
};

/// A pattern that was shown, and the line that was on top.
type Spot = (PatternId, usize);

/// The screen of a pattern.
pub struct PatternPage {
    id: PatternId,
    markdown: String,
    reader: Reader,
    back: Vec<Spot>,
    forward: Vec<Spot>,
    hyperlinks: Vec<Hyperlink>,
}

impl PatternPage {
    /// Opens a pattern.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn open(id: PatternId, env: &Environment) -> Result<Self, Problem> {
        let mut page = Self {
            markdown: String::new(),
            reader: Reader::default(),
            back: Vec::new(),
            forward: Vec::new(),
            hyperlinks: Vec::new(),
            id,
        };
        page.show(page.id.clone(), 0, env)?;
        Ok(page)
    }

    /// Shows another pattern, from a line on.
    fn show(&mut self, id: PatternId, top: usize, env: &Environment) -> Result<(), Problem> {
        let pattern = env.session.library().pattern(&id)?;
        self.markdown = catalog::preview(pattern, env);
        self.reader.reset(top);
        self.id = id;
        Ok(())
    }

    /// Goes to another pattern; one can come back.
    fn turn_to(&mut self, id: PatternId, env: &Environment) -> Result<Effect, Problem> {
        let here = (self.id.clone(), self.reader.top());
        self.show(id, 0, env)?;
        self.back.push(here);
        self.forward.clear();
        Ok(Effect::Redraw)
    }

    fn history(&mut self, forward: bool, env: &Environment) -> Result<Effect, Problem> {
        let taken = if forward { self.forward.pop() } else { self.back.pop() };
        let Some((id, top)) = taken else {
            // Behind the first pattern lies what led to it.
            return Ok(match forward {
                true => Effect::Notice(env.say("lesson.newest").to_owned()),
                false => Effect::Back,
            });
        };
        let here = (self.id.clone(), self.reader.top());
        self.show(id, top, env)?;
        if forward {
            self.back.push(here)
        } else {
            self.forward.push(here)
        }
        Ok(Effect::Redraw)
    }

    fn follow(&mut self, link: &Link, env: &Environment) -> Result<Effect, Problem> {
        match &link.target {
            Target::Pattern(id) => self.turn_to(id.clone(), env),
            _ => Ok(reader::follow(link)),
        }
    }

    fn command(&mut self, command: &str, env: &mut Environment) -> Result<Effect, Problem> {
        match command {
            "history-back" => self.history(false, env),
            "history-forward" => self.history(true, env),
            "compare" => Ok(self.compare(env)),
            "review" => {
                let count = env.session.take_up(&self.id)?;
                Ok(Effect::Notice(match count {
                    0 => env.say("pattern.in-review").to_owned(),
                    count => env.words.plural("pattern.taken-up", count),
                }))
            }
            "lesson" => {
                let lesson = self.pattern(env).and_then(|pattern| pattern.lesson.clone());
                let library = env.session.library();
                Ok(match lesson.filter(|id| library.slot(id).is_some()) {
                    Some(id) => Effect::Open(Route::of(&Reference::Lesson(id))),
                    None => Effect::Notice(env.say("pattern.no-lesson").to_owned()),
                })
            }
            _ => Ok(Effect::Pass),
        }
    }

    /// Takes the pattern into the comparison; opens that when it is in it already.
    fn compare(&self, env: &mut Environment) -> Effect {
        let there = env.compared.contains(&self.id);
        if !there && env.compared.len() == catalog::MOST_COMPARED {
            return Effect::Notice(env.say("catalog.most-marked").to_owned());
        }
        if !there {
            env.compared.push(self.id.clone());
        }
        match env.compared.len() {
            1 => Effect::Notice(env.say("pattern.one-compared").to_owned()),
            count if !there => Effect::Notice(env.words.plural("pattern.compared", count)),
            _ => Effect::Open(Route::Compare(env.compared.clone())),
        }
    }

    fn pattern<'a>(&self, env: &'a Environment) -> Option<&'a Pattern> {
        env.session.library().catalog().get(self.id.as_str())
    }

    /// The pattern that stands after this one in the catalog, or before it.
    fn neighbour(&self, forward: bool, env: &Environment) -> Option<PatternId> {
        let patterns = env.session.library().catalog().patterns();
        let at = patterns.iter().position(|pattern| pattern.id == self.id)?;
        let next = if forward { at + 1 } else { at.checked_sub(1)? };
        patterns.get(next).map(|pattern| pattern.id.clone())
    }
}

/// What a name in the table `pattern` of the keymap does.
fn command(name: &str) -> Option<Action> {
    match name {
        "next-link" => Some(Action::NextPanel),
        "previous-link" => Some(Action::PreviousPanel),
        "page-down" => Some(Action::Move(Motion::PageDown)),
        _ => {
            let own = ["outside", "history-back", "history-forward", "compare", "review", "lesson"];
            Action::own(name, &own)
        }
    }
}

impl Screen for PatternPage {
    fn keys(&self) -> KeyContext {
        KeyContext::new("pattern", command)
    }

    fn title(&self) -> &'static str {
        "pattern.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if self.reader.is_focused() {
            return vec!["select/follow", "next-link", "page-down", "back/unfocus"];
        }
        vec![
            "page-down",
            "next-link",
            "compare",
            "review",
            "lesson",
            "history-back",
            "next",
            "back",
        ]
    }

    fn status(&self, _env: &Environment) -> String {
        let (last, total) = self.reader.progress();
        format!("{last}/{total}")
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match self.reader.update(&action, env) {
            Reading::Follow(link) => return self.follow(&link, env),
            Reading::Done(effect) => return Ok(effect),
            Reading::Pass => {}
        }
        match action {
            Action::Own(command) => self.command(command, env),
            Action::Next | Action::Previous => match self.neighbour(action == Action::Next, env) {
                Some(id) => self.turn_to(id, env),
                None => Ok(Effect::Nothing),
            },
            _ => Ok(Effect::Pass),
        }
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        env.has_read() && env.session.count_mastery()
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let text = column::below(area, 2, 1);
        self.reader.arrange(text, &self.markdown, env);
        self.hyperlinks = self.reader.hyperlinks(env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let Some(pattern) = self.pattern(env) else { return };
        let Rect { x, width, .. } = column::middle(area);
        let muted = env.style(Role::Muted);
        let family = &pattern.family;
        let end = draw::put_right(buffer, x + width, area.y, width / 3, family, muted);
        let name = pattern.names.in_language(&env.settings.language);
        let room = end.saturating_sub(x + 1);
        draw::put(buffer, x, area.y, room, name, env.style(Role::Heading));
        if let Some(known) = env.session.mastery(&Reference::Pattern(self.id.clone())) {
            let said = known.told(&env.words);
            draw::put(buffer, x, area.y + 1, width, &said, muted);
        }
        self.reader.draw(buffer, env);
    }

    fn links(&self) -> Vec<Hyperlink> {
        self.hyperlinks.clone()
    }
}
