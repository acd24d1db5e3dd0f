//! Notes and bookmarks, the newest first: open the place, take one away, bring it back.

use std::cmp::Reverse;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    clock::Timestamp,
    id::{LessonId, PatternId},
    problem::Problem,
    progress::{BookmarkEvent, Event, EventId, NoteEvent, UndoEvent},
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            rows::{Row, Rows},
        },
    },
};

/// One note or bookmark.
struct Entry {
    at: Timestamp,
    note: bool,
    text: String,
    /// What it is about, in words.
    about: String,
    route: Option<Route>,
    /// What takes it away.
    away: Event,
}

/// The screen of notes and bookmarks.
pub struct Notes {
    entries: Vec<Entry>,
    selected: usize,
    rows: Rows,
    /// What was taken away last.
    gone: Vec<EventId>,
}

impl Notes {
    /// Reads them all.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(env: &Environment) -> Result<Self, Problem> {
        let rows = Rows::default();
        let mut notes = Self { entries: Vec::new(), selected: 0, rows, gone: Vec::new() };
        notes.load(env)?;
        Ok(notes)
    }

    fn load(&mut self, env: &Environment) -> Result<(), Problem> {
        let progress = env.session.progress();
        let bookmarks = progress.bookmarks()?.into_iter().map(|mark| {
            let (about, _) = place(mark.lesson.as_str(), None, env);
            let byte = usize::try_from(mark.byte).unwrap_or(0);
            Entry {
                at: mark.set_at,
                note: false,
                text: mark.label.clone(),
                about,
                route: Some(Route::LessonAt(mark.lesson.clone(), byte)),
                away: BookmarkEvent::Set {
                    lesson: mark.lesson,
                    byte: mark.byte,
                    label: mark.label,
                    set: false,
                }
                .into(),
            }
        });
        let notes = progress.notes(None)?.into_iter().map(|note| {
            let (about, route) = place(&note.about, note.byte, env);
            Entry {
                at: note.written_at,
                note: true,
                text: note.text,
                about,
                route,
                away: NoteEvent::Written {
                    about: note.about,
                    note: note.id,
                    byte: note.byte,
                    text: String::new(),
                }
                .into(),
            }
        });
        self.entries = bookmarks.chain(notes).collect();
        self.entries.sort_by_key(|entry| Reverse(entry.at));
        self.selected = self.selected.min(self.entries.len().saturating_sub(1));
        Ok(())
    }

    fn open(&self, at: usize) -> Effect {
        match self.entries.get(at).and_then(|entry| entry.route.clone()) {
            Some(route) => Effect::Open(route),
            None => Effect::Nothing,
        }
    }

    fn command(&mut self, command: &str, env: &mut Environment) -> Result<Effect, Problem> {
        let word = match command {
            "delete" => {
                let Some(entry) = self.entries.get(self.selected) else {
                    return Ok(Effect::Nothing);
                };
                self.gone.push(env.session.record(entry.away.clone())?);
                "notes.deleted"
            }
            "undo" => {
                let Some(event) = self.gone.last() else {
                    return Ok(Effect::Notice(env.say("notes.nothing-to-undo").to_owned()));
                };
                env.session.record(UndoEvent::of(*event))?;
                self.gone.pop();
                "notes.back"
            }
            _ => return Ok(Effect::Pass),
        };
        self.load(env)?;
        Ok(Effect::Notice(env.say(word).to_owned()))
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("notes.title"), Role::Heading), Row::blank()];
        if self.entries.is_empty() {
            let lines = text::wrap(env.say("notes.nothing"), width).into_iter();
            rows.extend(lines.map(|line| Row::text(line, Role::Muted)));
        }
        for (at, entry) in self.entries.iter().enumerate() {
            let selected = at == self.selected;
            let sign = if selected { env.signs.here } else { " " };
            let kind = env.say(if entry.note { "notes.note" } else { "notes.bookmark" });
            let lines = text::wrap(&text::sanitize(&entry.text), width.saturating_sub(4));
            for (number, line) in lines.into_iter().enumerate() {
                let sign = if number == 0 { sign } else { " " };
                let row = Row::spans(vec![(format!("{sign} "), Role::Accent), (line, Role::Text)]);
                rows.push(row.hit(at).select(selected));
            }
            let dot = env.signs.dot;
            let under =
                format!("  {kind} {dot} {} {dot} {}", entry.about, env.session.day_of(entry.at));
            rows.push(Row::text(under, Role::Muted).hit(at).select(selected));
            rows.push(Row::blank());
        }
        rows
    }
}

/// What an id names, in words, and the way there.
fn place(about: &str, byte: Option<u64>, env: &Environment) -> (String, Option<Route>) {
    let library = env.session.library();
    let lesson = LessonId::new(about);
    if let Some(place) = library.slot(&lesson) {
        let title = library.at(place).map_or("", |card| card.title.as_str());
        let route = match byte.and_then(|byte| usize::try_from(byte).ok()) {
            Some(byte) => Route::LessonAt(lesson, byte),
            None => Route::Lesson { id: lesson, heading: None },
        };
        return (format!("{} {title}", library.number(place)), Some(route));
    }
    if let Some(pattern) = library.catalog().get(about) {
        let name = pattern.names.in_language(&env.settings.language).to_owned();
        return (name, Some(Route::Pattern(PatternId::new(about))));
    }
    (about.to_owned(), None)
}

/// What a name in the table `notes` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Action::own(name, &["delete", "undo"])
}

impl Screen for Notes {
    fn keys(&self) -> KeyContext {
        KeyContext::new("notes", command)
    }

    fn title(&self) -> &'static str {
        "notes.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match (self.entries.is_empty(), self.gone.is_empty()) {
            (true, true) => vec!["back"],
            (true, false) => vec!["undo", "back"],
            (false, true) => vec!["select", "delete", "back"],
            (false, false) => vec!["select", "delete", "undo", "back"],
        }
    }

    fn status(&self, _env: &Environment) -> String {
        let at = (self.selected + 1).min(self.entries.len());
        format!("{at}/{}", self.entries.len())
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match action {
            Action::Own(command) => return self.command(command, env),
            Action::Move(Motion::Left | Motion::Right) => return Ok(Effect::Nothing),
            Action::Move(motion) => {
                self.rows.keep_in_sight();
                let at = motion.apply(self.selected, self.entries.len(), 4);
                if std::mem::replace(&mut self.selected, at) == at {
                    return Ok(Effect::Nothing);
                }
            }
            Action::Wheel { lines, .. } => self.rows.shift(lines),
            Action::Select => return Ok(self.open(self.selected)),
            Action::Click(at) => match self.rows.hit(at) {
                Some(at) if at == self.selected => return Ok(self.open(at)),
                Some(at) => self.selected = at,
                None => return Ok(Effect::Nothing),
            },
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        let rows = self.lay_out(usize::from(area.width), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
