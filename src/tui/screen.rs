//! What a screen is: it says its keys, turns actions into effects, and draws itself.

use std::any::Any;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    action::Action,
    editor::{self, Edited},
    event::Jobs,
    keymap::{self, KeyContext, Keymap},
    painter::{Hyperlink, Scroll},
    route::Route,
    signs::Signs,
    theme::Theme,
};
use crate::{
    config::Settings,
    courses::Courses,
    id::{CourseId, PatternId},
    messages::Messages,
    problem::Problem,
    role::Role,
    session::Session,
};

/// One screen of the program; help, search and confirm are ordinary ones on top of others.
pub trait Screen {
    /// Which bindings hold here.
    fn keys(&self) -> KeyContext;

    /// The name shown in the help, a key of the words.
    fn title(&self) -> &'static str;

    /// The actions that matter here and now, by name, for the footer; a name may be followed by the
    /// word that says what the action does just now, as in `select/go-in`.
    fn hints(&self, env: &Environment) -> Vec<&'static str>;

    /// What a digit does here and now, a key of the words, for the help.
    fn digits(&self) -> Option<&'static str> {
        None
    }

    /// Whether an action of the keymap does anything here and now, by name; the help leaves out what
    /// does not.
    fn works(&self, action: &str, env: &Environment) -> bool {
        keymap::is_hinted(&self.hints(env), action)
    }

    /// Where one is and how much there is, for the right end of the footer.
    fn status(&self, _env: &Environment) -> String {
        String::new()
    }

    /// Takes an action.
    ///
    /// # Errors
    /// Where it cannot be done; the screen stays as it was.
    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem>;

    /// Takes a result of a job that this screen started.
    fn take_result(&mut self, _result: Box<dyn Any + Send>, _env: &mut Environment) {}

    /// Reads what it shows again after files of the course have changed, at its place; whether it can.
    /// Another screen is opened anew.
    fn refresh(&mut self, _env: &mut Environment) -> bool {
        false
    }

    /// The file that it shows, and the line of it at its top, from 1.
    fn file(&mut self, _env: &Environment) -> Option<(String, usize)> {
        None
    }

    /// Takes what came back from the learner's editor after [`Effect::Edit`].
    fn take_edited(&mut self, _edited: Edited, _env: &mut Environment) {}

    /// Lays itself out for an area, before it is drawn there.
    fn arrange(&mut self, _area: Rect, _env: &Environment) {}

    /// Draws itself. Draws only.
    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment);

    /// The links outside the program that the last view drew.
    fn links(&self) -> Vec<Hyperlink> {
        Vec::new()
    }

    /// Whether the screen below shows around this one.
    fn floats(&self) -> bool {
        false
    }

    /// Whether the next key may give the terminal to another program.
    fn hands_over(&self) -> bool {
        false
    }

    /// Does what can wait until the learner pauses; says whether the screen looks different for it.
    fn on_idle(&mut self, _env: &mut Environment) -> bool {
        false
    }

    /// Keeps what must not be lost: called when the learner pauses, before the screen is covered or left,
    /// and before the program ends.
    ///
    /// # Errors
    /// Where it cannot be kept.
    fn save(&mut self, _env: &mut Environment) -> Result<(), Problem> {
        Ok(())
    }

    /// Undoes what holds only while the screen is seen, and keeps what is kept only then: called before it is
    /// covered or left, and before the program ends.
    fn leave(&mut self, _env: &mut Environment) {}
}

/// What an action brings about.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing to see.
    Nothing,
    /// The action is not the screen's: the default holds.
    Pass,
    /// The screen looks different.
    Redraw,
    /// The screen looks different, mostly because rows moved.
    Scroll(Scroll),
    /// Another screen on top.
    Open(Route),
    /// Another screen instead of this one.
    Replace(Route),
    /// Back to the screen below.
    Back,
    /// Out of the program.
    Quit,
    /// A text to be changed in the learner's editor; it comes back by [`Screen::take_edited`].
    Edit(editor::Request),
    /// Text for the clipboard.
    Copy(String),
    /// An address for the learner's browser.
    Outside(String),
    /// Another course, from its map on.
    Course(CourseId),
    /// Back to the screen below, where an author does this to the course that is previewed.
    Author(&'static str),
    /// A line in the footer.
    Notice(String),
    /// The look of everything has changed.
    Restyle,
}

/// What every screen can see and use.
pub struct Environment {
    pub session: Session,
    pub settings: Settings,
    pub words: Messages,
    pub keys: Keymap,
    pub theme: Theme,
    /// Themes of the learner's own.
    pub themes: Vec<Theme>,
    pub signs: Signs,
    pub jobs: Jobs,
    /// The patterns that are marked to be compared.
    pub compared: Vec<PatternId>,
    /// Whether the course is shown to its author.
    pub is_preview: bool,
    /// The whole window.
    pub window: Rect,
}

impl Environment {
    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// The courses that were added.
    pub fn courses(&self) -> Courses {
        Courses::of(&self.settings.data_dir, self.session.clock())
    }

    /// Opens another course instead of this one; it opens from now on where none is named.
    pub(super) fn open_course(&mut self, name: &CourseId) -> Result<(), Problem> {
        self.courses().enter(name, &mut self.session)?;
        self.compared.clear();
        Ok(())
    }

    /// Whether the questions of the course have been read. Where they have not, they are read beside the
    /// screens, and the next pause comes after that.
    pub fn has_read(&self) -> bool {
        let library = self.session.library();
        if !library.is_read() && !library.is_being_read() {
            let (reader, jobs) = (library.reader(), self.jobs.clone());
            self.jobs.start("questions", move || {
                reader.run();
                jobs.call_back();
            });
        }
        library.is_read()
    }

    /// The word of a key.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key)
    }
}
