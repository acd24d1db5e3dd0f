//! The design on the board: what every card and piece of it stands for.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    cards,
    thing::{Card, Holder, Member, Thing},
    workspace::Workspace,
};
use crate::tui::{
    editors::board::{self, Piece},
    screen::Environment,
};

/// The board with its design.
#[derive(Default)]
pub(super) struct Board {
    pub(super) editor: board::Board,
    cards: Vec<Card>,
}

impl Board {
    /// The card with the cursor.
    pub(super) fn holder(&self) -> Option<&Holder> {
        self.cards.get(self.editor.at()?.0).map(|card| &card.holder)
    }

    /// What is under the cursor.
    pub(super) fn thing(&self) -> Option<&Thing> {
        let (card, row) = self.editor.at()?;
        self.cards.get(card)?.rows.get(row)
    }

    /// The service with the cursor.
    pub(super) fn service(&self) -> Option<&str> {
        match self.holder()? {
            Holder::Service(name) => Some(name),
            _ => None,
        }
    }

    /// The service from which a link is being drawn.
    pub(super) fn linking(&self) -> Option<&str> {
        let aim = self.editor.aim()?;
        let from = self.cards.iter().find(|card| card.holder.name() == aim)?;
        match &from.holder {
            Holder::Service(name) => Some(name),
            _ => None,
        }
    }

    /// What is carried.
    pub(super) fn hand(&self) -> Vec<Member> {
        self.members(self.editor.hand())
    }

    /// Takes what is carried out of the hand.
    pub(super) fn take_hand(&mut self) -> Vec<Member> {
        let names = self.editor.take_hand();
        self.members(&names)
    }

    fn members(&self, names: &[String]) -> Vec<Member> {
        let things = || self.cards.iter().flat_map(|card| &card.rows);
        let member = |name: &String| {
            things().find_map(|thing| match thing {
                Thing::Member(member) if member.key() == *name => Some(member.clone()),
                _ => None,
            })
        };
        names.iter().filter_map(member).collect()
    }

    /// Puts the cursor on a member or the head of a card, wherever it is.
    pub(super) fn find(&mut self, name: &str) -> bool {
        let cards = &self.cards;
        self.editor.find(|card, row| {
            let Some(card) = cards.get(card) else { return false };
            match card.rows.get(row) {
                Some(Thing::Head) => matches!(&card.holder,
                    Holder::Service(own) | Holder::External(own) if own == name),
                Some(Thing::Member(member)) => member.name() == name,
                _ => false,
            }
        })
    }

    /// Puts the cursor on a link or pattern, wherever it is.
    pub(super) fn show(&mut self, thing: &Thing) {
        let cards = &self.cards;
        self.editor
            .find(|card, row| cards.get(card).and_then(|card| card.rows.get(row)) == Some(thing));
    }

    /// Takes the design as it is now.
    pub(super) fn refresh(&mut self, workspace: &Workspace, env: &Environment) {
        self.cards = cards::cards(workspace);
        let card = |card: &Card| {
            let face = |thing: &Thing| cards::face(card, thing, workspace, env);
            let piece = |(at, thing): (usize, &Thing)| Piece {
                name: match thing {
                    Thing::Member(member) => member.key(),
                    _ => at.to_string(),
                },
                face: face(thing),
                is_loose: matches!(thing, Thing::Member(_)),
            };
            board::Card {
                name: card.holder.name(),
                head: face(&Thing::Head),
                pieces: card.rows.iter().enumerate().skip(1).map(piece).collect(),
                is_offer: card.holder == Holder::New,
            }
        };
        self.editor.set(self.cards.iter().map(card).collect());
    }

    /// Lays the cards out for an area.
    pub(super) fn arrange(&mut self, area: Rect) {
        self.editor.arrange(area);
    }

    /// Draws the cards in sight.
    pub(super) fn view(&self, buffer: &mut Buffer, focus: bool, env: &Environment) {
        self.editor.view(buffer, focus, env);
    }
}
