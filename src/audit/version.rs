//! One language version of an article, as the audit sees it: sentences with their mentions, numbers and words.

use crate::analyze::{Analysis, Analyzer, SentenceAnalysis};
use crate::document::{Document, Label, Lang, Side, Span};
use crate::lexicon::{self, AnchorId, AnchorWords, ConceptId, Name, Named, Stands, WorkplaceNouns};
use crate::segment::{self, SentenceKind};

use super::number::{self, Number, NumberWords};

/// A version of an article.
#[derive(Debug, Clone)]
pub struct Version {
    /// How reports call it: its file, or its record in a table.
    pub name: String,
    /// Its language, where one was told or claimed.
    pub language: Option<Lang>,
    /// Whether a lexicon judged it; without one its sides cannot be compared.
    pub has_lexicon: bool,
    /// Its text; all spans count in it.
    pub text: String,
    /// Score of the whole text, -1..=1, where it was judged.
    pub score: Option<f64>,
    /// Its sentences, in order.
    pub sentences: Vec<Sentence>,
}

/// A sentence of a version.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Where it stands, in bytes of the version's text.
    pub span: Span,
    /// Whether it is a heading.
    pub is_heading: bool,
    /// Whether it ends in a question mark.
    pub is_question: bool,
    /// Whether a paragraph, a heading or a list item begins with it.
    pub opens_paragraph: bool,
    /// Its language, where that is clearly another one than the version's.
    pub foreign: Option<Lang>,
    /// Its label, where a lexicon judged it.
    pub label: Option<Label>,
    /// The concepts that it names, in order of position, neutral ones too.
    pub mentions: Vec<Mention>,
    /// How many workplace nouns it has that no name stands beside: "the department", and not which.
    pub bare_nouns: usize,
    /// Its words, folded, with where they begin, in order.
    pub words: Vec<Word>,
    /// Its numbers, in order.
    pub numbers: Vec<Number>,
    /// Its length in characters, without white space.
    pub length: usize,
}

/// A word of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is compared.
    pub folded: String,
    /// Whether it begins with a capital.
    pub is_capitalized: bool,
    /// The general meaning by which it may be found again in a translation.
    pub anchor: Option<AnchorId>,
    /// Where it stands, in bytes of the version's text.
    pub span: Span,
}

/// A concept that a sentence names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// The concept.
    pub concept: ConceptId,
    /// The office that the concept speaks for, whatever the cues around it say.
    pub side: Side,
    /// What it names, if it is explicit.
    pub named: Option<Named>,
    /// Whether translations that keep it show it nearly always.
    pub steady: bool,
    /// Whether a workplace noun stands in it or beside it: "the logistics department", and no mere logistics.
    pub is_explicit: bool,
    /// Whether it stands inside a phrase that names something less explicit: it can be what a translation keeps,
    /// but nothing is told by it alone.
    pub is_inner: bool,
    /// Where it stands, in bytes of the version's text.
    pub span: Span,
}

impl Version {
    /// Reads a version with `analyzer`.
    pub fn read(name: &str, document: &Document, analyzer: &Analyzer) -> Version {
        let analysis = analyzer.analyze_or_fail(document);
        let language = analysis.language.or(document.claimed_language);
        let has_lexicon = !analysis.sentences.is_empty() && analysis.judgement.is_some();
        let (none, no_anchors) = (NumberWords::new(), AnchorWords::default());
        let anchors = language.and_then(|lang| analyzer.lexicons().anchor_words(lang)).unwrap_or(&no_anchors);
        let number_words = language.and_then(|lang| analyzer.lexicons().number_words(lang)).unwrap_or(&none);
        let sentences = if has_lexicon {
            let judged = analysis.sentences.iter().map(|judged| (judged.span, judged.kind, Some(judged)));
            read_sentences(&analysis, judged, analyzer, (number_words, anchors))
        } else {
            let cut = analyzer.cut(&analysis.text, language.unwrap_or(Lang::UNDETERMINED));
            let unjudged = cut.iter().map(|found| (found.span, found.kind, None));
            read_sentences(&analysis, unjudged, analyzer, (number_words, anchors))
        };
        let score = analysis.judgement.map(|judgement| judgement.score);
        Version { name: name.to_owned(), language, has_lexicon, text: analysis.text, score, sentences }
    }

    /// The label of some of its sentences together: that of all which are not neutral, mixed where those differ;
    /// `None` where none was judged.
    pub fn label_of(&self, sentences: std::ops::Range<usize>) -> Option<Label> {
        let labels: Vec<Label> = self.sentences.get(sentences)?.iter().filter_map(|sentence| sentence.label).collect();
        let mut sided = labels.iter().copied().filter(|label| *label != Label::Neutral);
        match (sided.next(), labels.first()) {
            (Some(first), _) => Some(if sided.all(|label| label == first) { first } else { Label::Mixed }),
            (None, first) => first.copied(),
        }
    }

    /// The text of some of its neighbouring sentences.
    pub fn text_of(&self, sentences: std::ops::Range<usize>) -> &str {
        match (
            self.sentences.get(sentences.start),
            sentences.end.checked_sub(1).and_then(|last| self.sentences.get(last)),
        ) {
            (Some(first), Some(last)) if !sentences.is_empty() => &self.text[first.span.start..last.span.end],
            _ => "",
        }
    }
}

