//! Codes and English names of languages.

use super::script::Script;
use crate::document::Lang;

/// whatlang's language, our code, the English name.
const NAMES: &[(whatlang::Lang, &str, &str)] = &[
    (whatlang::Lang::Epo, "eo", "Esperanto"),
    (whatlang::Lang::Eng, "en", "English"),
    (whatlang::Lang::Rus, "ru", "Russian"),
    (whatlang::Lang::Cmn, "zh", "Mandarin"),
    (whatlang::Lang::Spa, "es", "Spanish"),
    (whatlang::Lang::Por, "pt", "Portuguese"),
    (whatlang::Lang::Ita, "it", "Italian"),
    (whatlang::Lang::Ben, "bn", "Bengali"),
    (whatlang::Lang::Fra, "fr", "French"),
    (whatlang::Lang::Deu, "de", "German"),
    (whatlang::Lang::Ukr, "uk", "Ukrainian"),
    (whatlang::Lang::Kat, "ka", "Georgian"),
    (whatlang::Lang::Ara, "ar", "Arabic"),
    (whatlang::Lang::Hin, "hi", "Hindi"),
    (whatlang::Lang::Jpn, "ja", "Japanese"),
    (whatlang::Lang::Heb, "he", "Hebrew"),
    (whatlang::Lang::Yid, "yi", "Yiddish"),
    (whatlang::Lang::Pol, "pl", "Polish"),
    (whatlang::Lang::Amh, "am", "Amharic"),
    (whatlang::Lang::Jav, "jv", "Javanese"),
    (whatlang::Lang::Kor, "ko", "Korean"),
    (whatlang::Lang::Nob, "nb", "Norwegian Bokmål"),
    (whatlang::Lang::Dan, "da", "Danish"),
    (whatlang::Lang::Swe, "sv", "Swedish"),
    (whatlang::Lang::Fin, "fi", "Finnish"),
    (whatlang::Lang::Tur, "tr", "Turkish"),
    (whatlang::Lang::Nld, "nl", "Dutch"),
    (whatlang::Lang::Hun, "hu", "Hungarian"),
    (whatlang::Lang::Ces, "cs", "Czech"),
    (whatlang::Lang::Ell, "el", "Greek"),
    (whatlang::Lang::Bul, "bg", "Bulgarian"),
    (whatlang::Lang::Bel, "be", "Belarusian"),
    (whatlang::Lang::Mar, "mr", "Marathi"),
    (whatlang::Lang::Kan, "kn", "Kannada"),
    (whatlang::Lang::Ron, "ro", "Romanian"),
    (whatlang::Lang::Slv, "sl", "Slovene"),
    (whatlang::Lang::Hrv, "hr", "Croatian"),
    (whatlang::Lang::Srp, "sr", "Serbian"),
    (whatlang::Lang::Mkd, "mk", "Macedonian"),
    (whatlang::Lang::Lit, "lt", "Lithuanian"),
    (whatlang::Lang::Lav, "lv", "Latvian"),
    (whatlang::Lang::Est, "et", "Estonian"),
    (whatlang::Lang::Tam, "ta", "Tamil"),
    (whatlang::Lang::Vie, "vi", "Vietnamese"),
    (whatlang::Lang::Urd, "ur", "Urdu"),
    (whatlang::Lang::Tha, "th", "Thai"),
    (whatlang::Lang::Guj, "gu", "Gujarati"),
    (whatlang::Lang::Uzb, "uz", "Uzbek"),
    (whatlang::Lang::Pan, "pa", "Punjabi"),
    (whatlang::Lang::Aze, "az", "Azerbaijani"),
    (whatlang::Lang::Ind, "id", "Indonesian"),
    (whatlang::Lang::Tel, "te", "Telugu"),
    (whatlang::Lang::Pes, "fa", "Persian"),
    (whatlang::Lang::Mal, "ml", "Malayalam"),
    (whatlang::Lang::Ori, "or", "Oriya"),
    (whatlang::Lang::Mya, "my", "Burmese"),
    (whatlang::Lang::Nep, "ne", "Nepali"),
    (whatlang::Lang::Sin, "si", "Sinhalese"),
    (whatlang::Lang::Khm, "km", "Khmer"),
    (whatlang::Lang::Tuk, "tk", "Turkmen"),
    (whatlang::Lang::Aka, "ak", "Akan"),
    (whatlang::Lang::Zul, "zu", "Zulu"),
    (whatlang::Lang::Sna, "sn", "Shona"),
    (whatlang::Lang::Afr, "af", "Afrikaans"),
    (whatlang::Lang::Lat, "la", "Latin"),
    (whatlang::Lang::Slk, "sk", "Slovak"),
    (whatlang::Lang::Cat, "ca", "Catalan"),
    (whatlang::Lang::Tgl, "tl", "Tagalog"),
    (whatlang::Lang::Hye, "hy", "Armenian"),
    (whatlang::Lang::Cym, "cy", "Welsh"),
];

