//! Numbered menus: the course, its weeks, one week, the catalog.

use super::{
    super::{search, stats},
    PlainSession, Turn,
    line_io::Stop,
};
use crate::{
    class::membership::Membership,
    id::{PatternId, WeekId},
    library::{Item, Reference, Slot},
    session::{State, round::Scope},
};

/// Things of a kind that a search lists.
const MOST_FOUND: usize = 8;

/// What an entry of the first menu leads to.
enum Goal {
    Open(Reference),
    Review,
    Mistakes,
    Weeks,
    Catalog,
    Search,
    Results,
    Plan,
    Stats,
    Courses,
    Classes,
}

/// What was chosen from a menu.
enum Choice {
    Number(usize),
    Leave,
    Open(Reference),
}

impl PlainSession {
    /// The first menu, until the learner leaves.
    pub(super) fn home(&mut self) -> Result<(), Stop> {
        loop {
            let title = self.session.library().course().title.clone();
            self.io.line("")?;
            self.heading(1, &title)?;
            let days = self.session.days_studied();
            if days > 0 {
                let said = self.words.plural("home.days", days);
                self.io.line(&said)?;
            }
            self.session.count_share();
            if let Some(share) = self.session.share_of_today() {
                let said = share.told(self.session.library(), &self.words);
                self.io.line(&said)?;
            }
            let (names, goals): (Vec<String>, Vec<Goal>) = self.goals().into_iter().unzip();
            match self.choose(&names)?.and_then(|at| goals.into_iter().nth(at)) {
                Some(Goal::Open(reference)) => self.try_open(reference)?,
                Some(Goal::Review) => drop(self.review(&Scope::default())?),
                Some(Goal::Mistakes) => self.mistakes()?,
                Some(Goal::Weeks) => self.weeks()?,
                Some(Goal::Catalog) => self.catalog()?,
                Some(Goal::Search) => self.search()?,
                Some(Goal::Courses) => self.courses()?,
                Some(Goal::Classes) => self.classes()?,
                Some(Goal::Results) => self.results()?,
                Some(Goal::Plan) => self.plan()?,
                Some(Goal::Stats) => {
                    let text = stats::summary(&self.session, &self.words)?;
                    for line in text.lines() {
                        self.io.line(line)?;
                    }
                }
                None => return Ok(()),
            }
        }
    }

    fn goals(&self) -> Vec<(String, Goal)> {
        let library = self.session.library();
        let mut goals = Vec::new();
        if let Some(step) = self.session.next_step() {
            let word = self.words.get(if step.begun { "home.continue" } else { "home.start" });
            let name = library.item_full_name(step.slot, &self.words);
            goals.push((format!("{word}: {name}"), Goal::Open(step.item.reference())));
        }
        self.session.count_in_course();
        if let Some((count, minutes)) = self.session.due_that_fits() {
            let due = self.words.plural("review.due", count);
            let about = self.words.format("review.about", &[("due", &due), ("minutes", &minutes)]);
            goals.push((format!("{}: {about}", self.words.get("review.title")), Goal::Review));
        }
        if self.session.missed_lately() > 0 {
            goals.push((self.words.get("mistakes.title").to_owned(), Goal::Mistakes));
        }
        for (key, goal) in [
            ("plain.weeks", Goal::Weeks),
            ("catalog.title", Goal::Catalog),
            ("search.title", Goal::Search),
            ("results.title", Goal::Results),
            ("plan.title", Goal::Plan),
            ("stats.title", Goal::Stats),
            ("courses.title", Goal::Courses),
        ] {
            goals.push((self.words.get(key).to_owned(), goal));
        }
        let classes = Membership::all(&self.settings.data_dir).unwrap_or_default();
        if let Some(mine) = classes.first() {
            let title = &mine.class.title;
            let said = self.words.format("class.screen.quiet", &[("title", title)]);
            goals.push((said, Goal::Classes));
        }
        goals
    }

    fn weeks(&mut self) -> Result<(), Stop> {
        loop {
            let weeks = self.session.library().weeks().enumerate();
            let (names, ids): (Vec<String>, Vec<WeekId>) = weeks
                .map(|(at, week)| {
                    let percent = (self.session.week_share(at) * 100.0) as u32;
                    let number = week.number().map_or_else(String::new, |n| n.to_string());
                    let values: [(&str, &dyn std::fmt::Display); 3] =
                        [("n", &number), ("title", &week.title), ("percent", &percent)];
                    (self.words.format("plain.week", &values), week.id.clone())
                })
                .unzip();
            match self.choose(&names)?.and_then(|at| ids.into_iter().nth(at)) {
                Some(id) => self.try_open(Reference::Week(id))?,
                None => return Ok(()),
            }
        }
    }

    /// One week: what it teaches and what it holds.
    pub(super) fn week(&mut self, id: &WeekId) -> Result<Turn, Stop> {
        loop {
            let library = self.session.library();
            let at = library.week_number(id)?;
            let Some(week) = library.week(at).cloned() else { return Ok(Turn::Back) };
            let (names, references): (Vec<String>, Vec<Reference>) =
                self.parts(at).into_iter().unzip();
            let number = week.number().map_or_else(String::new, |number| number.to_string());
            let title = self.words.format("home.week", &[("n", &number), ("title", &week.title)]);
            let hours = library.hours(at).told(&self.words);
            self.io.line("")?;
            self.heading(2, &title)?;
            self.io.line(&hours)?;
            self.mastery(&Reference::Week(id.clone()))?;
            for outcome in &week.outcomes {
                self.markdown("- ", outcome)?;
            }
            let unreadable = self.session.library().unreadable(at);
            if unreadable > 0 {
                let said = self.words.plural("home.unreadable", unreadable);
                self.io.line(&said)?;
            }
            match self.choose(&names)?.and_then(|at| references.into_iter().nth(at)) {
                Some(reference) => self.try_open(reference)?,
                None => return Ok(Turn::Back),
            }
        }
    }

