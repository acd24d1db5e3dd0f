//! Fields and types of the known kinds, and versions that are served.

use crate::{
    manifest::{
        check::Check,
        facts::{Release, Served},
        object::Object,
        schema::{Schema, Type},
        yaml::{Key, Node, Value, is_filled_in, is_name_in_braces},
    },
    verdict::Severity::{Info, Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for object in &world.objects {
        if is_filled_in(&object.version) || is_filled_in(&object.kind) {
            continue;
        }
        match check.facts.release.served(&object.version, &object.kind) {
            Served::Gone { since, now, channel } => gone(check, object, (&since, channel), now),
            Served::Old(now) => old(check, object, now),
            Served::Yes => known(check, object),
        }
    }
}

fn gone(
    check: &mut Check<'_>,
    object: &Object,
    (since, channel): (&str, Option<&str>),
    now: Option<&str>,
) {
    let version = object.root.get("apiVersion");
    let edit =
        now.filter(|now| !now.contains(' ')).map(|now| (now, check.edit(object, version, now)));
    let (kind, open) = (&object.kind, check.facts.open);
    let (message, severity) = match channel {
        // Which one a cluster has stands in no file.
        Some(channel) => (
            format!("Since {since} the {channel} channel does not serve this version of {kind}"),
            if open { Minor } else { Major },
        ),
        None => (format!("No release since {since} serves this version of {kind}"), Major),
    };
    let needed = now.unwrap_or("another way: this API is gone");
    let raised = check.raise("K8-03", severity, object, version, message);
    raised.row("apiVersion", &object.version, needed);
    if let Some((now, edit)) = edit {
        raised.fix(format!("Write {now}"), edit);
    }
}

fn old<'w>(check: &mut Check<'w>, object: &'w Object, now: &str) {
    // The older of two Istio versions has a rule of its own.
    let message = "This version is still served, and a newer one exists";
    let version = object.root.get("apiVersion");
    check.raise("K8-04", Info, object, version, message).row("apiVersion", &object.version, now);
    known(check, object);
}

fn known<'w>(check: &mut Check<'w>, object: &'w Object) {
    let schema = Schema::shipped();
    let Some(holds) = schema.kind(&object.version, &object.kind) else {
        unknown_kind(check, object, schema);
        return;
    };
    let Some(top) = schema.named(holds) else { return };
    let mut walk = Walk { check, object, schema };
    walk.fields(&object.root, top, "", true);
    if object.partial {
        return;
    }
    let spec = top.field("spec").and_then(|field| schema.named(field.holds));
    let needs = spec.is_some_and(|spec| spec.fields.iter().any(|field| field.required));
    if needs && !object.root.get("spec").is_present() {
        walk.missing(&object.root, "spec");
    }
    if object.name.is_empty() {
        walk.missing(&object.root, "metadata.name");
    }
}

/// A kind that its version does not have. Versions that are not in the table are somebody's own.
fn unknown_kind(check: &mut Check<'_>, object: &Object, schema: &Schema) {
    let kinds = schema.kinds_of(&object.version);
    let versions = schema.versions_of(&object.kind);
    let builtin = |version: &&str| {
        !version.contains('.') || version.contains(".k8s.io/") || version.contains("istio.io/")
    };
    let elsewhere = !versions.is_empty() && versions.iter().any(builtin);
    let own = !kinds.is_empty() && (object.group().is_empty() || !object.group().contains('.'));
    let same_product =
        |version: &&str| version.split('/').next() == object.version.split('/').next();
    let wrong_group = elsewhere && (is_ours(&object.version) || versions.iter().any(same_product));
    if !(own || wrong_group) || Release::names(&object.version) {
        return;
    }
    let near = crate::text::nearest(&object.kind, kinds.iter().copied());
    // Tools have files of their own that look like objects of the core.
    if check.facts.open && object.group().is_empty() && near.is_none() && !elsewhere {
        return;
    }
    let needed = match (near, versions.first()) {
        (Some(near), _) => format!("kind {near}"),
        (None, Some(version)) => format!("apiVersion {version}"),
        (None, None) => format!("one of {}", kinds.join(", ")),
    };
    let node = object.root.get("kind");
    let edit = match (near, versions.last()) {
        (Some(near), _) => Some((near.to_owned(), check.edit(object, node, near))),
        (None, Some(version)) => {
            let place = object.root.get("apiVersion");
            Some(((*version).to_owned(), check.edit(object, place, version)))
        }
        _ => None,
    };
    let message = "This version has no such kind";
    let raised = check.raise("K8-01", Major, object, node, message);
    raised.row("kind", format!("{} {}", object.version, object.kind), needed);
    if let Some((text, edits)) = edit {
        raised.fix(format!("Write {text}"), edits);
    }
}

