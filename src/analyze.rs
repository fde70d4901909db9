//! The pure middle: one document in, one analysis out. No files, no threads, no globals.

use std::collections::HashMap;

use crate::config::AnalysisSettings;
use crate::document::{Document, Label, Lang, Side, Span};
use crate::language::{Detection, Detector};
use crate::lexicon::{self, Concept, ConceptId, Cue, Joint, Lexicon, Lexicons, Match, Matches, Section, Sentence};
use crate::score::{self, Break, Effect, Hit, Judgement, Modifier};
use crate::segment::{self, SentenceKind};

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It was judged.
    Ok,
    /// It has no text.
    Empty,
    /// Its language could not be told: too short, or no language at all.
    UndetectedLanguage,
    /// Its language has no lexicon.
    UnsupportedLanguage,
    /// The analysis itself failed.
    Failed,
}

impl Status {
    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Empty => "empty",
            Status::UndetectedLanguage => "undetected-language",
            Status::UnsupportedLanguage => "unsupported-language",
            Status::Failed => "failed",
        }
    }
}

/// A term found in the text, after its cues.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EvidenceHit {
    /// Where it stands in the document's text, in bytes.
    pub span: Span,
    /// What it stands for.
    pub concept: ConceptId,
    /// The office that it speaks for after cues.
    pub side: Side,
    /// What it counts in its sentence; 0 if cues cancelled it.
    pub weight: f64,
    /// Whether a negation reached it.
    pub negated: bool,
}

/// A cue found in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CueHit {
    /// Where it stands in the document's text, in bytes.
    pub span: Span,
    /// What it does.
    pub cue: Cue,
}

/// A judged sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceAnalysis {
    /// Where it stands in the document's text, in bytes.
    pub span: Span,
    /// What kind of unit it is.
    pub kind: SentenceKind,
    /// The part of the posting that it belongs to, where one was recognised.
    pub section: Option<Section>,
    /// The judgement.
    pub judgement: Judgement,
    /// The evidence, in order of position.
    pub hits: Vec<EvidenceHit>,
    /// The cues, in order of position, without function words.
    pub cues: Vec<CueHit>,
}

/// All that is known about a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The text that all offsets count in.
    pub text: String,
    /// What became of it.
    pub status: Status,
    /// Its language, where one was told.
    pub language: Option<Lang>,
    /// Probability in 0..=1 that the language is right.
    pub language_confidence: f64,
    /// The judgement; `None` where the status is not [`Status::Ok`].
    pub judgement: Option<Judgement>,
    /// Words of the text; counted where the language has a lexicon.
    pub words: usize,
    /// Share of the words, 0..=1, that a term or cue matched.
    pub coverage: f64,
    /// The sentences, in order; empty where the status is not [`Status::Ok`].
    pub sentences: Vec<SentenceAnalysis>,
}

/// Judges documents. Cheap to share among threads.
pub struct Analyzer {
    lexicons: Lexicons,
    detector: Detector,
    settings: AnalysisSettings,
}

impl Analyzer {
    /// An analyzer with the lexicons that come with the tool and default settings.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] if the embedded data is broken, which its tests rule out.
    pub fn with_embedded_lexicons() -> crate::error::Result<Analyzer> {
        Ok(Analyzer::new(Lexicons::new(Vec::new())?, AnalysisSettings::default()))
    }

    /// An analyzer with these lexicons.
    pub fn new(lexicons: Lexicons, settings: AnalysisSettings) -> Analyzer {
        let detector = Detector::new(&lexicon::language_profiles(), lexicon::vocabulary);
        Analyzer { lexicons, detector, settings }
    }

    /// The lexicons that it judges by.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// The concept behind a hit.
    pub fn concept(&self, id: ConceptId) -> &Concept {
        self.lexicons.concepts().get(id)
    }

    /// Judges one document.
    pub fn analyze(&self, document: &Document) -> Analysis {
        let text = document.text();
        let unjudged = |status, detection: Detection| Analysis {
            text: text.clone(),
            status,
            language: detection.lang,
            language_confidence: detection.confidence,
            judgement: None,
            words: 0,
            coverage: 0.0,
            sentences: Vec::new(),
        };
        let unknown = Detection { lang: None, confidence: 0.0 };
        if text.chars().all(|character| character.is_whitespace() || character == '\u{feff}') {
            return unjudged(Status::Empty, unknown);
        }
        let detection = self.detect(&text, document.claimed_language);
        let Some(lang) = detection.lang else {
            return unjudged(Status::UndetectedLanguage, detection);
        };
        let Some(lexicon) = self.lexicons.get(lang) else {
            return unjudged(Status::UnsupportedLanguage, detection);
        };
        self.judge(text, !document.title.is_empty(), lexicon, detection)
    }

