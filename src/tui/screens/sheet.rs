//! A page that is made from data: the glossary, what the sources had wrong, the tracks.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    library::{Reference, Sheet, sheet::Pen},
    markdown::{Link, Target},
    page::WIDEST,
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        painter::Hyperlink,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::reader::Reader,
    },
};

/// What only this screen does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    NextLink,
    PreviousLink,
}

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
    pub fn open(sheet: &Sheet, env: &Environment) -> Result<Self, Problem> {
        let pen = Pen { say: &|key| env.say(key).to_owned(), language: &env.settings.language };
        let (heading, markdown) = env.session.library().write(sheet, &pen)?;
        Ok(Self { heading, markdown, reader: Reader::default(), hyperlinks: Vec::new() })
    }

    fn focus(&mut self, forward: bool, env: &Environment) -> Effect {
        if self.reader.focus_next(forward) {
            return Effect::Redraw;
        }
        Effect::Notice(env.say("lesson.no-link").to_owned())
    }
}

fn follow(link: &Link) -> Effect {
    let reference = match &link.target {
        // Nothing here can show a page of the web: its address goes to the clipboard.
        Target::Web(url) => return Effect::Copy(url.clone()),
        Target::Question(id) => return Effect::Open(Route::Question(id.clone())),
        Target::Pattern(id) => Reference::Pattern(id.clone()),
        Target::Lesson(id) => Reference::Lesson(id.clone()),
        Target::Quiz(id) => Reference::Quiz(id.clone()),
        _ => return Effect::Nothing,
    };
    Effect::Open(Route::of(&reference))
}

/// What a name in the table `sheet` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Some(match name {
        "next-link" => Action::Sheet(Command::NextLink),
        "previous-link" => Action::Sheet(Command::PreviousLink),
        "follow" => Action::Select,
        "page-down" => Action::Move(Motion::PageDown),
        _ => return None,
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
        vec!["page-down", "next-link", "previous-link", "follow", "back"]
    }

    fn status(&self, _env: &Environment) -> String {
        let (last, total) = self.reader.progress();
        format!("{last}/{total}")
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let moved = match action {
            Action::Sheet(Command::NextLink) | Action::NextPanel => {
                return Ok(self.focus(true, env));
            }
            Action::Sheet(Command::PreviousLink) | Action::PreviousPanel => {
                return Ok(self.focus(false, env));
            }
            Action::Move(motion) => self.reader.go(motion),
            Action::Wheel { lines, .. } => {
                self.reader.shift(lines);
                true
            }
            Action::Select => match self.reader.focused() {
                Some(link) => return Ok(follow(&link)),
                None => return Ok(self.focus(true, env)),
            },
            Action::Click(at) => match self.reader.hit(at, env) {
                Some(link) => return Ok(follow(&link)),
                None => false,
            },
            Action::Back if self.reader.unfocus() => true,
            _ => return Ok(Effect::Pass),
        };
        Ok(if moved { Effect::Redraw } else { Effect::Nothing })
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let column = column(area);
        let head = if area.height >= 16 { 2 } else { 1 };
        let height = area.height.saturating_sub(head);
        let text = Rect { y: area.y + head, height, ..column };
        self.reader.arrange(text, &self.markdown, env);
        self.hyperlinks = self.reader.hyperlinks(env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let column = column(area);
        let style = env.style(Role::Heading);
        draw::put(buffer, column.x, area.y, column.width, &self.heading, style);
        self.reader.draw(buffer, env);
    }

    fn links(&self) -> Vec<Hyperlink> {
        self.hyperlinks.clone()
    }
}

/// The column of text in the middle of a window.
fn column(area: Rect) -> Rect {
    let margin = if area.width >= 44 { 2 } else { 1 };
    let width = area.width.saturating_sub(2 * margin).min(WIDEST as u16);
    Rect { x: area.x + (area.width - width) / 2, width, ..area }
}
