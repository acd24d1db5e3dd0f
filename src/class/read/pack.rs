//! Statements that were read, in few bytes, to be kept for the next report: numbers as short as they
//! are, texts once.

use super::{
    line::{Answer, Halves, NEVER, Points, Record, Said, Statement},
    names::{List, Lists, Name, Names},
};

/// Written with what is packed; what another version packed is read anew.
pub(in crate::class) const VERSION: &str = "1";

/// Writes.
#[derive(Default)]
pub(super) struct Packer(pub(super) Vec<u8>);

impl Packer {
    /// A number, seven bits a byte, the lowest first.
    ///
    /// Source: <https://protobuf.dev/programming-guides/encoding/#varints>
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A number that may be below 0: small ones stay short.
    fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    fn names<const N: usize>(&mut self, names: [Option<Name>; N]) {
        names.into_iter().for_each(|name| self.number(u64::from(name.map_or(0, Name::number))));
    }

    fn list(&mut self, list: Option<List>) {
        self.number(u64::from(list.map_or(0, List::number)));
    }

    fn flags<const N: usize>(&mut self, flags: [bool; N]) {
        let bits = flags.iter().rev().fold(0, |bits, flag| bits << 1 | u64::from(*flag));
        self.number(bits);
    }

    /// Most points are none or all.
    fn points(&mut self, points: Points) {
        match points.value().to_bits() {
            0 => self.number(0),
            bits if bits == 1.0_f64.to_bits() => self.number(1),
            bits => {
                self.number(2);
                self.bytes(&bits.to_le_bytes());
            }
        }
    }

    pub(super) fn statement(&mut self, statement: &Statement) {
        let Statement { id, stored, content, record, .. } = statement;
        self.bytes(&id.0.to_le_bytes());
        self.bytes(&id.1.to_le_bytes());
        self.bytes(&content.to_le_bytes());
        self.signed(record.at);
        let known = *stored != NEVER;
        self.flags([known]);
        if known {
            self.signed(stored.wrapping_sub(record.at));
        }
        self.names([Some(record.learner), record.device]);
        self.number(u64::from(record.ms));
        self.said(&record.said);
    }

    fn said(&mut self, said: &Said) {
        match *said {
            Said::Opened { lesson } => self.tagged(0, [Some(lesson)]),
            Said::Completed { lesson } => self.tagged(1, [Some(lesson)]),
            Said::Answered(answer) => {
                let Answer { question, quiz, sitting, meaning, .. } = answer;
                self.tagged(2, [Some(question), quiz, sitting, meaning]);
                self.list(answer.picks);
                self.list(answer.tags);
                self.points(answer.points);
                self.flags([answer.right, answer.review, answer.again, answer.sure]);
            }
            Said::Started { quiz, sitting, exam, drawn } => {
                self.tagged(3, [Some(quiz), sitting]);
                self.list(drawn);
                self.flags([exam]);
            }
            Said::Finished { quiz, sitting, passed, points } => {
                self.tagged(4, [Some(quiz), sitting]);
                self.points(points);
                self.flags([passed]);
            }
            Said::Graded { exercise, passed, points, findings } => {
                self.tagged(5, [Some(exercise)]);
                self.list(findings);
                self.points(points);
                self.flags([passed]);
            }
            Said::Other => self.number(6),
            Said::Void { target } => {
                self.number(7);
                target.iter().for_each(|half| self.bytes(&half.whole().to_le_bytes()));
            }
        }
    }

    fn tagged<const N: usize>(&mut self, tag: u64, names: [Option<Name>; N]) {
        self.number(tag);
        self.names(names);
    }
}

/// Reads what was packed; nothing in it is believed.
pub(super) struct Unpacker<'b, 'n> {
    pub(super) bytes: &'b [u8],
    pub(super) names: &'n Names,
    pub(super) lists: &'n Lists,
}

