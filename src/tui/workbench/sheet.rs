//! What can lie on top of the board: menus, forms, the report. The topmost takes the keys.

use ratatui::{buffer::Buffer, layout::Rect};

use super::bench::Bench;
use crate::{
    problem::Problem,
    tui::{
        action::Action,
        screen::{Effect, Environment},
    },
};

/// What a sheet wants after an action.
pub(super) enum Then {
    /// It looks different.
    Stay,
    /// The action is not its own.
    Pass,
    /// It is done.
    Close,
    /// Everything on the board is put away.
    Clear,
    /// Another on top.
    Open(Box<dyn Sheet>),
    /// Another instead.
    Swap(Box<dyn Sheet>),
    /// Put away, and something happens.
    Leave(Effect),
    /// It stays, and something happens.
    Do(Effect),
}

/// One sheet.
pub(super) trait Sheet {
    /// Takes an action.
    ///
    /// # Errors
    /// Where it cannot be done.
    fn update(
        &mut self,
        action: &Action,
        bench: &mut Bench,
        env: &mut Environment,
    ) -> Result<Then, Problem>;

    /// Lays itself out for an area.
    fn arrange(&mut self, area: Rect, bench: &Bench, env: &Environment);

    /// Draws itself.
    fn view(&self, buffer: &mut Buffer, bench: &Bench, env: &Environment);

    /// The keys that matter, by name.
    fn hints(&self) -> Vec<&'static str>;

    /// Where one is and how much there is.
    fn status(&self) -> String {
        String::new()
    }

    /// Whether printable keys go into a text.
    fn typing(&self) -> bool {
        false
    }

    /// Whether the board shows around it.
    fn floats(&self) -> bool {
        false
    }

    /// Whether the next key may give the terminal to another program.
    fn hands_over(&self) -> bool {
        false
    }

    /// Comes back to the top after one above it was put away.
    fn refresh(&mut self, _bench: &Bench) {}
}
