//! How sentences are cut, by kind of rule.

use frontback::document::Lang;
use frontback::lexicon::segmentation_rules;
use frontback::segment::{SegmentationRules, SentenceKind, sentences};
use proptest::prelude::*;

fn rules(code: &str) -> SegmentationRules {
    segmentation_rules(Lang::parse(code).expect("a language code"))
}

#[track_caller]
fn check(code: &str, text: &str, expected: &[&str]) {
    let found: Vec<&str> = sentences(text, &rules(code)).iter().map(|sentence| sentence.span.of(text)).collect();
    assert_eq!(found, expected);
}

#[test]
fn english() {
    check("en", "We sell. You buy!  Do they?", &["We sell.", "You buy!", "Do they?"]);
    check(
        "en",
        "Dr. Smith, e.g. on Monday, sees approx. 20 patients.",
        &["Dr. Smith, e.g. on Monday, sees approx. 20 patients."],
    );
    check(
        "en",
        "Ask for Ann B. Miller of Miller Inc. at 9 a.m. sharp.",
        &["Ask for Ann B. Miller of Miller Inc. at 9 a.m. sharp."],
    );
    check("en", "It is 5 p.m. The shop closes.", &["It is 5 p.m.", "The shop closes."]);
    check(
        "en",
        "\"Come in!\" she said. (We did.) Then we left.",
        &["\"Come in!\" she said.", "(We did.)", "Then we left."],
    );
    check("en", "Pay is $3.50 an hour... Nobody came.", &["Pay is $3.50 an hour...", "Nobody came."]);
    check(
        "en",
        "See www.example.org. Write to a.b@example.org.",
        &["See www.example.org.", "Write to a.b@example.org."],
    );
    check("en", "Apply before the deadline.We wait.", &["Apply before the deadline.", "We wait."]);
    check("en", "sitesSupporting with PR", &["sitesSupporting with PR"]);
}

#[test]
fn german_and_norwegian() {
    check(
        "de",
        "Am 12. Juni ist z. B. Dr. Weber da. Er berät ca. 20 Kunden.",
        &["Am 12. Juni ist z. B. Dr. Weber da.", "Er berät ca. 20 Kunden."],
    );
    check(
        "de",
        "Vollzeit (m/w/d), mind. 30 Std. pro Woche inkl. Samstag.",
        &["Vollzeit (m/w/d), mind. 30 Std. pro Woche inkl. Samstag."],
    );
    check("nb", "Søk innen 15. april. Vi tilbyr bl.a. lunsj.", &["Søk innen 15. april.", "Vi tilbyr bl.a. lunsj."]);
}

/// Each row is a text with `|` where it is to be cut.
#[track_caller]
fn check_rows(code: &str, rows: &[&str]) {
    let rules = rules(code);
    for row in rows {
        let expected: Vec<&str> = row.split('|').map(str::trim).collect();
        let text = row.replace('|', "");
        let found: Vec<&str> = sentences(&text, &rules).iter().map(|sentence| sentence.span.of(&text)).collect();
        assert_eq!(found, expected, "{code}");
    }
}

#[test]
fn abbreviations_before_capitals() {
    check_rows(
        "en",
        &[
            "Ask Mr. Brown of the Oslo office. | He knows.",
            "She moved to the U.S. in May. | She likes the U.S. Postal Service.",
            "We ship to the U.S. | What about you?",
            "Our client is Brown & Co. | They sell tea.",
            "Brown & Co. Ltd. sells tea.",
            "She has a Ph.D. | Ben has none.",
            "The shop is in Main St. | The bank is in St. Olav's Street.",
            "See vol. II of the manual. | It is on p. 12.",
            "No. | We do not. | It is No. 5.",
            "We love tech. | Join us. | Tech. Support is next door.",
        ],
    );
}

#[test]
fn times() {
    check_rows(
        "en",
        &[
            "At 5 p.m. Mr. Brown goes home.",
            "He works until 5 p.m. | Mr. Brown goes home.",
            "The office opens at 9 a.m. | The shop opens at 10 a. m. | Come early.",
            "She said: At 5 p.m. Tom goes home.",
            "The town was founded in 50 B.C. | Caesar knew it.",
            "From 7 a.m. to 7 p.m. daily.",
        ],
    );
}

