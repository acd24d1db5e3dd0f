//! A class on plain lines: what it asks before the learner agrees, what is shared, leaving; and the report
//! of a class to look around in.

use std::{cell::RefCell, path::Path};

use super::{PlainSession, line_io::Stop};
use crate::{
    class::{
        code::Code,
        consent::{self, Consent},
        joining::{Offer, Wish},
        membership::Membership,
        place::{News, Place},
        print::{page::Part, tables::Table},
        push,
        standing::{Shared, Standing},
        view::View,
    },
    clock::Day,
    file,
};

/// What can be done in a class.
#[derive(Clone, Copy)]
enum Deed {
    Push,
    /// From now on what waits goes by itself, or not any more.
    ByItself(bool),
    Export,
    Leave,
}

impl PlainSession {
    /// The classes that the learner is in, until they go back.
    pub(super) fn classes(&mut self) -> Result<(), Stop> {
        loop {
            let title = self.words.get("class.screen.title").to_owned();
            self.heading(2, &title)?;
            let all = Membership::all(&self.settings.data_dir)?;
            if all.is_empty() {
                let none = self.words.get("class.screen.none").to_owned();
                self.io.line(&none)?;
            }
            let mut names: Vec<String> = all.iter().map(|mine| mine.class.title.clone()).collect();
            let join = if all.is_empty() { "join" } else { "join-another" };
            names.push(self.words.get(&format!("class.screen.{join}")).to_owned());
            let done = match self.choose(&names)?.map(|at| all.into_iter().nth(at)) {
                Some(Some(mine)) => self.class(mine),
                Some(None) => self.join_class(),
                None => return Ok(()),
            };
            match done {
                Err(Stop::Failed(problem)) => self.problem(problem)?,
                other => other?,
            }
        }
    }

    /// One class: how the learner stands in it, and what can be done.
    fn class(&mut self, mine: Membership) -> Result<(), Stop> {
        let standing = Standing::of(mine, self.session.progress())?;
        let title = standing.mine.class.title.clone();
        self.heading(3, &title)?;
        for line in standing.told(&self.words) {
            self.io.line(&line)?;
        }
        let mut deeds = Vec::new();
        if matches!(standing.shared, Shared::Store(_)) {
            deeds.push(("class.screen.push", Deed::Push));
            deeds.push(match standing.mine.by_itself {
                true => ("class.screen.keep-by-hand", Deed::ByItself(false)),
                false => ("class.screen.agree-by-itself", Deed::ByItself(true)),
            });
        }
        deeds.push(("class.screen.export", Deed::Export));
        deeds.push(("class.screen.leave", Deed::Leave));
        let names: Vec<String> =
            deeds.iter().map(|(key, _)| self.words.get(key).to_owned()).collect();
        match self.choose(&names)?.and_then(|at| deeds.get(at)) {
            Some((_, Deed::Push)) => self.push_class(&standing),
            Some((_, Deed::ByItself(by_itself))) => self.by_itself(standing.mine, *by_itself),
            Some((_, Deed::Export)) => self.export_class(&standing.mine),
            Some((_, Deed::Leave)) => self.leave_class(&standing),
            None => Ok(()),
        }
    }

