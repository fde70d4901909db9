//! The pure middle: one document in, one analysis out. No files, no threads, no globals.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::{FxBuildHasher, FxHashMap};
use thread_local::ThreadLocal;

use crate::config::{AnalysisSettings, Split};
use crate::document::{Document, Label, Lang, Side, Span};
use crate::language::{Detection, Detector};
use crate::lexicon::{self, Concept, ConceptId, Cue, Joint, Lexicon, Lexicons, Match, Matches, Section, Sentence};
use crate::score::{self, Break, Effect, Evidence, Hit, Judgement, Modifier, Thresholds};
use crate::segment::{self, SegmentationRules, SentenceKind};

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
    /// What it counts in its sentence: its concept's weight by `share`; 0 if cues cancelled it.
    pub weight: f64,
    /// The share of its concept's weight that cues and the sentence's purpose leave.
    pub share: f64,
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

/// A cue changed a hit of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The cue's number in [`SentenceAnalysis::cues`].
    pub cue: usize,
    /// The hit's number in [`SentenceAnalysis::hits`].
    pub hit: usize,
}

/// A judged sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceAnalysis {
    /// Where it stands in the document's text, in bytes.
    pub span: Span,
    /// What kind of unit it is.
    pub kind: SentenceKind,
    /// Its language, where that is clearly another one than the document's.
    pub foreign: Option<Detection>,
    /// The part of the posting that it belongs to, where one was recognised.
    pub section: Option<Section>,
    /// What its evidence counts in the document: more in a title, less in a section that is not about the work.
    pub document_share: f64,
    /// The judgement.
    pub judgement: Judgement,
    /// The evidence, in order of position.
    pub hits: Vec<EvidenceHit>,
    /// The cues, in order of position, without function words.
    pub cues: Vec<CueHit>,
    /// Which cue changed which hit, by cue.
    pub reaches: Vec<Reach>,
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
    /// Where the sentences stand that could be cut but not judged, in bytes: those of a text in a language without a
    /// lexicon.
    pub unjudged_sentences: Vec<Span>,
}