#[test]
fn initials() {
    check_rows(
        "en",
        &[
            "Write to J. R. Brown. | Or to Ann B. Miller.",
            "He and I. | We know Ann I. Miller.",
            "Take vitamin C. | The apple has it.",
            "Something by R. A. B. Brown",
        ],
    );
    check_rows("ru", &["Пишите А. С. Петрову. | Он ответит."]);
}

#[test]
fn quotes_and_brackets_hold_sentences_together() {
    check_rows(
        "en",
        &[
            "\"Come in! It is open,\" she said. | They came.",
            "“Come in! It is open.” | They came.",
            "She asked (it was late. Nobody answered.) again.",
            "We read 'Tea. A history' aloud. | It was fun.",
            "The dogs' food is out. | The cats' food too.",
            "He paid 5\" of rope. | She paid 6\" of it.",
            "An unclosed ( bracket. | It ends.",
            "It ended. '' | Tom left.",
        ],
    );
    check_rows("de", &["„Komm! Es ist offen“, sagte sie. | Er kam.", "»Kommst du?« | »Nein.«"]);
    check_rows("fr", &["« Entrez ! La porte est ouverte. » | Il entra."]);
    check_rows("zh", &["我看《好吧！爸爸》。 | 好！"]);
}

#[test]
fn omissions() {
    check_rows(
        "en",
        &[
            "I thought... I would go.",
            "We wait ... and wait. | Well... | Nobody came.",
            "We wait . . . . | Nobody came.",
            "It was left out. | . . . The rest was kept.",
            "What? ... | Nobody knows ! ! ! | Really ? !",
            "He wrote [...] Nobody knows why.",
            "It is open. | ...and then it closes.",
        ],
    );
}

#[test]
fn numbers_addresses_and_names() {
    check_rows(
        "en",
        &[
            "Pay is $12.50. | It is paid monthly. | Version 2.1.3 is out.",
            "Write to ann.b@example.org. | See https://www.example.org/a.b/c.html. | Thanks.",
            "We use ASP.NET and main.rs. | .NET is fine. | Open README.md now.",
            "She works at Yahoo! in sales. | We love Yahoo! | The end!",
            "It grew to 1,000.|That is a lot.",
            "It is a gas.[1] | It has no colour. [2, 3] | It burns.",
        ],
    );
}

#[test]
fn ordinals() {
    check_rows(
        "de",
        &[
            "Am 3. Werktag kommt der 2. Bote. | Er klopft.",
            "Vom 1.-3. Mai ist zu. | Es sind 3. | Danach öffnen wir.",
            "Ludwig XIV. Hof war groß.",
        ],
    );
    check_rows("fi", &["Alkaen 1. tammikuuta. | Soita nyt."]);
    check_rows("en", &["There were 3. | Then 4 came."]);
}

#[test]
fn lists_in_a_line() {
    check_rows(
        "en",
        &[
            "1. Greet guests | 2. Answer calls | 3. Sell tea",
            "1.) Greet guests. | 2.) Answer calls.",
            "Your tasks: | a) greet guests, | b) answer calls",
            "• Greet guests | • Answer calls | • Sell tea",
            "⁃1. Greet guests | ⁃2. Answer calls",
            "i. Greet guests | ii. Answer calls",
            "There are 2) and 3) only.",
        ],
    );
    check_rows("de", &["1. Januar bis 2. Februar"]);
    check_rows("es", &["Traiga: 1.Pan, 2.Leche. | Gracias."]);
}

#[test]
fn marks_of_other_scripts() {
    check_rows("hi", &["डॉ. राम आए। | वे कौन हैं? | पता नहीं।"]);
    check_rows("ja", &["開いています。 | 「来て。」と言った。 | ３．５％です！ | はい。"]);
    check_rows("hy", &["Բաց է: | Նա ասաց. «Արի: Արագ»: | Ժամը 10:30 է:"]);
    check_rows("el", &["Τι ώρα είναι; | Είναι 5 μ.μ. τώρα. | Ο κ. Παππάς ήρθε."]);
    check_rows("ar", &["هل وصل د. أحمد؟ | نعم."]);
    check_rows("am", &["ቡና አለ።| በ1990 ዓ.ም. ተከፈተ።"]);
    check_rows("ur", &["کیا حال ہے؟ | ٹھیک ہے۔"]);
    check_rows("ml", &["ഇത് കെ.പി. മോഹനൻ. | അദ്ദേഹം വന്നു."]);
}

