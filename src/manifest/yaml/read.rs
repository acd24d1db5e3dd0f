//! From text to trees: documents are cut apart, events become nodes, within limits.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use serde_saphyr::granit_parser::{Event, Options, Parser, ScalarStyle, Span, Tag};

use super::{Key, Node, Value};

/// Most bytes of a file.
pub(crate) const LARGEST: u64 = 4 * 1024 * 1024;
/// Most levels of a document.
pub(crate) const MOST_DEPTH: usize = 100;
/// Most values of a document, those that aliases stand for counted.
pub(crate) const MOST_VALUES: usize = 200_000;

/// Most keys of a document that stand twice; with more it is not read on.
const MOST_TWICE: usize = 100;

/// One document of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) root: Node,
    /// In bytes of the file.
    pub(crate) span: Range<usize>,
    /// Why it cannot be read, or not be read as it stands.
    pub(crate) issues: Vec<Issue>,
    /// Tags that Kubernetes does not know.
    pub(crate) tags: Vec<(String, Range<usize>)>,
}

/// Something that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issue {
    pub(crate) message: String,
    /// In bytes of the file.
    pub(crate) span: Range<usize>,
    /// Whether the document was read nevertheless.
    pub(crate) mild: bool,
}

/// The documents of a file; empty ones are left out.
pub(crate) fn documents(text: &str) -> Vec<Document> {
    pieces(text).into_iter().filter_map(|piece| document(text, piece)).collect()
}

/// Where the documents of a file stand: a line that begins with three dashes always begins one.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = line.strip_prefix("---").unwrap_or("x");
        let only_notes = || {
            let before = text.get(starts.last().copied().unwrap_or(0)..at).unwrap_or_default();
            before.lines().all(|line| line.trim().is_empty() || line.starts_with(['#', '%']))
        };
        if rest.trim_start().len() != rest.len() || rest.is_empty() {
            if only_notes() {
                starts.pop();
            }
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn document(text: &str, piece: Range<usize>) -> Option<Document> {
    let inside = text.get(piece.clone())?;
    let says = |line: &str| {
        let line = line.trim_start_matches("---").trim();
        !line.is_empty() && !line.starts_with('#')
    };
    if !inside.lines().any(says) {
        return None;
    }
    let mut reader = read(inside, piece.start);
    let mut folded = inside.to_owned();
    for _ in 0..MOST_FOLDED {
        let Some(at) = reader.outdented.take() else { break };
        // What stands for a blank becomes one; places stay.
        let Some(fold) = folded.get(..at).and_then(|before| before.rfind('\n')) else { break };
        folded.replace_range(fold..=fold, " ");
        reader = read(&folded, piece.start);
    }
    let broken = reader.issues.iter().any(|issue| !issue.mild);
    let root = reader.root.filter(|_| !broken);
    let root = root.unwrap_or(Node { value: Value::Absent, span: piece.clone() });
    if root.value == Value::Null && reader.issues.is_empty() {
        return None;
    }
    Some(Document { root, span: piece, issues: reader.issues, tags: reader.tags })
}

/// A line of a quoted text that begins no further right than its key. YAML forbids it; what Kubernetes
/// reads with takes it.
const OUTDENTED: &str = "invalid indentation in multiline quoted scalar";
/// Most such lines of a document.
const MOST_FOLDED: usize = 100;

/// Reads one document, whose text begins at a place of its file.
fn read(inside: &str, offset: usize) -> Reader {
    let mut reader = Reader { offset, ..Reader::default() };
    let mut options = Options::default();
    options.set_emit_comments(false);
    (options.flow_nesting_limit, options.block_nesting_limit) = (MOST_DEPTH, MOST_DEPTH);
    let mut parser = Parser::new_from_str_with_options(inside, options);
    while let Some(event) = parser.next_event() {
        let read = match event {
            Ok((event, span)) => reader.take(event, span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0).min(inside.len());
                let what = error.to_string();
                reader.outdented = what.contains(OUTDENTED).then_some(at);
                let what = match what.contains("recursion limit") {
                    true => too_deep(),
                    false => what.split(" at char").next().unwrap_or_default().to_owned(),
                };
                Err((what, reader.offset + at..reader.offset + at))
            }
        };
        if let Err((message, span)) = read {
            reader.issues.push(Issue { message, span, mild: false });
            break;
        }
    }
    reader
}

fn too_deep() -> String {
    format!("it is nested deeper than {MOST_DEPTH} levels")
}

/// A list or map that is still open.
struct Open {
    node: Node,
    anchor: usize,
    /// The key whose value comes next.
    key: Option<Key>,
    /// Where the value of each key of a map stands among its entries.
    places: HashMap<String, usize>,
    /// Values in it.
    size: usize,
}