    /// As [`Analyzer::analyze`], but a defect in the analysis costs one document and not the run: it gets
    /// the status [`Status::Failed`].
    pub fn analyze_or_fail(&self, document: &Document) -> Analysis {
        let analyze = std::panic::AssertUnwindSafe(|| self.analyze(document));
        std::panic::catch_unwind(analyze).unwrap_or_else(|_| Analysis {
            text: String::new(),
            status: Status::Failed,
            language: None,
            language_confidence: 0.0,
            judgement: None,
            words: 0,
            coverage: 0.0,
            sentences: Vec::new(),
        })
    }

    fn detect(&self, text: &str, claimed: Option<Lang>) -> Detection {
        match self.settings.forced_language {
            Some(lang) => Detection { lang: Some(lang), confidence: 1.0 },
            None => self.detector.detect(text, self.settings.allowed_languages.as_deref(), claimed),
        }
    }

    fn judge(&self, text: String, has_title: bool, lexicon: &Lexicon, detection: Detection) -> Analysis {
        let rules = lexicon.segmentation();
        let mut words = Sentence::default();
        let mut totals = Totals::default();
        let mut section = None;
        let mut sentences = Vec::new();
        for found in segment::sentences(&text, rules) {
            lexicon.matcher().read_words(&text, found.span, &mut words);
            let matches = lexicon.matcher().find(&words);
            totals.count_words(&words, &matches);
            if let Some(opened) = opened_section(found.kind, &words, &matches) {
                section = opened;
            }
            let is_title = has_title && found.span.start == 0;
            let sentence = self.judge_sentence(&found, &words, &matches, section);
            let factor = if is_title { score::TITLE_FACTOR } else { section_share(section) };
            totals.add(&sentence, factor);
            sentences.push(sentence);
        }
        // A document of one sentence is that sentence.
        let judge = if sentences.len() == 1 { score::judge_sentence } else { score::judge_document };
        Analysis {
            text,
            status: Status::Ok,
            language: detection.lang,
            language_confidence: detection.confidence,
            judgement: Some(judge(totals.front, totals.back)),
            words: totals.words,
            coverage: totals.coverage(),
            sentences,
        }
    }

    fn judge_sentence(
        &self,
        found: &segment::Sentence,
        words: &Sentence,
        matches: &Matches,
        section: Option<Section>,
    ) -> SentenceAnalysis {
        let hits: Vec<Hit> = matches.concepts.iter().map(|found| self.score_hit(found)).collect();
        let modifiers: Vec<Modifier> = matches.cues.iter().filter_map(score_modifier).collect();
        let breaks: Vec<Break> = (0..words.len()).map(|word| score_break(words.joint(word))).collect();
        let context = sentence_context(matches).map_or(1.0, |context| section_share(Some(context)));
        let weighed = score::weigh(&hits, &modifiers, &breaks);
        let span_of = |first: usize, last: usize| Span::new(words.span(first).start, words.span(last).end);
        let hits: Vec<EvidenceHit> = matches
            .concepts
            .iter()
            .zip(&weighed)
            .map(|(found, weighed)| EvidenceHit {
                span: span_of(found.first_word, found.last_word),
                concept: found.meaning,
                side: weighed.side,
                weight: weighed.weight * context,
                negated: weighed.negated,
            })
            .collect();
        let sum = |side: Side| hits.iter().filter(|hit| hit.side == side).map(|hit| hit.weight).sum::<f64>();
        let share = section.map_or(1.0, |section| section_share(Some(section)));
        SentenceAnalysis {
            span: found.span,
            kind: found.kind,
            section,
            judgement: score::judge_sentence(sum(Side::Front) * share, sum(Side::Back) * share),
            cues: matches
                .cues
                .iter()
                .filter(|found| found.meaning != Cue::FunctionWord)
                .map(|found| CueHit { span: span_of(found.first_word, found.last_word), cue: found.meaning })
                .collect(),
            hits,
        }
    }

