//! A list of names that a patch alters relative to what stands there: `{ add = ["x"], remove = ["y"] }`.

use toml::{Table, Value};

use crate::{
    table::{Fields, Placed},
    text,
};

/// What a patch is laid over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::change) enum Ground {
    /// The facts of the exercise, which its author knows.
    Exercise,
    /// What another change left: what a list has or lacks by then is done already.
    Earlier,
}

/// Adds names to the list at a key and takes others out; a key that is not there is an empty list.
pub(super) fn alter(edit: &Fields<'_, '_>, key: &str, facts: &mut Table, ground: Ground) {
    let (added, removed) = (edit.strings("add"), edit.strings("remove"));
    let list = facts.entry(key.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
    let Some(list) = list.as_array_mut() else {
        edit.report("wrong-type", edit.span(), format!("`{key}` is no list to add to"));
        return;
    };
    for name in removed {
        match list.iter().position(|known| known.as_str() == Some(&name.value)) {
            Some(at) => drop(list.remove(at)),
            None if ground == Ground::Exercise => lacking(edit, &name, key, list),
            None => {}
        }
    }
    for name in added {
        match list.iter().any(|known| known.as_str() == Some(&name.value)) {
            false => list.push(Value::String(name.value)),
            true if ground == Ground::Exercise => {
                let message = format!("`{}` stands in `{key}` already", name.value);
                edit.report_with_help("doubled-name", name.span, message, "take it out of `add`");
            }
            true => {}
        }
    }
}

fn lacking(edit: &Fields<'_, '_>, name: &Placed<String>, key: &str, list: &[Value]) {
    let message = format!("`{key}` has no `{}` to remove", name.value);
    let near = text::nearest(&name.value, list.iter().filter_map(Value::as_str));
    let help = near.map_or_else(
        || "take it out of `remove`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    edit.report_with_help("unknown-name", name.span.clone(), message, help);
}
