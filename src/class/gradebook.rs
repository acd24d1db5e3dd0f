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

/// The column of a roster with the codes.
const CODE: &str = "code";

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

/// What a row says beside the code.
type Cells = BTreeMap<&'static str, String>;

#[derive(Clone, Debug, Default, PartialEq)]
struct Person {
    codes: Vec<String>,
    cells: Cells,
    /// The first row that names them.
    row: usize,
}

/// What is wrong with a roster; rows count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no column `code`.
    NoCode,
    /// No row, or no other column.
    Empty,
    /// An identifier in a row would be a formula.
    Formula { row: usize, cell: String },
    /// What a row has for a code is none.
    Malformed { row: usize, cell: String },
    /// A row has a code and names nobody.
    Nobody { row: usize },
    /// Two people have the same code or identifier: one would get the grades of the other.
    Shared { rows: [usize; 2], column: &'static str, cell: String },
}

impl Roster {
    /// Reads a roster: CSV with a column `code` and some of name, idnumber, username, email, sis_user_id,
    /// sis_login_id. Two rows that say the same but for the code are one person; a row may have no code yet.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let rows = csv::rows(text);
        let Some((head, rows)) = rows.split_first() else { return Err(Fault::Empty) };
        let head: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
        let at = |name: &str| head.iter().position(|column| column == name);
        let code = at(CODE).ok_or(Fault::NoCode)?;
        let columns: Vec<(&'static str, usize)> =
            COLUMNS.into_iter().filter_map(|name| Some((name, at(name)?))).collect();
        if columns.is_empty() || rows.is_empty() {
            return Err(Fault::Empty);
        }
        let mut roster =
            Self { columns: columns.iter().map(|(name, _)| *name).collect(), people: Vec::new() };
        for (row, number) in rows.iter().zip(2..) {
            let cell = |at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
            let cells: Cells = columns.iter().map(|(name, at)| (*name, cell(*at))).collect();
            roster.add(number, &cell(code), cells)?;
        }
        roster.is_of_one_each()?;
        Ok(roster)
    }

    fn add(&mut self, row: usize, code: &str, cells: Cells) -> Result<(), Fault> {
        let all = identifiers(&cells).map(|(_, cell)| cell);
        let formula = all.chain([code]).find(|cell| is_formula(cell)).map(str::to_owned);
        if let Some(cell) = formula {
            return Err(Fault::Formula { row, cell });
        }
        let code = match (Code::parse(code), code) {
            (None, "") => None,
            (None, cell) => return Err(Fault::Malformed { row, cell: cell.to_owned() }),
            (code, _) => code.map(|code| code.as_str().to_owned()),
        };
        if code.is_some() && cells.values().all(String::is_empty) {
            return Err(Fault::Nobody { row });
        }
        match self.people.iter_mut().find(|person| person.cells == cells) {
            Some(person) => person.codes.extend(code),
            None => self.people.push(Person { codes: code.into_iter().collect(), cells, row }),
        }
        Ok(())
    }

