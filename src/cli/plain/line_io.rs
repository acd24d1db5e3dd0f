//! Lines out, lines in. The end of the input ends the session wherever it stands.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use super::super::output;
use crate::{
    page::{self, Line, Look},
    problem::{Fault, Problem},
    text,
};

/// A longer line is taken in pieces, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Why reading stops.
pub(super) enum Stop {
    /// The input has ended, or nobody reads the output any more.
    End,
    Failed(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// Who is talked with.
pub(super) struct LineIo {
    input: Box<dyn BufRead>,
    out: Box<dyn Write>,
    /// Lines that fit under each other; `None` through a pipe, where nobody turns pages.
    pub(super) rows: Option<usize>,
    /// Cells in a line.
    pub(super) width: usize,
    /// Where lines break between words; nowhere through a pipe.
    wraps: Option<usize>,
    /// Whether names are quoted in ASCII.
    ascii: bool,
    /// Whether what is typed must be printed, because no terminal does.
    echo: bool,
    ended: bool,
    /// A line that was typed ahead and is still to be taken.
    ahead: Option<String>,
}

impl LineIo {
    /// Talks over standard input and output.
    pub(super) fn standard(ascii: bool) -> Self {
        let (typed, shown) = (io::stdin().is_terminal(), io::stdout().is_terminal());
        let rows = crossterm::terminal::size().map_or(24, |(_, height)| height);
        Self {
            input: Box::new(io::stdin().lock()),
            out: Box::new(io::stdout().lock()),
            rows: (typed && shown).then_some(usize::from(rows.max(6))),
            width: output::width(None),
            wraps: output::wraps_at(),
            ascii,
            echo: !typed,
            // Nobody would see what is asked.
            ended: typed && !shown,
            ahead: None,
        }
    }

    /// Whether there is nobody left to ask.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Says a sentence: its names stand in quotation marks, as a voice reads them.
    pub(super) fn line(&mut self, sentence: &str) -> Result<(), Stop> {
        self.raw(&text::names_quoted(sentence, self.ascii))
    }

    /// Prints text that is not ours, such as code or what was typed, with every sign in it.
    pub(super) fn raw(&mut self, text: &str) -> Result<(), Stop> {
        for line in text::sanitize(text).split('\n') {
            for part in output::wrapped(line, self.wraps) {
                let written = writeln!(self.out, "{part}");
                self.written(written)?;
            }
        }
        Ok(())
    }

    /// Prints lines of a page, the first one behind a lead and the others under it.
    pub(super) fn lines(&mut self, lead: &str, lines: &[Line]) -> Result<(), Stop> {
        let mut text = Vec::new();
        let printed = page::write(lines, Look::Plain, &mut text);
        self.written(printed)?;
        let text = String::from_utf8_lossy(&text);
        let blank = " ".repeat(text::width(lead));
        for (at, row) in text.lines().enumerate() {
            let lead = if at == 0 { lead } else { &blank };
            self.raw(format!("{lead}{row}").trim_end())?;
        }
        Ok(())
    }

    /// Says what could not be done.
    pub(super) fn problem(&mut self, problem: &Problem) -> Result<(), Stop> {
        self.line(&problem.to_string())?;
        if problem.hint.is_empty() { Ok(()) } else { self.line(&problem.hint) }
    }

    /// Gives a line back that was meant for the next question.
    pub(super) fn put_back(&mut self, line: String) {
        self.ahead = Some(line);
    }

    /// Asks for a line.
    pub(super) fn ask(&mut self, prompt: &str) -> Result<String, Stop> {
        if self.ended {
            return Err(Stop::End);
        }
        let prompt = output::wrapped(&text::sanitize(prompt), self.wraps).join("\n");
        let written = write!(self.out, "{prompt} ").and_then(|()| self.out.flush());
        self.written(written)?;
        if let Some(line) = self.ahead.take() {
            self.raw(&line)?;
            return Ok(line);
        }
        let mut bytes = Vec::new();
        let read = (&mut *self.input).take(LONGEST).read_until(b'\n', &mut bytes);
        // A terminal that was closed cannot be read: the same as the end of the input.
        self.ended = !matches!(read, Ok(1..));
        if self.ended {
            self.line("")?;
            return Err(Stop::End);
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = text::sanitize(line.trim()).into_owned();
        if self.echo {
            self.raw(&line)?;
        }
        Ok(line)
    }

    fn written(&mut self, written: io::Result<()>) -> Result<(), Stop> {
        match written {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Stop::End),
            Err(error) => {
                let key = "problem.no-output";
                Err(Problem::message(Fault::Environment, key, &[]).why(error).into())
            }
        }
    }
}
