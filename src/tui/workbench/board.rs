//! The board: cards in columns, a cursor that walks over them by keys and mouse, and the hand that
//! carries pieces from one to another.

use std::collections::HashMap;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    bench::Bench,
    cards::{self, Card, Holder, Piece, Thing},
};
use crate::{
    exercise::draft::Cursor,
    role::Role,
    tui::{action::Motion, draw, screen::Environment},
};

/// The narrowest column of cards, and the gap between two, in cells.
const COLUMN: u16 = 26;
const GAP: u16 = 2;

/// Where a row of a card is, in cells from the top left corner of everything.
#[derive(Clone, Copy, Debug)]
struct Spot {
    card: usize,
    row: usize,
    column: usize,
    y: u16,
}

/// The board.
#[derive(Default)]
pub(super) struct Board {
    cards: Vec<Card>,
    spots: Vec<Spot>,
    /// Number of the spot with the cursor.
    at: usize,
    /// Column of each card, so that a card stays where it is while others grow.
    columns: HashMap<String, usize>,
    count: usize,
    wide: u16,
    top: u16,
    area: Rect,
    /// What is carried.
    pub(super) hand: Vec<Piece>,
    /// The service from which a link is being drawn.
    pub(super) linking: Option<String>,
}

impl Board {
    /// The card with the cursor.
    pub(super) fn card(&self) -> Option<&Card> {
        self.cards.get(self.spots.get(self.at)?.card)
    }

    /// What is under the cursor.
    pub(super) fn thing(&self) -> Option<&Thing> {
        self.card()?.rows.get(self.spots.get(self.at)?.row)
    }

    /// The service with the cursor.
    pub(super) fn service(&self) -> Option<&str> {
        match &self.card()?.holder {
            Holder::Service(name) => Some(name),
            _ => None,
        }
    }

    /// The cursor as it is kept.
    pub(super) fn cursor(&self) -> Cursor {
        let row = self.spots.get(self.at).map_or(0, |spot| spot.row);
        Cursor { card: self.card().map(|card| card.holder.name()).unwrap_or_default(), row }
    }

    /// Puts the cursor on a card's row, or as near as there is.
    pub(super) fn go_to(&mut self, cursor: &Cursor) {
        let card = self.cards.iter().position(|card| card.holder.name() == cursor.card);
        let Some(card) = card else { return };
        let here = |spot: &Spot| spot.card == card && spot.row <= cursor.row;
        if let Some(at) = self.spots.iter().rposition(here) {
            self.at = at;
        }
    }