/// Judges documents. Cheap to share among threads.
pub struct Analyzer {
    lexicons: Lexicons,
    detector: Detector,
    settings: AnalysisSettings,
    /// What each thread reads sentences into.
    scratch: ThreadLocal<RefCell<Scratch>>,
    /// Whether each concept is the act of selling or serving, by its number.
    sells: Vec<bool>,
    /// How sentences are cut in languages without a lexicon, as such texts come.
    rules: RwLock<FxHashMap<Lang, Arc<SegmentationRules>>>,
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
        let detector = Detector::new(&lexicon::language_profiles());
        let sells = lexicons.concepts().iter().map(sells).collect();
        Analyzer { lexicons, detector, settings, scratch: ThreadLocal::new(), sells, rules: RwLock::default() }
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
        let detection = self.detect(&text, document.claimed_language);
        self.analyze_text(document, text, detection)
    }

    /// As [`Analyzer::analyze`], but a defect in the analysis costs one document and not the run: it gets
    /// the status [`Status::Failed`].
    pub fn analyze_or_fail(&self, document: &Document) -> Analysis {
        or_nothing(|| self.analyze(document)).unwrap_or_else(Analysis::failed)
    }

    /// Judges documents as [`Analyzer::analyze_or_fail`] does, those in one language after each other, so that what is
    /// known of its words stays near.
    pub fn analyze_all(&self, documents: &[Document]) -> Vec<Analysis> {
        let detect = |document: &Document| {
            let text = document.text();
            or_nothing(|| self.detect(&text, document.claimed_language)).map(|detection| (text, detection))
        };
        let mut found: Vec<Option<(String, Detection)>> = documents.iter().map(detect).collect();
        let mut order: Vec<usize> = (0..documents.len()).collect();
        order.sort_by_key(|&number| found[number].as_ref().map(|(_, detection)| detection.lang));
        let mut analyses: Vec<Analysis> = documents.iter().map(|_| Analysis::failed()).collect();
        for number in order {
            let Some((text, detection)) = found[number].take() else { continue };
            if let Some(analysis) = or_nothing(|| self.analyze_text(&documents[number], text, detection)) {
                analyses[number] = analysis;
            }
        }
        analyses
    }

    fn analyze_text(&self, document: &Document, text: String, detection: Detection) -> Analysis {
        let unjudged = |status, detection: Detection| Analysis {
            text: text.clone(),
            status,
            language: detection.lang,
            language_confidence: detection.confidence,
            judgement: None,
            words: 0,
            coverage: 0.0,
            sentences: Vec::new(),
            unjudged_sentences: Vec::new(),
        };
        if is_empty(&text) {
            return unjudged(Status::Empty, detection);
        }
        let Some(lang) = detection.lang else {
            return unjudged(Status::UndetectedLanguage, detection);
        };
        let Some(lexicon) = self.lexicons.get(lang) else {
            let unjudged_sentences = self.cut(&text, lang).into_iter().map(|sentence| sentence.span).collect();
            return Analysis { unjudged_sentences, ..unjudged(Status::UnsupportedLanguage, detection) };
        };
        self.judge(text, !document.title.is_empty(), lexicon, detection)
    }

    /// The sentences of a text by the rules of a language that needs no lexicon, or of none ([`Lang::UNDETERMINED`]).
    pub fn cut(&self, text: &str, lang: Lang) -> Vec<segment::Sentence> {
        let known = self.rules.read().unwrap_or_else(PoisonError::into_inner).get(&lang).cloned();
        let rules = known.unwrap_or_else(|| {
            let made = Arc::new(lexicon::segmentation_rules(lang));
            self.rules.write().unwrap_or_else(PoisonError::into_inner).insert(lang, Arc::clone(&made));
            made
        });
        self.cut_by(text, &rules)
    }

    fn cut_by(&self, text: &str, rules: &SegmentationRules) -> Vec<segment::Sentence> {
        match self.settings.split {
            Split::Sentences => segment::sentences(text, rules),
            Split::Lines => segment::line_sentences(text),
        }
    }

    fn detect(&self, text: &str, claimed: Option<Lang>) -> Detection {
        match self.settings.forced_language {
            _ if is_empty(text) => Detection { lang: None, confidence: 0.0 },
            Some(lang) => Detection { lang: Some(lang), confidence: 1.0 },
            None => self.detector.detect(text, self.settings.allowed_languages.as_deref(), claimed),
        }
    }

    fn judge(&self, text: String, has_title: bool, lexicon: &Lexicon, detection: Detection) -> Analysis {
        let rules = lexicon.segmentation();
        let mut scratch = self.scratch.get_or_default().borrow_mut();
        let mut totals = Totals::default();
        let mut section = None;
        let mut sentences = Vec::new();
        for found in self.cut_by(&text, rules) {
            scratch.read(&text, found.span, lexicon);
            let foreign =
                self.foreign_language(found.span.of(&text), scratch.words.len(), &scratch.matches, lexicon.lang);
            if let Some((_, other)) = foreign {
                scratch.read(&text, found.span, other);
            }
            totals.count_words(&mut scratch);
            if let Some(opened) = opened_section(found.kind, &scratch.words, &scratch.matches) {
                section = opened;
            }
            let is_title = has_title && found.span.start == 0;
            let part = match sentences.len() {
                _ if is_title => Part::Title,
                1 if has_title => Part::Lead(section),
                _ => Part::Body(section),
            };
            let mut sentence = self.judge_sentence(&found, &mut scratch, part);
            sentence.foreign = foreign.map(|(detection, _)| detection);
            sentences.push(sentence);
        }
        let thresholds = document_thresholds(&sentences);
        Analysis {
            text,
            status: Status::Ok,
            language: detection.lang,
            language_confidence: detection.confidence,
            judgement: Some(score::judge(self.evidence(&sentences), thresholds, self.lexicons.curves())),
            words: totals.words,
            coverage: totals.coverage(),
            sentences,
            unjudged_sentences: Vec::new(),
        }
    }

    /// The lexicon of another language, if a sentence is clearly in that one: an English paragraph in a German
    /// posting. Near languages share their function words and are left alone.
    fn foreign_language(
        &self,
        sentence: &str,
        words: usize,
        matches: &Matches,
        lang: Lang,
    ) -> Option<(Detection, &Lexicon)> {
        let own_words = matches.cues.iter().filter(|found| found.meaning == Cue::FunctionWord).count();
        let is_forced = self.settings.forced_language.is_some();
        if is_forced || words < LEAST_FOREIGN_WORDS || own_words * LEAST_OWN_SHARE >= words {
            return None;
        }
        let allowed = self.settings.allowed_languages.as_deref();
        let detection = self.detector.detect_other(sentence, lang, allowed)?;
        let lexicon = self.lexicons.get(detection.lang?)?;
        (detection.confidence >= LEAST_FOREIGN_CONFIDENCE).then_some((detection, lexicon))
    }

    /// The evidence of a document: what its judgement rests on.
    pub fn evidence(&self, sentences: &[SentenceAnalysis]) -> Evidence {
        let mut evidence = Evidence::default();
        for mention in mentions(sentences) {
            evidence.add(mention.side, self.concept(mention.concept).weight, mention.share);
        }
        evidence
    }

    fn judge_sentence(&self, found: &segment::Sentence, sentence: &mut Scratch, part: Part) -> SentenceAnalysis {
        let Scratch { words, matches, hits, cues, modifying, modifiers, breaks, .. } = sentence;
        let span_of = |first: usize, last: usize| Span::new(words.span(first).start, words.span(last).end);
        hits.clear();
        hits.extend(matches.concepts.iter().map(|found| self.score_hit(found)));
        cues.clear();
        cues.extend(matches.cues.iter().filter(|found| found.meaning != Cue::FunctionWord));
        modifying.clear();
        modifiers.clear();
        breaks.clear();
        for (number, modifier) in cues.iter().map(score_modifier).enumerate() {
            if let Some(modifier) = modifier {
                modifying.push(number);
                modifiers.push(modifier);
            }
        }
        if !modifiers.is_empty() {
            breaks.extend((0..words.len()).map(|word| score_break(words.joint(word))));
        }
        let (section, purpose, document_share) = match part {
            // A title names the work whatever else it mentions: "Electrician, bilingual, apply now".
            Part::Title => (None, None, score::TITLE_FACTOR),
            Part::Lead(section) => (section, sentence_purpose(cues), score::LEAD_FACTOR * section_share(section)),
            Part::Body(section) => (section, sentence_purpose(cues), section_share(section)),
        };
        let context = purpose.map_or(1.0, |(_, section)| section_share(Some(section)));
        let weighing = score::weigh(hits, modifiers, breaks);
        let by_modifiers = weighing.reaches.iter().map(|&(modifier, hit)| Reach { cue: modifying[modifier], hit });
        let by_purpose = purpose.into_iter().flat_map(|(cue, _)| (0..hits.len()).map(move |hit| Reach { cue, hit }));
        let reaches = by_modifiers.chain(by_purpose).collect();
        let mut evidence = Evidence::default();
        let weighed = matches.concepts.iter().zip(&weighing.hits).map(|(found, weighed)| {
            let concept_weight = self.concept(found.meaning).weight;
            let hit = EvidenceHit {
                span: span_of(found.first_word, found.last_word),
                concept: found.meaning,
                side: weighed.side,
                weight: concept_weight * weighed.share * context,
                share: weighed.share * context,
                negated: weighed.negated,
            };
            evidence.add(hit.side, concept_weight, hit.share);
            hit
        });
        let weighed = weighed.collect();
        let in_section = section_share(section);
        let cues = cues.iter();
        SentenceAnalysis {
            span: found.span,
            kind: found.kind,
            foreign: None,
            section,
            document_share,
            judgement: score::judge(evidence.scaled(in_section), score::SENTENCE_THRESHOLDS, self.lexicons.curves()),
            cues: cues
                .map(|found| CueHit { span: span_of(found.first_word, found.last_word), cue: found.meaning })
                .collect(),
            hits: weighed,
            reaches,
        }
    }

    fn score_hit(&self, found: &Match<ConceptId>) -> Hit {
        let concept = self.concept(found.meaning);
        let number = found.meaning.number();
        Hit {
            side: concept.side,
            weight: concept.weight,
            concept: number,
            sells: self.sells.get(number as usize).copied().unwrap_or(false),
            words: (found.first_word, found.last_word),
        }
    }
}

