//! A board of items in columns: each item lies in the column that its first field names.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    Editor, Turn,
    board::{self, Board, Card, Face, Piece},
    field,
};
use crate::{
    exercise::{
        Answer,
        draft::Cursor,
        editor::{self, Field, Item},
    },
    role::Role,
    session::Work,
    tui::{action::Action, screen::Environment},
};

/// The editor.
#[derive(Default)]
pub(super) struct Cards {
    model: editor::Board,
    board: Board,
    /// The items of each card of the board, by number: those without a column first.
    items: Vec<(Option<usize>, Vec<usize>)>,
}

impl Cards {
    /// The column of the card with the cursor, and the item.
    fn at(&self) -> Option<(Option<usize>, Option<usize>)> {
        let (card, row) = self.board.at()?;
        let (column, items) = self.items.get(card)?;
        let item = row.checked_sub(1).and_then(|row| items.get(row)).copied();
        Some((*column, item))
    }

    /// Puts what is carried into the column under the cursor.
    fn put_down(&mut self, answer: &Answer) -> Turn {
        let Some((column, _)) = self.at() else { return Turn::Still };
        let names = self.board.take_hand();
        let cards = &self.model.cards;
        let held = names.iter().filter_map(|name| cards.iter().position(|item| item.name == *name));
        let put = |answer: Answer, card| self.model.drop_in(&answer, card, column);
        Turn::set(held.fold(answer.clone(), put))
    }

    fn turn(&mut self, turn: board::Turn, answer: &Answer) -> Turn {
        match turn {
            board::Turn::Pass => Turn::Pass,
            board::Turn::Still => Turn::Still,
            board::Turn::Moved => Turn::Moved,
            board::Turn::Drop => self.put_down(answer),
            board::Turn::Open | board::Turn::Aim => match self.here().0 {
                Some(item) if item.fields.len() == 1 => match item.fields.first() {
                    Some(field) => Turn::Ask(Box::new(self.column_field(item, field))),
                    None => Turn::Still,
                },
                Some(item) => Turn::Choose(item.label.clone(), item.fields.clone()),
                None => Turn::Say("editor.on-item"),
            },
        }
    }

    /// The field of an item's column with the columns to choose from, by the item's name.
    fn column_field(&self, item: &Item, field: &Field) -> Field {
        let input = editor::Input::One(self.model.columns.clone());
        Field { label: item.label.clone(), input, ..field.clone() }
    }

    fn set_column(&self, item: usize, column: Option<usize>, answer: &Answer) -> Turn {
        Turn::set(self.model.drop_in(answer, item, column))
    }
}

impl Editor for Cards {
    fn set(&mut self, model: &editor::Editor, _work: &Work, env: &Environment) {
        let editor::Editor::Board(model) = model else { return };
        self.model = model.clone();
        let all = 0..model.cards.len();
        let in_column = |column: Option<usize>| {
            let items = all.clone().filter(|item| model.column_of(*item) == column);
            (column, items.collect::<Vec<usize>>())
        };
        let homeless = in_column(None);
        let columns = (0..model.columns.len()).map(|column| in_column(Some(column)));
        let first = (!homeless.1.is_empty()).then_some(homeless);
        self.items = first.into_iter().chain(columns).collect();
        let card = |(column, items): &(Option<usize>, Vec<usize>)| {
            let choice = column.and_then(|column| model.columns.get(column));
            let (label, role) = match choice {
                Some(choice) => (field::label(&choice.label, env).into(), Role::Heading),
                None => (env.say("editor.nowhere").to_owned(), Role::Warn),
            };
            let piece = |item: &usize| model.cards.get(*item).map(|item| piece(item, env));
            Card {
                name: choice.map_or_else(|| "?".to_owned(), |choice| choice.value.clone()),
                head: Face::new(label, role, vec![items.len().to_string()]),
                pieces: items.iter().filter_map(piece).collect(),
                is_offer: false,
            }
        };
        self.board.set(self.items.iter().map(card).collect());
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        let item = self.at().and_then(|(_, item)| item);
        match (action, item) {
            (Action::Digit(digit @ 1..), Some(item))
                if usize::from(*digit) <= self.model.columns.len() =>
            {
                self.set_column(item, Some(usize::from(*digit) - 1), answer)
            }
            (Action::Own("delete"), Some(item)) => self.set_column(item, None, answer),
            _ => {
                let turn = self.board.update(action);
                self.turn(turn, answer)
            }
        }
    }

    fn click(&mut self, at: Position, focus: bool, answer: &Answer) -> Turn {
        let turn = self.board.click(at, focus);
        self.turn(turn, answer)
    }

    fn arrange(&mut self, area: Rect, _focus: bool, _env: &Environment) {
        self.board.arrange(area);
    }

    fn view(&self, buffer: &mut Buffer, focus: bool, env: &Environment) {
        self.board.view(buffer, focus, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        match self.board.hand() {
            [] => vec!["toggle", "select", "grade", "undo"],
            _ => vec!["right/across", "select/drop", "back/put-back"],
        }
    }

    fn here(&self) -> (Option<&Item>, Option<&Field>) {
        let item = self.at().and_then(|(_, item)| self.model.cards.get(item?));
        (item, item.and_then(|item| item.fields.first()))
    }

    fn cut_label(&self, width: u16) -> Option<&str> {
        self.here().0.filter(|_| self.board.is_cut(width)).map(|item| item.label.as_str())
    }

    fn find(&mut self, names: &[String]) -> bool {
        let (model, items) = (&self.model, &self.items);
        names.iter().any(|name| {
            self.board.find(|card, row| {
                let item = items.get(card).and_then(|(_, items)| items.get(row.checked_sub(1)?));
                item.and_then(|item| model.cards.get(*item)).is_some_and(|item| item.name == *name)
            })
        })
    }

    fn cursor(&self) -> Cursor {
        self.board.cursor()
    }

    fn go_to(&mut self, cursor: &Cursor) {
        self.board.go_to(cursor);
    }

    fn says(&self, env: &Environment) -> Option<String> {
        let held = self.board.hand();
        let what = match held {
            [] => return None,
            [one] => {
                let item = self.model.cards.iter().find(|item| item.name == *one);
                item.map_or_else(|| one.clone(), |item| item.label.clone())
            }
            many => env.words.plural("bench.pieces", many.len()),
        };
        Some(env.words.format("bench.carrying", &[("what", &what)]))
    }
}

fn piece(item: &Item, env: &Environment) -> Piece {
    let shown = item.fields.iter().skip(1).filter(|field| field.value.is_some());
    let notes = shown.map(|other| field::shown(other, env).0).collect();
    Piece {
        name: item.name.clone(),
        face: Face::new(
            format!("{} {}", env.signs.bullet, field::label(&item.label, env)),
            Role::Text,
            notes,
        ),
        is_loose: true,
    }
}