    /// Whether each code and each identifier is of one person.
    fn is_of_one_each(&self) -> Result<(), Fault> {
        let mut owners: BTreeMap<(&'static str, &str), usize> = BTreeMap::new();
        for person in &self.people {
            for (column, cell) in person.marks() {
                let first = *owners.entry((column, cell)).or_insert(person.row);
                if first != person.row {
                    let rows = [first, person.row];
                    return Err(Fault::Shared { rows, column, cell: cell.to_owned() });
                }
            }
        }
        Ok(())
    }

    fn knows(&self, code: &str) -> bool {
        self.people.iter().any(|person| person.codes.iter().any(|known| known == code))
    }
}

/// The identifiers among cells, without those that are empty.
fn identifiers(cells: &Cells) -> impl Iterator<Item = (&'static str, &str)> {
    let full = cells.iter().filter(|(name, cell)| **name != "name" && !cell.is_empty());
    full.map(|(name, cell)| (*name, cell.as_str()))
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
        let of = |learner: &&Grades| person.codes.contains(&learner.learner);
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
    /// What tells this person from every other one.
    fn marks(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let codes = self.codes.iter().map(|code| (CODE, code.as_str()));
        codes.chain(identifiers(&self.cells))
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

    const ANN: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    const BOB: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbb";
    const ANN_AGAIN: &str = "cccccccccccccccccccccccccc";

    fn roster(rows: &str) -> Result<Roster, Fault> {
        let codes = [("ANN2", ANN_AGAIN), ("ANN", ANN), ("BOB", BOB)];
        Roster::read(
            &codes.iter().fold(rows.to_owned(), |rows, (name, code)| rows.replace(name, code)),
        )
    }

    const ROSTER: &str = "code,name,email,sis_user_id\r\nANN,\"Ann, A.\",a@h.example,17\n\
                          BOB,=Bob,b@h.example,18\nANN2,\"Ann, A.\",a@h.example,17\n";

    #[test]
    fn what_was_not_done_is_empty_and_no_nought() {
        let all = [grades("aaa", Some(87.0), None), grades("=x", None, Some(100.0 / 3.0))];
        let wanted = "learner,exercise:shop,quiz:w1-quiz\naaa,87.00,\n'=x,,33.33\n";
        assert_eq!(by_code(&all), wanted);
    }

    #[test]
    fn two_codes_of_one_person_are_one_row_with_the_best_of_both() {
        let all = [
            grades(ANN, Some(40.0), None),
            grades(ANN_AGAIN, Some(90.0), Some(50.0)),
            grades("zzz", Some(1.0), None),
        ];
        let roster = roster(ROSTER).unwrap();
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
    fn a_roster_that_cannot_be_used_says_why() {
        assert_eq!(Roster::read("").unwrap_err(), Fault::Empty);
        assert_eq!(Roster::read("name\nAnn\n").unwrap_err(), Fault::NoCode);
        assert_eq!(roster("code,shoe\nANN,1\n").unwrap_err(), Fault::Empty);
        let formula = roster("code,email\nANN,=cmd()\n").unwrap_err();
        assert_eq!(formula, Fault::Formula { row: 2, cell: "=cmd()".into() });
    }

    #[test]
    fn nobody_gets_the_grades_of_another() {
        let shared = |rows: [usize; 2], column: &'static str, cell: &str| Fault::Shared {
            rows,
            column,
            cell: cell.to_owned(),
        };
        let twice = roster("code,name,email\nANN,Ada,a@h\nBOB,Bob,b@h\nANN,Eve,e@h\n");
        assert_eq!(twice.unwrap_err(), shared([2, 4], "code", ANN));
        let other_case =
            Roster::read(&format!("code,name\n{ANN},Ada\n{},Eve\n", ANN.to_uppercase()));
        assert_eq!(other_case.unwrap_err(), shared([2, 3], "code", ANN));
        let one_address = roster("code,name,email\nANN,Ann A.,a@h\nANN2,Ann,a@h\n");
        assert_eq!(one_address.unwrap_err(), shared([2, 3], "email", "a@h"));
        assert!(roster("code,name,email\nANN,Ada,a@h\nANN,Ada,a@h\n,Bob,\n,Eve,\n").is_ok());
    }

    #[test]
    fn a_row_has_a_code_or_none_yet() {
        let wrong = roster("code,name\nANN,Ada\nnotacode,Bob\n").unwrap_err();
        assert_eq!(wrong, Fault::Malformed { row: 3, cell: "notacode".into() });
        assert_eq!(roster("code,name\nANN,\n").unwrap_err(), Fault::Nobody { row: 2 });
        let (text, _) = by_name(
            &[grades(ANN, Some(40.0), None)],
            &roster("code,name\nANN,Ada\n,Bob\n").unwrap(),
            Reader::Moodle,
        );
        assert_eq!(text, "name,exercise:shop\nAda,40.00\nBob,\n");
    }

    #[test]
    fn columns_are_parted_as_spreadsheets_part_them() {
        for sign in [";", "\t"] {
            let text = ROSTER.replace("\"Ann, A.\"", "Ann A.").replace(',', sign);
            assert_eq!(roster(&text).unwrap().people.len(), 2, "{sign:?}");
        }
    }
}
