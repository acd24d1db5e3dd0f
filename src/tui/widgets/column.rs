//! The column of text in the middle of a window: how wide it is, where it begins, what is left free above
//! it. Every page that is read stands in it.

use ratatui::layout::Rect;

use crate::page::WIDEST;

/// From this height on a window has rows to spare for air.
const TALL: u16 = 16;
/// From this width on the margins are two cells.
const ROOMY: u16 = 44;

/// The column from the top of an area to its bottom.
pub fn middle(area: Rect) -> Rect {
    let margin = if area.width >= ROOMY { 2 } else { 1 };
    let width = area.width.saturating_sub(2 * margin).min(WIDEST as u16);
    Rect { x: area.x + (area.width - width) / 2, width, ..area }
}

/// The column below a head of so many rows in a tall window, and of so many in a small one.
pub fn below(area: Rect, tall: u16, small: u16) -> Rect {
    let head = if area.height >= TALL { tall } else { small };
    let height = area.height.saturating_sub(head);
    Rect { y: area.y + head, height, ..middle(area) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_in_the_middle_and_a_small_window_keeps_its_rows() {
        let wide = below(Rect::new(0, 0, 120, 40), 3, 1);
        assert_eq!(wide, Rect::new(18, 3, 84, 37));
        let small = below(Rect::new(0, 0, 40, 12), 3, 1);
        assert_eq!(small, Rect::new(1, 1, 38, 11));
        assert_eq!(below(Rect::new(0, 0, 1, 1), 3, 1).height, 0);
    }
}
