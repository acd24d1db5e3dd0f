//! How a learner stands in a class: who they are there, what they share, and what of it waits.

use std::{fmt::Display, path::Path, thread};

use uuid::Uuid;

use super::{
    membership::Membership,
    push::{self, Pace, Pushed, Status},
};
use crate::{
    clock::{Clock, Timestamp},
    id::CourseId,
    messages::Messages,
    problem::Problem,
    progress::Progress,
};

/// How a learner stands in a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub mine: Membership,
    pub shared: Shared,
}

/// What a learner shares with a class.
#[derive(Clone, Debug, PartialEq)]
pub enum Shared {
    /// So many statements to hand in, and when the last of them happened.
    Files(usize, Option<Timestamp>),
    /// What waits for the store.
    Store(Status),
}

impl Standing {
    /// Counts what the learner shares.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn of(mine: Membership, progress: &Progress) -> Result<Self, Problem> {
        let shared = match &mine.class.store {
            Some(_) => Shared::Store(push::status(&mine, progress)?),
            None => files(&mine, progress)?,
        };
        Ok(Self { mine, shared })
    }

    /// How the learner of a data folder stands in every class, over a connection of its own: of a long
    /// log that takes a while.
    ///
    /// # Errors
    /// As for [`Standing::of`] and [`Membership::all`].
    pub fn all(data: &Path, clock: Clock) -> Result<Vec<Self>, Problem> {
        let all = Membership::all(data)?.into_iter();
        all.map(|mine| {
            let progress = progress(&mine, data, clock)?;
            Self::of(mine, &progress)
        })
        .collect()
    }

    /// Whether something of the learner's may be in the store.
    pub fn is_sent(&self) -> bool {
        matches!(&self.shared, Shared::Store(status) if status.sent > 0)
    }

    /// Sends what waits, over a connection of its own to the progress in a folder.
    ///
    /// # Errors
    /// As for [`push::push`].
    pub fn push(&self, data: &Path, clock: Clock) -> Result<Pushed, Problem> {
        self.paced(data, clock, push::push)
    }

    /// Takes back what was sent; how many statements that were.
    ///
    /// # Errors
    /// As for [`push::void`].
    pub fn void(&self, data: &Path, clock: Clock) -> Result<u64, Problem> {
        self.paced(data, clock, push::void)
    }

    /// Leaves the class: nothing of it stays on this machine.
    ///
    /// # Errors
    /// The progress or the folder of the class cannot be written.
    pub fn leave(&self, data: &Path, clock: Clock) -> Result<(), Problem> {
        progress(&self.mine, data, clock)?.forget_stages(&self.mine.class.id)?;
        self.mine.leave()
    }

    fn paced<T>(
        &self,
        data: &Path,
        clock: Clock,
        act: impl FnOnce(&Membership, &mut Progress, Clock, &mut Pace<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut progress = progress(&self.mine, data, clock)?;
        let mut wait = thread::sleep;
        let seed = Uuid::new_v4().as_u64_pair().1;
        act(&self.mine, &mut progress, clock, &mut Pace::new(seed, &mut wait))
    }

    /// What is said when the learner has left.
    pub fn left(&self, words: &Messages) -> String {
        let Membership { class, code, .. } = &self.mine;
        let values: [(&str, &dyn Display); 3] =
            [("title", &class.title), ("contact", &class.contact), ("code", code)];
        words.format("class.left", &values)
    }

    /// What the learner can tell from it, a line each: the code, from when on, what there is.
    pub fn told(&self, words: &Messages) -> Vec<String> {
        let class = &self.mine.class;
        let since = match self.mine.since {
            Timestamp::EARLIEST => words.get("class.since-ever").to_owned(),
            since => words.format("class.since", &[("since", &since.day())]),
        };
        let mut lines = vec![
            words.format("class.ask-whom", &[("contact", &class.contact)]),
            words.format("class.code", &[("code", &self.mine.code)]),
            since,
        ];
        match &self.shared {
            Shared::Store(status) => lines.extend(self.sent(status, words)),
            Shared::Files(count, last) => {
                let last = last.map_or_else(|| "–".to_owned(), |last| last.day().to_string());
                let values: [(&str, &dyn Display); 1] = [("last", &last)];
                lines.push(words.plural_with("class.shared", *count, &values));
            }
        }
        lines
    }

    /// What waits for the store, what the last push came to, and when the next one comes.
    fn sent(&self, status: &Status, words: &Messages) -> Vec<String> {
        let host = self.mine.class.host().unwrap_or_default();
        let mut lines = vec![match status.since {
            Some(since) => {
                let values: [(&str, &dyn Display); 2] = [("since", &since.day()), ("host", &host)];
                words.plural_with("class.waiting", status.waiting, &values)
            }
            None => words.plural_with("class.all-sent", status.sent, &[("host", &host)]),
        }];
        if let Some(last) = &status.last {
            let key = format!("class.end.{}", last.end.word());
            let (end, said) = (words.get(&key), last.end.said());
            let values: [(&str, &dyn Display); 3] =
                [("at", &last.at.rfc3339()), ("end", &end), ("said", &said)];
            lines.push(words.format("class.last", &values).trim_end().to_owned());
        }
        let itself = if self.mine.by_itself { "class.by-itself" } else { "class.by-hand" };
        lines.push(words.get(itself).to_owned());
        lines
    }
}

/// The learner's progress, over a connection of its own.
///
/// # Errors
/// It cannot be opened.
pub fn progress(mine: &Membership, data: &Path, clock: Clock) -> Result<Progress, Problem> {
    Progress::open(data, CourseId::new(&mine.class.course), clock)
}

fn files(mine: &Membership, progress: &Progress) -> Result<Shared, Problem> {
    let (mut count, mut last) = (0, None);
    mine.shared(progress, |event| {
        count += 1;
        last = last.max(Some(event.at));
    })?;
    Ok(Shared::Files(count, last))
}