    /// What a week holds, each with how it stands.
    fn parts(&self, week: usize) -> Vec<(String, Reference)> {
        let library = self.session.library();
        let part = |(item, found): (usize, &Item)| {
            let place = Slot { week, item };
            let state = self.session.state(found);
            let mut says = vec![self.session.state_words(place, &self.words)];
            if state.is_done() {
                let word =
                    if matches!(found, Item::Lesson(_)) { "plain.read" } else { "quiz.passed" };
                says.push(self.words.get(word).to_owned());
            }
            let says = says.join(" ");
            let name = library.item_name(place, &self.words);
            let name = match found {
                // On screens a sign says so.
                Item::Exercise(_) => format!("{}: {name}", self.words.get("exercise.title")),
                Item::Lab(_) => format!("{}: {name}", self.words.get("lab.title")),
                _ => name,
            };
            (format!("{name} ({})", says.trim()), found.reference())
        };
        let mut parts: Vec<(String, Reference)> =
            library.items(week).iter().enumerate().map(part).collect();
        let lessons = library.lesson_ids(week);
        let open = lessons.iter().any(|id| !State::Lesson(self.session.lesson_state(id)).is_done());
        if let Some(quiz) = library.test_out(week).filter(|_| open) {
            let state = self.session.quiz_state(&quiz).told(&self.words);
            let name = format!("{} ({state})", self.words.get("test-out.offer"));
            parts.push((name, Reference::Quiz(quiz)));
        }
        parts
    }

    fn catalog(&mut self) -> Result<(), Stop> {
        loop {
            let mut families: Vec<(String, usize)> = Vec::new();
            for pattern in self.session.library().catalog().patterns() {
                match families.iter_mut().find(|(family, _)| *family == pattern.family) {
                    Some((_, count)) => *count += 1,
                    None => families.push((pattern.family.clone(), 1)),
                }
            }
            let names: Vec<String> =
                families.iter().map(|(family, count)| format!("{family} ({count})")).collect();
            match self.choose(&names)?.and_then(|at| families.into_iter().nth(at)) {
                Some((family, _)) => self.family(&family)?,
                None => return Ok(()),
            }
        }
    }

    fn family(&mut self, family: &str) -> Result<(), Stop> {
        loop {
            let patterns = self.session.library().catalog().patterns().iter();
            let (names, ids): (Vec<String>, Vec<PatternId>) = patterns
                .filter(|pattern| pattern.family == family)
                .map(|pattern| {
                    let name = pattern.names.in_language(&self.settings.language);
                    (format!("{name} ({})", pattern.id), pattern.id.clone())
                })
                .unzip();
            match self.choose(&names)?.and_then(|at| ids.into_iter().nth(at)) {
                Some(id) => self.try_open(Reference::Pattern(id))?,
                None => return Ok(()),
            }
        }
    }

    fn search(&mut self) -> Result<(), Stop> {
        loop {
            let words = self.io.ask(self.words.get("plain.search"))?;
            if matches!(words.as_str(), "" | "q") {
                return Ok(());
            }
            let library = self.session.library();
            let found = search::references(library, &words, &self.settings.language, MOST_FOUND);
            let (names, references): (Vec<String>, Vec<Reference>) = found.into_iter().unzip();
            if names.is_empty() {
                let said = self.words.format("plain.nothing-found", &[("words", &words)]);
                self.io.line(&said)?;
                continue;
            }
            match self.choose(&names)?.and_then(|at| references.into_iter().nth(at)) {
                Some(reference) => self.try_open(reference)?,
                None => return Ok(()),
            }
        }
    }

    /// Numbers some names and asks for one: its place, or `None` to go back. A name or an id that is
    /// typed instead is opened at once.
    pub(super) fn choose(&mut self, names: &[String]) -> Result<Option<usize>, Stop> {
        loop {
            self.io.line("")?;
            for (at, name) in names.iter().enumerate() {
                self.io.line(&format!("{}. {name}", at + 1))?;
            }
            match self.choice(names.len())? {
                Choice::Number(at) => return Ok(Some(at)),
                Choice::Leave => return Ok(None),
                Choice::Open(reference) => self.try_open(reference)?,
            }
        }
    }

    fn choice(&mut self, most: usize) -> Result<Choice, Stop> {
        loop {
            let line = self.io.ask(self.words.get("plain.choose"))?;
            let number = line.trim_end_matches('.').parse::<usize>().ok();
            match number.and_then(|number| number.checked_sub(1)) {
                Some(at) if at < most => return Ok(Choice::Number(at)),
                Some(_) => {
                    let said = self.words.format("plain.numbers", &[("n", &most)]);
                    self.io.line(&said)?;
                }
                None if matches!(line.as_str(), "q" | "0") => return Ok(Choice::Leave),
                None if line.is_empty() => {}
                None => match self.session.library().resolve(&line) {
                    Ok(reference) => return Ok(Choice::Open(reference)),
                    Err(problem) => self.problem(problem)?,
                },
            }
        }
    }
}