/// A name inside the phrase of something less explicit: "the reception greets visitors" is greeting, and names the
/// reception.
fn name_within(phrase: Span, text: &str, lang: Lang, analyzer: &Analyzer) -> Option<(ConceptId, Span)> {
    let matcher = analyzer.lexicons().get(lang)?.matcher();
    let mut words = Vec::new();
    segment::find_words(phrase.of(text), phrase.start, &mut words);
    if words.len() < 2 {
        return None;
    }
    let mut sentence = lexicon::Sentence::default();
    // Two words first: "front office" is more than "office".
    let parts = words.windows(2).map(|pair| Span::new(pair[0].start, pair[1].end)).chain(words.iter().copied());
    parts.filter(|part| *part != phrase).find_map(|part| {
        matcher.read_words(text, part, &mut sentence);
        let found = matcher.find(&sentence).concepts;
        let named = found.iter().find(|found| analyzer.lexicons().named(found.meaning).is_some())?;
        Some((named.meaning, part))
    })
}

/// How many workplace nouns stand in and beside none of the mentions that name something.
fn count_bare_nouns(mentions: &[Mention], words: &[Word], text: &str, nouns: &WorkplaceNouns) -> usize {
    let named = mentions.iter().filter(|mention| mention.named.is_some());
    let beside: Vec<usize> = named.flat_map(|mention| workplaces_of(mention.span, words, text, nouns)).collect();
    (0..words.len()).filter(|at| !beside.contains(at) && nouns.find(&words[*at].folded).is_some()).count()
}

/// Whether a workplace noun stands in a mention or beside it.
fn stands_by_workplace(mention: Span, words: &[Word], text: &str, nouns: &WorkplaceNouns) -> bool {
    !workplaces_of(mention, words, text, nouns).is_empty()
}

/// The numbers of the workplace nouns in a mention, right behind it or, where they stand before what they name, up
/// to two words before it ("département des ventes"), as far as nothing but blanks, hyphens and apostrophes stands
/// between.
fn workplaces_of(mention: Span, words: &[Word], text: &str, nouns: &WorkplaceNouns) -> Vec<usize> {
    let first = words.partition_point(|word| word.span.end <= mention.start);
    let behind = words.partition_point(|word| word.span.start < mention.end);
    let is_joined = |one: usize, next: usize| match (words.get(one), words.get(next)) {
        (Some(one), Some(next)) => text[one.span.end..next.span.start].chars().all(is_inside_name),
        _ => false,
    };
    let stands = |at: &usize| nouns.find(&words[*at].folded);
    let before = (1..=2).map_while(|back| {
        let at = first.checked_sub(back)?;
        is_joined(at, at + 1).then_some(at)
    });
    let before = before.filter(|at| stands(at) == Some(Stands::Before));
    let after = behind.checked_sub(1).filter(|&last| is_joined(last, behind)).map(|_| behind);
    before.chain((first..behind).chain(after).filter(|at| stands(at).is_some())).collect()
}

fn is_inside_name(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '‑' | '\'' | '’')
}

/// The question marks of the world's scripts; Greek's is a semicolon.
fn is_question_mark(character: char) -> bool {
    matches!(character, '?' | '？' | '؟' | '՞' | '፧' | '\u{37E}')
}

fn read_sentences<'a>(
    analysis: &Analysis,
    cut: impl Iterator<Item = (Span, SentenceKind, Option<&'a SentenceAnalysis>)>,
    analyzer: &Analyzer,
    (number_words, anchors): (&NumberWords, &AnchorWords),
) -> Vec<Sentence> {
    let text = analysis.text.as_str();
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut before: Option<(Span, SentenceKind)> = None;
    for (span, kind, judged) in cut {
        let opens_paragraph = before.is_none_or(|(earlier, earlier_kind)| {
            let is_blank_line = text[earlier.end..span.start].matches('\n').count() > 1;
            is_blank_line || earlier_kind != SentenceKind::Prose || kind != SentenceKind::Prose
        });
        before = Some((span, kind));
        let written = span.of(text);
        let mut spans = Vec::new();
        segment::find_words(written, span.start, &mut spans);
        let words: Vec<Word> = spans
            .into_iter()
            .map(|span| {
                let folded = segment::fold(span.of(text));
                let is_capitalized = span.of(text).chars().next().is_some_and(char::is_uppercase);
                Word { anchor: anchors.find(&folded), folded, is_capitalized, span }
            })
            .collect();
        let hits = judged.map_or(&[][..], |judged| judged.hits.as_slice());
        let lang = analysis.language.filter(|_| judged.is_some_and(|judged| judged.foreign.is_none()));
        let nouns = lang.and_then(|lang| analyzer.lexicons().workplace_nouns(lang));
        let mut mentions: Vec<Mention> = Vec::new();
        for hit in hits {
            let mention = |concept, span, is_inner| {
                let name: Option<Name> = analyzer.lexicons().named(concept);
                Mention {
                    concept,
                    side: analyzer.concept(concept).side,
                    named: name.map(|name| name.named),
                    steady: name.is_some_and(|name| name.steady),
                    is_explicit: nouns.is_some_and(|nouns| stands_by_workplace(span, &words, text, nouns)),
                    is_inner,
                    span,
                }
            };
            let whole = mention(hit.concept, hit.span, false);
            mentions.push(whole);
            if whole.named.is_none()
                && let Some((concept, span)) = lang.and_then(|lang| name_within(hit.span, text, lang, analyzer))
            {
                mentions.push(mention(concept, span, true));
            }
        }
        let bare_nouns = nouns.map_or(0, |nouns| count_bare_nouns(&mentions, &words, text, nouns));
        sentences.push(Sentence {
            span,
            bare_nouns,
            is_heading: kind == SentenceKind::Heading,
            is_question: written.ends_with(is_question_mark),
            opens_paragraph,
            foreign: judged.and_then(|judged| judged.foreign).and_then(|detection| detection.lang),
            label: judged.map(|judged| judged.judgement.label),
            mentions,
            words,
            numbers: number::numbers(written, number_words, segment::fold),
            length: written.chars().filter(|character| !character.is_whitespace()).count(),
        });
    }
    sentences
}
