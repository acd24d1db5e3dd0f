//! Box drawings that are kept as typed: every arm of a line must meet an arm that answers it.

use crate::text;

const NORTH: u8 = 1;
const EAST: u8 = 2;
const SOUTH: u8 = 4;
const WEST: u8 = 8;

/// The arms of a box-drawing character.
fn arms(cluster: &str) -> u8 {
    match cluster {
        "─" | "━" | "═" | "╌" | "┄" | "┅" | "┈" | "┉" => EAST | WEST,
        "│" | "┃" | "║" | "╎" | "┆" | "┇" | "┊" | "┋" => NORTH | SOUTH,
        "┌" | "┏" | "╔" | "╭" | "╒" | "╓" => EAST | SOUTH,
        "┐" | "┓" | "╗" | "╮" | "╕" | "╖" => WEST | SOUTH,
        "└" | "┗" | "╚" | "╰" | "╘" | "╙" => NORTH | EAST,
        "┘" | "┛" | "╝" | "╯" | "╛" | "╜" => NORTH | WEST,
        "├" | "┣" | "╠" | "┝" | "┠" | "╞" | "╟" => NORTH | EAST | SOUTH,
        "┤" | "┫" | "╣" | "┥" | "┨" | "╡" | "╢" => NORTH | SOUTH | WEST,
        "┬" | "┳" | "╦" | "┯" | "┰" | "╤" | "╥" => EAST | SOUTH | WEST,
        "┴" | "┻" | "╩" | "┷" | "┸" | "╧" | "╨" => NORTH | EAST | WEST,
        "┼" | "╋" | "╬" | "┿" | "╂" | "╪" | "╫" => NORTH | EAST | SOUTH | WEST,
        _ => 0,
    }
}

/// One character on the grid.
#[derive(Clone)]
struct Spot {
    offset: usize,
    text: String,
}

/// The corners and joints whose arms end in nothing: byte offset, byte length, message.
pub(super) fn faults(art: &str) -> Vec<(usize, usize, String)> {
    let rows = grid(art);
    let at = |row: usize, column: usize| -> &str {
        let spot = rows.get(row).and_then(|row| row.get(column)).and_then(Option::as_ref);
        spot.map_or("", |spot| spot.text.as_str())
    };
    let mut found = Vec::new();
    for (y, row) in rows.iter().enumerate() {
        for (x, spot) in row.iter().enumerate() {
            let Some(spot) = spot else { continue };
            let own = arms(&spot.text);
            // A straight line may end at a label or an arrow; a corner or joint may not.
            if own.count_ones() < 2 || own == EAST | WEST || own == NORTH | SOUTH {
                continue;
            }
            let mut open = Vec::new();
            for (arm, answer, neighbour, name) in [
                (NORTH, SOUTH, y.checked_sub(1).map(|y| (y, x)), "upwards"),
                (SOUTH, NORTH, Some((y + 1, x)), "downwards"),
                (WEST, EAST, x.checked_sub(1).map(|x| (y, x)), "to the left"),
                (EAST, WEST, Some((y, x + 1)), "to the right"),
            ] {
                if own & arm == 0 {
                    continue;
                }
                let other = neighbour.map_or("", |(y, x)| at(y, x));
                let blank = other.trim().is_empty();
                if blank || (arms(other) != 0 && arms(other) & answer == 0) {
                    open.push(name);
                }
            }
            if !open.is_empty() {
                let message = format!("the `{}` meets nothing {}", spot.text, open.join(" and "));
                found.push((spot.offset, spot.text.len(), message));
            }
        }
    }
    found
}

/// The drawing as cells; the second half of a wide character is empty.
fn grid(art: &str) -> Vec<Vec<Option<Spot>>> {
    let mut offset = 0;
    let mut rows = Vec::new();
    for line in art.split_inclusive('\n') {
        let mut row = Vec::new();
        let mut at = offset;
        for (cluster, width) in text::clusters(line.trim_end_matches(['\n', '\r'])) {
            row.push(Some(Spot { offset: at, text: cluster.to_owned() }));
            row.extend(std::iter::repeat_n(None, width.saturating_sub(1)));
            at += cluster.len();
        }
        rows.push(row);
        offset += line.len();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_box_has_no_fault() {
        assert_eq!(faults("┌──┐\n│数├─► x\n└──┘\n"), []);
    }

    #[test]
    fn a_border_that_is_one_cell_off_is_found() {
        let found = faults("┌──┐\n│ab│\n└───┘\n");
        let messages: Vec<&str> = found.iter().map(|fault| fault.2.as_str()).collect();
        assert_eq!(messages, ["the `┘` meets nothing upwards"]);
    }
}
