//! Rules and numbers in words. Every number comes from the judgement or from the constants that made it.

use frontback::analyze::Status;
use frontback::document::{Label, Lang, Side};
use frontback::language::english_name;
use frontback::score::{self, Evidence, Judgement, Rule, Thresholds};

/// Why the evidence makes this label.
pub fn label_in_words(judgement: &Judgement, thresholds: Thresholds) -> String {
    let Judgement { front, back, .. } = *judgement;
    let (total, weaker, lead) = (front + back, front.min(back), (front - back).abs());
    let weaker_side = if front < back { Side::Front } else { Side::Back };
    let against = format!("front {front:.2} against back {back:.2}");
    let share = if total > 0.0 { weaker / total } else { 0.0 };
    let (share, least_share) = told_apart(100.0 * share, 100.0 * thresholds.least_mixed_share, 0);
    let (weaker_text, least_weaker) = told_apart(weaker, score::LEAST_MIXED_EVIDENCE, 2);
    let reason = match thresholds.rule(front, back) {
        Rule::TooLittle if total == 0.0 => "no evidence for either side".to_owned(),
        Rule::TooLittle => {
            let (total, least) = told_apart(total, thresholds.least_evidence, 2);
            format!("{against}: the evidence of {total} in all is below the {least} that a label takes")
        }
        Rule::TooClose => {
            let (lead, least) = told_apart(lead, thresholds.least_margin(), 2);
            let mixed = if weaker < score::LEAST_MIXED_EVIDENCE {
                format!("{weaker_text} is below the {least_weaker} that each side of a mixed text has")
            } else {
                format!("{share}% is below the {least_share}% that each side of a mixed text has")
            };
            format!("{against}: the lead of {lead} is below the {least} that a side takes, and {mixed}")
        }
        Rule::BothSides => format!(
            "{against}: the weaker side's {weaker_text} ({share}%) is enough for mixed (from {least_weaker} and \
             {least_share}% on)"
        ),
        Rule::StrongerSide if weaker == 0.0 => {
            let (strong, none) = if front > back { ("front", "back") } else { ("back", "front") };
            let (total, least) = told_apart(total, thresholds.least_evidence, 2);
            format!("{strong} {total}, at least the {least} that a label takes, and nothing for the {none}")
        }
        Rule::StrongerSide => {
            let weaker_side = weaker_side.as_str();
            let below = if weaker < thresholds.least_mixed_share * total {
                format!("{weaker_side} has {share}% of the evidence, below the {least_share}%")
            } else {
                format!("{weaker_side} has {weaker_text}, below the {least_weaker}")
            };
            format!("{against}: {below} that would make it mixed")
        }
    };
    format!("{reason}, so {}", judgement.label.as_str())
}

/// How the evidence makes the score.
pub fn score_in_words(judgement: &Judgement, evidence: Evidence) -> String {
    let score = signed_score(judgement.score);
    if evidence.mentions == 0.0 {
        return format!("{score}: nothing was found");
    }
    let Evidence { front, back, mentions } = evidence;
    let (average, smoothing, bend) = (evidence.average_weight(), score::MENTIONS_SMOOTHING, score::SCORE_BEND);
    format!(
        "{score}: ({front:.2} - {back:.2}) / ({mentions:.2} mentions + {smoothing}) is an average weight x of \
         {average:+.2}, bent into -1..1 by x / √(x² + {bend}²)"
    )
}

/// A score with its sign; 0 has none.
pub fn signed_score(score: f64) -> String {
    if score.abs() < 0.005 { "0.00".to_owned() } else { format!("{score:+.2}") }
}

/// Two numbers with so many decimals, or as many more as it takes to tell them apart.
fn told_apart(one: f64, other: f64, decimals: usize) -> (String, String) {
    /// Beyond that they are the same to a reader.
    const MOST_DECIMALS: usize = 6;
    let print = |decimals: usize| (format!("{one:.decimals$}"), format!("{other:.decimals$}"));
    let apart = |texts: &(String, String)| one == other || texts.0 != texts.1;
    (decimals..MOST_DECIMALS).map(print).find(apart).unwrap_or_else(|| print(MOST_DECIMALS))
}

