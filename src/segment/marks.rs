//! Which characters end sentences, and which open and close quotes and brackets.

/// All that [`is_terminator`] takes.
pub(super) const TERMINATORS: &str = ".!?…‥‼⁇⁈⁉‽⸮。！？｡．।॥؟۔።፧፨။։។៕།༎෴᠃";

/// A sentence can end at these; those that are no [`is_full_stop`] need a second look.
pub(super) fn is_terminator(character: char) -> bool {
    if character.is_ascii() {
        return matches!(character, '.' | '!' | '?');
    }
    matches!(character, '…' | '‥' | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '⸮') || is_full_stop(character)
}

/// Marks that stand for nothing but the end of a sentence.
pub(super) fn is_full_stop(character: char) -> bool {
    matches!(
        character,
        // Chinese and Japanese, Devanagari and its neighbours, Arabic and Urdu, Ethiopic, Burmese, Armenian,
        // Khmer, Tibetan, Sinhala, Mongolian.
        '。' | '！'
            | '？'
            | '｡'
            | '．'
            | '।'
            | '॥'
            | '؟'
            | '۔'
            | '።'
            | '፧'
            | '፨'
            | '။'
            | '։'
            | '។'
            | '៕'
            | '།'
            | '༎'
            | '෴'
            | '᠃'
    )
}

/// Closing quotes and brackets belong to the sentence that they close.
pub(super) fn is_closer(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '`'
            | '”'
            | '“'
            | '’'
            | '‘'
            | '»'
            | '«'
            | '›'
            | '‹'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
            | '〗'
            | '〕'
            | '］'
            | '｝'
    )
}

/// Opening quotes and brackets belong to the sentence that they open.
pub(super) fn is_opener(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '`'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '('
            | '['
            | '{'
            | '¿'
            | '¡'
            | '「'
            | '『'
            | '（'
            | '【'
            | '《'
            | '〈'
            | '〖'
            | '〔'
            | '［'
            | '｛'
    )
}

/// Quotes that look the same on both sides of what they hold, in some language.
pub(super) fn is_ambiguous_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`' | '“' | '”' | '’' | '«' | '»' | '‘')
}

/// Dashes between clauses and before items.
pub(super) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '–' | '—' | '―')
}

/// Marks that stand before the items of a list wherever they are met, even in the middle of a line.
pub(super) fn is_bullet(character: char) -> bool {
    matches!(
        character,
        '•' | '‣'
            | '⁃'
            | '◦'
            | '▪'
            | '▫'
            | '■'
            | '□'
            | '●'
            | '○'
            | '✓'
            | '✔'
            | '➢'
            | '➤'
            | '❖'
            | '♦'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_terminators_are_listed() {
        let found: Vec<char> = ('\0'..=char::MAX).filter(|&character| is_terminator(character)).collect();
        let mut listed: Vec<char> = TERMINATORS.chars().collect();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }
}