impl<'b> Unpacker<'b, '_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u64> {
        number(&mut self.bytes)
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn half(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    /// A text that is there, or none.
    fn name(&mut self) -> Option<Option<Name>> {
        let number = u32::try_from(self.number()?).ok()?;
        match number {
            0 => Some(None),
            number => self.names.known(number).map(Some),
        }
    }

    fn list(&mut self) -> Option<Option<List>> {
        let number = u32::try_from(self.number()?).ok()?;
        match number {
            0 => Some(None),
            number => self.lists.known(number).map(Some),
        }
    }

    fn flags<const N: usize>(&mut self) -> Option<[bool; N]> {
        let bits = self.number()?;
        Some(std::array::from_fn(|at| bits >> at & 1 == 1))
    }

    fn points(&mut self) -> Option<Points> {
        Some(Points::of(match self.number()? {
            0 => 0.0,
            1 => 1.0,
            2 => f64::from_bits(self.half()?),
            _ => return None,
        }))
    }

    /// The statement of a line with this number.
    pub(super) fn statement(&mut self, line: u32) -> Option<Statement> {
        let id = (self.half()?, self.half()?);
        let content = self.take().map(u32::from_le_bytes)?;
        let at = self.signed()?;
        let [known] = self.flags()?;
        let stored = if known { at.wrapping_add(self.signed()?) } else { NEVER };
        let (learner, device) = (self.name()??, self.name()?);
        let ms = u32::try_from(self.number()?).ok()?;
        let record = Record { at, learner, device, ms, said: self.said()? };
        Some(Statement { id, stored, content, line, record })
    }

    fn said(&mut self) -> Option<Said> {
        Some(match self.number()? {
            0 => Said::Opened { lesson: self.name()?? },
            1 => Said::Completed { lesson: self.name()?? },
            2 => Said::Answered(self.answer()?),
            3 => {
                let (quiz, sitting, drawn) = (self.name()??, self.name()?, self.list()?);
                let [exam] = self.flags()?;
                Said::Started { quiz, sitting, exam, drawn }
            }
            4 => {
                let (quiz, sitting, points) = (self.name()??, self.name()?, self.points()?);
                let [passed] = self.flags()?;
                Said::Finished { quiz, sitting, passed, points }
            }
            5 => {
                let (exercise, findings, points) = (self.name()??, self.list()?, self.points()?);
                let [passed] = self.flags()?;
                Said::Graded { exercise, passed, points, findings }
            }
            6 => Said::Other,
            7 => Said::Void { target: [Halves::of(self.half()?), Halves::of(self.half()?)] },
            _ => return None,
        })
    }

    fn answer(&mut self) -> Option<Answer> {
        let (question, quiz) = (self.name()??, self.name()?);
        let (sitting, meaning) = (self.name()?, self.name()?);
        let (picks, tags) = (self.list()?, self.list()?);
        let points = self.points()?;
        let [right, review, again, sure] = self.flags()?;
        Some(Answer {
            points,
            question,
            quiz,
            sitting,
            picks,
            meaning,
            tags,
            right,
            review,
            again,
            sure,
        })
    }
}

/// A number from the front of bytes.
pub(super) fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// A text from the front of bytes.
pub(super) fn text<'b>(bytes: &mut &'b [u8]) -> Option<&'b str> {
    let length = usize::try_from(number(bytes)?).ok()?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_come_back() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut packer = Packer::default();
            packer.number(value);
            assert_eq!(number(&mut packer.0.as_slice()), Some(value));
        }
        for value in [0, 1, -1, 63, -64, i64::MAX, i64::MIN] {
            let mut packer = Packer::default();
            packer.signed(value);
            let (names, lists) = (Names::default(), Lists::default());
            let mut back = Unpacker { bytes: &packer.0, names: &names, lists: &lists };
            assert_eq!(back.signed(), Some(value));
        }
        assert_eq!(number(&mut [0xff_u8; 20].as_slice()), None);
        assert_eq!(number(&mut [0x80_u8].as_slice()), None);
    }
}
