//! Shapes: how a word is written, by its letters alone.
//!
//! Not what it is. Rule: the parts of a hyphened word decide whether it names ("Jean-Luc", "al-Hamdun", "Sang-woo") or
//! describes ("Islamist-led").

use super::reading::Shape;

/// Particles that stay small before the capital of a name ("al-Hamdun").
fn is_particle_part(part: &str) -> bool {
    part.len() <= 3 && part.chars().all(char::is_alphabetic)
}

/// Whether a part of a hyphened word is built as a syllable of a given name of two syllables: "Sang", "woo", "Ing", "hye".
///
/// Counter-examples: "Check", "led", "Mid".
fn is_syllable(part: &str) -> bool {
    let lower = part.to_lowercase();
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w');
    let onset = lower.trim_start_matches(|c: char| !vowel(c));
    let coda = onset.trim_start_matches(vowel);
    let rime = onset.len() - coda.len();
    let ascii = lower.bytes().all(|b| b.is_ascii_lowercase());
    let closes = matches!(coda, "" | "n" | "ng" | "m" | "l" | "k" | "h" | "p" | "b");
    ascii
        && (2..=6).contains(&lower.len())
        && lower.len() - onset.len() <= 2
        && (1..=3).contains(&rime)
        && closes
}

/// How a word is written; `describes` knows parts of hyphened words that are built as a syllable and describe.
pub(super) fn shape(word: &str, describes: impl Fn(&str) -> bool) -> Shape {
    // Most words: small letters, or a capital and small letters, without hyphen.
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Shape::Lower;
    }
    let mut bytes = word.bytes();
    if word.len() > 1
        && bytes.next().is_some_and(|b| b.is_ascii_uppercase())
        && bytes.all(|b| b.is_ascii_lowercase())
    {
        return Shape::Title;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return Shape::Lower;
    };
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let total = word.chars().filter(|c| c.is_alphabetic()).count();
    if let Some((head, tail)) = word.rsplit_once(['-', '\u{2010}', '\u{2011}']) {
        let tail_upper = tail.chars().next().is_some_and(char::is_uppercase);
        let small_head = head.chars().next().is_some_and(char::is_lowercase);
        if small_head {
            // "al-Hamdun" is a name, "pro-Lorvane" describes.
            let particle = tail_upper
                && is_particle_part(head)
                && !matches!(head, "pro" | "ex" | "non" | "un" | "pre" | "mid");
            return if particle { Shape::Title } else { Shape::Lower };
        }
        // "Islamist-led", "Lorvane-backed" describe; "Commander-in-Chief" and "Al-Hamdun" may name.
        // "Sang-woo", "Ing-wen": two syllables of a given name.
        let syllable = |part: &str| is_syllable(part) && !describes(&part.to_lowercase());
        if !tail_upper && syllable(head) && syllable(tail) && first.is_uppercase() {
            return Shape::Title;
        }
        if !tail_upper && total > 4 && !tail.chars().all(char::is_numeric) && head.len() > 2 {
            return Shape::Lower;
        }
    }
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    match (total, upper) {
        (1, 1) => Shape::Initial,
        (_, n) if n == total => Shape::Upper,
        _ => Shape::Title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_tell_names_from_descriptions() {
        for (word, expected) in [
            ("Varga", Shape::Title),
            ("al-Varga", Shape::Title),
            ("Al-Varga", Shape::Title),
            ("VDF", Shape::Upper),
            ("Z.", Shape::Initial),
            ("pro-Varga", Shape::Lower),
            ("Varga-backed", Shape::Lower),
            ("Varga-led", Shape::Lower),
            ("Jean-Luc", Shape::Title),
            ("Sang-woo", Shape::Title),
            ("Long-run", Shape::Lower),
            ("Check-in", Shape::Lower),
            ("river", Shape::Lower),
        ] {
            assert_eq!(shape(word, |part| part == "long"), expected, "{word}");
        }
    }
}
