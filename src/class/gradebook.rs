//! The gradebook: the best results of each learner as a table, for Moodle and Canvas with the names of a
//! roster, which stays on the teacher's machine.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    code::Code,
    csv::{self, harmless, is_formula},
    report::Grades,
};

/// Who reads the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Moodle,
    Canvas,
}

/// The columns of a roster beside the code; all but the first are identifiers.
const COLUMNS: [&str; 6] = ["name", "idnumber", "username", "email", "sis_user_id", "sis_login_id"];

/// Those that Moodle knows.
const OF_MOODLE: usize = 4;

/// The names behind the codes.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    columns: Vec<&'static str>,
    /// By what the roster says of them, with all their codes.
    people: Vec<Person>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Person {
    codes: Vec<String>,
    cells: BTreeMap<&'static str, String>,
}

/// What is wrong with a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no column `code`.
    NoCode,
    /// No row, or no other column.
    Empty,
    /// A code in a row, from 1, stands for somebody else already.
    Twice { row: usize, code: String },
    /// An identifier in a row, from 1, would be a formula.
    Formula { row: usize, cell: String },
}

impl Roster {
    /// Reads a roster: separated values with a column `code` and some of name, idnumber, username, email, sis_user_id,
    /// sis_login_id. Two rows that say the same but for the code are one person.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let rows = csv::rows(text);
        let Some((head, rows)) = rows.split_first() else { return Err(Fault::Empty) };
        let head: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
        let at = |name: &str| head.iter().position(|column| column == name);
        let code = at("code").ok_or(Fault::NoCode)?;
        let columns: Vec<&'static str> =
            COLUMNS.into_iter().filter(|name| at(name).is_some()).collect();
        if columns.is_empty() || rows.is_empty() {
            return Err(Fault::Empty);
        }
        let mut roster = Self { columns, people: Vec::new() };
        for (number, row) in rows.iter().enumerate() {
            let cell = |at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
            let cells: BTreeMap<&'static str, String> =
                roster.columns.iter().filter_map(|name| Some((*name, cell(at(name)?)))).collect();
            let names = cells.iter().filter(|(name, _)| **name != "name");
            let formula = names.map(|(_, cell)| cell).find(|cell| is_formula(cell));
            let code = cell(code).to_lowercase();
            if let Some(cell) = formula.or(Some(&code).filter(|code| is_formula(code))) {
                return Err(Fault::Formula { row: number + 2, cell: cell.clone() });
            }
            // Who has none yet is nobody else.
            if !code.is_empty()
                && roster.people.iter().any(|one| one.has(&code) && one.cells != cells)
            {
                return Err(Fault::Twice { row: number + 2, code });
            }
            roster.add(code, cells);
        }
        Ok(roster)
    }

    /// Codes of the roster that no program has made, so that nobody's results stand behind them.
    pub fn malformed(&self) -> impl Iterator<Item = &str> {
        let codes = self.people.iter().flat_map(|person| &person.codes).map(String::as_str);
        codes.filter(|code| !code.is_empty() && Code::parse(code).is_none())
    }

    fn add(&mut self, code: String, cells: BTreeMap<&'static str, String>) {
        match self.people.iter_mut().find(|person| person.cells == cells) {
            Some(person) => person.codes.push(code),
            None => self.people.push(Person { codes: vec![code], cells }),
        }
    }

    fn knows(&self, code: &str) -> bool {
        self.people.iter().any(|person| person.has(code))
    }
}

/// A table of results by code: `learner,exercise:ID…,quiz:ID…`, the best in percent.
pub fn by_code(grades: &[Grades]) -> String {
    let items = items(grades);
    let mut text = csv::line(&[&["learner".to_owned()], items.names().as_slice()].concat());
    for learner in grades {
        let name = [harmless(&learner.learner)];
        text.push_str(&csv::line(&[&name, items.cells(&[learner]).as_slice()].concat()));
    }
    text
}

/// The same table with the names of a roster, in the columns of its reader; and the codes that the roster
/// does not know.
pub fn by_name(grades: &[Grades], roster: &Roster, reader: Reader) -> (String, Vec<String>) {
    let items = items(grades);
    let head: Vec<String> = match reader {
        Reader::Moodle => moodle_columns(roster).map(str::to_owned).collect(),
        Reader::Canvas => CANVAS.map(str::to_owned).to_vec(),
    };
    let mut text = csv::line(&[head, items.names()].concat());
    if reader == Reader::Canvas {
        let mut points = vec!["Points Possible".to_owned()];
        points.resize(CANVAS.len(), String::new());
        points.extend(items.names().iter().map(|_| "100.00".to_owned()));
        text.push_str(&csv::line(&points));
    }
    for person in &roster.people {
        let of = |learner: &&Grades| person.has(&learner.learner);
        let mine: Vec<&Grades> = grades.iter().filter(of).collect();
        text.push_str(&csv::line(&[person.row(roster, reader), items.cells(&mine)].concat()));
    }
    let unmatched = grades.iter().filter(|learner| !roster.knows(&learner.learner));
    (text, unmatched.map(|learner| learner.learner.clone()).collect())
}

/// The first columns of a gradebook of Canvas.
///
/// Source: <https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807>
const CANVAS: [&str; 5] = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"];

fn moodle_columns(roster: &Roster) -> impl Iterator<Item = &'static str> {
    let known = COLUMNS.get(..OF_MOODLE).unwrap_or_default();
    roster.columns.iter().copied().filter(|name| known.contains(name))
}

