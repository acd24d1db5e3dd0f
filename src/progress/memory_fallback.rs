//! Going on where nothing can be written: what was kept so far is copied into memory, and what comes
//! after ends with the program.

use rusqlite::backup::Backup;

use super::{Notice, Place, Progress, store::Store};
use crate::problem::Problem;

impl Progress {
    /// Goes on in memory if the last failure was that the folder or the disk refuses, and leaves a
    /// notice. Says whether it did. The file keeps what it has.
    pub fn go_on_unkept(&mut self, why: &Problem) -> bool {
        if !std::mem::take(&mut self.refused) {
            return false;
        }
        let Ok(mut memory) = Store::in_memory(self.clock) else { return false };
        // A learner who was told so when the file was opened is not told again.
        let told = self.store.as_ref().is_some_and(|store| store.read_only);
        if let Some(store) = &self.store {
            let copied = Backup::new(&store.connection, &mut memory.connection)
                .and_then(|backup| backup.step(-1));
            if copied.is_err() {
                return false;
            }
        }
        self.store = Some(memory);
        self.place = Place::Memory;
        if !told {
            self.notice = Some(Notice::Unkept { why: why.to_string() });
        }
        true
    }
}
