//! The cells of a leaf of a table, and the record in a cell.

use uuid::Uuid;

use super::{
    super::{log::Entry, wal::word},
    pages::PAGE,
};

/// The first byte of a page that holds rows.
const LEAF: u8 = 0x0d;

/// A longer record is no entry; the longest line of an import is a quarter of it.
const LONGEST: usize = 64 << 20;

/// The most that a cell holds before it overflows, and the least that then stays in it.
const MOST_IN_CELL: usize = PAGE - 35;
const LEAST_IN_CELL: usize = (PAGE - 12) * 32 / 255 - 23;

/// The rows of a leaf: row number and record. `page` brings further pages of a long record. What is torn
/// is passed over.
pub(super) fn cells(leaf: &[u8], page: impl Fn(u32) -> Option<Vec<u8>>) -> Vec<(i64, Vec<u8>)> {
    if leaf.first() != Some(&LEAF) {
        return Vec::new();
    }
    let count = half(leaf, 3);
    let starts = (0..count).map(|number| half(leaf, 8 + 2 * number));
    starts.filter_map(|start| cell(leaf, start, &page)).collect()
}

fn cell(
    leaf: &[u8],
    start: usize,
    page: &impl Fn(u32) -> Option<Vec<u8>>,
) -> Option<(i64, Vec<u8>)> {
    let mut at = start;
    let length =
        usize::try_from(varint(leaf, &mut at)?).ok().filter(|length| *length <= LONGEST)?;
    let row = i64::from_ne_bytes(varint(leaf, &mut at)?.to_ne_bytes());
    let kept = kept_in_cell(length);
    let mut record = leaf.get(at..at + kept)?.to_owned();
    // Junk is told from an entry before it leads anywhere.
    Shape::read(&record).filter(|shape| shape.length() == length)?;
    let mut next = word(leaf, at + kept);
    while record.len() < length {
        let more = page(next)?;
        next = word(&more, 0);
        let rest = (length - record.len()).min(PAGE - 4);
        record.extend_from_slice(more.get(4..4 + rest)?);
    }
    Some((row, record))
}

/// How much of a record stands in its cell.
fn kept_in_cell(length: usize) -> usize {
    if length <= MOST_IN_CELL {
        return length;
    }
    let kept = LEAST_IN_CELL + (length - LEAST_IN_CELL) % (PAGE - 4);
    if kept <= MOST_IN_CELL { kept } else { LEAST_IN_CELL }
}

/// The entry in a record; `None` for one that is torn.
pub(super) fn entry(record: &[u8]) -> Option<Entry> {
    let shape = Shape::read(record)?;
    let mut at = shape.head;
    let mut next = |length: usize| {
        let bytes = record.get(at..at + length);
        at += length;
        bytes
    };
    let id = Uuid::from_slice(next(ID)?).ok()?;
    let moment = match shape.moment {
        8 => 0,
        9 => 1,
        kind => signed(next(bytes_of_number(kind)?)?),
    };
    let mut columns = [""; TEXTS];
    for (column, length) in columns.iter_mut().zip(shape.texts) {
        *column = std::str::from_utf8(next(length)?).ok()?;
    }
    let entry = Entry::from_columns(id, moment, columns)?;
    entry.form_fault().is_none().then_some(entry)
}

/// Bytes of an id, and the texts of an entry: device, kind, object, revision, data.
const ID: usize = 16;
const TEXTS: usize = 5;

/// What the head of an entry's record says.
struct Shape {
    /// Bytes of the head.
    head: usize,
    /// The serial type of the moment: of a whole number, as entries have no other.
    moment: u64,
    /// Bytes of each text.
    texts: [usize; TEXTS],
}

impl Shape {
    /// Reads the head of a record; `None` for a row of another table and for junk.
    fn read(record: &[u8]) -> Option<Self> {
        let mut at = 0;
        let head = usize::try_from(varint(record, &mut at)?).ok()?;
        let id = varint(record, &mut at)?;
        let moment = varint(record, &mut at)?;
        bytes_of_number(moment)?;
        let mut texts = [0; TEXTS];
        for length in &mut texts {
            let beyond = varint(record, &mut at)?.checked_sub(13)?;
            *length = usize::try_from((beyond % 2 == 0).then_some(beyond / 2)?).ok()?;
            if *length > LONGEST {
                return None;
            }
        }
        (at == head && id == 12 + 2 * ID as u64).then_some(Self { head, moment, texts })
    }

    /// Bytes of the whole record.
    fn length(&self) -> usize {
        let number = bytes_of_number(self.moment).unwrap_or(0);
        self.head + ID + number + self.texts.iter().sum::<usize>()
    }
}

/// Bytes of a whole number of a serial type.
fn bytes_of_number(kind: u64) -> Option<usize> {
    match kind {
        1..=4 => usize::try_from(kind).ok(),
        5 => Some(6),
        6 => Some(8),
        8 | 9 => Some(0),
        _ => None,
    }
}

/// A whole number of one to eight bytes, the highest first.
fn signed(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |number, byte| number << 8 | i64::from(*byte))
}

fn half(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at).take(2).fold(0, |half, byte| half << 8 | usize::from(*byte))
}

/// A number of one to nine bytes: seven bits in each, eight in the ninth.
fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut number = 0;
    for place in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if place == 8 {
            return Some(number << 8 | u64::from(byte));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_read() {
        for (bytes, number) in [
            (&[0x00][..], 0),
            (&[0x7f], 127),
            (&[0x81, 0x00], 128),
            (&[0xff; 9], u64::MAX),
            (&[0xc0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 1 << 63),
        ] {
            let mut at = 0;
            assert_eq!(varint(bytes, &mut at), Some(number));
            assert_eq!(at, bytes.len());
        }
        assert_eq!(varint(&[0x81], &mut 0), None);
        assert_eq!(
            (signed(&[0xff]), signed(&[0x01, 0x00]), signed(&[0x80, 0])),
            (-1, 256, -32_768)
        );
    }

    #[test]
    fn junk_has_no_rows() {
        let mut chance = crate::quiz::Chance::new(5);
        for _ in 0..60 {
            let mut page: Vec<u8> = (0..PAGE).map(|_| chance.below(256) as u8).collect();
            page[0] = LEAF;
            for (_, record) in cells(&page, |_| Some(vec![LEAF; PAGE])) {
                assert_eq!(entry(&record), None);
            }
        }
    }
}
