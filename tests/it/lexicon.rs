//! The lexicon workbench: check, export, import, suggest, languages.

use crate::workdir::{Run, Workdir};

/// A small language folder; its code is one that the tool has, so that nothing else has to be told about it.
fn language_folder(lexicon: &str, cues: &str, headings: &str) -> Workdir {
    let folder = Workdir::new();
    folder
        .write("de/lexicon.csv", format!("concept,term,note\n{lexicon}"))
        .write("de/cues.csv", format!("cue,term,note\n{cues}"))
        .write("de/headings.csv", format!("section,heading,note\n{headings}"))
        .write("de/examples.csv", "text,label,why\nDas Wetter ist schön.,neutral,nothing\n");
    folder
}

/// The findings about rows as `file:line severity kind`, without those about the whole file.
fn findings(run: &Run) -> Vec<String> {
    let (paths, lines) = (run.column("path"), run.column("line"));
    let (severities, kinds) = (run.column("severity"), run.column("kind"));
    let all = (0..paths.len()).map(|row| {
        let file = paths[row].rsplit('/').next().unwrap_or_default();
        format!("{file}:{} {} {}", lines[row], severities[row], kinds[row])
    });
    all.filter(|finding| !finding.ends_with("missing-concepts")).collect()
}

#[test]
fn check_finds_what_is_wrong_in_a_language() {
    #[track_caller]
    fn check(lexicon: &str, cues: &str, headings: &str, expected: &[&str]) {
        let folder = language_folder(lexicon, cues, headings);
        let run = folder.run(["lexicon", "check", "de", "--to", "csv"]);
        // Rows stand here as they read best; one check asks for their order.
        let asks_for_order = expected.iter().any(|finding| finding.ends_with("order"));
        let found = findings(&run).into_iter().filter(|finding| asks_for_order || !finding.ends_with("order"));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{}", run.stdout);
        let mistaken = expected.iter().any(|finding| finding.contains("mistake"));
        assert_eq!(run.status, i32::from(mistaken), "{}", run.stderr);
    }
    check("accounting,buchhaltung,\nreceptionist,empfangskraft,\n", "", "", &[]);
    check("payroll,lohn(buch),\npayroll,lohnbuch,\n", "", "", &["lexicon.csv:3 advice duplicate"]);
    check("accounting,kassenbuch,\npayroll,kassenbuch(er),\n", "", "", &["lexicon.csv:3 advice duplicate"]);
    check("accounting,kassenbuch,\nreceptionist,kassenbuch(er),\n", "", "", &["lexicon.csv:3 mistake side-clash"]);
    check("accounting,buchung,\n", "negation,buchung,\n", "", &["lexicon.csv:2 advice two-fold"]);
    check("accounting,buchung,\n", "", "duties,buchung,\n", &[]);
    check("accounting,buchung,\n", "function-word,buchung,\n", "", &["lexicon.csv:2 advice two-fold"]);
    check("accounting,buch-in,\n", "gender-ending,in,\n", "", &["lexicon.csv:2 mistake unreachable"]);
    check("accounting,konto,\naccounting,konto*,\n", "", "", &["lexicon.csv:2 advice covered"]);
    check("accounting,konto,\naccounting,konto!,\n", "ending,s,\n", "", &["lexicon.csv:3 advice covered"]);
    check("accounting,konto,\naccounting,kontos,\n", "ending,s,\n", "", &["lexicon.csv:3 advice covered"]);
    // Without `kontoberater` the text would tell `*berater` too, which is another concept.
    check("accounting,konto*,\naccounting,kontoberater,\nconsultant,*berater,\n", "", "", &[]);
    check("accounting,konto!,\nconsultant,konto,\n", "", "", &["lexicon.csv:3 mistake unreachable"]);
    check("accounting,rezept*,\nreceptionist,rezeption,\n", "", "", &["lexicon.csv:2 advice stem-collision"]);
    check("accounting,konto*,\nreceptionist,kontoschalter,\nreceptionist,schalter,\n", "", "", &[]);
    check(
        "accounting,zoll,\nreceptionist,zolls,\n",
        "ending,s,\n",
        "",
        &["lexicon.csv:3 mistake unreachable", "lexicon.csv:2 advice stem-collision"],
    );
    check("accounting,un*,\n", "function-word,und,\n", "", &["lexicon.csv:2 advice stem-collision"]);
    check("", "negation,ohne,\nfunction-word,ohne,\n", "", &["cues.csv:2 advice cue-clash", "cues.csv:3 advice order"]);
    check("", "contrast,während,\nnegation,während,\n", "", &["cues.csv:3 advice cue-clash"]);
    check("payroll,lohn,\naccounting,buchung,\n", "", "", &["lexicon.csv:3 advice order"]);
    check("wages,lohn,\n", "", "", &["lexicon.csv:2 mistake rule"]);
    check("payroll,lohn(,\n", "", "", &["lexicon.csv:2 mistake rule"]);
}

