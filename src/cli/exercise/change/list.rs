//! The changes of an exercise as a list: what sort each is of, how it stands, what it closes, cannot follow
//! and is expected to break.

use serde_json::{Value, json};

use crate::{
    change::{Change, Sequence},
    cli::{Context, Format, output},
    exercise::Folder,
    messages::Messages,
    problem::Problem,
    session::{Axis, Session, Standing, followed::closed},
};

/// What is known of the changes of an exercise.
struct Listed<'f> {
    /// The exercise as it is; its changes are those of all variants.
    folder: &'f Folder,
    session: Option<Session>,
    /// What was followed, beside other designs.
    axes: Vec<Axis>,
}

/// Prints the changes of an exercise.
pub(super) fn list(folder: &Folder, format: Format, context: &Context) -> Result<(), Problem> {
    let session = context.session().ok();
    let cut = session.as_ref().and_then(|session| session.accepted_cut(&folder.exercise.id).ok());
    let axes = session.as_ref().zip(cut).map(|(session, (cut, _))| session.axes(&cut));
    let listed = Listed { folder, session, axes: axes.unwrap_or_default() };
    let changes = folder.changes.iter().map(|later| &later.change);
    match format {
        Format::Json => {
            let rows: Vec<Value> = changes.map(|change| listed.json(change)).collect();
            output::print_json(&rows)
        }
        Format::Text if folder.changes.is_empty() => {
            output::complain(&format!("{} has no changes at all", folder.exercise.id));
            Ok(())
        }
        Format::Text => {
            let words = Messages::load(&context.settings.language);
            output::print(&listed.text(&words))
        }
    }
}

impl Listed<'_> {
    fn alone(&self, change: &Change) -> Sequence {
        Sequence::of(&self.folder.exercise.id, &change.id)
    }

    fn standing(&self, change: &Change) -> Standing {
        let session = self.session.as_ref();
        session.map_or(Standing::New, |session| session.standing(&self.alone(change)))
    }

    fn closed(&self, change: &Change) -> Vec<String> {
        closed(self.folder, &self.alone(change)).map(|closed| closed.id.clone()).collect()
    }

    fn text(&self, words: &Messages) -> String {
        let changes = || self.folder.changes.iter().map(|later| &later.change);
        let row = |change: &Change| {
            let variant = change.variant.as_ref().map(|variant| format!("variant {variant}"));
            let (kind, state) = (change.kind.word().to_owned(), self.standing(change).told(words));
            [change.id.clone(), kind, variant.unwrap_or_default(), state, change.title.clone()]
        };
        let rows = output::columns(&changes().map(row).collect::<Vec<_>>());
        let mut text = String::new();
        for (line, change) in rows.lines().zip(changes()) {
            text.push_str(&format!("{line}\n"));
            let notes = self.notes(change);
            if !notes.is_empty() {
                text.push_str(&format!("  {}\n", notes.join("; ")));
            }
        }
        text
    }

    /// What it closes, cannot follow, breaks and spares.
    fn notes(&self, change: &Change) -> Vec<String> {
        let closed = self.closed(change);
        let said = [
            ("closes", &closed),
            ("not after", &change.not_after),
            ("breaks", &change.breaks),
            ("spares", &change.spares),
        ];
        let said = said.into_iter().filter(|(_, names)| !names.is_empty());
        said.map(|(what, names)| format!("{what} {}", names.join(", "))).collect()
    }

    fn json(&self, change: &Change) -> Value {
        let state = match self.standing(change) {
            Standing::New => "new",
            Standing::Open => "begun",
            Standing::Met(..) => "met",
        };
        let expect = json!({ "breaks": change.breaks, "spares": change.spares });
        json!({
            "change": change.id, "title": change.title, "kind": change.kind.word(),
            "story": change.story, "variant": change.variant, "state": state,
            "met": self.met(change), "not_after": change.not_after, "closes": self.closed(change),
            "expect": expect,
        })
    }

    /// What came of it beside other designs; nothing where it was not followed.
    fn met(&self, change: &Change) -> Option<Value> {
        let axis = self.axes.iter().find(|axis| axis.sequence.last() == change.id)?;
        let score = (axis.score * 1000.0).round() / 10.0;
        let others = json!({ "least": axis.least, "most": axis.most });
        let after = axis.sequence.before();
        let after = after.as_ref().map(Sequence::changes).unwrap_or_default();
        Some(json!({ "cost": axis.yours, "score": score, "after": after, "others": others }))
    }
}