#[derive(Default)]
struct Reader {
    offset: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    root: Option<Node>,
    issues: Vec<Issue>,
    tags: Vec<(String, Range<usize>)>,
    /// Where a line of a quoted text begins too far left, if that stopped it; in bytes of the document.
    outdented: Option<usize>,
}

type Refused = (String, Range<usize>);

impl Reader {
    fn span(&self, span: Span) -> Range<usize> {
        let at = |marker: Option<usize>| self.offset + marker.unwrap_or(0);
        at(span.start.byte_offset())..at(span.end.byte_offset()).max(at(span.start.byte_offset()))
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Refused> {
        let place = self.span(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.as_deref().is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let quoted = style != ScalarStyle::Plain || is_text;
                let value = match text.as_ref() {
                    "" | "~" | "null" | "Null" | "NULL" if !quoted => Value::Null,
                    _ => Value::Scalar { text: text.into_owned(), quoted },
                };
                self.tag(tag.as_deref(), &place);
                self.put(Node { value, span: place }, anchor, 1)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), &place);
                self.begin(Value::List(Vec::new()), anchor, place)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), &place);
                self.begin(Value::Map(Vec::new()), anchor, place)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(mut open) = self.open.pop() else { return Ok(()) };
                open.node.span.end = place.end.max(open.node.span.end);
                merge(&mut open.node);
                self.put(open.node, open.anchor, open.size + 1)
            }
            Event::Alias(id) => {
                let Some((node, size)) = self.anchors.get(&id).cloned() else {
                    return Err(("an alias within what it stands for".into(), place));
                };
                self.put(Node { span: place, ..node }, 0, size)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, value: Value, anchor: usize, span: Range<usize>) -> Result<(), Refused> {
        if self.open.len() >= MOST_DEPTH {
            return Err((too_deep(), span));
        }
        let (node, places) = (Node { value, span }, HashMap::new());
        self.open.push(Open { node, anchor, key: None, places, size: 0 });
        Ok(())
    }

    fn tag(&mut self, tag: Option<&Tag>, place: &Range<usize>) {
        let known = |tag: &Tag| tag.is_yaml_core_schema() || tag.is_yaml_core_schema_tag("binary");
        if let Some(tag) = tag.filter(|tag| !known(tag)) {
            self.tags.push((tag.original(), place.clone()));
        }
    }

    /// Puts a whole value where it belongs; `size`: values in it, itself counted.
    fn put(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), Refused> {
        let total = self.open.iter().map(|open| open.size).sum::<usize>() + size;
        if total > MOST_VALUES {
            let message = format!("it has more than {MOST_VALUES} values, aliases counted");
            return Err((message, node.span));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        open.size += size;
        match (&mut open.node.value, open.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some(key)) => {
                let known = open.places.insert(key.text.clone(), entries.len());
                match known.filter(|_| key.text != "<<") {
                    None => entries.push((key, node)),
                    Some(at) => {
                        let message = format!("the key `{}` stands twice", key.text);
                        let issue = Issue { message, span: key.span.clone(), mild: true };
                        // The last one counts, as for most readers.
                        open.places.insert(key.text.clone(), at);
                        entries[at] = (key, node);
                        self.issues.push(issue);
                        if self.issues.len() > MOST_TWICE {
                            let message = format!("more than {MOST_TWICE} keys stand twice");
                            return Err((message, open.node.span.clone()));
                        }
                    }
                }
            }
            (Value::Map(_), None) => match node.value {
                Value::Scalar { text, .. } => open.key = Some(Key { text, span: node.span }),
                Value::Null => open.key = Some(Key { text: "null".into(), span: node.span }),
                _ => return Err(("a key that is no text".into(), node.span)),
            },
            _ => {}
        }
        Ok(())
    }
}

/// Takes what `<<` names into the map, as YAML 1.1 does; what stands in the map itself wins.
fn merge(node: &mut Node) {
    let Value::Map(entries) = &mut node.value else { return };
    if !entries.iter().any(|(key, _)| key.text == "<<") {
        return;
    }
    let (merged, mut own): (Vec<_>, Vec<_>) =
        std::mem::take(entries).into_iter().partition(|(key, _)| key.text == "<<");
    let mut known: HashSet<String> = own.iter().map(|(key, _)| key.text.clone()).collect();
    for (_, from) in merged {
        let maps = match from.value {
            Value::List(items) => items,
            _ => vec![from],
        };
        for (key, value) in maps.into_iter().flat_map(|map| map.entries().to_vec()) {
            if known.insert(key.text.clone()) {
                own.push((key, value));
            }
        }
    }
    *entries = own;
}
