//! A text of any size: parsed piece by piece, only where somebody looks.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use super::{
    Block, BlockKind, Chunk, Heading, body_start,
    index::{Footnote, Index, Name, NoteGroup, parse},
    label::fold,
    plain,
};

/// So much of a text is read when it is opened, more than a screen …
const FIRST: usize = 16 << 10;
/// … and so much behind a place that is asked for.
const AT_ONCE: usize = 64 << 10;

/// A Markdown text, its pieces and headings.
#[derive(Debug)]
pub struct Document {
    /// Shared with whoever reads the rest of it on another thread.
    text: Arc<Cow<'static, str>>,
    body: usize,
    index: Index,
    /// Bytes that are still to come.
    rest: usize,
}

/// The blocks of a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub blocks: Vec<Block>,
    /// Whether nothing that comes later in the text can change them.
    pub settled: bool,
}

/// A footnote's text; `number` is its place in the order of first mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub label: String,
    pub number: usize,
    pub range: Range<usize>,
    /// Whether anything leads to it.
    pub mentioned: bool,
    pub blocks: Vec<Block>,
}

/// The rest of a large text, to be read on another thread.
#[derive(Debug)]
pub struct Indexer {
    text: Arc<Cow<'static, str>>,
    index: Index,
}

/// All that an [`Indexer`] found.
#[derive(Debug)]
pub struct Indexed(Indexer);

impl Indexer {
    /// Reads the text to its end.
    pub fn run(mut self) -> Indexed {
        self.index.scan(&self.text, self.text.len(), true);
        Indexed(self)
    }
}

