//! A text of any size: parsed piece by piece, only where somebody looks.

use std::{borrow::Cow, ops::Range, sync::OnceLock};

use super::{
    Block, BlockKind, Chunk, Heading, build, front_matter,
    index::{Index, fold},
    plain,
};

/// So much of a text is scanned when it is opened; the rest when it is asked for.
const AT_ONCE: usize = 64 << 10;

/// A Markdown text, its pieces and headings.
#[derive(Debug)]
pub struct Document {
    text: Cow<'static, str>,
    body: usize,
    index: Index,
    /// Bytes that are still to come.
    rest: usize,
    /// Labels of the footnotes that are mentioned in what has been scanned.
    mentions: OnceLock<Vec<String>>,
}

/// A footnote's text; `number` is its place in the order of first mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub label: String,
    pub number: usize,
    pub range: Range<usize>,
    pub blocks: Vec<Block>,
}

impl Document {
    /// Opens a text, with or without front matter. Scans its first 64 KB only.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self::begin(text, 0)
    }

    /// Opens the start of a text, whole lines, of which about `rest` bytes are still to come.
    pub fn begin(text: impl Into<Cow<'static, str>>, rest: usize) -> Self {
        let text = text.into();
        let body = front_matter(&text).1;
        let (index, mentions) = (Index::new(body), OnceLock::new());
        let mut document = Self { index, text, body, rest, mentions };
        document.scan(body + AT_ONCE);
        while document.index.chunks.is_empty() && document.index.scanned < document.text.len() {
            document.scan(document.index.scanned + AT_ONCE);
        }
        document
    }

    /// Takes the whole text; says whether the start, and what was known of it, is still the same.
    pub fn complete(&mut self, text: impl Into<Cow<'static, str>>) -> bool {
        let text = text.into();
        let same = !self.index.chunks.is_empty() && text.starts_with(self.text.as_ref());
        if same {
            (self.text, self.rest) = (text, 0);
        } else {
            *self = Self::new(text);
        }
        same
    }

    /// Whether the whole text is there.
    pub fn is_whole(&self) -> bool {
        self.rest == 0
    }

    /// Bytes of the whole text, roughly so while only its start is there.
    pub fn length(&self) -> usize {
        self.text.len().saturating_add(self.rest)
    }

    fn scan(&mut self, limit: usize) {
        if !self.is_indexed() {
            self.mentions = OnceLock::new();
        }
        self.index.scan(&self.text, limit);
        if self.is_whole() && self.index.scanned >= self.text.len() {
            self.index.finish(self.text.len());
        }
    }

    /// The whole text with its front matter.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the text after the front matter starts.
    pub fn body(&self) -> usize {
        self.body
    }

    /// Whether the whole text has been scanned.
    pub fn is_indexed(&self) -> bool {
        self.is_whole() && self.index.scanned >= self.text.len()
    }

    /// Scans on to the end; whether there was anything to scan. Pieces parsed before that may show
    /// links differently now.
    pub fn index(&mut self) -> bool {
        let more = !self.is_indexed();
        self.scan(self.text.len());
        more
    }

    /// Scans on until a place is covered by pieces, with some text behind it.
    pub fn index_until(&mut self, offset: usize) {
        self.scan(offset.saturating_add(AT_ONCE));
    }

    /// The text's content hash: it changes when the text does.
    pub fn revision(&self) -> String {
        let chunks = self.text.as_bytes().chunks_exact(8);
        let rest = chunks.remainder().iter().map(|byte| u64::from(*byte));
        let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
        let words = chunks.map(word);
        let mut hash = crate::hash::Fnv::default();
        words.chain(rest).for_each(|word| hash.feed_word(word));
        hash.hex()
    }

    /// How much of the text the pieces known so far cover, as an offset.
    pub fn covered(&self) -> usize {
        self.index.chunks.last().map_or(self.body, |chunk| chunk.range.end)
    }

    /// The pieces known so far.
    pub fn chunks(&self) -> &[Chunk] {
        &self.index.chunks
    }

    /// The number of the piece that holds an offset.
    pub fn chunk_at(&self, offset: usize) -> usize {
        let after = self.index.chunks.partition_point(|chunk| chunk.range.start <= offset);
        after.saturating_sub(1)
    }

    /// The headings known so far.
    pub fn headings(&self) -> &[Heading] {
        &self.index.headings
    }

    /// A heading's text without marks.
    pub fn title(&self, heading: &Heading) -> String {
        let source = self.text.get(heading.range.clone()).unwrap_or_default();
        let source = attributes(source).0;
        if !source.contains(['*', '_', '`', '[', '&', '\\', '<', '~', '\n']) {
            return crate::text::sanitize(source).into_owned();
        }
        let blocks = build::blocks(&format!("# {}", source.replace('\n', " ")), 0, 0);
        match blocks.into_iter().next().map(|block| block.kind) {
            Some(BlockKind::Heading { text, .. }) => plain(&text),
            _ => crate::text::sanitize(source).into_owned(),
        }
    }

    /// Where the heading with this anchor stands: its `{#id}`, or its text in lower case with
    /// hyphens for blanks; `-1`, `-2` … for the second and third of the same text.
    pub fn anchor(&self, anchor: &str) -> Option<usize> {
        self.anchors().find(|(known, _)| known == anchor).map(|(_, at)| at)
    }

    /// The anchors of the headings known so far, each with its place.
    pub fn anchors(&self) -> impl Iterator<Item = (String, usize)> {
        let mut seen = std::collections::HashMap::<String, usize>::new();
        self.headings().iter().map(move |heading| {
            let source = self.text.get(heading.range.clone()).unwrap_or_default();
            let mut slug = match attributes(source).1 {
                Some(id) => id.to_owned(),
                None => slug(&self.title(heading)),
            };
            let count = seen.entry(slug.clone()).or_default();
            if *count > 0 {
                slug = format!("{slug}-{count}");
            }
            *count += 1;
            (slug, heading.range.start)
        })
    }

    /// The blocks of a piece. Footnotes are left to [`Self::notes`].
    pub fn blocks(&self, chunk: usize) -> Vec<Block> {
        let Some(chunk) = self.index.chunks.get(chunk) else { return Vec::new() };
        let mut blocks = self.parse(chunk.range.clone(), chunk.fence.clone());
        blocks.retain(|block| !matches!(block.kind, BlockKind::Footnote { .. }));
        blocks
    }

    /// Labels of the footnotes that are mentioned, in the order of their first mention.
    pub fn mentions(&self) -> &[String] {
        self.mentions.get_or_init(|| self.find_mentions())
    }

    fn find_mentions(&self) -> Vec<String> {
        if self.index.notes.is_empty() {
            return Vec::new();
        }
        let text = self.text.get(self.body..).unwrap_or_default();
        let mut seen = std::collections::HashSet::new();
        let mut found = Vec::new();
        for (at, _) in text.match_indices("[^") {
            let rest = text.get(at + 2..).unwrap_or_default();
            let Some(end) = rest.bytes().take(1000).position(|byte| byte == b']') else { continue };
            let (Some(label), after) = (rest.get(..end), rest.get(end + 1..).unwrap_or_default())
            else {
                continue;
            };
            let known = self.index.note(label).is_some();
            if known && !after.starts_with(':') && seen.insert(label) {
                found.push(label.to_owned());
            }
        }
        found
    }

    /// The footnotes that are mentioned, in the order of their first mention.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        for label in self.mentions() {
            let Some(range) = self.index.note(label) else { continue };
            let blocks = self.parse(range.clone(), None).into_iter();
            let blocks = blocks.filter_map(|block| match block.kind {
                BlockKind::Footnote { label: found, blocks } if found == *label => Some(blocks),
                _ => None,
            });
            let blocks = blocks.last().unwrap_or_default();
            let label = label.clone();
            notes.push(Note { label, number: notes.len() + 1, range: range.clone(), blocks });
        }
        notes
    }

    /// Whether any link or footnote is defined in what has been scanned.
    pub fn has_definitions(&self) -> bool {
        !self.index.notes.is_empty() || !self.index.links.is_empty()
    }

    /// Whether any footnote is defined in what has been scanned.
    pub fn has_notes(&self) -> bool {
        !self.index.notes.is_empty()
    }

    /// Where a footnote is mentioned first.
    pub fn mention(&self, label: &str) -> Option<usize> {
        let mark = format!("[^{label}]");
        let text = self.text.get(self.body..)?;
        let mut from = 0;
        while let Some(at) = text.get(from..)?.find(&mark).map(|at| at + from) {
            from = at + mark.len();
            if !text.get(from..).is_some_and(|rest| rest.starts_with(':')) {
                return Some(self.body + at);
            }
        }
        None
    }

    /// Parses a part with what it needs from elsewhere put in front.
    fn parse(&self, range: Range<usize>, fence: Option<Range<usize>>) -> Vec<Block> {
        let source = self.text.get(range.clone()).unwrap_or_default();
        let mut lead = self.definitions(source, &range);
        if let Some(fence) = fence.and_then(|fence| self.text.get(fence)) {
            lead.push_str(fence.trim());
            lead.push('\n');
        }
        if lead.is_empty() {
            return build::blocks(source, 0, range.start);
        }
        let skip = lead.len();
        lead.push_str(source);
        build::blocks(&lead, skip, range.start)
    }

    /// Definitions of the links and footnotes that a part mentions and does not define.
    fn definitions(&self, source: &str, range: &Range<usize>) -> String {
        let mut lead = String::new();
        if self.index.links.is_empty() && self.index.notes.is_empty() {
            return lead;
        }
        let elsewhere = |at: &Range<usize>| at.start < range.start || at.start >= range.end;
        let mut seen = std::collections::HashSet::new();
        let mut links = String::new();
        for part in source.split('[').skip(1) {
            let Some((label, _)) = part.split_once(']') else { continue };
            if label.len() > 999 || !seen.insert(label) {
                continue;
            }
            if let Some(note) = label.strip_prefix('^') {
                if self.index.note(note).is_some_and(elsewhere) {
                    lead.push_str(&format!("[{label}]: x\n\n"));
                }
            } else if let Some(at) = self.index.links.get(&fold(label)).filter(|at| elsewhere(at)) {
                links.push_str(self.text.get(at.clone()).unwrap_or_default().trim());
                links.push('\n');
            }
        }
        // The last definition is one of a link, which no indented text can continue.
        if !lead.is_empty() {
            links.push_str("[\u{1}]: x\n");
        }
        if !links.is_empty() {
            lead.push_str(&links);
            lead.push('\n');
        }
        lead
    }
}

/// Splits `Title {#id .class}` into the title and the id.
fn attributes(source: &str) -> (&str, Option<&str>) {
    let Some((title, inside)) =
        source.trim_end().strip_suffix('}').and_then(|source| source.rsplit_once('{'))
    else {
        return (source, None);
    };
    let id = inside.split_whitespace().find_map(|word| word.strip_prefix('#'));
    (title.trim_end(), id)
}

fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.trim().chars().flat_map(char::to_lowercase) {
        match c {
            ' ' => slug.push('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => slug.push(c),
            _ => {}
        }
    }
    slug
}
