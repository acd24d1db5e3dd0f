//! What a terminal answers to a question that somebody asked it, often a program before this one: it
//! comes through the keyboard, perhaps late, and is no key of the learner's.
//!
//! An answer begins with `ESC ]` (OSC), `ESC P` (DCS), `ESC _` (APC) or `ESC ^` (PM) and ends with
//! `ESC \` or BEL; the parts arrive as keys with Alt, letters, and Ctrl-G.
//!
//! Source: ECMA-48, 5.6 and 8.3.

use std::{io, time::Duration};

use crossterm::event::{self, Event as Input, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// What follows the start of an answer is there by then: no hand is as quick.
const FOLLOWS: Duration = Duration::from_millis(10);
/// An answer that stops for so long will not go on.
const STOPS: Duration = Duration::from_millis(100);
/// No answer has more keys.
const LONGEST: usize = 65_536;

/// Where keys come from.
pub trait Keyboard {
    /// Whether something comes within a time.
    ///
    /// # Errors
    /// Where the terminal is gone.
    fn comes(&mut self, within: Duration) -> io::Result<bool>;

    /// The next input; waits for it.
    ///
    /// # Errors
    /// Where the terminal is gone.
    fn next(&mut self) -> io::Result<Input>;
}

/// The terminal's own keyboard.
#[derive(Clone, Copy, Debug)]
pub struct Terminal;

impl Keyboard for Terminal {
    fn comes(&mut self, within: Duration) -> io::Result<bool> {
        event::poll(within)
    }

    fn next(&mut self) -> io::Result<Input> {
        event::read()
    }
}

/// Input without the answers of the terminal.
#[derive(Debug)]
pub struct Inputs<K> {
    keyboard: K,
    /// What was read to see what it follows, and is still to be given.
    ahead: Option<Input>,
}

impl<K: Keyboard> Inputs<K> {
    /// Input from a keyboard.
    pub fn of(keyboard: K) -> Self {
        Self { keyboard, ahead: None }
    }

    /// The next input of the learner; waits for it.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub fn read(&mut self) -> io::Result<Input> {
        loop {
            let input = match self.ahead.take() {
                Some(input) => input,
                None => self.keyboard.next()?,
            };
            let alt = key(&input).is_some_and(|key| key.modifiers.contains(KeyModifiers::ALT));
            let starts = alt && starts(&input);
            let escape = key(&input).is_some_and(|key| key.code == KeyCode::Esc);
            if !(starts || escape) || !self.keyboard.comes(FOLLOWS)? {
                return Ok(input);
            }
            if escape {
                // The escape may have come alone, and the rest of the answer behind it.
                let next = self.keyboard.next()?;
                if !self::starts(&next) || !self.keyboard.comes(FOLLOWS)? {
                    self.ahead = Some(next);
                    return Ok(input);
                }
            }
            self.skip()?;
        }
    }

    /// Reads an answer to its end.
    fn skip(&mut self) -> io::Result<()> {
        let mut escaped = false;
        for _ in 0..LONGEST {
            if !self.keyboard.comes(STOPS)? {
                break;
            }
            let input = self.keyboard.next()?;
            let Some(key) = key(&input) else {
                // A change of the window is none of the answer's.
                self.ahead = Some(input);
                break;
            };
            let with = |modifiers| key.modifiers.contains(modifiers);
            let ends = match key.code {
                KeyCode::Char('\\') => escaped || with(KeyModifiers::ALT),
                KeyCode::Char('g') => with(KeyModifiers::CONTROL),
                _ => false,
            };
            if ends {
                break;
            }
            escaped = key.code == KeyCode::Esc;
        }
        Ok(())
    }
}

fn key(input: &Input) -> Option<&KeyEvent> {
    match input {
        Input::Key(key) if key.kind == KeyEventKind::Press => Some(key),
        _ => None,
    }
}

/// Whether a key is the second byte of an answer.
fn starts(input: &Input) -> bool {
    let code = key(input).map(|key| key.code);
    matches!(code, Some(KeyCode::Char(']' | 'P' | '_' | '^')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys with pauses between them: what comes after `None` comes much later.
    struct Played(std::collections::VecDeque<Option<Input>>);

    impl Keyboard for Played {
        fn comes(&mut self, _: Duration) -> io::Result<bool> {
            Ok(matches!(self.0.front(), Some(Some(_))))
        }

        fn next(&mut self) -> io::Result<Input> {
            while let Some(None) = self.0.front() {
                self.0.pop_front();
            }
            let gone = || io::Error::from(io::ErrorKind::UnexpectedEof);
            self.0.pop_front().flatten().ok_or_else(gone)
        }
    }

    /// Keys by a text in which `^` before a character is Alt, `!` Escape, `~` BEL and `.` a pause.
    fn read(text: &str) -> String {
        let mut keys = std::collections::VecDeque::new();
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            let press = |code, modifiers| Some(Input::Key(KeyEvent::new(code, modifiers)));
            keys.push_back(match c {
                '.' => None,
                '!' => press(KeyCode::Esc, KeyModifiers::NONE),
                '~' => press(KeyCode::Char('g'), KeyModifiers::CONTROL),
                '^' => press(KeyCode::Char(characters.next().unwrap()), KeyModifiers::ALT),
                c => press(KeyCode::Char(c), KeyModifiers::NONE),
            });
        }
        let mut inputs = Inputs::of(Played(keys));
        let mut got = String::new();
        while let Ok(input) = inputs.read() {
            let key = *key(&input).unwrap();
            match key.code {
                KeyCode::Esc => got.push('!'),
                KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::ALT) => {
                    got.extend(['^', c])
                }
                KeyCode::Char(c) => got.push(c),
                _ => unreachable!(),
            }
        }
        got
    }

    #[test]
    fn a_late_answer_of_the_terminal_is_no_key() {
        assert_eq!(read("j.^]11;rgb:ffff/ffff/ffff^\\.k"), "jk");
        assert_eq!(read("^]11;rgb:1e1e/1e1e/2e2e~j"), "j");
        assert_eq!(read("^P1+r544e=787465726d^\\j"), "j");
        assert_eq!(read("!]11;rgb:ffff/ffff/ffff!\\j"), "j");
        // One that was cut off ends where it stops.
        assert_eq!(read("^]11;rgb:ff.j"), "j");
        assert_eq!(read("^]11;a^\\^]12;b^\\k"), "k");
    }

    #[test]
    fn keys_that_a_hand_presses_stay_keys() {
        assert_eq!(read("].^].j"), "]^]j");
        assert_eq!(read("!.]"), "!]");
        assert_eq!(read("!j.!"), "!j!");
        assert_eq!(read("!].q"), "!]q");
        assert_eq!(read("[]P_g\\"), "[]P_g\\");
    }
}