    fn score_hit(&self, found: &Match<ConceptId>) -> Hit {
        /// Functions whose verbs take a product as their object.
        const SELLING_FUNCTIONS: [&str; 5] =
            ["sales", "retail", "marketing", "account-management", "business-development"];
        let concept = self.concept(found.meaning);
        Hit {
            side: concept.side,
            weight: concept.weight,
            concept: found.meaning.number(),
            sells: concept.side == Side::Front && SELLING_FUNCTIONS.contains(&concept.function.as_str()),
            words: (found.first_word, found.last_word),
        }
    }
}

/// The running sums of a document.
#[derive(Default)]
struct Totals {
    front: f64,
    back: f64,
    mentions: HashMap<(ConceptId, Side), u32>,
    words: usize,
    covered: usize,
}

impl Totals {
    fn add(&mut self, sentence: &SentenceAnalysis, factor: f64) {
        for hit in sentence.hits.iter().filter(|hit| hit.weight > 0.0) {
            let count = self.mentions.entry((hit.concept, hit.side)).or_insert(0);
            *count += 1;
            let weight = hit.weight * factor * score::repeat_in_document(*count);
            match hit.side {
                Side::Front => self.front += weight,
                Side::Back => self.back += weight,
                Side::Neutral => {}
            }
        }
    }

    fn count_words(&mut self, words: &Sentence, matches: &Matches) {
        let mut covered = vec![false; words.len()];
        let concepts = matches.concepts.iter().map(|found| (found.first_word, found.last_word));
        let cues = matches.cues.iter().map(|found| (found.first_word, found.last_word));
        for (first, last) in concepts.chain(cues) {
            covered[first..=last].fill(true);
        }
        self.words += words.len();
        self.covered += covered.iter().filter(|&&covered| covered).count();
    }

    /// Share of covered words, 0..=1.
    fn coverage(&self) -> f64 {
        // A text holds far fewer words than a float can count exactly.
        if self.words == 0 { 0.0 } else { self.covered as f64 / self.words as f64 }
    }
}

/// What a document's evidence counts in a section.
fn section_share(section: Option<Section>) -> f64 {
    match section {
        None | Some(Section::Duties) => 1.0,
        Some(Section::About) => score::ABOUT_SHARE,
        Some(Section::Requirements) => score::REQUIREMENTS_SHARE,
        Some(Section::Benefits) => score::BENEFITS_SHARE,
        Some(Section::Apply) => score::APPLY_SHARE,
        Some(Section::Legal) => score::LEGAL_SHARE,
    }
}

/// The purpose that a sentence's own cues show; of several the one that counts least.
fn sentence_context(matches: &Matches) -> Option<Section> {
    let contexts = matches.cues.iter().filter_map(|found| match found.meaning {
        Cue::Context(section) => Some(section),
        _ => None,
    });
    contexts.min_by(|one, other| section_share(Some(*one)).total_cmp(&section_share(Some(*other))))
}

/// `Some(section)` if a line is a heading: that of a known section, or another one, which ends the last.
fn opened_section(kind: SentenceKind, words: &Sentence, matches: &Matches) -> Option<Option<Section>> {
    /// Headings are short; a sentence that merely holds "your tasks" is none.
    const MOST_WORDS: usize = 8;
    if kind != SentenceKind::Heading || words.len() > MOST_WORDS {
        return None;
    }
    let known = matches.cues.iter().find_map(|found| match found.meaning {
        // Most of the line must be the heading's own words.
        Cue::Heading(section) if 2 * (found.last_word + 1 - found.first_word) >= words.len() => Some(section),
        _ => None,
    });
    Some(known)
}

fn score_modifier(found: &Match<Cue>) -> Option<Modifier> {
    let effect = match found.meaning {
        Cue::Negation => Effect::Negate,
        Cue::NegationAfter => Effect::NegateBefore,
        Cue::Exclusion => Effect::Exclude,
        Cue::Contrast => Effect::Contrast,
        Cue::ScopeEnd => Effect::EndScope,
        Cue::Intensifier => Effect::Intensify,
        Cue::Diminisher => Effect::Diminish,
        Cue::ProductNoun => Effect::Product,
        Cue::Context(_) | Cue::Heading(_) | Cue::FunctionWord => return None,
    };
    Some(Modifier { effect, words: (found.first_word, found.last_word) })
}

fn score_break(joint: Joint) -> Break {
    match joint {
        Joint::Phrase => Break::None,
        Joint::Comma => Break::Comma,
        Joint::Clause => Break::Clause,
    }
}

impl Analysis {
    /// How many sentences have a label.
    pub fn count(&self, label: Label) -> usize {
        self.sentences.iter().filter(|sentence| sentence.judgement.label == label).count()
    }
}