/// Languages that whatlang does not know but the data does.
const FURTHER_NAMES: &[(&str, &str)] = &[
    ("eu", "Basque"),
    ("ga", "Irish"),
    ("is", "Icelandic"),
    ("kk", "Kazakh"),
    ("lg", "Ganda"),
    ("lo", "Lao"),
    ("mi", "Maori"),
    ("mn", "Mongolian"),
    ("ms", "Malay"),
    ("mt", "Maltese"),
    ("so", "Somali"),
    ("sq", "Albanian"),
    ("st", "Sotho"),
    ("sw", "Swahili"),
    ("tn", "Tswana"),
    ("ts", "Tsonga"),
    ("xh", "Xhosa"),
    ("yo", "Yoruba"),
];

/// Codes that mean a language of the table: old ones, macrolanguages, and what is one language in all but
/// name. Nynorsk is handled by the lexicon of Bokmål, Bosnian by that of Croatian.
const ALIASES: &[(&str, &str)] = &[
    ("no", "nb"),
    ("nn", "nb"),
    ("bs", "hr"),
    ("sh", "sr"),
    ("iw", "he"),
    ("in", "id"),
    ("ji", "yi"),
    ("tgl", "tl"),
    ("fil", "tl"),
    ("cmn", "zh"),
];

/// The one code that we use for a language: `no` is `nb`.
pub fn canonical(lang: Lang) -> Lang {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == lang.as_str());
    alias.and_then(|(_, code)| Lang::parse(code)).unwrap_or(lang)
}

/// The English name of a language; its code where none is known.
pub fn english_name(lang: &Lang) -> &str {
    let known = NAMES.iter().map(|(_, code, name)| (*code, *name)).chain(FURTHER_NAMES.iter().copied());
    let mut names = known.filter(|(code, _)| *code == lang.as_str()).map(|(_, name)| name);
    names.next().unwrap_or(lang.as_str())
}

/// Our code for a language of whatlang.
pub(super) fn from_whatlang(lang: whatlang::Lang) -> Lang {
    let code = NAMES.iter().find(|(known, _, _)| *known == lang).map_or(lang.code(), |(_, code, _)| *code);
    // Every code of the table, and every code of whatlang, is a tag.
    Lang::parse(code).unwrap_or(Lang::UNDETERMINED)
}

/// The reverse of [`from_whatlang`].
pub(super) fn to_whatlang(lang: Lang) -> Option<whatlang::Lang> {
    NAMES.iter().find(|(_, code, _)| *code == lang.as_str()).map(|(known, _, _)| *known)
}

/// The languages that whatlang knows, each with its script.
pub(super) fn whatlang_languages() -> impl Iterator<Item = (Lang, Script)> {
    NAMES.iter().filter_map(|(known, code, _)| {
        let script = match known {
            whatlang::Lang::Ara | whatlang::Lang::Pes | whatlang::Lang::Urd => Script::Arabic,
            whatlang::Lang::Hin | whatlang::Lang::Mar | whatlang::Lang::Nep => Script::Devanagari,
            whatlang::Lang::Heb | whatlang::Lang::Yid => Script::Hebrew,
            whatlang::Lang::Bel
            | whatlang::Lang::Bul
            | whatlang::Lang::Mkd
            | whatlang::Lang::Rus
            | whatlang::Lang::Srp
            | whatlang::Lang::Ukr => Script::Cyrillic,
            _ if ONLY_IN_THEIR_SCRIPT.contains(code) => return None,
            _ => Script::Latin,
        };
        Some((Lang::parse(code)?, script))
    })
}

/// Languages that their script tells.
const ONLY_IN_THEIR_SCRIPT: [&str; 19] =
    ["am", "bn", "el", "gu", "hy", "ja", "ka", "km", "kn", "ko", "ml", "my", "or", "pa", "si", "ta", "te", "th", "zh"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_whatlang_has_a_code() {
        for &lang in whatlang::Lang::all() {
            assert_eq!(to_whatlang(from_whatlang(lang)), Some(lang));
            assert!(!english_name(&from_whatlang(lang)).is_empty());
        }
    }

    #[test]
    fn aliases_lead_to_known_codes() {
        for (alias, code) in ALIASES {
            let alias = Lang::parse(alias).expect("a tag");
            assert_eq!(canonical(alias).as_str(), *code);
            assert!(to_whatlang(canonical(alias)).is_some());
        }
    }
}
