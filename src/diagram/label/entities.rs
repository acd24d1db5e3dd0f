//! Entities of labels: `&amp;`, and as Mermaid writes them `#quot;` and `#35;`.

/// Entities that HTML reads without their semicolon.
const OPEN: [(&str, char); 5] =
    [("nbsp", ' '), ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"')];

/// The names of HTML 4 and some marks of HTML 5, each with its character.
const NAMES: &str = "\
    AElig Æ Aacute Á Acirc Â Agrave À Alpha Α Aring Å Atilde Ã Auml Ä Beta Β Ccedil Ç Chi Χ \
    Dagger ‡ Delta Δ ETH Ð Eacute É Ecirc Ê Egrave È Epsilon Ε Eta Η Euml Ë Gamma Γ Iacute Í \
    Icirc Î Igrave Ì Iota Ι Iuml Ï Kappa Κ Lambda Λ Mu Μ Ntilde Ñ Nu Ν OElig Œ Oacute Ó Ocirc Ô \
    Ograve Ò Omega Ω Omicron Ο Oslash Ø Otilde Õ Ouml Ö Phi Φ Pi Π Prime ″ Psi Ψ Rho Ρ Scaron Š \
    Sigma Σ THORN Þ Tau Τ Theta Θ Uacute Ú Ucirc Û Ugrave Ù Upsilon Υ Uuml Ü Xi Ξ Yacute Ý \
    Yuml Ÿ Zeta Ζ aacute á acirc â acute ´ aelig æ agrave à alefsym ℵ alpha α amp & and ∧ ang ∠ \
    apos ' approx ≈ aring å ast * asymp ≈ atilde ã auml ä bdquo „ beta β block █ boxh ─ boxv │ \
    brvbar ¦ bull • cap ∩ ccedil ç cedil ¸ cent ¢ check ✓ checkmark ✓ chi χ circ ˆ clubs ♣ \
    colon : comma , commat @ cong ≅ copy © crarr ↵ cross ✗ cup ∪ curren ¤ dArr ⇓ dagger † darr ↓ \
    dash ‐ deg ° delta δ diams ♦ divide ÷ dollar $ eacute é ecirc ê egrave è empty ∅ epsilon ε \
    equals = equiv ≡ eta η eth ð euml ë euro € excl ! exist ∃ female ♀ flat ♭ fnof ƒ forall ∀ \
    frac12 ½ frac14 ¼ frac34 ¾ frasl ⁄ gamma γ ge ≥ grave ` gt > hArr ⇔ harr ↔ hearts ♥ hellip … \
    hyphen ‐ iacute í icirc î iexcl ¡ igrave ì image ℑ infin ∞ int ∫ iota ι iquest ¿ isin ∈ \
    iuml ï kappa κ lArr ⇐ lambda λ lang 〈 laquo « larr ← lbrace { lbrack [ lceil ⌈ lcub { \
    ldquo “ le ≤ lfloor ⌊ lowast ∗ lowbar _ loz ◊ lpar ( lsaquo ‹ lsqb [ lsquo ‘ lt < macr ¯ \
    male ♂ mdash — micro µ middot · minus − mu μ nabla ∇ natural ♮ ndash – ne ≠ nearr ↗ ni ∋ \
    not ¬ notin ∉ nsub ⊄ ntilde ñ nu ν num # nwarr ↖ oacute ó ocirc ô oelig œ ograve ò oline ‾ \
    omega ω omicron ο oplus ⊕ or ∨ ordf ª ordm º oslash ø otilde õ otimes ⊗ ouml ö para ¶ part ∂ \
    percnt % period . permil ‰ perp ⊥ phi φ phone ☎ pi π piv ϖ plus + plusmn ± pound £ prime ′ \
    prod ∏ prop ∝ psi ψ quest ? rArr ⇒ radic √ rang 〉 raquo » rarr → rarrw ↝ rbrace } rbrack ] \
    rceil ⌉ rcub } rdquo ” real ℜ reg ® rfloor ⌋ rho ρ rpar ) rsaquo › rsqb ] rsquo ’ sbquo ‚ \
    scaron š sdot ⋅ searr ↘ sect § semi ; sharp ♯ sigma σ sigmaf ς sim ∼ sol / spades ♠ star ☆ \
    starf ★ sub ⊂ sube ⊆ sum ∑ sung ♪ sup ⊃ sup1 ¹ sup2 ² sup3 ³ supe ⊇ swarr ↙ szlig ß tau τ \
    there4 ∴ theta θ thetasym ϑ thorn þ tilde ˜ times × trade ™ uArr ⇑ uacute ú uarr ↑ ucirc û \
    ugrave ù uml ¨ upsih ϒ upsilon υ uuml ü verbar | vert | weierp ℘ xi ξ yacute ý yen ¥ yuml ÿ \
    zeta ζ \
    ";

/// `&amp;`, `#quot;`, `#35;` and `#x1F600;` become their characters.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '#']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let body = rest[1..].strip_prefix('#').unwrap_or(&rest[1..]);
        let skipped = rest.len() - body.len();
        let closed = body.find(';').filter(|end| (1..=9).contains(end));
        let closed = closed.and_then(|end| Some((named(&body[..end])?, end + 1)));
        let open = || {
            let known = OPEN.iter().find(|(name, _)| body.starts_with(name));
            known.filter(|_| rest.starts_with('&')).map(|(name, c)| (*c, name.len()))
        };
        match closed.or_else(open) {
            Some((c, length)) => {
                out.push(c);
                rest = &body[length..];
            }
            None => {
                out.push_str(&rest[..skipped]);
                rest = body;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of an entity's name or number.
fn named(name: &str) -> Option<char> {
    match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" | "Tab" => return Some(' '),
        "NewLine" => return Some('\n'),
        "quot" => return Some('"'),
        "bsol" => return Some('\\'),
        _ => {}
    }
    let mut words = NAMES.split_ascii_whitespace();
    while let (Some(known), Some(c)) = (words.next(), words.next()) {
        if known == name {
            return c.chars().next();
        }
    }
    let hex = name.strip_prefix(['x', 'X']).and_then(|x| u32::from_str_radix(x, 16).ok());
    char::from_u32(hex.or_else(|| name.parse().ok())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_become_characters() {
        assert_eq!(decoded("&eacute; #Auml; &euro;"), "é Ä €");
        assert_eq!(decoded("#9829;#x41;&#x1F600;"), "♥A😀");
        assert_eq!(decoded("a&nbsp b &copy c &nosuch; &&lt;"), "a  b &copy c &nosuch; &<");
    }
}
