//! The board: cards in columns, a cursor that walks over them by keys and mouse, and the hand that
//! carries pieces from one card to another. What the cards stand for is for its owner to know.

mod layout;
mod mouse;
mod view;

use ratatui::layout::{Position, Rect};

use self::{layout::Layout, mouse::Grip};
use crate::{
    exercise::draft::Cursor,
    role::Role,
    text,
    tui::action::{Action, Motion},
};

/// How a row of a card looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    pub text: String,
    pub role: Role,
    /// Those come last that matter least.
    pub notes: Vec<String>,
}

impl Face {
    /// Messages that look so, and notes.
    pub fn new(text: impl Into<String>, role: Role, notes: Vec<String>) -> Self {
        Self { text: text.into(), role, notes }
    }
}

/// One card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Finds the card again.
    pub name: String,
    pub head: Face,
    pub pieces: Vec<Piece>,
    /// It offers a new card: it may move to another column, and a click opens it at once.
    pub is_offer: bool,
}

/// What lies on a card.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Finds it again on whatever card it lies.
    pub name: String,
    pub face: Face,
    /// Whether it can be carried to another card.
    pub is_loose: bool,
}

/// What an action asks of the board's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The action is not the board's.
    Pass,
    /// Nothing looks different.
    Still,
    /// The board looks different.
    Moved,
    /// What is under the cursor should open.
    Open,
    /// What is carried should be put on the card under the cursor.
    Drop,
    /// The card under the cursor is what was aimed at.
    Aim,
}

/// The board.
#[derive(Default)]
pub struct Board {
    cards: Vec<Card>,
    layout: Layout,
    /// Number of the spot with the cursor.
    at: usize,
    /// Names of the pieces that are carried; they come from one card.
    hand: Vec<String>,
    /// The card from which one aims at another.
    aim: Option<String>,
    grip: Option<Grip>,
}

impl Board {
    /// Takes the cards as they are now; the cursor stays where it was as far as that is still there.
    pub fn set(&mut self, cards: Vec<Card>) {
        let cursor = self.cursor();
        self.cards = cards;
        let pieces = self.cards.iter().flat_map(|card| &card.pieces);
        let names: Vec<&str> = pieces.map(|piece| piece.name.as_str()).collect();
        self.hand.retain(|name| names.contains(&name.as_str()));
        self.layout.arrange(self.layout.area(), &self.cards);
        self.layout.place(&self.cards);
        self.at = self.at.min(self.layout.count().saturating_sub(1));
        self.go_to(&cursor);
    }

    /// Lays the cards out for an area.
    pub fn arrange(&mut self, area: Rect) {
        let cursor = self.cursor();
        if self.layout.arrange(area, &self.cards) {
            self.layout.place(&self.cards);
            self.go_to(&cursor);
        }
        self.layout.scroll_to(self.at);
    }

    /// Whether an area of so many cells cuts the name of the piece under the cursor.
    pub fn is_cut(&self, width: u16) -> bool {
        let row = self.at().and_then(|(_, row)| row.checked_sub(1));
        let piece = self.card().and_then(|card| card.pieces.get(row?));
        let (_, wide) = layout::columns((width, self.area().height), &self.cards);
        piece.is_some_and(|piece| {
            text::width(&piece.face.text) + usize::from(view::INDENT) > usize::from(wide)
        })
    }

    /// Where the board is drawn.
    pub fn area(&self) -> Rect {
        self.layout.area()
    }

    /// Number of the card with the cursor, and of the row in it: 0 for its head.
    pub fn at(&self) -> Option<(usize, usize)> {
        self.layout.spot(self.at)
    }

    fn card(&self) -> Option<&Card> {
        self.cards.get(self.at()?.0)
    }

    /// The piece with the cursor; nothing on a head.
    fn piece(&self) -> Option<&Piece> {
        self.card()?.pieces.get(self.at()?.1.checked_sub(1)?)
    }

    /// The cursor as it is kept.
    pub fn cursor(&self) -> Cursor {
        let row = self.at().map_or(0, |(_, row)| row);
        Cursor { card: self.card().map(|card| card.name.clone()).unwrap_or_default(), row }
    }

