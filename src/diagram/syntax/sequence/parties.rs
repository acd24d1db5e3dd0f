//! Boxes around participants: a colour may stand before their title.

use crate::diagram::sequence::Party;

/// The colours that have names.
const COLOURS: &str = "\
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue \
    blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk \
    crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki \
    darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen \
    darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue \
    dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite \
    gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki \
    lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan \
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen \
    lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen \
    magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen \
    mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream \
    mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid \
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum \
    powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown \
    seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen \
    steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow \
    yellowgreen transparent \
    ";

/// The box that a line opens.
pub(super) fn party(written: &str) -> Party {
    let first = written.split([' ', '(']).next().unwrap_or_default().to_ascii_lowercase();
    let title = if first.starts_with("rgb") || first.starts_with("hsl") {
        written.split_once(')').map_or("", |(_, title)| title)
    } else if first.starts_with('#') || COLOURS.split_whitespace().any(|name| name == first) {
        &written[first.len()..]
    } else {
        written
    };
    Party { title: super::said(title), first: usize::MAX, last: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_no_title() {
        let title = |written| party(written).title;
        assert_eq!(title("rgb(1, 2, 3) Shop"), "Shop");
        assert_eq!(title("Tomato Red team"), "Red team");
        assert_eq!([title("Aqua"), title("Another group")], ["", "Another group"]);
    }
}
