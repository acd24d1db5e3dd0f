//! A page that is made from data: the glossary, what the sources had wrong, the tracks.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    library::GeneratedPage,
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        painter::Hyperlink,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            reader::{self, Reader, Reading},
        },
    },
};

/// The screen of a page.
pub struct SheetPage {
    heading: String,
    markdown: String,
    reader: Reader,
    hyperlinks: Vec<Hyperlink>,
}

impl SheetPage {
    /// Writes a page.
    ///
    /// # Errors
    /// Where there is nothing to show.
    pub fn open(sheet: &GeneratedPage, env: &Environment) -> Result<Self, Problem> {
        let library = env.session.library();
        let (heading, markdown) = library.write(sheet, &env.words, &env.settings.language)?;
        Ok(Self { heading, markdown, reader: Reader::default(), hyperlinks: Vec::new() })
    }
}

/// What a name in the table `sheet` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Some(match name {
        "next-link" => Action::NextPanel,
        "previous-link" => Action::PreviousPanel,
        "page-down" => Action::Move(Motion::PageDown),
        _ => return Action::own(name, &["outside", "history-back"]),
    })
}

impl Screen for SheetPage {
    fn keys(&self) -> KeyContext {
        KeyContext::new("sheet", command)
    }

    fn title(&self) -> &'static str {
        "sheet.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if self.reader.is_focused() {
            return vec!["select/follow", "next-link", "page-down", "back/unfocus"];
        }
        vec!["page-down", "next-link", "back"]
    }

    fn status(&self, _env: &Environment) -> String {
        let (last, total) = self.reader.progress();
        format!("{last}/{total}")
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if action == Action::Own("history-back") {
            return Ok(Effect::Back);
        }
        Ok(match self.reader.update(&action, env) {
            Reading::Follow(link) => reader::follow(&link),
            Reading::Done(effect) => effect,
            Reading::Pass => Effect::Pass,
        })
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let text = column::below(area, 2, 1);
        self.reader.arrange(text, &self.markdown, env);
        self.hyperlinks = self.reader.hyperlinks(env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let column = column::middle(area);
        let style = env.style(Role::Heading);
        draw::put(buffer, column.x, area.y, column.width, &self.heading, style);
        self.reader.draw(buffer, env);
    }

    fn links(&self) -> Vec<Hyperlink> {
        self.hyperlinks.clone()
    }
}