    /// Puts the cursor on a card's row, or as near as there is.
    pub fn go_to(&mut self, cursor: &Cursor) {
        let Some(card) = self.cards.iter().position(|card| card.name == cursor.card) else {
            return;
        };
        let nearest = self.layout.last(|at, row| at == card && row <= cursor.row);
        self.at = nearest.unwrap_or(self.at);
    }

    /// Puts the cursor on the first row that fits, by the numbers of its card and its row there; says
    /// whether there is one.
    pub fn find(&mut self, fits: impl Fn(usize, usize) -> bool) -> bool {
        let found = self.layout.first(fits);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Names of the pieces that are carried.
    pub fn hand(&self) -> &[String] {
        &self.hand
    }

    /// Takes what is carried out of the hand.
    pub fn take_hand(&mut self) -> Vec<String> {
        std::mem::take(&mut self.hand)
    }

    /// Lifts a piece, or puts it back.
    pub fn lift(&mut self, name: String) {
        match self.hand.iter().position(|held| *held == name) {
            Some(at) => drop(self.hand.remove(at)),
            None => self.hand.push(name),
        }
    }

    /// Whether what is carried comes from the card under the cursor.
    pub fn is_home(&self) -> bool {
        let Some(first) = self.hand.first() else { return false };
        self.card().is_some_and(|card| card.pieces.iter().any(|piece| piece.name == *first))
    }

    /// The card from which one aims at another, by name.
    pub fn aim(&self) -> Option<&str> {
        self.aim.as_deref()
    }

    /// Begins to aim from the card under the cursor; what is carried stays in hand.
    pub fn begin_aim(&mut self) {
        self.aim = self.card().map(|card| card.name.clone());
    }

    /// Stops aiming.
    pub fn end_aim(&mut self) {
        self.aim = None;
    }

    /// Takes an action.
    pub fn update(&mut self, action: &Action) -> Turn {
        let moved = match action {
            Action::Move(motion) => self.go(*motion),
            Action::Next => self.go_card(1),
            Action::Previous => self.go_card(-1),
            Action::Select => return self.select(),
            Action::Toggle => return self.toggle(),
            Action::Drag(at) => self.drag(*at),
            Action::Release(at) => return self.release(*at),
            Action::Wheel { lines, .. } => {
                let motion = if *lines > 0 { Motion::Down } else { Motion::Up };
                (0..lines.unsigned_abs()).fold(false, |moved, _| self.go(motion) || moved)
            }
            Action::Back if self.aim.take().is_some() => true,
            Action::Back if !self.hand.is_empty() => {
                self.hand.clear();
                true
            }
            _ => return Turn::Pass,
        };
        if moved { Turn::Moved } else { Turn::Still }
    }

    /// Enter: aim, put down, or open.
    fn select(&mut self) -> Turn {
        match (&self.aim, self.hand.is_empty()) {
            (Some(_), _) => Turn::Aim,
            (None, false) => self.put_down(),
            (None, true) => Turn::Open,
        }
    }

    /// Space: lift, lift more, put back, or put down on another card.
    fn toggle(&mut self) -> Turn {
        if self.aim.is_some() {
            return Turn::Aim;
        }
        let carried = !self.hand.is_empty();
        let loose = self.piece().filter(|piece| piece.is_loose).map(|piece| piece.name.clone());
        match loose {
            Some(name) if !carried || self.is_home() => {
                self.lift(name);
                Turn::Moved
            }
            _ => self.select(),
        }
    }

    fn put_down(&mut self) -> Turn {
        if self.is_home() {
            self.hand.clear();
            return Turn::Moved;
        }
        Turn::Drop
    }

    fn go(&mut self, motion: Motion) -> bool {
        let before = self.at;
        self.at = self.layout.go(before, motion).unwrap_or(before);
        self.at != before
    }

    /// Goes to the head of the next or previous card.
    fn go_card(&mut self, by: isize) -> bool {
        let found = self.layout.next_card(self.at, by);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Puts the cursor under the mouse; says whether something is there.
    fn point(&mut self, at: Position) -> bool {
        let found = self.layout.hit(at);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }
}

#[cfg(test)]
mod tests;
