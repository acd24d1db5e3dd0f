//! What became of events that are shared with a class. It is no part of the log: if it is lost, all is
//! sent again, which a store of statements takes without harm.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{Progress, failure::Failure};
use crate::{clock::Timestamp, problem::Problem};

/// The table, which stands beside the log and its projections.
pub(super) const TABLE: &str = "class_sent";

/// Made with the first row: who is in no class has none, and no copy is made of their file for it.
const CREATE: &str = "create table if not exists class_sent (
    class   text not null,
    event   blob not null check (length(event) = 16),
    state   text not null check (state in ('tried', 'sent', 'refused', 'withheld')),
    code    text not null,      -- what the store said, where it said something
    program text not null,      -- the version of the program that asked
    at      integer not null,   -- ms since 1970-01-01 UTC
    primary key (class, event)
) strict, without rowid";

/// How far an event came on its way to a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It was given to the store, and no answer came: it may be there.
    Tried,
    Sent,
    /// The store does not take it from this version of the program.
    Refused,
    /// It was taken back before it was sent.
    Withheld,
}

impl Stage {
    const ALL: [(Self, &str); 4] = [
        (Self::Tried, "tried"),
        (Self::Sent, "sent"),
        (Self::Refused, "refused"),
        (Self::Withheld, "withheld"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(stage, _)| *stage == self).map_or("tried", |(_, word)| word)
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(stage, _)| *stage)
    }
}

/// A row of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub event: Uuid,
    pub stage: Stage,
    /// What the store said; empty where that needs no words.
    pub code: String,
}

impl Progress {
    /// How far the events came that have been on their way to a class. What an earlier version of the
    /// program was refused may be tried again, so it is not among them.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn stages(&self, class: &str) -> Result<HashMap<Uuid, Stage>, Problem> {
        self.ask(|connection| {
            if !is_there(connection)? {
                return Ok(HashMap::new());
            }
            let sql = "select event, state from class_sent
                       where class = ?1 and (state <> 'refused' or program = ?2)";
            let mut select = connection.prepare_cached(sql)?;
            let mut rows = select.query([class, PROGRAM])?;
            let mut found = HashMap::new();
            while let Some(row) = rows.next()? {
                if let Some(stage) = Stage::of(row.get_ref(1)?.as_str().unwrap_or_default()) {
                    found.insert(Uuid::from_bytes(row.get(0)?), stage);
                }
            }
            Ok(found)
        })
    }

    /// Keeps how far events came: all of them or none.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn mark(&mut self, class: &str, marks: &[Mark], at: Timestamp) -> Result<(), Problem> {
        self.outbox(|connection| {
            let sql = "insert into class_sent (class, event, state, code, program, at)
                       values (?1, ?2, ?3, ?4, ?5, ?6)
                       on conflict (class, event) do update set state = excluded.state,
                           code = excluded.code, program = excluded.program, at = excluded.at
                       where state <> 'sent'";
            let mut insert = connection.prepare_cached(sql)?;
            for Mark { event, stage, code } in marks {
                let event = event.as_bytes().as_slice();
                insert.execute(params![class, event, stage.word(), code, PROGRAM, at.0])?;
            }
            Ok(())
        })
    }

    /// Forgets that events were tried: it is known that they did not arrive.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn unmark(&mut self, class: &str, events: &[Uuid]) -> Result<(), Problem> {
        self.outbox(|connection| {
            let sql = "delete from class_sent where class = ?1 and event = ?2 and state = 'tried'";
            let mut delete = connection.prepare_cached(sql)?;
            for event in events {
                delete.execute(params![class, event.as_bytes().as_slice()])?;
            }
            Ok(())
        })
    }

    /// Forgets what became of the events of a class.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn forget_stages(&mut self, class: &str) -> Result<(), Problem> {
        if self.stages(class)?.is_empty() {
            return Ok(());
        }
        self.outbox(|connection| {
            connection.execute("delete from class_sent where class = ?1", [class])?;
            Ok(())
        })
    }

    /// Changes the outbox in one transaction.
    fn outbox(
        &mut self,
        change: impl FnOnce(&Connection) -> Result<(), Failure>,
    ) -> Result<(), Problem> {
        let done = self.change_outbox(change);
        self.unsettled |= done.is_ok();
        done.map_err(|failure| self.problem(failure))
    }

    fn change_outbox(
        &mut self,
        change: impl FnOnce(&Connection) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.follow_file()?;
        let transaction = self.writable()?.write()?;
        transaction.execute_batch(CREATE)?;
        change(&transaction)?;
        Ok(transaction.commit()?)
    }
}

/// Which version of the program asks a store.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

fn is_there(connection: &Connection) -> Result<bool, Failure> {
    let sql = "select 1 from sqlite_schema where type = 'table' and name = ?1";
    Ok(connection.prepare_cached(sql)?.exists([TABLE])?)
}
