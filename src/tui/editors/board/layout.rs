//! Where every row of every card is: cards flow into columns, the cursor walks from row to row.

use std::collections::HashMap;

use ratatui::layout::{Position, Rect};

use super::{Card, view::INDENT};
use crate::{text, tui::action::Motion};

/// The narrowest column of cards, the widest, and the gap between two, in cells.
const COLUMN: u16 = 26;
const WIDEST: u16 = 64;
const GAP: u16 = 2;
/// From this width on, of each four cells more one is for the narrowest column, up to one that cuts no name.
const ROOMY: u16 = 120;
const ROOMY_COLUMN: u16 = 40;

/// Where a row of a card is, in cells from the top left corner of everything.
#[derive(Clone, Copy, Debug)]
struct Spot {
    card: usize,
    /// 0 for the card's head.
    row: usize,
    column: usize,
    y: u16,
}

/// Where everything is.
#[derive(Default)]
pub(super) struct Layout {
    spots: Vec<Spot>,
    /// Column of each card, so that a card stays where it is while others grow.
    columns: HashMap<String, usize>,
    /// Names of the cards as they were placed last.
    known: Vec<String>,
    /// How many columns there are.
    across: usize,
    wide: u16,
    top: u16,
    area: Rect,
}

/// How many columns of cards a board has room for, and the cells of one. Of cards that stay the same there
/// are no more columns than cards, and fewer where names are cut and everything has room below each other.
pub(super) fn columns((width, height): (u16, u16), cards: &[Card]) -> (usize, u16) {
    let least = (COLUMN + width.saturating_sub(ROOMY) / 4).min(ROOMY_COLUMN);
    let fitting = ((width + GAP) / (least + GAP)).max(1);
    let wide = |across: u16| (width.saturating_sub(GAP * (across - 1)) / across).min(WIDEST);
    let of = |across: u16| (usize::from(across), wide(across));
    if cards.iter().any(|card| card.is_offer) {
        return of(fitting);
    }
    let (widest, rows) = (widest(cards), cards.iter().map(tall).sum::<u16>());
    let mut across = fitting.min(u16::try_from(cards.len()).unwrap_or(u16::MAX)).max(1);
    while across > 1 && wide(across) < widest && rows.div_ceil(across - 1) <= height {
        across -= 1;
    }
    of(across)
}

/// Rows of a card with the gap below it.
fn tall(card: &Card) -> u16 {
    u16::try_from(card.pieces.len() + 2).unwrap_or(u16::MAX)
}

/// Cells of the longest name on the cards, as far as a column may be wide.
fn widest(cards: &[Card]) -> u16 {
    let pieces = cards.iter().flat_map(|card| &card.pieces);
    let widest = pieces.map(|piece| text::width(&piece.face.text) + usize::from(INDENT)).max();
    u16::try_from(widest.unwrap_or(0)).unwrap_or(WIDEST).min(WIDEST)
}

