//! The lists over the page: its outline, the patterns that the lesson teaches, and what is at its end.

use super::Lesson;
use crate::{
    id::QuestionId,
    tui::{
        layers::{
            Then,
            menu::{Item, Menu},
        },
        route::Route,
        screen::{Effect, Environment},
    },
};

impl Lesson {
    /// Opens a list over the page.
    fn cover(&mut self, menu: Menu<Self>) -> Effect {
        self.layers.push(Box::new(menu));
        Effect::Redraw
    }

    /// Number of the heading that the first lines in sight stand under.
    pub(super) fn heading(&mut self) -> Option<usize> {
        let at = self.page.offset(self.top);
        // A heading that has just come to the top, below its gap, counts.
        let gap = self.rows.iter().take(3).filter(|line| line.spans.is_empty()).count();
        let at = self.rows.get(gap).map_or(at, |line| line.at.max(at));
        let headings = self.page.document().headings();
        headings.partition_point(|heading| heading.range.start <= at).checked_sub(1)
    }

    /// Opens the outline with the present heading selected.
    pub(super) fn open_outline(&mut self, env: &Environment) -> Effect {
        self.page.index();
        let here = self.heading().unwrap_or(0);
        let item = |at: usize| {
            let (title, indent) = self.heading_title(at);
            let label = format!("{}{title}", " ".repeat(usize::from(indent)));
            Item::new(label, "", move |lesson: &mut Self, _| {
                Ok(Then::Leave(lesson.go_to_heading(at)))
            })
        };
        let items = (0..self.page.document().headings().len()).map(item).collect();
        self.cover(Menu::new(env.say("lesson.outline"), items).at(here))
    }

    /// Opens the lesson's only pattern, or the list of them.
    pub(super) fn patterns(&mut self, env: &Environment) -> Effect {
        let catalog = env.session.library().catalog();
        let item = |id: &crate::id::PatternId| {
            let pattern = catalog.get(id.as_str());
            let name = pattern
                .map_or(id.as_str(), |pattern| pattern.names.in_language(&env.settings.language));
            let id = id.clone();
            Item::new(name, "", move |_: &mut Self, _| {
                Ok(Then::Leave(Effect::Open(Route::Pattern(id))))
            })
        };
        match self.card.patterns.as_slice() {
            [] => Effect::Notice(env.say("lesson.no-patterns").to_owned()),
            [only] => Effect::Open(Route::Pattern(only.clone())),
            several => {
                let items = several.iter().map(item).collect();
                self.cover(Menu::new(env.say("lesson.patterns"), items))
            }
        }
    }

    /// Opens what is at the end of the lesson: the checks that are open, and what comes next.
    pub(super) fn open_end(&mut self, env: &Environment) -> Effect {
        let open = self.open_checks(env);
        let number = env.session.library().number(self.number);
        let minutes = env.words.format("home.minutes", &[("n", &self.card.minutes)]);
        let checks = match open.len() {
            0 => String::new(),
            n => format!(" {} {}", env.signs.dot, env.words.plural("lesson.open-checks", n)),
        };
        let title = env.words.format("lesson.end", &[("n", &number)]);
        let title = format!("{title} {} {minutes}{checks}", env.signs.dot);
        let mut items: Vec<Item<Self>> = Vec::new();
        if let Some(next) = env.session.onward(self.number) {
            let name = env.session.library().item_full_name(next, &env.words);
            let label = env.words.format("lesson.next", &[("name", &name)]);
            let state = env.session.state_words(next, &env.words);
            items.push(Item::new(label, state, |lesson: &mut Self, env| {
                Ok(Then::Leave(lesson.go_on(env)?))
            }));
        }
        items.extend(open.into_iter().map(|(id, teaser)| {
            let label = env.words.format("lesson.check", &[("what", &teaser)]);
            Item::new(label, "", move |_: &mut Self, _| {
                Ok(Then::Leave(Effect::Open(Route::Question(id))))
            })
        }));
        items.push(Item::new(env.say("lesson.back"), "", |_: &mut Self, _| {
            Ok(Then::Leave(Effect::Back))
        }));
        self.cover(Menu::new(title, items))
    }

    /// The checks of the lesson that were not answered rightly yet, each with what it asks.
    fn open_checks(&self, env: &Environment) -> Vec<(QuestionId, String)> {
        let library = env.session.library();
        let text = self.page.document().text();
        let mut checks = self.checks.ids();
        checks.sort_by_key(|id| text.find(id.as_str()));
        checks
            .into_iter()
            .filter(|id| library.task(id).is_none() && env.session.check_state(id) != Some(true))
            .filter_map(|id| {
                let teaser = library.teaser(&id).ok()?;
                let asked =
                    if teaser.is_empty() { env.say("question.trace").into() } else { teaser };
                Some((id, asked))
            })
            .collect()
    }

    /// Jumps to a heading.
    fn go_to_heading(&mut self, at: usize) -> Effect {
        let headings = self.page.document().headings();
        match headings.get(at).map(|heading| heading.range.start) {
            Some(at) => self.jump(at),
            None => Effect::Redraw,
        }
    }

    /// A heading's text and how far it is indented.
    pub(super) fn heading_title(&self, at: usize) -> (String, u16) {
        let document = self.page.document();
        let Some(heading) = document.headings().get(at) else { return Default::default() };
        let indent = u16::from(heading.level.saturating_sub(2)) * 2;
        (document.title(heading), indent.min(8))
    }
}
