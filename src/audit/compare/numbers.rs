//! Numbers that differ.

use super::{Aligned, Bead, Finding, Kind};
use crate::audit::number::{Form, Number};

/// Texts write numbers up to this one as words too; a language whose words are not known may have any of them.
const MOST_AS_WORD: f64 = 20.0;

/// Fewer than this are no count that must be kept: "one" is an article, and "both" is two.
const LEAST_WORD: f64 = 3.0;

/// The numbers of a bead that the other side does not have.
pub fn find(pair: Aligned, bead: &Bead) -> Option<Finding> {
    let mut source: Vec<&Number> = pair.source_sentences(bead).iter().flat_map(|sentence| &sentence.numbers).collect();
    let mut target: Vec<&Number> = pair.target_sentences(bead).iter().flat_map(|sentence| &sentence.numbers).collect();
    // Digits are matched with digits first, so that "two of 2" does not take the wrong one.
    for forms in
        [[Form::Digits, Form::Digits], [Form::Digits, Form::Word], [Form::Word, Form::Digits], [Form::Word, Form::Word]]
    {
        source.retain(|number| {
            let same = |form: Form, wanted: Form| (form == Form::Word) == (wanted == Form::Word);
            if !same(number.form, forms[0]) {
                return true;
            }
            let found = target.iter().position(|other| same(other.form, forms[1]) && number.may_equal(other));
            found.map(|at| target.remove(at)).is_none()
        });
    }
    let words_known = |lang: Option<crate::document::Lang>| {
        lang.and_then(|lang| pair.analyzer.lexicons().number_words(lang)).is_some_and(|words| !words.is_empty())
    };
    let both_known = words_known(pair.source.language) && words_known(pair.target.language);
    let counts = |number: &&Number, others: &[&Number]| match number.form {
        Form::Digits => {
            let has_digits = others.iter().any(|other| other.form == Form::Digits);
            both_known || has_digits || number.readings.iter().all(|reading| *reading > MOST_AS_WORD)
        }
        // The other side may write the month as a word.
        Form::DatePart => false,
        Form::Word => number.readings.iter().all(|reading| *reading >= LEAST_WORD) && !others.is_empty(),
    };
    let odd_source: Vec<&Number> = source.iter().filter(|number| counts(number, &target)).copied().collect();
    let odd_target: Vec<&Number> = target.iter().filter(|number| counts(number, &source)).copied().collect();
    let list = |numbers: &[&Number]| numbers.iter().map(|number| number.surface.trim()).collect::<Vec<_>>().join(", ");
    let detail = match (odd_source.is_empty(), odd_target.is_empty()) {
        (true, true) => return None,
        (false, false) => format!("source says {}, target says {}", list(&odd_source), list(&odd_target)),
        (false, true) => format!("source says {}, target does not", list(&odd_source)),
        (true, false) => format!("target says {}, source does not", list(&odd_target)),
    };
    Some(Finding::in_bead(Kind::Number, bead, detail))
}