#[test]
fn check_tells_missing_concepts_and_judges_the_examples() {
    let folder = language_folder("accounting,buchhaltung,\n", "", "");
    folder.write("de/examples.csv", "text,label,why\nDie Buchhaltung.,front,wrong\n");
    let run = folder.run(["lexicon", "check", "de"]).expect_status(0);
    assert!(run.stdout.contains("de/lexicon.csv:1: advice (missing-concepts)"), "{}", run.stdout);
    assert!(run.stdout.contains("receptionist"), "{}", run.stdout);
    assert!(run.stderr.contains("de/examples.csv:2: back not front: Die Buchhaltung."), "{}", run.stderr);
    assert!(run.stderr.contains("1 examples, macro F1 0.000"), "{}", run.stderr);
}

#[test]
fn check_shows_fifty_findings_of_a_kind() {
    let letters = "abcdefghijklmnopqrstuvwxyz";
    let terms: String = letters
        .chars()
        .flat_map(|one| ["m", "n", "o"].map(|other| format!("accounting,kontenblatt{one}{other},\n")))
        .collect();
    let folder = language_folder(&format!("accounting,kontenblatt*,\n{terms}"), "", "");
    let run = folder.run(["lexicon", "check", "de"]).expect_status(0);
    let shown = run.stdout.lines().filter(|line| line.contains("(covered): whatever")).count();
    assert_eq!(shown, 50);
    assert!(run.stdout.contains("28 more of advice (covered)"), "{}", run.stdout);
    let all = folder.run(["lexicon", "check", "de", "--to", "jsonl"]).expect_status(0);
    assert_eq!(all.stdout.matches("\"covered\"").count(), 78);
}

#[test]
fn check_tells_how_a_users_file_meets_the_built_in_lexicon() {
    let folder = Workdir::new();
    folder
        .write("mine.csv", "term,side,language\nwarehouse,front,en\ncustomer,neutral,en\nconcierge desk,front,en\n")
        .write("concepts.csv", "concept,side,function,weight\nreceptionist,back,reception,1\n")
        .write("terms.csv", "concept,term,language\npets,dog*,en\n")
        .write("pets.csv", "concept,side,function,weight\npets,front,pets,1\n")
        .write("bad.csv", "term,side\nhawker,fronty\npantry,back\npantry,back\nlarder(,back\n");
    let run = folder.run(["lexicon", "check", "mine.csv"]).expect_status(0);
    assert!(run.stdout.contains("mine.csv:2: advice (replaces): 'warehouse' replaces"), "{}", run.stdout);
    assert!(run.stdout.contains("which was back"), "{}", run.stdout);
    assert!(run.stdout.contains("mine.csv:3: advice (replaces): 'customer' silences"), "{}", run.stdout);
    assert!(!run.stdout.contains("mine.csv:4:"), "{}", run.stdout);
    let run = folder.run(["lexicon", "check", "concepts.csv"]).expect_status(0);
    assert!(run.stdout.contains("makes the concept 'receptionist' back, which was front"), "{}", run.stdout);
    let run = folder.run(["lexicon", "check", "terms.csv"]).expect_status(1);
    assert!(run.stdout.contains("terms.csv:2: mistake (rule): unknown concept 'pets'"), "{}", run.stdout);
    folder.run(["lexicon", "check", "terms.csv", "pets.csv"]).expect_status(0);
    let run = folder.run(["lexicon", "check", "bad.csv", "--to", "csv"]).expect_status(1);
    assert_eq!(
        findings(&run),
        ["bad.csv:2 mistake rule", "bad.csv:4 mistake rule", "bad.csv:5 mistake rule"],
        "{}",
        run.stdout
    );
}

