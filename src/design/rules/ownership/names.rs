//! H-03: every name of an answer stands for something; what stands for nothing can be taken out.

use crate::design::{
    architecture::{Apply, Link, edit::Edit},
    fix::Fix,
    model::Model,
    rules::{Detail, Severity::Blocker, Severity::Info, Sink},
    scenario::Part,
};

pub(super) fn check(model: &Model<'_>, sink: &mut Sink<'_>) {
    for fault in &model.faults {
        let severity = if fault.harmless { Info } else { Blocker };
        sink.raise(severity, [fault.name.clone()], || {
            let near = fault.near.iter().map(|near| format!("did you mean {near}?"));
            Detail::new(crate::text::sanitize(&fault.what).into_owned())
                .evidence(near)
                .fixes(taken_out(model, &fault.name))
        });
    }
    if !model.has_facts {
        return;
    }
    for (at, service) in model.answer.services.iter().enumerate() {
        let hosts = model.parts.asks(Part::Patterns)
            && model.applied.iter().any(|applied| applied.at == Some(at));
        if service.does.is_empty() && service.owns.is_empty() && !hosts {
            sink.raise(Blocker, [service.name.clone()], || {
                let name = service.name.clone();
                Detail::new(format!("`{name}` does nothing and owns nothing"))
                    .fix(Fix::new(format!("Remove `{name}`"), vec![Edit::RemoveService { name }]))
            });
        }
    }
    if model.answer.services.is_empty() {
        sink.raise(Blocker, ["services"], || Detail::new("The answer has no service"));
    }
}

/// Everything that an answer says of a name that stands for nothing is taken out: the facts had it once, or
/// it is misspelt.
fn taken_out(model: &Model<'_>, name: &str) -> Option<Fix> {
    let (facts, answer) = (model.facts, model.answer);
    let names = |all: &[String]| all.iter().any(|known| known == name);
    let mut edits = Vec::new();
    for service in &answer.services {
        let from = || service.name.clone();
        if facts.capability(name).is_none() && names(&service.does) {
            edits.push(Edit::DropCapability { capability: name.to_owned(), from: from() });
        }
        if facts.entity(name).is_none() && names(&service.owns) {
            edits.push(Edit::DropEntity { entity: name.to_owned(), from: from() });
        }
    }
    if facts.transaction(name).is_none() && facts.view(name).is_none() {
        edits.extend(answer.links.iter().filter(|link| names(&link.serves)).flat_map(|link| {
            let Link { from, to, style, .. } = link.clone();
            let mut rest = link.clone();
            rest.serves.retain(|served| served != name);
            let again = (!rest.serves.is_empty()).then_some(Edit::AddLink(rest));
            [Edit::RemoveLink { from, to, style }].into_iter().chain(again)
        }));
        let stands = answer.service(name).is_some() || facts.client(name).is_some();
        let on = answer.applies.iter().filter(|apply| apply.on.as_deref() == Some(name) && !stands);
        edits.extend(on.map(|apply| {
            let Apply { pattern, on, .. } = apply.clone();
            Edit::Unapply { pattern, on }
        }));
    }
    (!edits.is_empty()).then(|| Fix::new(format!("Take `{name}` out"), edits))
}
