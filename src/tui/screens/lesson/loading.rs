//! What can wait until the first frame is out: the rest of a large file is scanned, heights become
//! exact, code gets its colours.

use super::Lesson;
use crate::{
    highlight::Highlighter,
    markdown::Indexed,
    page::{Paint, Source},
    tui::screen::Environment,
};

/// A lesson of so many bytes is read to its end beside the screen.
const LARGE: usize = 256 << 10;
/// Pieces that are laid out at once to make the footer exact: a lesson of 200 KB …
const SETTLED: usize = 40;
/// … and of a larger one those below the top of the window: the next pages.
const AHEAD: usize = 8;

/// A block has got its colours.
pub(super) struct Painted {
    hash: u64,
    paint: Paint,
}

impl Lesson {
    /// Does, once, what the first frame did without: an action or a pause of the learner comes after it.
    pub(super) fn finish_loading(&mut self, env: &mut Environment) {
        if std::mem::replace(&mut self.loaded, true) {
            return;
        }
        let at = self.wanted.unwrap_or_else(|| self.page.offset(self.top));
        self.failed = self.read_on(env).and_then(|()| self.record_opened(env)).err();
        self.read_index(env);
        self.settle();
        self.top = self.page.place(at);
        // Before the place is kept as a share of the whole.
        if self.put_in_checks(env) {
            // Lines of a question come with it.
            self.top = self.page.place(at);
        }
        if self.highlighter.is_none() {
            let reply = env.jobs.reply();
            let done = move |hash, paint| reply.send(Painted { hash, paint });
            // Without a thread code stays plain.
            self.highlighter = Highlighter::start(done).ok();
        }
        self.watch(env);
        // What is in sight comes first.
        self.ask_for_colours();
        self.ask_for_all_colours();
    }

    /// Finds every piece, heading and footnote: of a large lesson on a thread, so that no key waits.
    fn read_index(&mut self, env: &Environment) {
        let document = self.page.document();
        if document.text().len() < LARGE {
            self.page.index();
        } else if let Some(indexer) = document.indexer() {
            let reply = env.jobs.reply();
            env.jobs.start("index", move || reply.send(indexer.run()));
        }
    }

    /// Takes what was found of a large lesson, and stays at its place.
    pub(super) fn take_index(&mut self, found: Indexed) {
        let at = self.page.offset(self.top);
        if self.page.adopt(found) {
            self.top = self.page.place(at);
        }
        self.settle();
    }

    /// Lays all of the lesson out if it is not large, so that the footer is exact, else the next pages.
    pub(super) fn settle(&mut self) {
        if !self.loaded {
            return;
        }
        let is_large = self.page.document().chunks().len() > SETTLED;
        let (from, pieces) = if is_large { (self.top.piece, AHEAD) } else { (0, SETTLED) };
        self.page.settle(from, pieces);
    }

    /// Takes the colours of a block.
    pub(super) fn take_colours(&mut self, painted: Painted) {
        // A block of the lesson that this screen showed before is kept too: it looks the same anywhere.
        self.page.paint(painted.hash, painted.paint);
    }

    /// Asks for the colours of the code in sight.
    pub(super) fn ask_for_colours(&mut self) {
        let Some(highlighter) = &self.highlighter else { return };
        let asked = &mut self.asked;
        // Blocks that were forgotten may be asked for again.
        if asked.len() > 1024 {
            asked.clear();
        }
        for source in self.page.sources(self.top, self.rows.len()) {
            if asked.insert(source.hash) && is_code(source) {
                highlighter.ask(source.clone());
            }
        }
    }

    /// Asks for the colours of the whole lesson, so that they are there before anybody turns a page.
    fn ask_for_all_colours(&mut self) {
        let Some(highlighter) = &self.highlighter else { return };
        for source in self.page.all_sources() {
            if self.asked.insert(source.hash) && is_code(source) {
                highlighter.ask(source.clone());
            }
        }
    }
}

fn is_code(source: &Source) -> bool {
    !matches!(source.language.as_str(), "" | "mermaid" | "diagram" | "question")
}
