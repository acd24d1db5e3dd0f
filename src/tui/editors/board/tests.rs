use super::*;

fn face(text: &str) -> Face {
    Face { text: text.into(), role: Role::Text, notes: Vec::new() }
}

fn card(name: &str, pieces: &[&str]) -> Card {
    let piece = |name: &&str| Piece { name: (*name).into(), face: face(name), is_loose: true };
    let pieces = pieces.iter().map(piece).collect();
    Card { name: name.into(), head: face(name), pieces, is_offer: false }
}

/// Two columns, `a` with two pieces and `b` with none.
fn board() -> Board {
    let mut board = Board::default();
    board.arrange(Rect::new(0, 0, 60, 20));
    board.set(vec![card("a", &["one", "two"]), card("b", &[])]);
    board
}

fn row(y: u16) -> Position {
    Position::new(3, y)
}

#[test]
fn a_piece_is_lifted_carried_and_dropped_by_keys() {
    let mut board = board();
    assert_eq!(board.update(&Action::Move(Motion::Down)), Turn::Moved);
    assert_eq!(board.update(&Action::Toggle), Turn::Moved);
    assert_eq!(board.hand(), ["one"]);
    assert_eq!(board.update(&Action::Move(Motion::Right)), Turn::Moved);
    assert_eq!((board.update(&Action::Select), board.at()), (Turn::Drop, Some((1, 0))));
    assert_eq!(board.take_hand(), ["one"]);
}

#[test]
fn what_is_dropped_where_it_came_from_is_put_back() {
    let mut board = board();
    board.update(&Action::Move(Motion::Down));
    board.update(&Action::Toggle);
    board.update(&Action::Move(Motion::Up));
    assert_eq!(board.update(&Action::Select), Turn::Moved);
    assert!(board.hand().is_empty());
    board.lift("two".into());
    assert_eq!(board.update(&Action::Back), Turn::Moved);
    assert_eq!((board.hand().len(), board.update(&Action::Back)), (0, Turn::Pass));
}

#[test]
fn a_piece_is_dragged_and_a_click_without_a_drag_only_lifts() {
    let mut board = board();
    assert_eq!(board.click(row(1), true), Turn::Moved);
    assert_eq!(board.update(&Action::Release(row(1))), Turn::Still);
    assert_eq!(board.hand(), ["one"]);
    board.take_hand();
    board.click(row(2), true);
    assert_eq!(board.update(&Action::Drag(Position::new(35, 0))), Turn::Moved);
    assert_eq!(board.update(&Action::Release(Position::new(35, 0))), Turn::Drop);
    assert_eq!(board.hand(), ["two"]);
}

#[test]
fn one_aims_from_a_card_at_another() {
    let mut board = board();
    board.begin_aim();
    board.update(&Action::Next);
    assert_eq!((board.update(&Action::Select), board.aim()), (Turn::Aim, Some("a")));
    board.end_aim();
    assert_eq!(board.update(&Action::Select), Turn::Open);
}

#[test]
fn the_cursor_stays_on_its_row_and_the_hand_loses_what_is_gone() {
    let mut board = board();
    board.update(&Action::Move(Motion::Bottom));
    board.lift("two".into());
    board.set(vec![card("c", &[]), card("a", &["one"]), card("b", &[])]);
    assert_eq!((board.cursor().card.as_str(), board.cursor().row), ("a", 1));
    assert!(board.hand().is_empty());
    assert!(board.find(|card, row| card == 2 && row == 0));
}

#[test]
fn columns_are_as_wide_as_names_need_while_everything_has_room() {
    let cards = |count: usize, name: &str| -> Vec<Card> {
        (0..count).map(|at| card(&at.to_string(), &[name])).collect()
    };
    let columns = |width, height, cards: &[Card]| layout::columns((width, height), cards);
    let (short, long) = ("short", "a name of more cells than the narrowest column has");
    assert_eq!(columns(60, 20, &cards(9, short)), (2, 29));
    assert_eq!(columns(140, 20, &cards(2, short)), (2, 64), "as many columns as cards");
    assert_eq!(columns(140, 20, &cards(9, short)), (4, 33));
    assert_eq!(columns(140, 20, &cards(9, long)), (2, 64), "a name is not cut");
    assert_eq!(columns(140, 12, &cards(9, long)), (3, 45), "nor anything out of sight");
    // Where cards come and go, those that are there stay where they are.
    let mut offered = cards(2, long);
    offered.push(Card { is_offer: true, ..card("new", &[]) });
    assert_eq!(columns(140, 20, &offered), (4, 33));
}