/// Groups that Kubernetes itself has.
fn is_ours(version: &str) -> bool {
    let group = version.split_once('/').map_or("", |(group, _)| group);
    ["", "apps", "batch", "autoscaling", "policy", "extensions", "networking.k8s.io"]
        .contains(&group)
}

struct Walk<'c, 'w> {
    check: &'c mut Check<'w>,
    object: &'w Object,
    schema: &'static Schema,
}

impl Walk<'_, '_> {
    fn fields(&mut self, node: &Node, known: &Type, way: &str, top: bool) {
        for (key, value) in node.entries() {
            match known.field(&key.text) {
                Some(field) => self.value(value, field.holds, &joined(way, &key.text)),
                None if is_filled_in(&key.text) => {}
                None => self.unknown(key, known, way),
            }
        }
        if self.object.partial || top {
            return;
        }
        for field in known.fields.iter().filter(|field| field.required) {
            // The server fills this one in.
            if field.name != "apiGroup" && !node.get(field.name).is_present() {
                self.missing(node, &joined(way, field.name));
            }
        }
    }

    fn unknown(&mut self, key: &Key, known: &Type, way: &str) {
        let near = crate::text::nearest(&key.text, known.fields.iter().map(|field| field.name));
        let severity = if near.is_some() || !self.check.facts.open { Major } else { Minor };
        let shown = joined(way, &key.text);
        let message = "This field is not known here: the server refuses or drops it";
        let file = self.check.world.name(self.object.file).to_owned();
        let node = Node { value: Value::Null, span: key.span.clone() };
        let raised = self.check.raise("MF-02", severity, self.object, &node, message);
        let names: Vec<&str> = known.fields.iter().map(|field| field.name).collect();
        let needed = near.map_or_else(|| names.join(", "), str::to_owned);
        raised.row("the field", &shown, needed).detail(shown);
        if let Some(near) = near {
            let text = Some(near.to_owned());
            let edit = crate::verdict::TextEdit { file, range: key.span.clone(), text };
            raised.fix(format!("Write {near}"), vec![edit]);
        }
    }

    fn missing(&mut self, node: &Node, way: &str) {
        let message = "A field that must be there is missing";
        let raised = self.check.raise("K8-02", Major, self.object, node, message);
        raised.row(way, "missing", "a value").detail(way);
    }

    fn value(&mut self, node: &Node, holds: &str, way: &str) {
        if !node.is_present() || node.text().is_some_and(is_filled_in) {
            return;
        }
        if let Some(item) = holds.strip_prefix('[') {
            match &node.value {
                Value::List(items) => items.iter().for_each(|each| self.value(each, item, way)),
                _ => self.wrong(node, way, "a list"),
            }
            return;
        }
        if let Some(item) = holds.strip_prefix('{') {
            match &node.value {
                Value::Map(entries) => {
                    for (key, each) in entries {
                        self.value(each, item, &joined(way, &key.text));
                    }
                }
                _ => self.wrong(node, way, "names with values"),
            }
            return;
        }
        let (fits, needed) = match holds {
            "s" => (node.is_text(), "a text: put it in quotes"),
            "i" => (node.int().is_some(), "a whole number without quotes"),
            "n" => (node.number().is_some(), "a number without quotes"),
            "b" => (node.truth().is_some(), "true or false without quotes"),
            "x" => (node.text().is_some() && node.truth().is_none(), "a number or a name"),
            "q" => (node.text().is_some() && node.truth().is_none(), "a quantity"),
            "*" => return,
            name => {
                let Some(known) = self.schema.named(name) else { return };
                match node.value {
                    Value::Map(_) => self.fields(node, known, way, false),
                    _ => self.wrong(node, way, "fields"),
                }
                return;
            }
        };
        if !fits && !is_name_in_braces(node) {
            self.wrong(node, way, needed);
        }
    }

    fn wrong(&mut self, node: &Node, way: &str, needed: &str) {
        let yours = match &node.value {
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
            _ => node.str().chars().take(60).collect(),
        };
        let quoted = needed.contains("in quotes") && node.text().is_some();
        let bare = needed.contains("whole number") && node.count().is_some();
        let text = if quoted { format!("\"{}\"", node.str()) } else { node.str().to_owned() };
        let edit = (quoted || bare).then(|| self.check.edit(self.object, node, &text));
        let message = "This value is of another type than the field";
        let raised = self.check.raise("MF-03", Major, self.object, node, message);
        raised.row(way, yours, needed).detail(way);
        if let Some(edit) = edit {
            raised.fix(format!("Write {text}"), edit);
        }
    }
}

fn joined(way: &str, key: &str) -> String {
    if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") }
}
