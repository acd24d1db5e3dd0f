//! What the keys of the workbench ask for.

use crate::tui::action::Action;

/// What only the workbench does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    New,
    Rename,
    Merge,
    Team,
    Connect,
    Delete,
    Data,
    Pattern,
    Diagram,
    Replay,
    Grade,
    Hint,
    Undo,
    Redo,
    Facts,
    Findings,
    Edit,
    Live,
    Apply,
    Compare,
    Accept,
    Down,
}

/// What a name in the table `workbench` of the keymap does.
pub(super) fn named(name: &str) -> Option<Action> {
    Some(Action::Workbench(match name {
        "new" => Command::New,
        "rename" => Command::Rename,
        "merge" => Command::Merge,
        "team" => Command::Team,
        "connect" => Command::Connect,
        "delete" => Command::Delete,
        "with-data" => Command::Data,
        "pattern" => Command::Pattern,
        "diagram" => Command::Diagram,
        "replay" => Command::Replay,
        "grade" => Command::Grade,
        "hint" => Command::Hint,
        "undo" => Command::Undo,
        "redo" => Command::Redo,
        "facts" => Command::Facts,
        "findings" => Command::Findings,
        "edit" => Command::Edit,
        "live" => Command::Live,
        "apply" => Command::Apply,
        "compare" => Command::Compare,
        "accept" => Command::Accept,
        "down-service" => Command::Down,
        _ => return None,
    }))
}
