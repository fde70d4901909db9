//! The audit as one self-contained page: source and target side by side, findings beside the sentences that they
//! are about. It needs no script; the filters are style sheet rules.

use std::fmt::Write as _;
use std::ops::Range;

use crate::analyze::Analyzer;
use crate::audit::{ArticleReport, Bead, Finding, Kind, PairReport, Severity, Version};
use crate::document::Side;

/// What stands before the first article.
const HEAD: &str = include_str!("audit_page.html");

/// Where the rules of the filters go.
const FILTERS_MARK: &str = "/*filters*/\n";

/// The page up to the first article.
pub fn begin() -> String {
    let mut rules = String::new();
    let mut form =
        String::from("<form>\n<label><input type=\"checkbox\" id=\"only\"> only rows with findings</label>\n");
    let severities = Severity::ALL.map(|severity| ("severity", severity.as_str()));
    let kinds = Kind::ALL.map(|kind| ("kind", kind.as_str()));
    for (what, name) in severities.into_iter().chain(kinds) {
        // Writing into a string cannot fail.
        let _infallible = writeln!(rules, "body:has(#{what}-{name}:not(:checked)) p.{name} {{ display: none; }}");
        let _infallible =
            writeln!(form, "<label><input type=\"checkbox\" id=\"{what}-{name}\" checked> {name}</label>");
    }
    form.push_str("</form>\n");
    format!("{}{form}", HEAD.replace(FILTERS_MARK, &rules))
}

/// What closes the page.
pub const END: &str = "</body>\n</html>\n";

/// The pairs of an article.
pub fn article(article: &ArticleReport, analyzer: &Analyzer) -> String {
    let mut page = String::new();
    for pair in &article.pairs {
        let (source, target) = (&article.versions[0], &article.versions[pair.target]);
        let title = if article.group.is_empty() || article.group == source.name {
            format!("{} → {}", source.name, target.name)
        } else {
            format!("{}: {} → {}", article.group, source.name, target.name)
        };
        let counts: Vec<String> =
            Severity::ALL.iter().map(|severity| format!("{} {}", pair.count(*severity), severity.as_str())).collect();
        let _infallible = write!(
            page,
            "<section>\n<h2>{}</h2>\n<p class=\"facts\">{} and {} sentences, {} aligned; findings: {}</p>\n",
            escape(&title),
            source.sentences.len(),
            target.sentences.len(),
            pair.aligned(),
            counts.join(", ")
        );
        let on_pair = |finding: &&Finding| finding.source.is_empty() && finding.target.is_empty();
        pair.findings.iter().filter(on_pair).for_each(|finding| write_finding(finding, &mut page));
        write_table(source, target, pair, analyzer, &mut page);
        page.push_str("</section>\n");
    }
    page
}

fn write_table(source: &Version, target: &Version, pair: &PairReport, analyzer: &Analyzer, page: &mut String) {
    let language = |version: &Version| version.language.map_or(String::new(), |language| language.to_string());
    let _infallible = write!(
        page,
        "<table>\n<thead><tr><th class=\"n\">#</th><th>{}</th><th class=\"n\">#</th><th>{}</th><th class=\"a\" title=\"how surely the sentences belong together, 0 to 1\">align</th></tr></thead>\n<tbody>\n",
        language(source),
        language(target)
    );
    for bead in &pair.beads {
        let findings: Vec<&Finding> = pair.findings.iter().filter(|finding| stands_in(finding, bead)).collect();
        let worst = findings.iter().map(|finding| finding.severity).max().map_or("quiet", Severity::as_str);
        let is_heading = |version: &Version, range: &Range<usize>| {
            version
                .sentences
                .get(range.clone())
                .is_some_and(|held| !held.is_empty() && held.iter().all(|one| one.is_heading))
        };
        let heading =
            if is_heading(source, &bead.source) || is_heading(target, &bead.target) { " heading" } else { "" };
        let _infallible = write!(page, "<tr class=\"{worst}{heading}\">");
        write_side(source, &bead.source, analyzer, page);
        page.push_str("</td>");
        write_side(target, &bead.target, analyzer, page);
        findings.iter().for_each(|finding| write_finding(finding, page));
        let alignment = if bead.is_pair() { format!("{:.2}", bead.alignment) } else { String::new() };
        let _infallible = writeln!(page, "</td><td class=\"a\">{alignment}</td></tr>");
    }
    page.push_str("</tbody>\n</table>\n");
}

/// Whether a finding is told beside a bead: where its first sentence stands.
fn stands_in(finding: &Finding, bead: &Bead) -> bool {
    let holds = |range: &Range<usize>, part: &Range<usize>| !part.is_empty() && range.contains(&part.start);
    if finding.source.is_empty() { holds(&bead.target, &finding.target) } else { holds(&bead.source, &finding.source) }
}

/// The cells of one side; the second is left open.
fn write_side(version: &Version, range: &Range<usize>, analyzer: &Analyzer, page: &mut String) {
    let numbers: Vec<String> = range.clone().map(|number| (number + 1).to_string()).collect();
    if numbers.is_empty() {
        page.push_str("<td class=\"n\"></td><td class=\"gap\">no counterpart");
        return;
    }
    let _infallible = write!(page, "<td class=\"n\">{}</td><td>", numbers.join("; "));
    let text = version.text.as_str();
    let mut written = version.sentences[range.start].span.start;
    for mention in version.sentences[range.clone()].iter().flat_map(|sentence| &sentence.mentions) {
        let side = match mention.side {
            Side::Front => "front",
            Side::Back => "back",
            Side::Neutral => continue,
        };
        // Mentions stand in order and do not overlap, save within compounds.
        if mention.span.start < written {
            continue;
        }
        page.push_str(&escape(&text[written..mention.span.start]));
        let concept = escape(&analyzer.concept(mention.concept).name);
        let surface = escape(mention.span.of(text));
        let _infallible = write!(page, "<mark class=\"{side}\" title=\"{side}: {concept}\">{surface}</mark>");
        written = mention.span.end;
    }
    page.push_str(&escape(&text[written..version.sentences[range.end - 1].span.end]));
}

fn write_finding(finding: &Finding, page: &mut String) {
    let (kind, severity) = (finding.kind.as_str(), finding.severity.as_str());
    let detail = escape(&finding.detail);
    let _infallible = write!(page, "<p class=\"finding {severity} {kind}\"><b>{kind}</b>{severity}: {detail}</p>");
}

/// Text that shows as itself, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Other control characters are not allowed in a page.
            '\n' | '\t' => escaped.push(character),
            control if control.is_control() => escaped.push(' '),
            // Marks that turn the direction of what follows would reach out of their cell.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_leave_their_cells() {
        assert_eq!(escape("<b title=\"x\">&\u{202E}a\u{0}"), "&lt;b title=&quot;x&quot;&gt;&amp;a ");
    }

    #[test]
    fn every_kind_and_severity_has_a_filter() {
        let page = begin();
        for name in Kind::ALL.map(Kind::as_str).into_iter().chain(Severity::ALL.map(Severity::as_str)) {
            assert!(page.contains(&format!("-{name}:not(:checked)) p.{name} ")), "{name}");
        }
        assert!(!page.contains(FILTERS_MARK));
    }
}