/// Whether a concept is an act whose verb takes a product as its object.
fn sells(concept: &Concept) -> bool {
    const SELLING_FUNCTIONS: [&str; 5] = ["sales", "retail", "marketing", "account-management", "business-development"];
    concept.side == Side::Front && SELLING_FUNCTIONS.contains(&concept.function.as_str())
}

/// Nothing but white space.
fn is_empty(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || character == '\u{feff}')
}

/// What `work` gives, or nothing if it has a defect that ends it.
fn or_nothing<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// What the sentences of a text are read into, one after the other.
#[derive(Default)]
struct Scratch {
    words: Sentence,
    matches: Matches,
    hits: Vec<Hit>,
    /// Without function words.
    cues: Vec<Match<Cue>>,
    /// The numbers of the cues that are modifiers.
    modifying: Vec<usize>,
    modifiers: Vec<Modifier>,
    breaks: Vec<Break>,
    /// Whether each word was matched.
    covered: Vec<bool>,
}

impl Scratch {
    fn read(&mut self, text: &str, span: Span, lexicon: &Lexicon) {
        lexicon.matcher().read_words(text, span, &mut self.words);
        lexicon.matcher().find_into(&self.words, &mut self.matches);
    }
}

/// A concept that a document mentions, counted by what cues, sections and repetition leave of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// The concept.
    pub concept: ConceptId,
    /// The office that it speaks for after cues.
    pub side: Side,
    /// How much it counts: 1 for one plain mention.
    pub share: f64,
    /// The number of its sentence, from 0.
    pub sentence: usize,
}