#[test]
fn export_writes_out_every_spelling() {
    let folder = Workdir::new();
    folder.write("zoo.csv", "term,side,function,language\nzebra(s),front,zoo,en\nlion ... qqcage,back,zoo,en\n");
    let export = |more: &[&str]| {
        folder.run(["lexicon", "export"].iter().chain(more).chain(&["--lexicon", "zoo.csv"])).expect_status(0)
    };
    let run = export(&["en"]);
    assert_eq!(run.stdout.lines().next(), Some("term,concept,side,function,weight"));
    assert!(run.stdout.contains("\nzebra,user:zebra(s),front,zoo,2\nzebras,user:zebra(s),front,zoo,2\n"));
    let run = export(&[]);
    assert_eq!(run.stdout.lines().next(), Some("language,term,concept,side,function,weight"));
    assert!(run.stdout.contains("\nen,zebras,") && run.stdout.contains("\nde,"));
    assert!(export(&["en", "--to", "jsonl"]).stdout.contains(r#""term":"zebras""#));
    assert!(export(&["en", "--to", "tsv"]).stdout.contains("\nzebras\tuser:zebra(s)\tfront\tzoo\t2\n"));

    let run = export(&["en", "--plain"]);
    assert!(run.stdout.contains("\nzebra\nzebras\n") && !run.stdout.contains(['*', '!', '(', '+']));
    assert!(run.stderr.contains("left out") && run.stderr.contains("'...'"), "{}", run.stderr);
    assert!(!run.stdout.contains("qqcage"));
    assert!(export(&["en", "--to", "dic"]).stdout.starts_with("%\n1\tback\n"));
    assert!(export(&["--to", "quanteda"]).stdout.contains("\n\"en\":\n  front:\n"));
    folder.run(["lexicon", "export", "--to", "dic"]).expect_status(2);
    folder.run(["lexicon", "export", "xx"]).expect_status(2);
}

#[test]
fn dictionaries_of_other_tools_are_lexicons_too() {
    let folder = Workdir::new();
    folder
        .write("a.txt", "We are looking for a person who will wrangle zebras for the whole of the year.")
        .write("zoo.dic", "%\n1\tfront\n2\tback\n%\nwrangl*\t1\nfeed*\t2\n")
        .write("zoo.dicx", "DicTerm,front office,mood\nwrangle zebras,X,\nglad,,X\n")
        .write("zoo.yml", "front:\n  show: [wrangle]\n")
        .write("zoo.csv", "word,category\nwrangle,Show\n")
        .write("odd.dic", "%\n1\tfront\n%\nwrangle\t1\n:-)\t1\n")
        .write("bad.yml", "front: *x\n");
    #[track_caller]
    fn check(folder: &Workdir, arguments: &[&str], evidence: &str) {
        let run = folder.run(["scan", "a.txt", "--lexicon"].iter().chain(arguments)).expect_status(0);
        assert_eq!((run.column("label")[0].as_str(), run.column("evidence")[0].as_str()), ("front", evidence));
    }
    check(&folder, &["zoo.dic"], "wrangle×1");
    check(&folder, &["zoo.dicx"], "wrangle zebras×1");
    check(&folder, &["zoo.yml"], "wrangle×1");
    check(&folder, &["zoo.csv", "--map", "front=show,party"], "wrangle×1");

    let run = folder.run(["scan", "a.txt", "--lexicon", "zoo.csv"]).expect_status(2);
    assert!(run.stderr.contains("zoo.csv:1: no category is on a side; there are: Show"), "{}", run.stderr);
    let run = folder.run(["scan", "a.txt", "--lexicon", "odd.dic"]).expect_status(0);
    assert!(run.stderr.contains("odd.dic:5: ':-)' has no letter") && run.stderr.contains("left out 1 terms"));
    let run = folder.run(["scan", "a.txt", "--lexicon", "bad.yml"]).expect_status(2);
    assert!(run.stderr.contains("bad.yml:1: "), "{}", run.stderr);

    folder.run(["lexicon", "check", "zoo.dic", "zoo.yml"]).expect_status(0);
    folder.run(["lexicon", "check", "zoo.csv", "--map", "front=show"]).expect_status(0);
    let run = folder.run(["lexicon", "check", "odd.dic", "zoo.csv", "bad.yml", "--to", "csv"]).expect_status(1);
    assert_eq!(
        findings(&run),
        ["odd.dic:5 mistake rule", "zoo.csv:1 mistake rule", "bad.yml:1 mistake rule"],
        "{}",
        run.stdout
    );
}

/// Postings with made-up words, ten a side, in a table.
fn made_up_postings() -> Workdir {
    let folder = Workdir::new();
    let mut table = "id,text,dept,year\n".to_owned();
    for number in 0..10 {
        table += &format!("f{number},We blarg with the receptionist for the whole of the year.,Shop,2020\n");
        table += &format!("b{number},You frindle the payroll for the whole of the year.,Office,2020\n");
        table += &format!("n{number},We snorple for the whole of the year.,Shop,1990\n");
    }
    folder.write("jobs.csv", table);
    folder
}

#[test]
fn suggest_finds_new_words_that_tell_the_sides_apart() {
    let folder = made_up_postings();
    let suggest = |more: &[&str]| {
        let fixed = ["lexicon", "suggest", "jobs.csv", "--label", "dept", "--lang", "en"];
        folder.run(fixed.iter().chain(more))
    };
    let maps = ["--map", "front=shop", "--map", "back=office", "--where", "year=2020"];
    let with_maps = |more: &[&str]| suggest(&[&maps, more].concat()).expect_status(0);
    let run = with_maps(&[]);
    assert_eq!(run.stdout.lines().next(), Some("term,language,side,score,front_count,back_count,documents,example"));
    assert_eq!(run.column("term"), ["blarg", "frindle"], "{}", run.stdout);
    assert_eq!(
        (run.column("side"), run.column("front_count")),
        (vec!["front".into(), "back".into()], vec!["10".into(), "0".into()])
    );
    assert!(run.column("example")[1].starts_with("You frindle the payroll"), "{}", run.stdout);
    assert!(run.stderr.contains("en 10 front and 10 back"), "{}", run.stderr);
    assert_eq!(with_maps(&["--rank", "log-likelihood"]).column("term"), ["blarg", "frindle"]);
    assert!(with_maps(&["--top", "0"]).column("term").is_empty());
    assert!(with_maps(&["--jobs", "1"]).stdout == with_maps(&["--jobs", "4"]).stdout);

    // A word that some lexicon has is not new.
    folder.write("mine.csv", "term,side\nblarg,front\n");
    assert_eq!(with_maps(&["--lexicon", "mine.csv"]).column("term"), ["frindle"]);

    let run = suggest(&["--map", "front=shop,office"]).expect_status(2);
    assert!(run.stderr.contains("no language with texts of both sides (30 labelled front, 0 back)"), "{}", run.stderr);
    let run = folder.run(["lexicon", "suggest", "jobs.csv"]).expect_status(2);
    assert!(run.stderr.contains("--label COLUMN"), "{}", run.stderr);
}

#[test]
fn languages_are_listed_with_what_was_measured() {
    let folder = Workdir::new();
    let run = folder.run(["lexicon", "languages"]).expect_status(0);
    assert!(run.column("example_macro_f1").iter().all(String::is_empty));
    for (column, least) in [("cues", 50), ("examples", 60)] {
        assert!(
            run.column(column).iter().all(|count| count.parse().is_ok_and(|count: u32| count >= least)),
            "{column}"
        );
    }
    let tiers = run.column("tier");
    let figures = run.column("rho").into_iter().zip(run.column("auc")).zip(run.column("agreement"));
    for (tier, ((rho, auc), agreement)) in tiers.iter().zip(figures) {
        let is_measured = [rho, auc, agreement].iter().any(|figure| !figure.is_empty());
        assert_eq!(tier == "A", is_measured);
    }

    let folder = language_folder("accounting,buchhaltung,\n", "", "");
    folder.write("de/examples.csv", "text,label,why\nDie Buchhaltung.,back,\nWetter.,front,\n");
    let run = folder.run(["lexicon", "languages", "--measure", "--lexicon", "de"]).expect_status(0);
    let german = run.column("language").iter().position(|code| code == "de").expect("a row");
    assert_eq!(
        (run.column("examples")[german].as_str(), run.column("example_macro_f1")[german].as_str()),
        ("2", "0.5")
    );
    let table = folder.run(["lexicon", "languages", "--to", "table"]).expect_status(0).stdout;
    let header: Vec<&str> = table.lines().next().unwrap_or_default().split_whitespace().collect();
    assert_eq!(header, run.stdout.lines().next().unwrap_or_default().split(',').collect::<Vec<_>>());
}

#[test]
fn a_wrong_column_is_named_with_the_flag_that_named_it() {
    #[track_caller]
    fn check(arguments: &[&str], flag: &str) {
        let work = Workdir::new();
        work.write("jobs.csv", "id,text,side\n1,We need a receptionist.,front\n");
        let run = work.run([&["eval", "jobs.csv"], arguments].concat());
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("the columns are: id, text, side"), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("Name one with {flag} COLUMN")), "{}", run.stderr);
    }
    check(&["--label", "nix"], "--label");
    check(&["--rating", "nix"], "--rating");
    check(&["--label", "side", "--where", "nix=1"], "--where");
    check(&["--group", "id", "--by", "nix"], "--group or --by");
    check(&["--label", "side", "--text", "nix"], "--text");
}