/// What became of a text that was not judged, and what to do.
pub fn status_in_words(status: Status, language: Option<Lang>, supported: &[Lang]) -> String {
    let names: Vec<String> = supported.iter().map(|lang| format!("{} ({lang})", english_name(lang))).collect();
    let supported = format!("There are lexicons for {}.", names.join(", "));
    match (status, language) {
        (Status::Ok, _) => String::new(),
        (Status::Empty, _) => "There is no text: nothing, or nothing but white space.".to_owned(),
        (Status::UnsupportedLanguage, Some(lang)) => {
            let name = english_name(&lang);
            format!(
                "The language is {name} ({lang}), which has no lexicon. {supported} If it is one of them, name it: --lang CODE."
            )
        }
        (Status::UndetectedLanguage | Status::UnsupportedLanguage, _) => format!(
            "The language could not be told: the text is too short, or in no language. Name it: --lang CODE. {supported}"
        ),
        (Status::Failed, _) => {
            "The analysis failed, which is a defect of this program. Please report it with the text.".to_owned()
        }
    }
}

/// The side that a label names.
pub fn side_of(label: Label) -> Option<Side> {
    match label {
        Label::Front => Some(Side::Front),
        Label::Back => Some(Side::Back),
        Label::Mixed | Label::Neutral => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use frontback::score::{Curves, DOCUMENT_THRESHOLDS, SENTENCE_THRESHOLDS, judge};

    #[test]
    fn labels_are_put_in_words() {
        #[track_caller]
        fn check(front: f64, back: f64, thresholds: Thresholds, expected: &[&str]) {
            let judgement = judge(Evidence { front, back, mentions: 2.0 }, thresholds, &Curves::default());
            let words = label_in_words(&judgement, thresholds);
            for part in expected {
                assert!(words.contains(part), "{words}");
            }
        }
        let least = DOCUMENT_THRESHOLDS.least_evidence;
        check(0.0, 0.0, DOCUMENT_THRESHOLDS, &["no evidence for either side, so neutral"]);
        check(least / 2.0, 0.0, DOCUMENT_THRESHOLDS, &["in all is below", "so neutral"]);
        check(0.999_9 * least, 0.0, SENTENCE_THRESHOLDS, &["is below", "so neutral"]);
        check(least, 0.99 * least, SENTENCE_THRESHOLDS, &["the lead of", "so neutral"]);
        check(9.0, 0.0, DOCUMENT_THRESHOLDS, &["front 9.00, at least", "nothing for the back, so front"]);
        check(0.5, 9.0, DOCUMENT_THRESHOLDS, &["front has 5% of the evidence, below the", "so back"]);
        check(9.0, 9.0, DOCUMENT_THRESHOLDS, &["the weaker side's 9.00 (50%) is enough", "so mixed"]);
    }

    #[test]
    fn close_numbers_are_told_apart() {
        assert_eq!(told_apart(39.0, 40.0, 0), ("39".to_owned(), "40".to_owned()));
        assert_eq!(told_apart(39.96, 40.0, 0), ("39.96".to_owned(), "40.00".to_owned()));
        assert_eq!(told_apart(40.0, 40.0, 0), ("40".to_owned(), "40".to_owned()));
    }

    #[test]
    fn every_status_says_what_to_do() {
        let supported: Vec<Lang> = ["de", "en"].iter().filter_map(|code| Lang::parse(code)).collect();
        let words = |status, code| status_in_words(status, Lang::parse(code), &supported);
        assert!(words(Status::Empty, "").contains("no text"));
        assert!(words(Status::UndetectedLanguage, "").contains("--lang CODE"));
        let unsupported = words(Status::UnsupportedLanguage, "ja");
        assert!(unsupported.contains("Japanese (ja)") && unsupported.contains("German (de), English (en)"));
        assert!(words(Status::Failed, "en").contains("report"));
    }
}