/// What a document mentions, in order of position: what its judgement sums.
pub fn mentions(sentences: &[SentenceAnalysis]) -> Vec<Mention> {
    let hits = sentences.iter().map(|sentence| sentence.hits.len()).sum();
    let mut counts: FxHashMap<(ConceptId, Side), u32> = FxHashMap::with_capacity_and_hasher(hits, FxBuildHasher);
    let mut mentions = Vec::with_capacity(hits);
    for (number, sentence) in sentences.iter().enumerate() {
        for hit in sentence.hits.iter().filter(|hit| hit.share > 0.0) {
            let count = counts.entry((hit.concept, hit.side)).or_insert(0);
            *count += 1;
            let share = hit.share * sentence.document_share * score::repeat_in_document(*count);
            mentions.push(Mention { concept: hit.concept, side: hit.side, share, sentence: number });
        }
    }
    mentions
}

/// The words of a document and how many of them were matched.
#[derive(Default)]
struct Totals {
    words: usize,
    covered: usize,
}

impl Totals {
    fn count_words(&mut self, sentence: &mut Scratch) {
        let Scratch { words, matches, covered, .. } = sentence;
        covered.clear();
        covered.resize(words.len(), false);
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

/// Where in its document a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The title.
    Title,
    /// What follows the title, in a section where one was recognised.
    Lead(Option<Section>),
    /// The text, in a section where one was recognised.
    Body(Option<Section>),
}

/// What the label of a document takes.
pub fn document_thresholds(sentences: &[SentenceAnalysis]) -> Thresholds {
    // A document of one sentence is that sentence.
    if sentences.len() == 1 { score::SENTENCE_THRESHOLDS } else { score::DOCUMENT_THRESHOLDS }
}

/// A shorter sentence without a function word of the document's language is a heading or a list, not
/// another language.
const LEAST_FOREIGN_WORDS: usize = 5;

/// A sentence has function words of its own language in a third of its words or more; one with fewer than one
/// in this many may be foreign. German "will" and "in" stand in English sentences too.
const LEAST_OWN_SHARE: usize = 6;

/// A sentence is judged in another language than its document only if that one is this sure.
const LEAST_FOREIGN_CONFIDENCE: f64 = 0.9;

/// What a document's evidence counts in a section, or a sentence's where it shows that section's purpose.
pub fn section_share(section: Option<Section>) -> f64 {
    match section {
        None | Some(Section::Duties) => 1.0,
        Some(Section::About) => score::ABOUT_SHARE,
        Some(Section::Requirements) => score::REQUIREMENTS_SHARE,
        Some(Section::Benefits) => score::BENEFITS_SHARE,
        Some(Section::Apply) => score::APPLY_SHARE,
        Some(Section::Legal) => score::LEGAL_SHARE,
    }
}

/// The cue that shows the sentence's purpose, and the purpose; of several the one that counts least.
fn sentence_purpose(cues: &[Match<Cue>]) -> Option<(usize, Section)> {
    let purposes = cues.iter().enumerate().filter_map(|(number, found)| match found.meaning {
        Cue::Context(section) => Some((number, section)),
        _ => None,
    });
    purposes.min_by(|one, other| section_share(Some(one.1)).total_cmp(&section_share(Some(other.1))))
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
    /// That of a document that the analysis could not cope with.
    fn failed() -> Analysis {
        Analysis {
            text: String::new(),
            status: Status::Failed,
            language: None,
            language_confidence: 0.0,
            judgement: None,
            words: 0,
            coverage: 0.0,
            sentences: Vec::new(),
            unjudged_sentences: Vec::new(),
        }
    }

    /// How many sentences have a label.
    pub fn count(&self, label: Label) -> usize {
        self.sentences.iter().filter(|sentence| sentence.judgement.label == label).count()
    }
}