    fn export_class(&mut self, mine: &Membership) -> Result<(), Stop> {
        let path = self.io.ask(&format!("{}:", self.words.get("class.screen.what-file")))?;
        if matches!(path.as_str(), "" | "q") {
            return Ok(());
        }
        let (n, lines) = mine.bundle(self.session.progress())?;
        file::write_new(Path::new(&path), &lines)?;
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("file", &path), ("contact", &mine.class.contact)];
        let said = self.words.plural_with("class.exported", n, &values);
        self.io.line(&said)
    }

    /// Sends what waits to the store of a class.
    fn push_class(&mut self, standing: &Standing) -> Result<(), Stop> {
        let class = &standing.mine.class;
        let host = class.host().unwrap_or_default();
        let sending = self.words.format("class.screen.sending", &[("host", &host)]);
        self.io.line(&sending)?;
        let (data, clock) = (&self.settings.data_dir, self.session.clock());
        let pushed = standing.push(data, clock)?;
        for line in pushed.told(host, &self.words) {
            self.io.line(&line)?;
        }
        match pushed.end.problem(&class.contact) {
            Some(problem) => self.problem(problem),
            None => Ok(()),
        }
    }

    /// From now on what waits goes by itself, once the learner has heard what that is, or not any more.
    fn by_itself(&mut self, mine: Membership, by_itself: bool) -> Result<(), Stop> {
        if by_itself {
            for line in consent::terms(&mine, &self.words) {
                self.io.line(&line)?;
            }
            let question = self.words.get("class.screen.ask-by-itself").to_owned();
            if !self.agrees(&question)? {
                return Ok(());
            }
        }
        mine.push_by_itself(by_itself)?;
        push::start(&self.settings.data_dir);
        let said = if by_itself { "class.by-itself" } else { "class.by-hand" };
        self.io.line(self.words.get(said))
    }

    fn leave_class(&mut self, standing: &Standing) -> Result<(), Stop> {
        let class = &standing.mine.class;
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("title", &class.title), ("contact", &class.contact)];
        let question = self.words.format("class.screen.ask-leave", &values);
        if !self.agrees(&question)? {
            return Ok(());
        }
        let question = format!("{}?", self.words.get("class.screen.void"));
        if standing.is_sent() && self.agrees(&question)? {
            let voided = standing.void(&self.settings.data_dir, self.session.clock())?;
            let said = self.words.plural("class.voided", voided);
            self.io.line(&said)?;
        }
        standing.leave(&self.settings.data_dir, self.session.clock())?;
        let said = standing.left(&self.words);
        self.io.line(&said)
    }

    /// Joins the class of a file, once the learner has heard what it asks.
    fn join_class(&mut self) -> Result<(), Stop> {
        let path = self.io.ask(&format!("{}:", self.words.get("class.screen.what")))?;
        if matches!(path.as_str(), "" | "q") {
            return Ok(());
        }
        let data = self.settings.data_dir.clone();
        let offer = Offer::open(Path::new(&path), &data)?;
        if let Some(known) = offer.agreed(&Wish::default()) {
            if let Some(problem) = offer.renew(known)? {
                self.problem(problem)?;
            }
            let said = self.words.format("class.known", &[("code", &known.code)]);
            return self.io.line(&said);
        }
        let code = self.io.ask(&format!("{}:", self.words.get("class.screen.what-code")))?;
        let code = match code.as_str() {
            "" => None,
            text => match Code::parse(text) {
                None => return self.io.line(self.words.get("class.screen.no-code")),
                code => code,
            },
        };
        let question = format!("{}?", self.words.get("class.screen.earlier"));
        let mut wish = Wish { code, earlier: self.agrees(&question)?, by_itself: false };
        let mine = offer.place(&wish, &data, self.session.clock().now());
        let consent = Consent::of(&mine, self.session.progress(), &self.words)?;
        for line in consent.lines.iter().chain(&consent.example) {
            self.io.line(line)?;
        }
        let question = self.words.get("class.ask").to_owned();
        if !self.agrees(&question)? {
            return self.io.line(self.words.get(offer.declined()));
        }
        if offer.class().store.is_some() {
            let question = self.words.get("class.ask-by-itself").to_owned();
            wish.by_itself = self.agrees(&question)?;
        }
        let mine = offer.place(&wish, &data, mine.agreed);
        if let Some(problem) = offer.accept(&mine)? {
            self.problem(problem)?;
        }
        push::start(&data);
        let said = self.words.format("class.joined", &[("code", &mine.code)]);
        self.io.line(&said)
    }

    fn agrees(&mut self, question: &str) -> Result<bool, Stop> {
        let answer = self.io.ask(&format!("{question} [y/N]"))?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }

    /// The report of a class, until the teacher leaves.
    pub(super) fn class_report(&mut self, place: &Place, today: Day) -> Result<(), Stop> {
        let reading = self.words.format("class.view.reading", &[("from", &place.from.display())]);
        self.io.line(&reading)?;
        let class = Membership::class_of(&place.class, &self.settings.data_dir)?;
        let library = self.session.library();
        let course = (library.source().clone(), library.kinds());
        let told = RefCell::new(Vec::new());
        let news = |news: News| told.borrow_mut().push(news.told(&self.words));
        let view = View::read(&class, place, today, course, &news)?;
        for line in told.into_inner() {
            self.io.line(&line)?;
        }
        self.heading(1, &class.title)?;
        for line in view.sums(&self.words) {
            self.io.line(&line)?;
        }
        let tables = view.tables(&self.words);
        loop {
            let names: Vec<String> = tables
                .iter()
                .map(|table| format!("{} ({})", table.title, table.rows.len()))
                .collect();
            match self.choose(&names)?.and_then(|at| tables.get(at)) {
                Some(table) => self.class_table(&view, table)?,
                None => return Ok(()),
            }
        }
    }

    /// A table, row by row.
    fn class_table(&mut self, view: &View, table: &Table) -> Result<(), Stop> {
        if table.rows.is_empty() {
            return self.io.line(self.words.get("class.view.nothing"));
        }
        loop {
            self.heading(2, &table.title)?;
            let names: Vec<String> = table
                .rows
                .iter()
                .map(|row| {
                    let cells = table.head.iter().zip(row.texts());
                    let cells = cells.filter(|(_, cell)| !cell.is_empty());
                    cells
                        .map(|(head, cell)| format!("{head} {cell}"))
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .collect();
            let Some(row) = self.choose(&names)?.and_then(|at| table.rows.get(at)) else {
                return Ok(());
            };
            let name = row.texts().get(table.listed.names() - 1).copied().unwrap_or_default();
            self.heading(3, name)?;
            for part in view.page(&row.about, &self.words) {
                match part {
                    Part::Heading(said) => self.heading(4, &said)?,
                    Part::Sentence(said) => self.io.line(&said)?,
                    Part::Figure(name, value) => self.io.line(&format!("{name}: {value}"))?,
                }
            }
        }
    }
}
