//! Objects that stand more than once. In an open world files are often alternatives, of which somebody
//! applies one: objects that share their files are told together, once.

use std::collections::{BTreeMap, HashMap};

use crate::{
    manifest::{check::Check, object::Object, world::World},
    verdict::Severity::{Info, Major},
};

/// So many files, and so many objects, are told by name.
const NAMED: usize = 5;

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    let mut alternatives: BTreeMap<Vec<usize>, Vec<&[&Object]>> = BTreeMap::new();
    let known = twins(world);
    for twins in &known {
        let is_slip = |pair: &&[&Object]| !check.facts.open || differ_in_a_file(world, pair);
        let (slips, others): (Vec<_>, Vec<_>) = twins.windows(2).partition(is_slip);
        slips.into_iter().for_each(|pair| replaced(check, pair));
        if let Some(pair) = others.first() {
            let mut files: Vec<usize> = twins.iter().map(|object| object.file).collect();
            files.dedup();
            alternatives.entry(files).or_default().push(pair);
        }
    }
    for (files, pairs) in alternatives {
        together(check, &files, &pairs);
    }
}

/// Objects of the same group, kind, namespace and name, in the order of the files.
fn twins(world: &World) -> Vec<Vec<&Object>> {
    let mut numbers: HashMap<(&str, &str, &str, &str), usize> = HashMap::new();
    let mut known: Vec<Vec<&Object>> = Vec::new();
    for object in world.objects.iter().filter(|object| is_named(object)) {
        let key =
            (object.group(), object.kind.as_str(), object.namespace.as_str(), object.name.as_str());
        let number = *numbers.entry(key).or_insert(known.len());
        match known.get_mut(number) {
            Some(twins) => twins.push(object),
            None => known.push(vec![object]),
        }
    }
    known
}

fn is_named(object: &Object) -> bool {
    !object.partial && !object.is_nameless() && object.at("metadata.name").is_present()
}

/// Whether two objects of one file say different things: nobody means that.
fn differ_in_a_file(world: &World, pair: &[&Object]) -> bool {
    let text = |object: &Object| {
        world.text(object.file).get(object.root.span.clone()).unwrap_or_default().trim()
    };
    let is_one_file = pair.iter().all(|object| object.file == pair[0].file);
    is_one_file && pair.iter().any(|object| text(object) != text(pair[0]))
}

fn replaced(check: &mut Check<'_>, pair: &[&Object]) {
    let &[first, later] = pair else { return };
    let (at, name) = (place(check.world, first), later.at("metadata.name"));
    let message = "The same kind, namespace and name stand twice: the later one replaces the first";
    check.raise("MF-04", Major, later, name, message).row("the first", at, "one of them");
}

/// Objects that all stand in the same files.
fn together(check: &mut Check<'_>, files: &[usize], pairs: &[&[&Object]]) {
    let Some(&&[first, later]) = pairs.first() else { return };
    let world = check.world;
    let of_pair = [first.file, later.file];
    let others = files.iter().filter(|file| !of_pair.contains(file));
    let others: Vec<&str> = others.map(|file| world.name(*file)).collect();
    let more: Vec<String> = pairs.iter().skip(1).map(|pair| pair[0].id()).collect();
    let message = "The same kind, namespace and name stand in several places: of what is applied \
                   together only the last one counts";
    let found = check.raise("MF-04", Info, later, later.at("metadata.name"), message);
    found.row("the first", place(world, first), "one of them");
    if !others.is_empty() {
        found.row("also in", some(&others), "");
    }
    if !more.is_empty() {
        found.row("beside it", some(&more), "");
    }
}

/// The first names, and how many more there are.
fn some<S: AsRef<str>>(names: &[S]) -> String {
    let named: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    let named = named.join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn place(world: &World, object: &Object) -> String {
    let before = world.text(object.file).get(..object.root.span.start).unwrap_or_default();
    format!("{}, line {}", world.name(object.file), before.matches('\n').count() + 1)
}