impl Document {
    /// Opens a text, with or without front matter. Reads its start only.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self::begin(text, 0)
    }

    /// Opens the start of a text, whole lines, of which about `rest` bytes are still to come. Where no
    /// block of it is whole there is no piece yet.
    pub fn begin(text: impl Into<Cow<'static, str>>, rest: usize) -> Self {
        let text = text.into();
        let body = body_start(&text);
        let mut document = Self { index: Index::new(body), text: Arc::new(text), body, rest };
        let mut limit = body;
        while document.index.chunks.is_empty() && limit < document.text.len() {
            limit += FIRST;
            document.scan(limit);
        }
        document
    }

    /// Takes the whole text; says whether the start, and what was known of it, is still the same.
    pub fn complete(&mut self, text: impl Into<Cow<'static, str>>) -> bool {
        let text = text.into();
        let same = !self.index.chunks.is_empty() && text.starts_with(self.text());
        if same {
            (self.text, self.rest) = (Arc::new(text), 0);
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
        self.index.scan(&self.text, limit, self.rest == 0);
    }

    /// The whole text with its front matter.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the text after the front matter starts.
    pub fn body(&self) -> usize {
        self.body
    }

    /// Whether all pieces, headings and footnotes of the whole text are known.
    pub fn is_indexed(&self) -> bool {
        self.index.whole
    }

    /// Reads on to the end; whether there was anything to read.
    pub fn index(&mut self) -> bool {
        let more = !self.is_indexed();
        self.scan(self.text.len());
        more
    }

    /// What reads the rest of a text that is there in whole; nothing where it has been read.
    pub fn indexer(&self) -> Option<Indexer> {
        let open = self.is_whole() && !self.is_indexed();
        open.then(|| Indexer { text: Arc::clone(&self.text), index: self.index.clone() })
    }

    /// Takes what an [`Indexer`] of this text found; whether it was news.
    pub fn adopt(&mut self, found: Indexed) -> bool {
        let news = !self.is_indexed() && Arc::ptr_eq(&self.text, &found.0.text);
        if news {
            self.index = found.0.index;
        }
        news
    }

    /// Reads on until a place is covered by pieces, with some text behind it.
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
        self.index.chunk_at(offset)
    }

    /// The headings known so far.
    pub fn headings(&self) -> &[Heading] {
        &self.index.headings
    }

    /// A heading's text without marks.
    pub fn title(&self, heading: &Heading) -> String {
        // What stands in brackets may be a link that is defined further on.
        if !heading.title.contains('[') || self.index.links.is_empty() {
            return heading.title.trim().to_owned();
        }
        let blocks = self.blocks(self.chunk_at(heading.range.start));
        let found = heading_at(&blocks, &heading.range);
        found.map_or_else(|| heading.title.clone(), |title| title.trim().to_owned())
    }

    /// Where the place with this anchor is.
    pub fn anchor(&self, anchor: &str) -> Option<usize> {
        let wanted = fold_anchor(anchor);
        self.anchors().find(|(known, _)| fold_anchor(known) == wanted).map(|(_, at)| at)
    }

    /// The anchors known so far, each with its place: those that the author gives, and those of the
    /// headings and terms that have none.
    pub fn anchors(&self) -> impl Iterator<Item = (String, usize)> {
        let given = self.given_anchors().map(|(id, at)| (id.to_owned(), at));
        given.chain(self.made_anchors())
    }

    /// The anchors that the author gives: a heading's `{#id}`, and the ids of tags.
    pub fn given_anchors(&self) -> impl Iterator<Item = (&str, usize)> {
        let headings = self.headings().iter();
        let headings = headings.filter_map(|it| Some((it.id.as_deref()?, it.range.start)));
        let tags = self.index.anchors.iter().filter_map(|anchor| match &anchor.name {
            Name::Given(id) => Some((id.as_str(), anchor.at)),
            Name::Term(_) => None,
        });
        headings.chain(tags)
    }

    /// The anchors of headings and of terms that the author calls nothing, in order: their texts in lower
    /// case with hyphens for blanks; `-1`, `-2` … for the second and third of the same text.
    pub fn made_anchors(&self) -> impl Iterator<Item = (String, usize)> {
        let headings = self.headings().iter().filter(|heading| heading.id.is_none());
        let headings =
            headings.map(|heading| (anchor_of(&self.title(heading)), heading.range.start));
        let terms = self.index.anchors.iter().filter_map(|anchor| match &anchor.name {
            Name::Term(text) => Some((anchor_of(text), anchor.at)),
            Name::Given(_) => None,
        });
        let mut made: Vec<_> = headings.chain(terms).collect();
        made.sort_by_key(|(_, at)| *at);
        let mut seen = HashMap::<String, usize>::new();
        made.into_iter().map(move |(mut slug, at)| {
            let count = seen.entry(slug.clone()).or_default();
            if *count > 0 {
                slug = format!("{slug}-{count}");
            }
            *count += 1;
            (slug, at)
        })
    }

    /// The blocks of a piece. Footnotes are left to [`Self::notes`].
    pub fn blocks(&self, chunk: usize) -> Vec<Block> {
        self.piece(chunk).blocks
    }

    /// The blocks of a piece, and whether anything may still change them.
    pub fn piece(&self, chunk: usize) -> Piece {
        let Some(chunk) = self.index.chunks.get(chunk) else {
            return Piece { blocks: Vec::new(), settled: true };
        };
        let parsed = parse(&self.text, &self.index, chunk.range.clone());
        // Footnotes have their numbers only once the whole text is known.
        let sure = parsed.mentions.is_empty() && (!parsed.open || !self.may_define());
        let settled = self.is_indexed() || sure;
        Piece { blocks: parsed.blocks, settled }
    }

    /// Whether the part that has not been read could define a label.
    fn may_define(&self) -> bool {
        let rest = self.text.as_bytes().get(self.index.scanned..).unwrap_or_default();
        !self.is_whole() || memchr::memmem::find(rest, b"]:").is_some()
    }

    /// The numbers of the footnotes by label, in the order of first mention; known once the whole text
    /// is.
    pub fn numbers(&self) -> &HashMap<String, usize> {
        &self.index.numbers
    }

    /// The footnotes in the order of their first mention, those that nothing mentions last, by groups;
    /// known once the whole text is.
    pub fn note_groups(&self) -> &[NoteGroup] {
        &self.index.groups
    }

    /// The footnotes of a group.
    pub fn notes(&self, group: &NoteGroup) -> Vec<Note> {
        let notes = self.index.notes.get(group.notes.clone()).unwrap_or_default();
        let mut parts: Vec<Range<usize>> = notes.iter().map(|note| self.index.part(note)).collect();
        parts.sort_unstable_by_key(|part| (part.start, part.end));
        parts.dedup();
        let mut texts: HashMap<usize, Vec<Block>> = parts
            .into_iter()
            .flat_map(|part| parse(&self.text, &self.index, part).notes)
            .map(|note| (note.range.start, note.blocks))
            .collect();
        let note = |(note, number): (&Footnote, usize)| Note {
            label: note.label.clone(),
            number,
            range: note.range.clone(),
            mentioned: note.mention.is_some(),
            blocks: texts.remove(&note.range.start).unwrap_or_default(),
        };
        notes.iter().zip(group.notes.start + 1..).map(note).collect()
    }

    /// Where a footnote stands behind the text's end; known once the whole text is.
    pub fn note(&self, label: &str) -> Option<usize> {
        let notes = self.index.notes.iter();
        let before = notes.take_while(|note| note.label != label).map(|note| note.range.len() + 1);
        let at = self.text.len() + 1 + before.sum::<usize>();
        self.index.numbers.contains_key(label).then_some(at)
    }

    /// Where a footnote is mentioned first.
    pub fn mention(&self, label: &str) -> Option<usize> {
        let at = self.index.labels.get(&fold(label))?;
        self.index.notes.iter().find(|note| note.range.start == *at)?.mention
    }
}

/// The text of the heading at a place.
fn heading_at<'b>(
    blocks: impl IntoIterator<Item = &'b Block>,
    range: &Range<usize>,
) -> Option<String> {
    let mut blocks = blocks.into_iter();
    blocks.find_map(|block| match &block.kind {
        BlockKind::Heading { text, .. } if block.range.contains(&range.start) => Some(plain(text)),
        _ => heading_at(block.inner(), range),
    })
}

/// An anchor as links and headings compare it: `%D0%91` is `Б`, and case does not matter.
pub fn fold_anchor(anchor: &str) -> String {
    super::link::decode(anchor).to_lowercase()
}

/// The text of a heading or a term as its anchor, as mdBook makes it.
pub fn anchor_of(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.trim().chars().flat_map(char::to_lowercase) {
        match c {
            ' ' => slug.push('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => slug.push(c),
            _ => {}
        }
    }
    if slug.is_empty() { "section".into() } else { slug }
}
