//! A lesson: the page, where one is in it, and everything that leads on from there.

mod changed;
mod checks;
mod fold;
mod keys;
mod links;
mod loading;
mod mark;
mod menu;
mod motion;
mod outline;
mod place;
mod search;
mod view;
mod viewer;

use std::{any::Any, collections::HashSet, ops::Range, sync::Arc};

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    course::LessonCard,
    highlight::Highlighter,
    id::LessonId,
    library::{Item, Reference, Slot},
    markdown::{Document, Indexed, Target},
    page::{Folds, Line, Page, Place, WIDEST},
    problem::{Fault, Problem},
    tui::{
        action::Action,
        keymap::{self, KeyContext},
        layers::Layers,
        painter::Hyperlink,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::prose,
    },
};
use changed::{Changed, Watch};
use checks::Checks;
use keys::command;
use links::Spot;
use loading::Painted;
use outline::Outline;
use place::Kept;
use search::Search;
use viewer::Viewer;

/// Cells that one step sideways moves.
const SIDEWAYS: usize = 8;

/// The screen of a lesson.
pub struct Lesson {
    card: LessonCard,
    number: Slot,
    page: Page,
    /// The first line that is shown.
    top: Place,
    /// The lines that are shown, for the last layout.
    rows: Vec<Line>,
    /// Where they are shown.
    text: Rect,
    outline: Outline,
    sideways: usize,
    /// The link that has the focus, by its place in the source.
    focus: Option<usize>,
    search: Search,
    /// What lies over the page.
    layers: Layers<Self>,
    viewer: Option<Viewer>,
    back: Vec<Spot>,
    forward: Vec<Spot>,
    highlighter: Option<Highlighter>,
    /// Blocks whose colours were asked for.
    asked: HashSet<u64>,
    /// Whether everything was done that the first frame did without.
    loaded: bool,
    /// Matches of the search in sight.
    marked: Vec<Range<usize>>,
    /// The place that was asked for: the first frame may not reach it.
    wanted: Option<usize>,
    /// How far the text has been read without a gap.
    read: usize,
    watch: Watch,
    hyperlinks: Vec<Hyperlink>,
    status: String,
    checks: Arc<Checks>,
    kept: Kept,
    /// What could not be kept since the last key.
    failed: Option<Problem>,
}

impl Lesson {
    /// Opens a lesson, at a heading if one is named.
    ///
    /// # Errors
    /// Where there is no such lesson or its file cannot be read.
    pub fn open(id: &LessonId, heading: Option<&str>, env: &Environment) -> Result<Self, Problem> {
        let library = env.session.library();
        Self::at(library.lesson(id)?, heading, env)
    }

    fn at(number: Slot, heading: Option<&str>, env: &Environment) -> Result<Self, Problem> {
        let library = env.session.library();
        let missing = || Problem::message(Fault::Content, "problem.no-place", &[]);
        let card = library.at(number).ok_or_else(missing)?.clone();
        let start = library.start(&card)?;
        let mut document = Document::begin(start.text, start.rest);
        if document.chunks().is_empty() {
            // Its first block is larger than its start.
            document = Document::new(library.load(&card)?);
        }
        let mut options = prose::options(env, WIDEST);
        let checks = Arc::new(Checks::default());
        options.questions = checks.clone();
        options.folds = Folds::folded();
        let mut lesson = Self {
            card,
            number,
            page: Page::new(document, options),
            top: Place::default(),
            rows: Vec::new(),
            text: Rect::ZERO,
            outline: Outline::default(),
            sideways: 0,
            focus: None,
            search: Search::default(),
            layers: Layers::default(),
            viewer: None,
            back: Vec::new(),
            forward: Vec::new(),
            highlighter: None,
            asked: HashSet::new(),
            loaded: false,
            marked: Vec::new(),
            wanted: None,
            read: 0,
            watch: Watch::default(),
            hyperlinks: Vec::new(),
            status: String::new(),
            checks,
            kept: Kept::default(),
            failed: None,
        };
        match heading {
            Some(heading) => {
                lesson.read_on(env)?;
                if let Some(at) = lesson.page.locate(&Target::Anchor(heading.to_owned())) {
                    lesson.show(at);
                }
            }
            None => lesson.resume(env)?,
        }
        Ok(lesson)
    }