    /// Puts the cursor on a piece, a link or the head of a card, wherever it is.
    pub(super) fn find(&mut self, name: &str) -> bool {
        let fits = |spot: &Spot| {
            let Some(card) = self.cards.get(spot.card) else { return false };
            match card.rows.get(spot.row) {
                Some(Thing::Head) => matches!(&card.holder,
                    Holder::Service(own) | Holder::External(own) if own == name),
                Some(Thing::Piece(piece)) => piece.name() == name,
                _ => false,
            }
        };
        let found = self.spots.iter().position(fits);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Puts the cursor on a link or pattern, wherever it is.
    pub(super) fn show(&mut self, thing: &Thing) {
        let found = self.spots.iter().position(|spot| {
            self.cards.get(spot.card).and_then(|card| card.rows.get(spot.row)) == Some(thing)
        });
        self.at = found.unwrap_or(self.at);
    }

    /// Takes the design as it is now; the cursor stays where it was as far as that is still there.
    pub(super) fn refresh(&mut self, bench: &Bench) {
        let cursor = self.cursor();
        let beside = self.at;
        self.cards = cards::cards(bench);
        let names: Vec<&str> = self
            .cards
            .iter()
            .flat_map(|card| &card.rows)
            .filter_map(|thing| match thing {
                Thing::Piece(piece) => Some(piece.name()),
                _ => None,
            })
            .collect();
        self.hand.retain(|piece| names.contains(&piece.name()));
        self.place();
        self.at = beside.min(self.spots.len().saturating_sub(1));
        self.go_to(&cursor);
    }

    /// Lays the cards out for an area.
    pub(super) fn arrange(&mut self, area: Rect) {
        let count = usize::from(((area.width + GAP) / (COLUMN + GAP)).max(1));
        if count != self.count {
            self.columns.clear();
        }
        let gaps = GAP * (count as u16 - 1);
        self.wide = area.width.saturating_sub(gaps) / count as u16;
        self.area = area;
        if count != self.count {
            let cursor = self.cursor();
            self.count = count;
            self.place();
            self.go_to(&cursor);
        }
        self.follow();
    }

    /// Scrolls so that the cursor is in sight, and its card's head if there is room.
    fn follow(&mut self) {
        let Some(spot) = self.spots.get(self.at).copied() else { return };
        let page = self.area.height.max(1);
        let head = spot.y.saturating_sub(spot.row as u16);
        let head = if spot.y < head + page { head } else { spot.y };
        if head < self.top {
            self.top = head;
        }
        if spot.y >= self.top + page {
            self.top = spot.y + 1 - page;
        }
        let last = self.spots.iter().map(|spot| spot.y).max().unwrap_or(0);
        self.top = self.top.min((last + 1).saturating_sub(page));
    }

    fn place(&mut self) {
        let count = self.count.max(1);
        let mut tall = vec![0_u16; count];
        let height = |card: &Card| card.rows.len() as u16 + 1;
        for card in &self.cards {
            if let Some(column) = self.columns.get(&card.holder.name())
                && let Some(tall) = tall.get_mut(*column)
            {
                *tall += height(card);
            }
        }
        let mut of_card = Vec::new();
        for card in &self.cards {
            let name = card.holder.name();
            let known = self.columns.get(&name).copied().filter(|column| *column < count);
            let column = known.unwrap_or_else(|| {
                let least = tall.iter().enumerate().min_by_key(|(at, tall)| (**tall, *at));
                let column = least.map_or(0, |(at, _)| at);
                if let Some(tall) = tall.get_mut(column) {
                    *tall += height(card);
                }
                // Where a new service would go may change.
                if card.holder != Holder::New {
                    self.columns.insert(name, column);
                }
                column
            });
            of_card.push(column);
        }
        let mut y = vec![0_u16; count];
        self.spots.clear();
        for (at, (card, column)) in self.cards.iter().zip(of_card).enumerate() {
            let Some(y) = y.get_mut(column) else { continue };
            for row in 0..card.rows.len() {
                self.spots.push(Spot { card: at, row, column, y: *y });
                *y = y.saturating_add(1);
            }
            *y = y.saturating_add(1);
        }
    }

    /// Moves the cursor; says whether it moved.
    pub(super) fn go(&mut self, motion: Motion) -> bool {
        let Some(here) = self.spots.get(self.at).copied() else { return false };
        let page = self.area.height.max(2);
        let found = match motion {
            Motion::Up => self.nearest(here.column, |y| y < here.y, here.y),
            Motion::Down => self.nearest(here.column, |y| y > here.y, here.y),
            Motion::Left => self.beside(here, -1),
            Motion::Right => self.beside(here, 1),
            Motion::PageUp => self.nearest(here.column, |_| true, here.y.saturating_sub(page)),
            Motion::PageDown => self.nearest(here.column, |_| true, here.y.saturating_add(page)),
            Motion::HalfUp => self.nearest(here.column, |_| true, here.y.saturating_sub(page / 2)),
            Motion::HalfDown => {
                self.nearest(here.column, |_| true, here.y.saturating_add(page / 2))
            }
            Motion::Top => self.nearest(here.column, |_| true, 0),
            Motion::Bottom => self.nearest(here.column, |_| true, u16::MAX),
        };
        let before = self.at;
        self.at = found.unwrap_or(before);
        self.at != before
    }

    /// The spot of a column nearest to a height.
    fn nearest(&self, column: usize, fits: impl Fn(u16) -> bool, y: u16) -> Option<usize> {
        let all = self.spots.iter().enumerate();
        let here = all.filter(|(_, spot)| spot.column == column && fits(spot.y));
        here.min_by_key(|(_, spot)| spot.y.abs_diff(y)).map(|(at, _)| at)
    }

    /// The spot of the next column that has any; in a single column the next card's head.
    fn beside(&self, here: Spot, by: isize) -> Option<usize> {
        if self.count <= 1 {
            return self.next_card(by);
        }
        let column = here.column.checked_add_signed(by)?;
        self.nearest(column, |_| true, here.y)
    }

    /// The head of the card before or after the cursor's.
    fn next_card(&self, by: isize) -> Option<usize> {
        let card = self.spots.get(self.at)?.card.checked_add_signed(by)?;
        self.spots.iter().position(|spot| spot.card == card && spot.row == 0)
    }

    /// Goes to the head of the next or previous card.
    pub(super) fn go_card(&mut self, by: isize) -> bool {
        let found = self.next_card(by);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Puts the cursor under the mouse; says whether something is there.
    pub(super) fn point(&mut self, at: Position) -> bool {
        if !self.area.contains(at) {
            return false;
        }
        let column = usize::from((at.x - self.area.x) / (self.wide + GAP).max(1));
        let y = at.y - self.area.y + self.top;
        let found = self.spots.iter().position(|spot| spot.column == column && spot.y == y);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Picks a piece up or puts it back; what is carried comes from one card.
    pub(super) fn pick(&mut self, piece: Piece) {
        match self.hand.iter().position(|held| *held == piece) {
            Some(at) => drop(self.hand.remove(at)),
            None => self.hand.push(piece),
        }
    }

    /// Whether what is carried comes from the card under the cursor.
    pub(super) fn is_home(&self) -> bool {
        let Some(first) = self.hand.first() else { return false };
        self.card().is_some_and(|card| card.rows.contains(&Thing::Piece(first.clone())))
    }

    /// Where the board is drawn.
    pub(super) fn area(&self) -> Rect {
        self.area
    }

    /// Draws the cards in sight.
    pub(super) fn view(&self, buffer: &mut Buffer, bench: &Bench, focus: bool, env: &Environment) {
        let area = self.area;
        for (number, spot) in self.spots.iter().enumerate() {
            let Some(y) = spot.y.checked_sub(self.top).filter(|y| *y < area.height) else {
                continue;
            };
            let Some(card) = self.cards.get(spot.card) else { continue };
            let Some(thing) = card.rows.get(spot.row) else { continue };
            let x = area.x + spot.column as u16 * (self.wide + GAP);
            let row = Rect { x, y: area.y + y, width: self.wide, height: 1 };
            self.draw_row(buffer, row, card, thing, (number == self.at && focus, bench), env);
        }
        let last = self.spots.iter().map(|spot| spot.y).max().unwrap_or(0);
        let sign = if env.settings.ascii { ("^", "v") } else { ("▴", "▾") };
        // In the margin, where it covers nothing.
        let x = area.right();
        if self.top > 0 {
            draw::put(buffer, x, area.y, 1, sign.0, env.style(Role::Accent));
        }
        if last >= self.top + area.height {
            let y = area.bottom().saturating_sub(1);
            draw::put(buffer, x, y, 1, sign.1, env.style(Role::Accent));
        }
    }

    fn draw_row(
        &self,
        buffer: &mut Buffer,
        row: Rect,
        card: &Card,
        thing: &Thing,
        (selected, bench): (bool, &Bench),
        env: &Environment,
    ) {
        let held = matches!(thing, Thing::Piece(piece) if self.hand.contains(piece));
        let source = *thing == Thing::Head
            && matches!(&card.holder, Holder::Service(name) if self.linking.as_ref() == Some(name));
        let ground = if selected { env.style(Role::Selection) } else { env.theme.base() };
        if selected {
            draw::highlight(buffer, row, ground);
        }
        let (name, role, note) = cards::face(card, thing, bench, env);
        let indent = if *thing == Thing::Head { 0 } else { 2 };
        let lead = if held || source { env.signs.here } else { "" };
        draw::put(buffer, row.x, row.y, 2, lead, ground.patch(env.style(Role::Accent)));
        let indent = if source { 2 } else { indent };
        let role = if held || source { Role::Accent } else { role };
        let patch = |role: Role| {
            let mut style = ground.patch(env.style(role));
            if selected {
                style.bg = ground.bg;
            }
            style
        };
        let x = row.x + indent;
        let end = draw::put(buffer, x, row.y, row.width.saturating_sub(indent), &name, patch(role));
        let room = row.right().saturating_sub(end + 1);
        let note = fitting(&note, usize::from(room));
        draw::put_right(buffer, row.right(), row.y, room, &note, patch(Role::Muted));
    }
}

/// As many notes as there is room for, none of them cut: half a number says something else.
fn fitting(notes: &[String], room: usize) -> String {
    let rows = (0..=notes.len()).map(|count| notes[..count].join(" "));
    rows.take_while(|row| crate::text::width(row) <= room).last().unwrap_or_default()
}