impl Layout {
    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.spots.len()
    }

    pub(super) fn area(&self) -> Rect {
        self.area
    }

    /// The card and the row of a spot.
    pub(super) fn spot(&self, at: usize) -> Option<(usize, usize)> {
        self.spots.get(at).map(|spot| (spot.card, spot.row))
    }

    /// The first spot whose card and row fit.
    pub(super) fn first(&self, fits: impl Fn(usize, usize) -> bool) -> Option<usize> {
        self.spots.iter().position(|spot| fits(spot.card, spot.row))
    }

    /// The last spot whose card and row fit.
    pub(super) fn last(&self, fits: impl Fn(usize, usize) -> bool) -> Option<usize> {
        self.spots.iter().rposition(|spot| fits(spot.card, spot.row))
    }

    /// Takes an area for the cards; says whether they have to be placed anew.
    pub(super) fn arrange(&mut self, area: Rect, cards: &[Card]) -> bool {
        let (across, wide) = columns((area.width, area.height), cards);
        let anew = across != self.across;
        if anew {
            self.columns.clear();
        }
        self.wide = wide;
        self.area = area;
        self.across = across;
        anew
    }

    /// Scrolls so that a spot is in sight, and its card's head if there is room.
    pub(super) fn scroll_to(&mut self, at: usize) {
        let Some(spot) = self.spots.get(at).copied() else { return };
        let page = self.area.height.max(1);
        let head = spot.y.saturating_sub(spot.row as u16);
        let head = if spot.y < head + page { head } else { spot.y };
        if head < self.top {
            self.top = head;
        }
        if spot.y >= self.top + page {
            self.top = spot.y + 1 - page;
        }
        self.top = self.top.min((self.bottom() + 1).saturating_sub(page));
    }

    /// The lowest row of all.
    fn bottom(&self) -> u16 {
        self.spots.iter().map(|spot| spot.y).max().unwrap_or(0)
    }

    /// Gives every card its place: the column that it had, or the one with the most room.
    pub(super) fn place(&mut self, cards: &[Card]) {
        self.follow_names(cards);
        let across = self.across.max(1);
        let mut rows = vec![0_u16; across];
        for card in cards {
            if let Some(column) = self.columns.get(&card.name)
                && let Some(rows) = rows.get_mut(*column)
            {
                *rows += tall(card);
            }
        }
        let mut of_card = Vec::new();
        for card in cards {
            let known = self.columns.get(&card.name).copied().filter(|column| *column < across);
            let column = known.unwrap_or_else(|| {
                let least = rows.iter().enumerate().min_by_key(|(at, rows)| (**rows, *at));
                let column = least.map_or(0, |(at, _)| at);
                if let Some(rows) = rows.get_mut(column) {
                    *rows += tall(card);
                }
                if !card.is_offer {
                    self.columns.insert(card.name.clone(), column);
                }
                column
            });
            of_card.push(column);
        }
        let mut y = vec![0_u16; across];
        self.spots.clear();
        for (at, (card, column)) in cards.iter().zip(of_card).enumerate() {
            let Some(y) = y.get_mut(column) else { continue };
            for row in 0..=card.pieces.len() {
                self.spots.push(Spot { card: at, row, column, y: *y });
                *y = y.saturating_add(1);
            }
            *y = y.saturating_add(1);
        }
    }

    /// A card that has got another name keeps its column.
    fn follow_names(&mut self, cards: &[Card]) {
        let names: Vec<String> = cards.iter().map(|card| card.name.clone()).collect();
        let gone: Vec<&String> = self.known.iter().filter(|name| !names.contains(name)).collect();
        let new: Vec<&String> = names.iter().filter(|name| !self.known.contains(name)).collect();
        if let ([gone], [new]) = (gone.as_slice(), new.as_slice())
            && let Some(column) = self.columns.get(*gone).copied()
        {
            self.columns.entry((*new).clone()).or_insert(column);
        }
        self.known = names;
    }

    /// The spot after a movement.
    pub(super) fn go(&self, at: usize, motion: Motion) -> Option<usize> {
        let here = self.spots.get(at).copied()?;
        let page = self.area.height.max(2);
        match motion {
            Motion::Up => self.nearest(here.column, |y| y < here.y, here.y),
            Motion::Down => self.nearest(here.column, |y| y > here.y, here.y),
            Motion::Left => self.beside(at, -1),
            Motion::Right => self.beside(at, 1),
            Motion::PageUp => self.nearest(here.column, |_| true, here.y.saturating_sub(page)),
            Motion::PageDown => self.nearest(here.column, |_| true, here.y.saturating_add(page)),
            Motion::HalfUp => self.nearest(here.column, |_| true, here.y.saturating_sub(page / 2)),
            Motion::HalfDown => {
                self.nearest(here.column, |_| true, here.y.saturating_add(page / 2))
            }
            Motion::Top => self.nearest(here.column, |_| true, 0),
            Motion::Bottom => self.nearest(here.column, |_| true, u16::MAX),
        }
    }

    /// The spot of a column nearest to a height.
    fn nearest(&self, column: usize, fits: impl Fn(u16) -> bool, y: u16) -> Option<usize> {
        let all = self.spots.iter().enumerate();
        let here = all.filter(|(_, spot)| spot.column == column && fits(spot.y));
        here.min_by_key(|(_, spot)| spot.y.abs_diff(y)).map(|(at, _)| at)
    }

    /// The spot of the next column that has any; in a single column the next card's head.
    fn beside(&self, at: usize, by: isize) -> Option<usize> {
        if self.across <= 1 {
            return self.next_card(at, by);
        }
        let here = self.spots.get(at)?;
        let column = here.column.checked_add_signed(by)?;
        self.nearest(column, |_| true, here.y)
    }

    /// The head of the card before or after a spot's.
    pub(super) fn next_card(&self, at: usize, by: isize) -> Option<usize> {
        let wanted = self.spots.get(at)?.card.checked_add_signed(by)?;
        self.first(|card, row| card == wanted && row == 0)
    }

    /// The spot under the mouse.
    pub(super) fn hit(&self, at: Position) -> Option<usize> {
        if !self.area.contains(at) {
            return None;
        }
        let column = usize::from((at.x - self.area.x) / (self.wide + GAP).max(1));
        let y = at.y - self.area.y + self.top;
        self.spots.iter().position(|spot| spot.column == column && spot.y == y)
    }

    /// Number, card, row and place of every spot in sight.
    pub(super) fn in_sight(&self) -> impl Iterator<Item = (usize, usize, usize, Rect)> {
        let area = self.area;
        self.spots.iter().enumerate().filter_map(move |(number, spot)| {
            let y = spot.y.checked_sub(self.top).filter(|y| *y < area.height)?;
            let x = area.x + spot.column as u16 * (self.wide + GAP);
            let place = Rect { x, y: area.y + y, width: self.wide, height: 1 };
            Some((number, spot.card, spot.row, place))
        })
    }

    /// Whether there is more above and below.
    pub(super) fn more(&self) -> (bool, bool) {
        (self.top > 0, self.bottom() >= self.top + self.area.height)
    }
}
