//! Which script letters belong to, and the language of scripts that only one language is written in.

/// A script, or a family of scripts that one language uses together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Hebrew,
    Greek,
    Armenian,
    Georgian,
    Bengali,
    Gurmukhi,
    Gujarati,
    Oriya,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Burmese,
    Khmer,
    Ethiopic,
    Hangul,
    Kana,
    Han,
}

/// How many scripts there are.
const COUNT: usize = Script::Han as usize + 1;

impl Script {
    /// The script of a letter; `None` for what is in no script that we know.
    pub fn of(letter: char) -> Option<Script> {
        Some(match u32::from(letter) {
            0x41..=0x5A | 0x61..=0x7A | 0xAA | 0xBA | 0xC0..=0x2AF | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => Script::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
            0x400..=0x52F => Script::Cyrillic,
            0x531..=0x58F => Script::Armenian,
            0x591..=0x5FF | 0xFB1D..=0xFB4F => Script::Hebrew,
            0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => Script::Arabic,
            0x900..=0x97F => Script::Devanagari,
            0x980..=0x9FF => Script::Bengali,
            0xA00..=0xA7F => Script::Gurmukhi,
            0xA80..=0xAFF => Script::Gujarati,
            0xB00..=0xB7F => Script::Oriya,
            0xB80..=0xBFF => Script::Tamil,
            0xC00..=0xC7F => Script::Telugu,
            0xC80..=0xCFF => Script::Kannada,
            0xD00..=0xD7F => Script::Malayalam,
            0xD80..=0xDFF => Script::Sinhala,
            0xE00..=0xE7F => Script::Thai,
            0xE80..=0xEFF => Script::Lao,
            0x1000..=0x109F => Script::Burmese,
            0x10A0..=0x10FF | 0x1C90..=0x1CBF => Script::Georgian,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3 => Script::Hangul,
            0x1200..=0x139F => Script::Ethiopic,
            0x1780..=0x17FF => Script::Khmer,
            0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Script::Kana,
            0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Script::Han,
            _ => return None,
        })
    }

    /// The language that nearly all texts in this script are in; `None` where there are several.
    pub fn usual_language(self) -> Option<&'static str> {
        Some(match self {
            Script::Latin | Script::Cyrillic | Script::Arabic | Script::Devanagari => return None,
            Script::Hebrew => "he",
            Script::Greek => "el",
            Script::Armenian => "hy",
            Script::Georgian => "ka",
            Script::Bengali => "bn",
            Script::Gurmukhi => "pa",
            Script::Gujarati => "gu",
            Script::Oriya => "or",
            Script::Tamil => "ta",
            Script::Telugu => "te",
            Script::Kannada => "kn",
            Script::Malayalam => "ml",
            Script::Sinhala => "si",
            Script::Thai => "th",
            Script::Lao => "lo",
            Script::Burmese => "my",
            Script::Khmer => "km",
            Script::Ethiopic => "am",
            Script::Hangul => "ko",
            Script::Kana => "ja",
            Script::Han => "zh",
        })
    }

    /// A language that a few texts in this script are in: Japanese without kana.
    pub fn rare_language(self) -> Option<&'static str> {
        match self {
            Script::Han => Some("ja"),
            Script::Hebrew => Some("yi"),
            _ => None,
        }
    }

    /// A syllable or a whole word a letter: such a letter says as much as this many Latin ones.
    fn worth(self) -> u32 {
        match self {
            Script::Hangul | Script::Kana | Script::Han => 2,
            _ => 1,
        }
    }
}

/// Chinese texts quote a Japanese `の`; Japanese ones have more than one kana in this many characters.
const MOST_HAN_PER_KANA: u32 = 15;

/// The letters of a text, by script.
#[derive(Debug, Default)]
pub struct Letters([u32; COUNT]);

impl Letters {
    /// Counts letters of a script.
    pub fn add(&mut self, script: Script, count: u32) {
        self.0[script as usize] += count;
    }

    /// How many letters there are in a script.
    pub fn count(&self, script: Script) -> u32 {
        self.0[script as usize]
    }

    /// The script that says most in the text; `None` where there is no letter. Japanese is written in two.
    pub fn main_script(&self) -> Option<Script> {
        let mut weighed: [u32; COUNT] = self.0;
        let (kana, han) = (self.count(Script::Kana), self.count(Script::Han));
        if kana * MOST_HAN_PER_KANA > han {
            weighed[Script::Kana as usize] += han;
            weighed[Script::Han as usize] = 0;
        }
        let worth = |script: Script| weighed[script as usize] * script.worth();
        ALL.into_iter().filter(|&script| worth(script) > 0).max_by_key(|&script| worth(script))
    }
}

/// Every script; of equals in a text the last one wins, since Latin names and loan words stand in texts of all.
const ALL: [Script; COUNT] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Arabic,
    Script::Devanagari,
    Script::Hebrew,
    Script::Greek,
    Script::Armenian,
    Script::Georgian,
    Script::Bengali,
    Script::Gurmukhi,
    Script::Gujarati,
    Script::Oriya,
    Script::Tamil,
    Script::Telugu,
    Script::Kannada,
    Script::Malayalam,
    Script::Sinhala,
    Script::Thai,
    Script::Lao,
    Script::Burmese,
    Script::Khmer,
    Script::Ethiopic,
    Script::Hangul,
    Script::Kana,
    Script::Han,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_that_says_most_is_found() {
        #[track_caller]
        fn check(text: &str, expected: Option<Script>) {
            let mut letters = Letters::default();
            text.chars().filter_map(Script::of).for_each(|script| letters.add(script, 1));
            assert_eq!(letters.main_script(), expected, "{text}");
        }
        check("Front Office", Some(Script::Latin));
        check("Оператор call-центра", Some(Script::Cyrillic));
        check("Webデザイナー募集", Some(Script::Kana));
        check("招聘前台接待", Some(Script::Han));
        check("这家店的招牌叫做美味の啤酒屋我们都喜欢去那里聊天", Some(Script::Han));
        check("영업 Manager 모집", Some(Script::Hangul));
        check("12 + 3", None);
    }
}
