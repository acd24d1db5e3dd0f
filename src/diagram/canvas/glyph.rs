//! The glyph for the arms that meet in a cell.

use super::{Arm, EAST, NORTH, SOUTH, WEST};

/// The glyph for four arms in ASCII.
pub(super) fn ascii(arms: [Arm; 4], round: bool) -> char {
    let [n, e, s, w] = arms.map(|arm| arm != Arm::None);
    let across = arms[EAST].max(arms[WEST]);
    let down = arms[NORTH].max(arms[SOUTH]);
    match (n || s, e || w) {
        (true, false) if down == Arm::Dotted => ':',
        (true, false) => '|',
        (false, true) if across >= Arm::Heavy => '=',
        (false, true) => '-',
        _ if round && s && !n && !(e && w) => '.',
        _ if round && n && !s && !(e && w) => '\'',
        _ => '+',
    }
}

/// The glyph for four arms. Dotted arms are light wherever they bend or meet.
pub(super) fn unicode(arms: [Arm; 4], round: bool) -> char {
    let [n, e, s, w] = arms;
    let none = Arm::None;
    match (n != none, e != none, s != none, w != none) {
        (false, false, false, false) => ' ',
        (_, false, _, false) => match n.max(s) {
            Arm::Dotted => '┆',
            Arm::Heavy => '┃',
            Arm::Double => '║',
            _ => '│',
        },
        (false, _, false, _) => match e.max(w) {
            Arm::Dotted => '┄',
            Arm::Heavy => '━',
            Arm::Double => '═',
            _ => '─',
        },
        _ if arms.contains(&Arm::Double) => double(arms),
        _ => {
            let heavy = arms.map(|arm| usize::from(arm == Arm::Heavy));
            light_and_heavy(arms.map(|arm| arm != none), heavy, round)
        }
    }
}

fn double([n, e, s, w]: [Arm; 4]) -> char {
    let across = e == Arm::Double || w == Arm::Double;
    let down = n == Arm::Double || s == Arm::Double;
    let pick = |across_only: char, down_only: char, both: char| match (across, down) {
        (true, false) => across_only,
        (false, _) => down_only,
        (true, true) => both,
    };
    let none = Arm::None;
    match (n != none, e != none, s != none, w != none) {
        (false, true, true, false) => pick('╒', '╓', '╔'),
        (false, false, true, true) => pick('╕', '╖', '╗'),
        (true, true, false, false) => pick('╘', '╙', '╚'),
        (true, false, false, true) => pick('╛', '╜', '╝'),
        (true, true, true, false) => pick('╞', '╟', '╠'),
        (true, false, true, true) => pick('╡', '╢', '╣'),
        (false, true, true, true) => pick('╤', '╥', '╦'),
        (true, true, false, true) => pick('╧', '╨', '╩'),
        _ => pick('╪', '╫', '╬'),
    }
}

fn light_and_heavy([n, e, s, w]: [bool; 4], [hn, he, hs, hw]: [usize; 4], round: bool) -> char {
    let nth = |glyphs: &str, at: usize| glyphs.chars().nth(at).unwrap_or('┼');
    // In the Unicode block the glyphs of a corner run: light, across heavy, down heavy, both.
    match (n, e, s, w) {
        (false, true, true, false) if round && he + hs == 0 => '╭',
        (false, false, true, true) if round && hs + hw == 0 => '╮',
        (true, true, false, false) if round && hn + he == 0 => '╰',
        (true, false, false, true) if round && hn + hw == 0 => '╯',
        (false, true, true, false) => nth("┌┍┎┏", he + 2 * hs),
        (false, false, true, true) => nth("┐┑┒┓", hw + 2 * hs),
        (true, true, false, false) => nth("└┕┖┗", he + 2 * hn),
        (true, false, false, true) => nth("┘┙┚┛", hw + 2 * hn),
        (true, true, true, false) => nth("├┝┞┡┟┢┠┣", he + 2 * hn + 4 * hs),
        (true, false, true, true) => nth("┤┥┦┩┧┪┨┫", hw + 2 * hn + 4 * hs),
        (false, true, true, true) => nth("┬┮┭┯┰┲┱┳", he + 2 * hw + 4 * hs),
        (true, true, false, true) => nth("┴┶┵┷┸┺┹┻", he + 2 * hw + 4 * hn),
        _ => nth("┼┿╂╋", usize::from(he + hw > 0) + 2 * usize::from(hn + hs > 0)),
    }
}
