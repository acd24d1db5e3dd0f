//! What an author's view of a course does to the stack of screens.

use crossterm::event::KeyEvent;

use super::App;
use crate::{
    library::Library,
    problem::{Fault, Problem},
    source::{COURSE_FILE, Part, walk},
    tui::{
        action::Action,
        event::{Jobs, News},
        open,
        preview::{self, Place, Preview},
        route::Route,
        widgets::footer::Notice,
    },
};

impl App {
    /// Watches the course for its author from now on.
    ///
    /// # Errors
    /// Where the course is a part of the program.
    pub fn preview(&mut self, jobs: Jobs) -> Result<(), Problem> {
        self.preview = Some(Preview::new(self.env.session.library(), jobs)?);
        self.env.is_preview = true;
        self.dirty = true;
        Ok(())
    }

    /// What an author wants to edit, once.
    pub fn take_place(&mut self) -> Option<Place> {
        self.place.take()
    }

    pub(super) fn take_news(&mut self, news: News) {
        match (news, &mut self.preview) {
            (News::Changed, Some(_)) => self.renew(),
            (News::Checked(found), Some(preview)) => preview.take(found),
            (_, None) => return,
        }
        self.dirty = true;
    }

    /// Takes a key of an author's; whether it is one.
    pub(super) fn author_key(&mut self, key: KeyEvent) -> bool {
        if self.preview.is_none() {
            return false;
        }
        let Some(Action::Own(name)) = self.env.keys.own_action(key, preview::KEYS) else {
            return false;
        };
        self.author(name);
        true
    }

    /// Does what an author wants.
    pub(super) fn author(&mut self, name: &str) {
        let Some(preview) = &mut self.preview else { return };
        match name {
            "next-mistake" => preview.step(false),
            "previous-mistake" => preview.step(true),
            "reload" => self.renew(),
            "reveal" if self.asks() => self.act(Action::Own("dont-know")),
            "reveal" => {}
            _ => self.edit_here(),
        }
        self.scroll = None;
        self.dirty = true;
    }

    /// Whether the top screen asks a question that has no answer yet.
    pub(super) fn asks(&self) -> bool {
        let top = self.stack.last();
        top.is_some_and(|top| {
            top.screen.keys().name == "quiz" && top.screen.works("dont-know", &self.env)
        })
    }

    /// Shows the course as its files are now. What cannot be shown any more stays as it was, and the
    /// panel says why.
    fn renew(&mut self) {
        let Some(library) = self.preview.as_mut().and_then(Preview::read) else { return };
        self.save();
        self.env.session.renew(library);
        let mut failed = None;
        for shown in &mut self.stack {
            self.env.jobs.work_for(shown.ticket);
            // What is typed on top of a screen is not lost for a change below it.
            let typed = shown.screen.floats() && !matches!(shown.route, Route::Question(_));
            if typed || shown.screen.refresh(&mut self.env) {
                continue;
            }
            match open::open(shown.route.clone(), &mut self.env) {
                Ok(screen) => shown.screen = screen,
                Err(problem) => failed = Some(problem),
            }
        }
        if let (Some(preview), Some(problem)) = (&mut self.preview, failed) {
            preview.keep(&problem);
        }
        self.busy = true;
    }

    /// The mistake that is shown, else what the top screen shows, goes to the author's editor.
    fn edit_here(&mut self) {
        let source = self.env.session.library().source().clone();
        let mistake = self.preview.as_ref().and_then(|preview| preview.mistake(&source));
        let place = mistake.or_else(|| {
            let (file, line) = self.shown_file()?;
            Some(Place { file: source.real(&file)?, line })
        });
        match place {
            Some(place) => self.place = Some(place),
            None => {
                let problem = Problem::message(Fault::Usage, "preview.no-file", &[]);
                self.say(Notice::Failed(problem));
            }
        }
    }

    /// The file that the top screen shows, and the line at its top.
    fn shown_file(&mut self) -> Option<(String, usize)> {
        let top = self.stack.iter_mut().rev().find(|shown| !shown.screen.floats())?;
        let file = top.screen.file(&self.env);
        file.or_else(|| Some((file_of(&top.route, self.env.session.library())?, 1)))
    }
}

/// The file that says what a screen shows that does not say so itself.
fn file_of(route: &Route, library: &Library) -> Option<String> {
    match route {
        Route::Home => Some(COURSE_FILE.to_owned()),
        Route::Week(id) => {
            let week = library.week(library.week_of(id)?)?;
            Some(walk::week_file(&week.folder))
        }
        Route::Exercise(id) | Route::Workbench { id, .. } => Some(walk::exercise_file(id.as_str())),
        Route::Lab(id) => Some(walk::lab_file(id.as_str())),
        Route::Quiz(id) => {
            let wanted = format!("id = \"{id}\"");
            let mut files = library.source().texts(Part::Pools);
            let found =
                files.find(|(_, text)| text.as_ref().is_ok_and(|text| text.contains(&wanted)));
            found.map(|(file, _)| file)
        }
        _ => None,
    }
}