impl Person {
    fn has(&self, code: &str) -> bool {
        self.codes.iter().any(|known| known == code)
    }

    fn row(&self, roster: &Roster, reader: Reader) -> Vec<String> {
        let cell = |name: &str| {
            let cell = self.cells.get(name).cloned().unwrap_or_default();
            if name == "name" { harmless(&cell) } else { cell }
        };
        match reader {
            Reader::Moodle => moodle_columns(roster).map(cell).collect(),
            Reader::Canvas => vec![
                cell("name"),
                cell("idnumber"),
                cell("sis_user_id"),
                cell("sis_login_id"),
                String::new(),
            ],
        }
    }
}

/// What is graded, in the order of the columns.
struct Items<'g> {
    exercises: BTreeSet<&'g str>,
    quizzes: BTreeSet<&'g str>,
}

fn items(grades: &[Grades]) -> Items<'_> {
    let exercises = grades.iter().flat_map(|learner| learner.exercises.keys());
    let quizzes = grades.iter().flat_map(|learner| learner.quizzes.keys());
    Items {
        exercises: exercises.map(String::as_str).collect(),
        quizzes: quizzes.map(String::as_str).collect(),
    }
}

impl Items<'_> {
    fn names(&self) -> Vec<String> {
        let exercises = self.exercises.iter().map(|id| format!("exercise:{id}"));
        exercises.chain(self.quizzes.iter().map(|id| format!("quiz:{id}"))).collect()
    }

    /// The best of several codes of one person; empty where there is none.
    fn cells(&self, mine: &[&Grades]) -> Vec<String> {
        let best = |id: &str, of: fn(&Grades) -> &BTreeMap<String, f64>| {
            let all = mine.iter().filter_map(|learner| of(learner).get(id).copied());
            all.reduce(f64::max).map_or_else(String::new, |best| format!("{best:.2}"))
        };
        let exercises = self.exercises.iter().map(|id| best(id, |learner| &learner.exercises));
        exercises
            .chain(self.quizzes.iter().map(|id| best(id, |learner| &learner.quizzes)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(learner: &str, exercise: Option<f64>, quiz: Option<f64>) -> Grades {
        let by_id = |id: &str, best: Option<f64>| {
            best.into_iter().map(|best| (id.to_owned(), best)).collect()
        };
        Grades {
            learner: learner.into(),
            exercises: by_id("shop", exercise),
            quizzes: by_id("w1-quiz", quiz),
        }
    }

    const ROSTER: &str = "code,name,email,sis_user_id\r\naaa,\"Ann, A.\",a@h.example,17\n\
                          bbb,=Bob,b@h.example,18\nccc,\"Ann, A.\",a@h.example,17\n";

    #[test]
    fn what_was_not_done_is_empty_and_no_nought() {
        let all = [grades("aaa", Some(87.0), None), grades("=x", None, Some(100.0 / 3.0))];
        let wanted = "learner,exercise:shop,quiz:w1-quiz\naaa,87.00,\n'=x,,33.33\n";
        assert_eq!(by_code(&all), wanted);
    }

    #[test]
    fn two_codes_of_one_person_are_one_row_with_the_best_of_both() {
        let all = [
            grades("aaa", Some(40.0), None),
            grades("ccc", Some(90.0), Some(50.0)),
            grades("zzz", Some(1.0), None),
        ];
        let roster = Roster::read(ROSTER).unwrap();
        let (moodle, unmatched) = by_name(&all, &roster, Reader::Moodle);
        assert_eq!(
            moodle,
            "name,email,exercise:shop,quiz:w1-quiz\n\"Ann, A.\",a@h.example,90.00,50.00\n\
             '=Bob,b@h.example,,\n"
        );
        assert_eq!(unmatched, ["zzz"]);
        let (canvas, _) = by_name(&all, &roster, Reader::Canvas);
        let mut lines = canvas.lines();
        assert_eq!(
            lines.next(),
            Some("Student,ID,SIS User ID,SIS Login ID,Section,exercise:shop,quiz:w1-quiz")
        );
        assert_eq!(lines.next(), Some("Points Possible,,,,,100.00,100.00"));
        assert_eq!(lines.next(), Some("\"Ann, A.\",,17,,,90.00,50.00"));
    }

    #[test]
    fn a_code_that_nobody_was_given_is_named() {
        let real = Code::of(7);
        let roster = Roster::read(&format!("code,name\n{real},Ann\nx,Bob\n,Eve\n")).unwrap();
        assert_eq!(roster.malformed().collect::<Vec<_>>(), ["x"]);
    }

    #[test]
    fn a_roster_that_cannot_be_used_says_why() {
        assert_eq!(Roster::read("").unwrap_err(), Fault::Empty);
        assert_eq!(Roster::read("name\nAnn\n").unwrap_err(), Fault::NoCode);
        assert_eq!(Roster::read("code,shoe\na,1\n").unwrap_err(), Fault::Empty);
        let formula = Roster::read("code,email\na,=cmd()\n").unwrap_err();
        assert_eq!(formula, Fault::Formula { row: 2, cell: "=cmd()".into() });
        let twice = Roster::read("code,name\na,Ann\n,Bob\n,Eve\nA,Eve\n").unwrap_err();
        assert_eq!(twice, Fault::Twice { row: 5, code: "a".into() });
    }
}