#[test]
fn figures_are_those_of_the_table() {
    let work = Workdir::new();
    work.write(
        "jobs.csv",
        "id,lang,text,dept,contact\n\
         a,en,You greet our guests at the reception and answer the phone.,Front Desk,5\n\
         b,en,You process the monthly payroll and post the invoices.,Office,1\n\
         c,en,You sell shoes to customers in our shop.,Office,4\n\
         d,en,You weld steel frames in the factory.,Office,2\n\
         a,de,Sie begrüßen unsere Gäste am Empfang.,Front Desk,5\n\
         b,de,Sie erstellen die monatliche Lohnabrechnung und verbuchen Rechnungen.,Office,1\n\
         x,en,You play the piano.,,\n",
    );
    let maps = ["--map", "front=Front Desk", "--map", "back=office"];
    let labels =
        [&["eval", "jobs.csv", "--label", "dept", "--to", "jsonl", "--errors", "wrong.csv"], &maps[..]].concat();
    let run = work.run(labels).expect_status(0);
    assert!(run.stdout.contains("\"rows\":7"), "{}", run.stdout);
    assert!(run.stdout.contains("\"labelled\":6"), "{}", run.stdout);
    let wrong = work.read("wrong.csv");
    assert_eq!(wrong.lines().count(), 2, "{wrong}");
    assert!(wrong.contains("shop"), "{wrong}");
    let ranked =
        work.run(["eval", "jobs.csv", "--rating", "contact", "--where", "lang=en", "--to", "csv"]).expect_status(0);
    assert_eq!(ranked.column("auc"), ["1"], "{}", ranked.stdout);
    let versions = work.run(["eval", "jobs.csv", "--group", "id", "--by", "lang", "--to", "csv"]).expect_status(0);
    assert!(
        versions.stdout.lines().any(|line| line.starts_with("de,") && line.ends_with(",2,1")),
        "{}",
        versions.stdout
    );
    let languages = work.run(["eval", "jobs.csv", "--language-truth", "lang", "--to", "jsonl"]).expect_status(0);
    assert!(languages.stdout.contains("\"language_accuracy\":1"), "{}", languages.stdout);
}
