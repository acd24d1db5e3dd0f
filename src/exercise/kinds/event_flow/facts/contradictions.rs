//! What no flow can keep all of: an order that is demanded and forbidden, a refusal that somebody brings
//! about, shares beyond the whole.

use crate::{exercise::kinds::contradiction, table::Fields};

use super::{Flow, Reaction};

/// Reports what contradicts itself.
pub(super) fn check(flow: &Flow, root: &Fields<'_, '_>) {
    for (name, fields) in contradiction::named(root, "happening") {
        let own = flow.happenings.iter().position(|known| known.name == name.value);
        if let Some(own) = own {
            refusal(flow, own, &fields);
        }
    }
    for (name, fields) in contradiction::named(root, "reaction") {
        if let Some(own) = flow.find(&name.value) {
            order(flow, own, &fields);
        }
    }
    let waits = |(at, reaction): (usize, &Reaction)| {
        before(flow, reaction).map(|earlier| (earlier, at)).collect::<Vec<_>>()
    };
    if contradiction::is_circle(flow.reactions.iter().enumerate().flat_map(waits)) {
        root.report("needs-circle", root.span(), "reactions wait for each other in a circle");
    }
    for (_, fields) in contradiction::named(root, "load") {
        contradiction::bounded(&fields, "rate", 0.0, f64::INFINITY);
        contradiction::bounded(&fields, "partitions", 1.0, f64::INFINITY);
        match fields.value("hottest_key_share") {
            Some(share) if share.is_table() => {
                let shares = share.table();
                for key in shares.iter().flat_map(Fields::keys) {
                    let share = shares.as_ref().and_then(|table| table.any(&key.value)?.number());
                    if share.is_some_and(|share| !(0.0..=1.0).contains(&share.value)) {
                        fields.report("out-of-range", key.span, "a share is 0 to 1");
                    }
                }
            }
            _ => contradiction::bounded(&fields, "hottest_key_share", 0.0, 1.0),
        }
    }
    for (name, fields) in contradiction::named(root, "client") {
        if flow.services().contains(&name.value.as_str()) {
            contradiction::report(&fields, format!("`{}` is a service", name.value));
        }
    }
    let private = root.table("private");
    for field in private.iter().flat_map(|private| private.strings("fields")) {
        if !flow.entities.iter().any(|entity| entity.fields.contains(&field.value)) {
            let message = format!("no entity has a field `{}`", field.value);
            root.report("unknown-word", field.span, message);
        }
    }
}

/// The reactions that must surely have been before one.
fn before<'f>(flow: &'f Flow, reaction: &'f Reaction) -> impl Iterator<Item = usize> + 'f {
    reaction.after.iter().filter_map(move |happening| flow.happenings[*happening].by)
}

/// What a happening contradicts: it comes instead of itself, or a refusal has somebody who brings it about.
fn refusal(flow: &Flow, own: usize, fields: &Fields<'_, '_>) {
    let Some(instead) = flow.happenings[own].fails_as else { return };
    if instead == own {
        contradiction::report(fields, "this comes where it does not come");
    } else if flow.happenings[instead].by.is_some() {
        let name = &flow.happenings[instead].name;
        contradiction::report(fields, format!("`{name}` is a refusal, and a reaction's work"));
    }
}

/// What a reaction contradicts: an order that is forbidden, its own undoing.
fn order(flow: &Flow, own: usize, fields: &Fields<'_, '_>) {
    let reaction = &flow.reactions[own];
    if reaction.undo_of == Some(own) {
        contradiction::report(fields, "a reaction does not undo itself");
    }
    if let Some(first) = before(flow, reaction).find(|first| flow.never.contains(&(*first, own))) {
        let first = &flow.reactions[first].name;
        contradiction::report(fields, format!("`{first}` comes before it, and never does"));
    }
}