#[test]
fn other_languages() {
    check_rows("sv", &["Vi söker t.ex. säljare, dvs. folk. | Ring kl. 9 eller fr.o.m. kl. 12."]);
    check_rows("da", &["Vi er ca. 20 ansatte, bl.a. sælgere. | Start den 1. maj. | Og du... I kan ringe."]);
    check_rows("nl", &["Dhr. Smit werkt o.a. in Delft. | Hij komt a.s. maandag. | Bel evt. mevr. Smit."]);
    check_rows("fr", &["M. Petit et Mme Petit vendent du thé, etc. | Voir art. 5."]);
    check_rows("es", &["El Sr. Gil vive en EE. UU. | ¿Y la Sra. Gil? | Llega a las 8 a. m. y sale."]);
    check_rows("it", &["Il dott. Neri lavora alla Tè S.p.A. di Roma. | È l'avv. Neri."]);
    check_rows("pt", &["O Sr. Dias mora no n.º 5. | A Dra. Dias também. | Fim."]);
    check_rows("pl", &["Dr. Nowak, tj. szef, ma np. 5 osób. | Start 1 maja."]);
    check_rows("cs", &["Firma Čaj s. r. o. hledá např. prodavače. | Nástup 1. května."]);
    check_rows("ru", &["Он живёт на ул. Мира, д. 5. | В 2010 г. Москва росла. | И т. д."]);
    check_rows("uk", &["Він живе на вул. Миру в м. Львів. | Так."]);
}

#[test]
fn layout_comes_first() {
    check(
        "en",
        "Your tasks\n- Greet guests\n- Answer calls\n\nWe offer",
        &["Your tasks", "- Greet guests", "- Answer calls", "We offer"],
    );
    check("en", "1. Pick goods\n2. Pack goods", &["1. Pick goods", "2. Pack goods"]);
    check(
        "en",
        "A line that is long and was broken by the editor because it\nreached the margin. Next.",
        &["A line that is long and was broken by the editor because it\nreached the margin.", "Next."],
    );
    check("en", "Cook\tKitchen\tOslo", &["Cook", "Kitchen", "Oslo"]);
    check("en", "# Title\nText here.", &["# Title", "Text here."]);
    check("en", "Experience with\nExcel and Word\nWe offer", &["Experience with\nExcel and Word", "We offer"]);
    check("en", "Who We Are\n----------\nA shop.", &["Who We Are", "----------", "A shop."]);
}

#[test]
fn kinds_are_told() {
    let text = "Tasks\n• Sell things\nWe are kind. Really.";
    let kinds: Vec<SentenceKind> = sentences(text, &rules("en")).iter().map(|sentence| sentence.kind).collect();
    assert_eq!(kinds, [SentenceKind::Heading, SentenceKind::Item, SentenceKind::Prose, SentenceKind::Prose]);
}

proptest! {
    #[test]
    fn sentences_rejoin_to_the_text(text in "(\\PC|[.!?\n\r\t •\\-|]){0,200}") {
        let mut end = 0;
        for sentence in sentences(&text, &rules("en")) {
            prop_assert!(sentence.span.start >= end && !sentence.span.is_empty());
            let between = text.get(end..sentence.span.start);
            prop_assert!(between.is_some_and(|between| between.trim().is_empty()), "{between:?}");
            prop_assert!(text.get(sentence.span.range()).is_some_and(|part| part.trim() == part));
            end = sentence.span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }
}

/// Texts on which looking back or ahead too far would take time that grows with the square of their length.
#[test]
fn hostile_texts_take_linear_time() {
    /// Bytes of each text: minutes, if the time grew with the square.
    const BYTES: usize = 1 << 18;
    let rules = rules("en");
    let units = [
        "a.",
        "a. ",
        "A. ",
        "\"",
        "' ",
        "\"a. ",
        "(",
        ")",
        "([{",
        "('.",
        "1. ",
        "1) ",
        "a) b) ",
        "...",
        ". ",
        "? \" ",
        "p.m. ",
        "[1]",
        ".[1",
        "at 5 p.m. X ",
        "• ",
        "a.B",
        "x",
        "。",
        "「。",
        "\n",
        "- ",
        "_",
        "u.s.",
        "|",
        "\t",
        ".' '",
        ": 1) ",
    ];
    for unit in units {
        let text = unit.repeat(BYTES / unit.len());
        let found = sentences(&text, &rules);
        let covered: usize = found.iter().map(|sentence| sentence.span.len()).sum();
        assert!(covered <= text.len(), "{unit:?}");
        assert!(found.iter().all(|sentence| !sentence.span.is_empty()), "{unit:?}");
    }
}