    /// Shows another lesson in this screen; where one was can be gone back to.
    fn turn_to(
        &mut self,
        number: Slot,
        heading: Option<&str>,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        let here = self.spot();
        self.save(env)?;
        let mut next = Self::at(number, heading, env)?;
        next.back = std::mem::take(&mut self.back);
        next.back.push(here);
        next.highlighter = self.highlighter.take();
        *self = next;
        Ok(Effect::Redraw)
    }

    /// Goes on to what comes behind this lesson on the way through the course.
    fn go_on(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let next = env.session.onward(self.number);
        let item = next.and_then(|place| env.session.library().item(place));
        match (next, item.map(Item::reference)) {
            (Some(place), Some(Reference::Lesson(_))) => self.turn_to(place, None, env),
            (_, Some(other)) => Ok(Effect::Replace(Route::of(&other))),
            _ => Ok(Effect::Notice(env.say("lesson.last").to_owned())),
        }
    }
}

impl Screen for Lesson {
    fn keys(&self) -> KeyContext {
        KeyContext::new("lesson", command).typing(self.search.is_typing())
    }

    fn title(&self) -> &'static str {
        "lesson.title"
    }

    fn digits(&self) -> Option<&'static str> {
        self.layers.top()?.digits()
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        let covered =
            self.search.is_typing() || self.viewer.is_some() || self.layers.top().is_some();
        match Action::shared(action) {
            Some(_) if !covered => action != "toggle",
            Some(_) => keymap::is_hinted(&self.hints(env), action),
            None if action == "unfold" && !self.page.folds() => false,
            None => !covered || keymap::is_among(&self.hints(env), action),
        }
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if self.search.is_typing() {
            return vec!["select/find", "back"];
        }
        if self.viewer.is_some() {
            return vec!["diagram/zoom", "pan", "back/close"];
        }
        if let Some(layer) = self.layers.top() {
            return layer.hints();
        }
        if self.search.is_on() {
            return vec!["next-link/next-match", "previous-link/previous-match", "back/end-search"];
        }
        if self.focus.is_some() {
            let out = self.focused().is_some_and(|link| link.target.address().is_some());
            let last = if out { "outside" } else { "page-down" };
            return vec!["select/follow", "next-link", last, "back/unfocus"];
        }
        let fold = if self.page.folds() { "unfold" } else { "patterns" };
        vec!["page-down", "next-link", "outline", fold, "search", "next", "back"]
    }

    fn status(&self, _env: &Environment) -> String {
        self.status.clone()
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        self.finish_loading(env);
        let effect = self.act(action, env)?;
        self.failed.take().map_or(Ok(effect), Err)
    }

    fn take_result(&mut self, result: Box<dyn Any + Send>, env: &mut Environment) {
        let result = match result.downcast::<Painted>() {
            Ok(painted) => return self.take_colours(*painted),
            Err(other) => other,
        };
        match result.downcast::<Indexed>() {
            Ok(found) => self.take_index(*found),
            Err(other) if other.is::<Changed>() => drop(self.read_again(env)),
            Err(_) => {}
        }
    }

    fn refresh(&mut self, env: &mut Environment) -> bool {
        self.renew(env);
        true
    }

    fn file(&mut self, _env: &Environment) -> Option<(String, usize)> {
        let at = self.page.offset(self.top);
        let before = self.page.document().text().get(..at).unwrap_or_default();
        Some((self.card.file.clone(), before.matches('\n').count() + 1))
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        let unfinished = !self.loaded;
        self.finish_loading(env);
        unfinished
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.lay_out(area, env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        self.draw(buffer, area, env);
    }

    fn links(&self) -> Vec<Hyperlink> {
        self.hyperlinks.clone()
    }

    fn save(&mut self, env: &mut Environment) -> Result<(), Problem> {
        self.keep_place(env)
    }
}
