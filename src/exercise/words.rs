//! Words that rules look for, as data by language: `assets/words/LANGUAGE/LIST.txt`, a word a line.

/// Words with which the names of orders begin, and those of facts do not.
const ORDERS: [&str; 1] = [include_str!("../../assets/words/en/orders.txt")];
/// Past tenses that do not end in "ed".
const PAST: [&str; 1] = [include_str!("../../assets/words/en/past.txt")];
/// Words that nobody can measure.
const VAGUE: [&str; 1] = [include_str!("../../assets/words/en/vague.txt")];

/// Whether a name, in camel case or with hyphens, is that of an order: it begins with a verb, and tells of
/// nothing that is over.
pub fn is_order(name: &str) -> bool {
    let letters = name.char_indices().skip(1);
    let end = letters.into_iter().find(|(_, c)| !c.is_lowercase()).map_or(name.len(), |(at, _)| at);
    has(&ORDERS, name.get(..end).unwrap_or(name)) && !is_over(name)
}

/// Whether the last word of a name is a past tense: `ChargeDeclined` begins like an order and is a fact.
fn is_over(name: &str) -> bool {
    let last = name.rfind(|c: char| !c.is_lowercase()).and_then(|at| name.get(at..));
    let last = last.unwrap_or(name).trim_start_matches(['-', '_']);
    has(&PAST, last) || (last.ends_with("ed") && !last.ends_with("eed"))
}

/// The vague words of a text, in lower case.
pub fn vague(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-').map(str::to_lowercase);
    words.filter(|word| has(&VAGUE, word)).collect()
}

fn has(lists: &[&str], word: &str) -> bool {
    let word = word.to_lowercase();
    lists.iter().flat_map(|list| list.lines()).any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_vague_words_are_known_however_they_are_written() {
        assert!(
            ["ReserveStock", "reserve-stock", "reserve_stock", "Pay"]
                .map(is_order)
                .iter()
                .all(|is| *is)
        );
        assert!(!["StockReserved", "OrderPlaced", "Reserved"].map(is_order).iter().any(|is| *is));
        let nouns = ["ChargeDeclined", "RefundSent", "register-objected", "release_completed"];
        assert!(!nouns.map(is_order).iter().any(|is| *is));
        assert!(["ChangeSpeed", "SetFeed", "Set"].map(is_order).iter().all(|is| *is));
        assert_eq!(vague("Answers Fast, under normal operation"), ["fast"]);
    }
}
